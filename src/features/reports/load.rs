//! All that a report reads: a fixed number of statements, however large the plan, all of one state of the database.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::blank;
use crate::domain::extension::ExtensionState;
use crate::domain::replay::{Move, Replay};
use crate::domain::statement::LinkKind;
use crate::domain::zone::BusinessZone;
use crate::entity::scope::{self, Scope};
use crate::entity::{
    assignment, extension, figure, group_member, obligation, past_void, plan, reporting_rule, rule_period, submission, submission_event,
    target_link,
};
use crate::http::Result;
use crate::outline::{Moment, Outline, TaskNode, among, among_targets};
use crate::refs::{self, Briefs};
use crate::steps::Steps;

/// When a report speaks.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The business date, and the instant whose knowledge is used.
    pub moment: Moment,
    /// Deadlines have passed or not at this instant: the end of the business date, or `known_at` where that is earlier.
    pub judged_at: DateTime<Utc>,
    /// Targets are judged on this day: the business date, or the day of `known_at` where that is earlier.
    pub judged_on: NaiveDate,
    /// The instant was asked for, and is not just now.
    pub(super) pinned: bool,
    zone: BusinessZone,
}

impl When {
    /// A report that speaks of `as_of`, as known at `known_at`. Nothing is overdue yet of which nobody could know.
    #[must_use]
    pub fn new(as_of: NaiveDate, known_at: DateTime<Utc>, zone: BusinessZone) -> Self {
        let judged_at = zone.end_of(as_of).min(known_at);
        Self { moment: Moment { as_of, known_at }, judged_at, judged_on: as_of.min(zone.date_of(known_at)), pinned: false, zone }
    }

    /// The same, of an instant that was asked for.
    pub(super) fn pinned(self, pinned: bool) -> Self {
        Self { pinned, ..self }
    }

    /// The last day that is over when the report speaks.
    pub(super) fn over(&self) -> NaiveDate {
        let is_over = self.judged_at >= self.zone.end_of(self.judged_on);
        if is_over { self.judged_on } else { self.judged_on.pred_opt().unwrap_or(self.judged_on) }
    }

    /// A report of another day with the same knowledge.
    #[must_use]
    pub fn on(self, as_of: NaiveDate) -> Self {
        Self::new(as_of, self.moment.known_at, self.zone).pinned(self.pinned)
    }

    /// The day of an instant in the business zone.
    pub(super) fn day_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.zone.date_of(instant)
    }

    /// The end of a day: 24:00 in the business zone.
    pub(super) fn instant_of_end(&self, day: NaiveDate) -> DateTime<Utc> {
        self.zone.end_of(day)
    }

    /// The end of a day, or `known_at` where that is earlier.
    pub(super) fn instant_of(self, day: NaiveDate) -> DateTime<Utc> {
        self.zone.end_of(day).min(self.moment.known_at)
    }
}

/// A plan with everything known of it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) when: When,
    pub(super) outline: Outline,
    /// What reports tell of steps.
    pub(super) steps: Steps,
    /// Accepted figures of all units, oldest first.
    pub(super) figures: Vec<figure::Model>,
    /// Reports of all units, by period.
    pub(super) owed: Vec<Owed>,
    /// Units whose reports and figures the caller may see.
    pub(super) open_units: HashSet<Uuid>,
    /// Tasks all reports and figures of which the caller may see, as the official who answers for them.
    pub(super) open_tasks: HashSet<Uuid>,
    /// Members of the groups that targets ask one by one, on the business date.
    pub(super) members: Vec<group_member::Model>,
    pub(super) units: Briefs,
    /// Of a target, those that are the same promise at other tasks: it takes their figures where nobody reports its own.
    pub(super) same: HashMap<Uuid, Vec<Uuid>>,
    /// Links of the plan's targets of all kinds but `same`: what the first is to the second.
    pub(super) links: Vec<(Uuid, Uuid, LinkKind)>,
    /// Some rule has already asked units of this plan for figures.
    pub(super) asked: bool,
}

/// How much of a plan is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part<'a> {
    /// Some tasks only, whole trees of them.
    pub(super) only: Option<&'a [Uuid]>,
    /// Of figures and obligations no more than the judgement needs; the other columns are blank.
    pub(super) for_judging: bool,
}

/// A report owed, as it was known.
#[derive(Clone, Debug)]
pub(super) struct Owed {
    pub(super) row: obligation::Model,
    /// Its rule collects figures.
    pub(super) collects: bool,
    /// No longer owed.
    pub(super) void: bool,
    /// Its review; none where nothing was begun.
    pub(super) review: Option<Replay>,
    /// Until when the last return gives the unit time.
    pub(super) return_until: Option<DateTime<Utc>>,
    /// Until when the furthest extension approved by then runs.
    pub(super) extended_until: Option<DateTime<Utc>>,
}

impl Owed {
    /// The deadline in force, as it was known.
    pub(super) fn due(&self) -> DateTime<Utc> {
        self.extended_until.map_or(self.row.due_at, |until| until.max(self.row.due_at))
    }
}

impl Known {
    /// Reads a visible plan.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, when: When) -> Result<Self> {
        Self::load_part(db, scope, plan, when, Part::default()).await
    }

    /// As [`Known::load`], of a part only.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load_part(db: &impl ConnectionTrait, scope: &Scope, plan: plan::Model, when: When, part: Part<'_>) -> Result<Self> {
        let (plan_id, only) = (plan.id, part.only);
        let outline = Outline::load_only(db, scope, plan, Some(when.moment), only).await?;
        let steps = Steps::at(db, plan_id, when.moment, only).await?;
        let figures = figures(db, plan_id, when.moment, part).await?;
        let owed = owed_in(db, plan_id, when, part).await?;
        let open_units = open_units_on(db, scope, plan_id, only).await?;
        let open_tasks = open_tasks(&outline, scope);
        let members = members(db, &outline, when.moment).await?;
        let (same, links) = links(db, plan_id).await?;
        let named = figures.iter().map(|figure| figure.unit_id).chain(owed.iter().map(|one| one.row.unit_id));
        let duties = outline.tasks.iter().flat_map(|node| &node.duties).filter_map(|duty| duty.unit_id);
        let reporting = outline.targets.values().flatten().filter_map(|target| target.version.reporting_unit_id);
        let named = named.chain(duties).chain(reporting).chain(members.iter().map(|member| member.unit_id));
        let units = refs::briefs(db, scope, named.collect::<HashSet<_>>()).await?;
        let asked = owed.iter().any(|one| one.collects);
        Ok(Self { when, outline, steps, figures, owed, open_units, open_tasks, members, units, same, links, asked })
    }

    /// Whether the caller may see the reports and figures of a unit on a task.
    pub(super) fn is_open(&self, unit: Uuid, task: Uuid) -> bool {
        self.open_units.contains(&unit) || self.open_tasks.contains(&task)
    }
}

type Links = (HashMap<Uuid, Vec<Uuid>>, Vec<(Uuid, Uuid, LinkKind)>);

/// The links of a plan's targets: the same promises by the one that takes figures, and all others.
async fn links(db: &impl ConnectionTrait, plan: Uuid) -> Result<Links> {
    use target_link::Column::{FromId, Id, Kind, PlanId, ToId};
    let all = target_link::Entity::find().select_only().columns([FromId, ToId, Kind]).filter(PlanId.eq(plan));
    let (mut same, mut others): Links = Default::default();
    for (from, to, kind) in all.order_by_asc(Id).into_tuple().all(db).await? {
        match kind {
            LinkKind::Same => same.entry(to).or_default().push(from),
            kind => others.push((from, to, kind)),
        }
    }
    Ok((same, others))
}

/// Sorted here and not by the database: a million rows would go through its disk.
async fn figures(db: &impl ConnectionTrait, plan: Uuid, at: Moment, part: Part<'_>) -> Result<Vec<figure::Model>> {
    use figure::Column::{AsAt, DenominatorE4, Id, KnownFrom, KnownTo, NumeratorE4, Period, PlanId, TargetId, UnitId, ValueE4};
    let held = Condition::any().add(KnownTo.is_null()).add(KnownTo.gt(at.known_at));
    let rows = figure::Entity::find().filter(PlanId.eq(plan)).filter(AsAt.lte(at.as_of)).filter(KnownFrom.lte(at.known_at)).filter(held);
    let rows = rows.filter(among_targets(TargetId, part.only));
    let mut figures: Vec<figure::Model> = if part.for_judging {
        let rows = rows.select_only().columns([Id, TargetId, UnitId, Period, AsAt, ValueE4, NumeratorE4, DenominatorE4]);
        rows.into_tuple().all(db).await?.into_iter().map(blank::figure).collect()
    } else {
        rows.all(db).await?
    };
    figures.sort_unstable_by_key(|figure| (figure.as_at, figure.id));
    Ok(figures)
}

/// The reports owed by a plan, of all units, as they were known.
pub(super) async fn owed(db: &impl ConnectionTrait, plan: Uuid, when: When) -> Result<Vec<Owed>> {
    owed_in(db, plan, when, Part::default()).await
}

/// As [`owed`], of a part only.
async fn owed_in(db: &impl ConnectionTrait, plan: Uuid, when: When, part: Part<'_>) -> Result<Vec<Owed>> {
    let known_at = when.moment.known_at;
    let rules = rules(db, plan).await?;
    let mut reviews = reviews(db, plan, known_at, part.only).await?;
    let extended = extensions(db, plan, known_at).await?;
    let void = past_voids(db, plan, known_at).await?;
    let rows = obligations(db, plan, known_at, part).await?;
    let owed = |row: obligation::Model| {
        let rule = rules.get(&row.rule_period_id);
        let review = reviews.remove(&row.id);
        let returned = review.and_then(|review| review.returned_at).zip(rule);
        Owed {
            collects: rule.is_some_and(|rule| rule.collects_figures),
            void: row.voided_at.is_some_and(|at| at <= known_at) || void.contains(&row.id),
            extended_until: extended.get(&row.id).copied(),
            return_until: returned.map(|(at, rule)| when.zone.end_of_days_after(at, rule.days_to_return())),
            review,
            row,
        }
    };
    Ok(rows.into_iter().map(owed).collect())
}

/// What was void then and is owed again, or void for another reason since.
async fn past_voids(db: &impl ConnectionTrait, plan: Uuid, known_at: DateTime<Utc>) -> Result<HashSet<Uuid>> {
    use past_void::Column::{FromAt, ObligationId, PlanId, ToAt};
    let rows = past_void::Entity::find().select_only().column(ObligationId).filter(PlanId.eq(plan));
    Ok(rows.filter(FromAt.lte(known_at)).filter(ToAt.gt(known_at)).into_tuple().all(db).await?.into_iter().collect())
}

async fn obligations(db: &impl ConnectionTrait, plan: Uuid, known_at: DateTime<Utc>, part: Part<'_>) -> Result<Vec<obligation::Model>> {
    use obligation::Column::{AsAt, CreatedAt, DueAt, Id, Period, PlanId, RulePeriodId, TaskId, UnitId, ViaGroupId, VoidedAt};
    let rows = obligation::Entity::find().filter(PlanId.eq(plan)).filter(CreatedAt.lte(known_at)).filter(among(TaskId, part.only));
    let mut rows: Vec<obligation::Model> = if part.for_judging {
        let rows = rows.select_only().columns([Id, RulePeriodId, TaskId, UnitId, ViaGroupId, Period, AsAt, DueAt, VoidedAt]);
        rows.into_tuple().all(db).await?.into_iter().map(blank::obligation).collect()
    } else {
        rows.all(db).await?
    };
    rows.sort_unstable_by_key(|row| (row.as_at, row.due_at, row.id));
    Ok(rows)
}

/// Until when the furthest extension approved by then runs, by obligation.
async fn extensions(db: &impl ConnectionTrait, plan: Uuid, known_at: DateTime<Utc>) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    use extension::Column::{DecidedAt, ObligationId, PlanId, State, Until};
    let approved = extension::Entity::find().select_only().columns([ObligationId, Until]).filter(PlanId.eq(plan));
    let approved = approved.filter(State.eq(ExtensionState::Approved)).filter(DecidedAt.lte(known_at));
    let mut furthest: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for (obligation, until) in approved.into_tuple::<(Uuid, DateTime<Utc>)>().all(db).await? {
        furthest.entry(obligation).and_modify(|held| *held = until.max(*held)).or_insert(until);
    }
    Ok(furthest)
}

/// Whether some rule had asked units of a plan for figures by then.
pub(super) async fn asked(db: &impl ConnectionTrait, plan: Uuid, known_at: DateTime<Utc>) -> Result<bool> {
    use obligation::Column::{CreatedAt, Id, PlanId, RulePeriodId};
    let collecting = rules(db, plan).await?.into_iter().filter(|(_, rule)| rule.collects_figures).map(|(period, _)| period);
    let owed = obligation::Entity::find().select_only().column(Id).filter(PlanId.eq(plan)).filter(CreatedAt.lte(known_at));
    Ok(owed.filter(RulePeriodId.is_in(collecting)).into_tuple::<Uuid>().one(db).await?.is_some())
}

/// The rules, by their periods.
async fn rules(db: &impl ConnectionTrait, plan: Uuid) -> Result<HashMap<Uuid, reporting_rule::Model>> {
    let rules = reporting_rule::Entity::find().filter(reporting_rule::Column::PlanId.eq(plan)).all(db).await?;
    let periods = rule_period::Entity::find().filter(rule_period::Column::PlanId.eq(plan)).all(db).await?;
    let rule_of = |id: Uuid| rules.iter().find(|rule| rule.id == id).cloned();
    Ok(periods.into_iter().filter_map(|period| Some((period.id, rule_of(period.rule_id)?))).collect())
}

/// The reviews begun by then, by obligation.
async fn reviews(db: &impl ConnectionTrait, plan: Uuid, known_at: DateTime<Utc>, only: Option<&[Uuid]>) -> Result<HashMap<Uuid, Replay>> {
    use submission_event::Column::{Action, At, Id, PlanId, SubmissionId, ToState};
    let steps = submission_event::Entity::find().select_only().columns([SubmissionId, At, Id, Action, ToState]);
    let on = |tasks: &[Uuid]| submission::Entity::find().filter(among(submission::Column::TaskId, Some(tasks)));
    let of_tasks = only.map(|tasks| SubmissionId.in_subquery(scope::ids(on(tasks), submission::Column::Id)));
    let steps = steps.filter(PlanId.eq(plan)).filter(At.lte(known_at)).filter(Condition::all().add_option(of_tasks));
    let mut steps: Vec<(Uuid, DateTime<Utc>, Uuid, _, _)> = steps.into_tuple().all(db).await?;
    steps.sort_unstable_by_key(|(_, at, id, ..)| (*at, *id));
    let mut moves: HashMap<Uuid, Vec<Move>> = HashMap::new();
    for (submission, at, _, action, to) in steps {
        moves.entry(submission).or_default().push(Move { at, action, to });
    }
    let begun = submission::Entity::find()
        .select_only()
        .columns([submission::Column::Id, submission::Column::ObligationId])
        .filter(submission::Column::PlanId.eq(plan))
        .filter(among(submission::Column::TaskId, only))
        .filter(submission::Column::CreatedAt.lte(known_at));
    let begun: Vec<(Uuid, Uuid)> = begun.into_tuple().all(db).await?;
    let mut replay = |id: Uuid| Replay::of(moves.remove(&id).unwrap_or_default(), known_at);
    Ok(begun.into_iter().map(|(id, obligation)| (obligation, replay(id))).collect())
}

/// Units whose reports the caller may see. Officials left aside, what is visible of reports is decided by unit and plan alone, so the
/// units tell it all.
pub(super) async fn open_units(db: &impl ConnectionTrait, scope: &Scope, plan: Uuid) -> Result<HashSet<Uuid>> {
    open_units_on(db, scope, plan, None).await
}

async fn open_units_on(db: &impl ConnectionTrait, scope: &Scope, plan: Uuid, only: Option<&[Uuid]>) -> Result<HashSet<Uuid>> {
    let as_units = Scope { officials: Vec::new(), ..scope.clone() };
    let rows = obligation::Entity::seen_by(&as_units).filter(obligation::Column::PlanId.eq(plan));
    let rows = rows.filter(among(obligation::Column::TaskId, only));
    let units = rows.select_only().column(obligation::Column::UnitId).distinct();
    Ok(units.into_tuple().all(db).await?.into_iter().collect())
}

/// The tasks for which the caller answers as an official, with everything below them.
fn open_tasks(outline: &Outline, scope: &Scope) -> HashSet<Uuid> {
    let mine = |duty: &assignment::Model| duty.official_id.is_some_and(|official| scope.officials.contains(&official));
    let answered = |node: &&TaskNode| outline.lineage(node).any(|above| above.duties.iter().any(mine));
    outline.tasks.iter().filter(answered).map(|node| node.row.id).collect()
}

async fn members(db: &impl ConnectionTrait, outline: &Outline, at: Moment) -> Result<Vec<group_member::Model>> {
    use group_member::Column::{GroupId, Id};
    let groups: HashSet<Uuid> = outline.targets.values().flatten().filter_map(|target| target.version.per_unit_group_id).collect();
    let rows = group_member::Entity::find().filter(GroupId.is_in(groups)).order_by_asc(Id).all(db).await?;
    let holds = |member: &group_member::Model| {
        member.valid_from.is_none_or(|from| from <= at.as_of) && member.valid_to.is_none_or(|to| to >= at.as_of)
    };
    Ok(rows.into_iter().filter(holds).collect())
}
