//! The allocation matrix (分解表): how targets are divided over units, periods and sites, against the whole, with what each unit has reached.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::Data;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::division_shapes::{AllocationFilter, AllocationMatrix, Division, MatrixRow, PeriodShare, SiteShare, UnitShare};
use super::judge::{Case, Judge};
use super::load::{Known, When};
use super::progress::{tagged, when};
use super::{compose, tables};
use crate::auth::{Action, Caller};
use crate::db;
use crate::domain::assess::actual_on;
use crate::domain::joint::Joint;
use crate::domain::matrix::{self, Share, ShareCheck, ShareOrigin};
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::year_on_year::percent_of;
use crate::entity::scope::Scope;
use crate::entity::{allocation, plan, site, target};
use crate::http::query::refuse;
use crate::http::{Code, OrNotFound, Query, Reply, Result};
use crate::refs::{self, Briefs};
use crate::sheet::Wanted;
use crate::state::AppState;

/// Tell how the targets of a plan, or one of them, are divided: shares by unit, period and site against the whole, and what was reached.
///
/// Shares may add up to less than the target, to it, or to more; that is told, not forbidden. Cells that follow from the rule that parts
/// add up are shown as inferred; they are not stored.
#[utoipa::path(tag = "reports", operation_id = "get_allocation_matrix", security(("bearer" = [])), params(AllocationFilter),
    responses((status = 200, description = "The matrix; as a table, a row for each share",
        content((AllocationMatrix = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), (status = 404, description = "No such plan or target")))]
#[get("/reports/allocations")]
pub(super) async fn get_allocation_matrix(
    app: Data<AppState>,
    caller: Caller,
    query: Query<AllocationFilter>,
    wanted: Wanted,
) -> Result<Reply> {
    caller.require(Action::ReadPlan)?;
    let AllocationFilter { plan_id, target_id, as_of, known_at, bom } = query.filter.clone();
    let when = when(&app, as_of, known_at)?;
    let divided = match (plan_id, target_id) {
        (Some(plan), None) => Divided::Plan(plan),
        (None, Some(target)) => Divided::Target(target),
        (None, None) => return Err(refuse("planId", Code::Required)),
        (Some(_), Some(_)) => return Err(refuse("targetId", Code::Contradiction)),
    };
    let db = db::snapshot(&app.db).await?;
    let report = run(&db, &caller.scope, divided, when).await?;
    db.rollback().await?;
    if wanted.is_table() {
        let name = format!("指标分解-{}", report.plan.code);
        return tables::matrix(&report, wanted.english, |table| table.reply(wanted, &name, report.known_at.0, bom));
    }
    tagged(report, known_at, |report, known_at| report.known_at = known_at)
}

/// What the matrix is of.
#[derive(Clone, Copy, Debug)]
pub enum Divided {
    /// All targets of a plan that are divided, or whose shares follow from others.
    Plan(Uuid),
    /// One target, divided or not, with its parts.
    Target(Uuid),
}

/// The matrix of a visible plan or target.
///
/// # Errors
/// 404 for a plan or target the caller does not see; those of the database.
pub async fn run(db: &impl ConnectionTrait, scope: &Scope, wanted: Divided, when: When) -> Result<AllocationMatrix> {
    let plan = match wanted {
        Divided::Plan(plan) => plan,
        Divided::Target(target) => {
            target::Entity::seen_by(scope).filter(target::Column::Id.eq(target)).one(db).await?.or_not_found()?.plan_id
        }
    };
    let plan = plan::Entity::seen_by(scope).filter(plan::Column::Id.eq(plan)).one(db).await?.or_not_found()?;
    let rows = allocation::Entity::seen_by(scope).filter(allocation::Column::PlanId.eq(plan.id));
    let rows = rows.order_by_asc(allocation::Column::Id).all(db).await?;
    let sites = site::Entity::seen_by(scope).filter(site::Column::PlanId.eq(plan.id)).all(db).await?;
    let units = refs::briefs(db, scope, rows.iter().filter_map(|row| row.unit_id)).await?;
    let known = Known::load(db, scope, plan, when).await?;
    let sites = sites.into_iter().map(|site| (site.id, site.name)).collect();
    Ok(Matrix { known: &known, judge: Judge::new(&known), shares: rows, sites, units }.report(wanted))
}

struct Matrix<'k> {
    known: &'k Known,
    judge: Judge<'k>,
    shares: Vec<allocation::Model>,
    sites: BTreeMap<Uuid, String>,
    units: Briefs,
}

impl<'k> Matrix<'k> {
    fn report(&self, wanted: Divided) -> AllocationMatrix {
        let outline = &self.known.outline;
        let all: Vec<Uuid> = outline.tasks.iter().flat_map(|node| outline.targets_of(node.row.id)).map(|target| target.row.id).collect();
        let by_unit = self.by_unit(&all);
        let is_wanted = |id: &Uuid| match wanted {
            Divided::Plan(_) => {
                by_unit.get(id).is_some_and(|row| !row.is_empty()) || self.shares.iter().any(|share| share.target_id == *id)
            }
            Divided::Target(target) => *id == target || self.judge.sources.parts_of(target).contains(id),
        };
        let none = BTreeMap::new();
        let row = |id: &Uuid| self.row(*id, by_unit.get(id).unwrap_or(&none));
        let rows: Vec<MatrixRow> = all.iter().filter(|id| is_wanted(id)).filter_map(row).collect();
        let mut units: Vec<Uuid> = rows.iter().flat_map(|row| &row.units.cells).map(|cell| cell.unit.id).collect();
        units.sort_unstable();
        units.dedup();
        let mut units: Vec<_> = units.into_iter().map(|unit| self.units.of(unit)).collect();
        units.sort_by(|one, other| one.code.cmp(&other.code));
        AllocationMatrix {
            plan: compose::brief(&outline.plan),
            as_of: self.known.when.moment.as_of,
            known_at: self.known.when.moment.known_at.into(),
            units,
            rows,
        }
    }

    /// The shares of units, entered, summed from finer ones, or inferred, by target.
    fn by_unit(&self, all: &[Uuid]) -> BTreeMap<Uuid, matrix::Row<Uuid>> {
        let mut rows: Vec<matrix::Row<Uuid>> = all.iter().map(|target| self.entered(*target)).collect();
        let place = |id: &Uuid| all.iter().position(|it| it == id);
        let alike = |whole: Uuid, part: Uuid| {
            let unit = |id: Uuid| self.judge.places.get(&id).and_then(|(_, target)| target.version.unit_of_measure.clone());
            self.summed(whole) && self.summed(part) && unit(whole) == unit(part)
        };
        let rule = |(at, whole): (usize, &Uuid)| {
            let parts = self.judge.sources.parts_of(*whole);
            let places: Option<Vec<usize>> = parts.iter().map(|part| place(part).filter(|_| alike(*whole, *part))).collect();
            places.filter(|places| !places.is_empty()).map(|places| (at, places))
        };
        let rules: Vec<(usize, Vec<usize>)> = all.iter().enumerate().filter_map(rule).collect();
        matrix::infer(&mut rows, &rules);
        all.iter().copied().zip(rows).collect()
    }

    /// The shares of units as entered: of the unit alone, else the sum of its periods or of its sites. Where both are given they may
    /// say the same twice, so nothing is summed.
    fn entered(&self, target: Uuid) -> matrix::Row<Uuid> {
        let mut whole: matrix::Row<Uuid> = BTreeMap::new();
        let mut finer: BTreeMap<Uuid, BTreeMap<(bool, bool), Vec<Quantity>>> = BTreeMap::new();
        for share in self.shares.iter().filter(|share| share.target_id == target) {
            let Some(unit) = share.unit_id else { continue };
            match (share.period.is_some(), share.site_id.is_some()) {
                (false, false) => _ = whole.insert(unit, Share { value: share.value_e4, origin: ShareOrigin::Entered }),
                kind => finer.entry(unit).or_default().entry(kind).or_default().push(share.value_e4),
            }
        }
        for (unit, kinds) in finer {
            let mut kinds = kinds.into_values();
            if let (Some(values), None, true) = (kinds.next(), kinds.next(), self.summed(target))
                && let Ok(value) = Quantity::try_from(Quantity::sum(values))
            {
                whole.entry(unit).or_insert(Share { value, origin: ShareOrigin::Summed });
            }
        }
        whole
    }

    /// Whether shares of a target add up at all: not those of rates, nor what every unit has to reach by itself.
    fn summed(&self, target: Uuid) -> bool {
        self.judge.places.get(&target).is_some_and(|(_, target)| {
            let terms = target.terms();
            terms.can_be_summed() && terms.stages.is_none() && target.version.per_unit_group_id.is_none()
        })
    }

    fn row(&self, target: Uuid, shares: &matrix::Row<Uuid>) -> Option<MatrixRow> {
        let (node, held) = self.judge.places.get(&target)?;
        let case = self.judge.resolved(self.judge.case_of(node, held));
        let whole = case.terms.value;
        let summed = self.summed(target);
        let mut units: Vec<UnitShare> = shares.iter().map(|(unit, share)| self.unit_share(&case, *unit, *share, summed)).collect();
        units.sort_by(|one, other| one.unit.code.cmp(&other.unit.code));
        let of_rest = |share: &&allocation::Model| share.target_id == target && share.unit_id.is_none();
        let (periods, sites): (Vec<_>, Vec<_>) = self.shares.iter().filter(of_rest).partition(|share| share.site_id.is_none());
        let mut periods: Vec<PeriodShare> = periods.into_iter().filter_map(period_share).collect();
        periods.sort_by_key(|one| one.period);
        let sites: Vec<SiteShare> = sites.into_iter().filter_map(|one| self.site_share(one)).collect();
        let actual = self.judge.verdict(&case).0;
        Some(MatrixRow {
            target_id: target,
            task_id: node.row.id,
            task_code: node.row.code.clone(),
            key: held.row.key.clone(),
            indicator: held.row.indicator.clone(),
            unit_of_measure: case.terms.unit_of_measure.clone(),
            part_of_id: held.row.part_of_id,
            series: case.terms.series,
            total: whole,
            actual: actual.actual,
            actual_as_at: actual.actual_as_at,
            units_actual: self.rolled_up(&case, &units),
            units: Division::of(units, |cell| cell.share, whole, summed),
            periods: Division::of(periods, |cell| cell.share, whole, summed),
            sites: Division::of(sites, |cell| cell.share, whole, summed),
        })
    }

    fn unit_share(&self, case: &Case<'k>, unit: Uuid, share: Share, summed: bool) -> UnitShare {
        let reached = self.known.is_open(unit, case.node.row.id).then(|| {
            let (_, readings, reports) = self.judge.alone(case, unit);
            actual_on(&self.judge.question(case, &readings, &reports), self.known.when.judged_on)
        });
        let reached = reached.flatten();
        let alone = || matrix::check([share.value], case.terms.value).0;
        UnitShare {
            unit: self.units.of(unit),
            share: share.value,
            origin: share.origin,
            against: (!summed).then(alone),
            actual: reached.map(|(value, _)| value),
            actual_as_at: reached.map(|(_, day)| day),
            attainment: reached.and_then(|(value, _)| percent_of(value, share.value)),
        }
    }

    /// What the units have reached together, by the series: their own actuals added up. Null for what cannot be added, and where a
    /// unit with a share has no figure, or none that the caller may see.
    fn rolled_up(&self, case: &Case<'_>, units: &[UnitShare]) -> Option<Quantity> {
        let actuals: Option<Vec<Quantity>> = units.iter().map(|cell| cell.actual).collect();
        let actuals = actuals.filter(|actuals| !actuals.is_empty() && Joint::of(&case.terms) == Joint::Sum)?;
        Quantity::try_from(Quantity::sum(actuals)).ok()
    }

    fn site_share(&self, share: &allocation::Model) -> Option<SiteShare> {
        let id = share.site_id?;
        let name = self.sites.get(&id).cloned().unwrap_or_default();
        Some(SiteShare { site_id: id, name, period: share.period, share: share.value_e4 })
    }
}

fn period_share(share: &allocation::Model) -> Option<PeriodShare> {
    let period: Period = share.period?;
    Some(PeriodShare { period, share: share.value_e4 })
}

impl<C> Division<C> {
    /// Cells against the whole.
    fn of(cells: Vec<C>, share: impl Fn(&C) -> Quantity, whole: Option<Quantity>, summed: bool) -> Self {
        if !summed && !cells.is_empty() {
            return Self { allocated: None, check: ShareCheck::NotSummed, difference: None, cells };
        }
        let (check, allocated, difference) = matrix::check(cells.iter().map(share), whole);
        Self { allocated, check, difference, cells }
    }
}
