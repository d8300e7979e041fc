//! Completeness and timeliness of reporting (报送完整率、及时率): the counts of a plan, grouped by unit, heading or period. Each way adds
//! up to the same total. Design: model.md section 3.

use std::collections::{BTreeMap, HashMap, HashSet};

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::compose;
use super::load::{Owed, When, open_units, owed};
use super::progress::{tagged, when};
use super::shapes::{CompletenessFilter, CompletenessGroup, CompletenessReport, CompletenessSection, GroupBy};
use super::standing::facts;
use super::tables;
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::completeness::Tally;
use crate::domain::period::Period;
use crate::entity::scope::Scope;
use crate::entity::{plan, section, unit, unit_move};
use crate::http::{OrNotFound, Query, Reply, Result};
use crate::outline::Outline;
use crate::refs::UnitBrief;
use crate::sheet::Wanted;
use crate::state::AppState;

/// Tell how complete and how timely the reports of a plan are, by unit, by heading or by period.
///
/// `completeness` of the groups adds up to that of the whole, whichever way they are grouped. Units stand in the tree of the period's end:
/// each report counts in the `subtree` of the units that were above its unit then. Callers who do not read all reports are told of
/// those they may see.
#[utoipa::path(tag = "reports", operation_id = "get_completeness", security(("bearer" = [])), params(CompletenessFilter),
    responses((status = 200, description = "The counts, whole and in groups; as a table, a row for each group and a last one for the whole",
        content((CompletenessReport = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 404, description = "No such plan")))]
#[get("/reports/completeness")]
pub(super) async fn get_completeness(
    app: Data<AppState>,
    caller: Caller,
    query: Query<CompletenessFilter>,
    wanted: Wanted,
) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let CompletenessFilter { plan_id, period, group_by, as_of, known_at, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let db = db::snapshot(&app.db).await?;
    let plan = plan::Entity::seen_by(&caller.scope).filter(plan::Column::Id.eq(plan_id)).one(&db).await?.or_not_found()?;
    let report = completeness(&db, &caller.scope, plan, (period, group_by.unwrap_or_default()), when).await?;
    db.rollback().await?;
    if wanted.is_table() {
        return tables::completeness(&report, wanted, bom);
    }
    tagged(report, known_at, |report, known_at| report.known_at = known_at)
}

/// The completeness of a visible plan, of one period or all.
///
/// # Errors
/// Those of the database.
pub(super) async fn completeness(
    db: &impl ConnectionTrait,
    scope: &Scope,
    plan: plan::Model,
    (period, group_by): (Option<Period>, GroupBy),
    when: When,
) -> Result<CompletenessReport> {
    Ok(Counted::load(db, scope, plan, period, when).await?.report(period, group_by))
}

/// The reports of a plan that are counted, and what they are grouped by.
struct Counted {
    when: When,
    outline: Outline,
    owed: Vec<Owed>,
    tree: Tree,
}

impl Counted {
    /// Reads it, in a constant number of statements.
    async fn load(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, period: Option<Period>, when: When) -> Result<Self> {
        let plan_id = plan.id;
        let outline = Outline::load(db, scope, plan, Some(when.moment)).await?;
        let open = open_units(db, scope, plan_id).await?;
        let mut owed = owed(db, plan_id, when).await?;
        owed.retain(|one| open.contains(&one.row.unit_id) && period.is_none_or(|period| one.row.period == period));
        Ok(Self { when, outline, owed, tree: Tree::load(db, scope).await? })
    }

    fn report(&self, period: Option<Period>, group_by: GroupBy) -> CompletenessReport {
        let mut total = Tally::default();
        self.owed.iter().for_each(|one| total.merge(&self.tally(one)));
        CompletenessReport {
            plan: compose::brief(&self.outline.plan),
            period,
            group_by,
            as_of: self.when.moment.as_of,
            known_at: self.when.moment.known_at.into(),
            completeness: total.into(),
            groups: match group_by {
                GroupBy::Unit => self.by_unit(period),
                GroupBy::Section => self.by_section(),
                GroupBy::Period => self.by_period(),
            },
        }
    }

    fn tally(&self, one: &Owed) -> Tally {
        Tally::over([&facts(one)], self.when.judged_at)
    }

    fn by_period(&self) -> Vec<CompletenessGroup> {
        let mut tallies: BTreeMap<Period, Tally> = BTreeMap::new();
        for one in &self.owed {
            tallies.entry(one.row.period).or_default().merge(&self.tally(one));
        }
        let row = |(period, tally): (Period, Tally)| CompletenessGroup { period: Some(period), ..CompletenessGroup::of(tally, None) };
        tallies.into_iter().map(row).collect()
    }

    /// Every heading in printed order, and in a last row what stands under none, if there is anything.
    fn by_section(&self) -> Vec<CompletenessGroup> {
        let (mut own, mut whole): (HashMap<Option<Uuid>, Tally>, HashMap<Option<Uuid>, Tally>) = Default::default();
        for one in &self.owed {
            let tally = self.tally(one);
            let heading = self.outline.task(one.row.task_id).and_then(|node| self.outline.section_of(node));
            own.entry(heading).or_default().merge(&tally);
            for above in compose::headings(&self.outline, heading) {
                whole.entry(above).or_default().merge(&tally);
            }
        }
        let row = |heading: Option<&section::Model>| {
            let id = heading.map(|row| row.id);
            let own = own.get(&id).copied().unwrap_or_default();
            CompletenessGroup {
                section: heading.map(|row| CompletenessSection { id: row.id, number: row.number.clone(), title: row.title.clone() }),
                parent_id: heading.and_then(|row| row.parent_id),
                ..CompletenessGroup::of(own, whole.get(&id).copied().or(Some(own)))
            }
        };
        let apart = own.contains_key(&None);
        self.outline.sections.iter().map(Some).chain(apart.then_some(None)).map(row).collect()
    }

    /// Units that owe something and those above them, each before those below it, by code.
    fn by_unit(&self, period: Option<Period>) -> Vec<CompletenessGroup> {
        let mut counts: HashMap<(Uuid, NaiveDate), Tally> = HashMap::new();
        for one in &self.owed {
            counts.entry((one.row.unit_id, one.row.period.last_day())).or_default().merge(&self.tally(one));
        }
        let (mut own, mut whole): (HashMap<Uuid, Tally>, HashMap<Uuid, Tally>) = Default::default();
        for ((unit, ends_on), tally) in counts {
            own.entry(unit).or_default().merge(&tally);
            for above in self.tree.line(unit, self.when.instant_of(ends_on)) {
                whole.entry(above).or_default().merge(&tally);
            }
        }
        let shown_at = self.when.instant_of(period.map_or(self.when.moment.as_of, Period::last_day));
        let row = |unit: Uuid| CompletenessGroup {
            unit: Some(self.tree.brief(unit)),
            parent_id: self.tree.parent(unit, shown_at),
            ..CompletenessGroup::of(own.get(&unit).copied().unwrap_or_default(), whole.get(&unit).copied())
        };
        self.tree.in_order(whole.keys().copied().collect(), shown_at).into_iter().map(row).collect()
    }
}

/// A move of a unit: when, and from under which unit.
type Moved = (DateTime<Utc>, Option<Uuid>);

/// The units of a government and where they hung at any instant.
struct Tree {
    units: HashMap<Uuid, (Option<Uuid>, UnitBrief)>,
    /// Moves by unit, oldest first.
    moves: HashMap<Uuid, Vec<Moved>>,
}

impl Tree {
    async fn load(db: &impl ConnectionTrait, scope: &Scope) -> Result<Self> {
        let units = unit::Entity::seen_by(scope).all(db).await?;
        let moved = unit_move::Entity::find().filter(unit_move::Column::GovernmentId.eq(scope.government));
        let mut moves: HashMap<Uuid, Vec<Moved>> = HashMap::new();
        for row in moved.order_by_asc(unit_move::Column::MovedAt).order_by_asc(unit_move::Column::Id).all(db).await? {
            moves.entry(row.unit_id).or_default().push((row.moved_at, row.from_parent_id));
        }
        Ok(Self { units: units.into_iter().map(|row| (row.id, (row.parent_id, UnitBrief::from(row)))).collect(), moves })
    }

    /// The unit above at an instant: where it moved away from next, else where it is now.
    fn parent(&self, unit: Uuid, at: DateTime<Utc>) -> Option<Uuid> {
        let next = self.moves.get(&unit).and_then(|moves| moves.iter().find(|(moved_at, _)| *moved_at > at));
        next.map_or_else(|| self.units.get(&unit).and_then(|(parent, _)| *parent), |(_, from)| *from)
    }

    /// The unit and those above it at an instant.
    fn line(&self, unit: Uuid, at: DateTime<Utc>) -> Vec<Uuid> {
        let mut passed = HashSet::new();
        std::iter::successors(Some(unit), |unit| self.parent(*unit, at)).take_while(|unit| passed.insert(*unit)).collect()
    }

    fn brief(&self, unit: Uuid) -> UnitBrief {
        let unknown = || UnitBrief { id: unit, code: String::new(), name: unit.to_string() };
        self.units.get(&unit).map_or_else(unknown, |(_, brief)| brief.clone())
    }

    /// Units in the order of the tree at an instant: by the codes from the root down.
    fn in_order(&self, mut units: Vec<Uuid>, at: DateTime<Utc>) -> Vec<Uuid> {
        units.sort_by_cached_key(|unit| {
            let codes: Vec<String> = self.line(*unit, at).into_iter().rev().map(|above| self.brief(above).code).collect();
            (codes, *unit)
        });
        units
    }
}
