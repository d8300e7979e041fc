//! Rolling a judged plan up: by heading, unit and official and as a whole, all in this one place.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::NaiveDate;
use uuid::Uuid;

use super::judged::{JudgedPlan, Row, Slip};
use super::load::When;
use super::standing::Counts;
use crate::domain::completeness::Tally;
use crate::domain::period::Period;
use crate::domain::rollup::{Rollup, TargetCounts};

/// What is told of a group of tasks: their states, their targets, and the reports on them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    /// Tasks and targets by state.
    pub(super) standing: Rollup,
    /// All reports.
    pub(super) whole: Tally,
    /// Those for the current period.
    pub(super) current: Tally,
}

impl Group {
    fn targets(&mut self, row: &Row) {
        for target in row.targets.iter().filter(|target| !target.said_again) {
            self.standing.targets.add(target.state, target.firmness, target.class);
        }
    }

    fn take_in(&mut self, reports: &Self) {
        self.whole.merge(&reports.whole);
        self.current.merge(&reports.current);
    }

    fn reports(&mut self, tally: &Tally, is_current: bool) {
        self.whole.merge(tally);
        if is_current {
            self.current.merge(tally);
        }
    }
}

/// A plan rolled up every way.
#[derive(Clone, Debug)]
pub(super) struct Rolled {
    pub(super) whole: Group,
    /// By heading, with all below it; `None`: what stands under none.
    pub(super) by_section: HashMap<Option<Uuid>, Group>,
    /// Units in the order in which the plan first names them as lead, then those that only owe reports, by code.
    pub(super) by_unit: Vec<(Uuid, Group)>,
    /// Officials, by who holds the post on the business date, in the order in which the plan first names them.
    pub(super) by_official: Vec<(Uuid, Group)>,
    /// The period that was reported last: of those that are over, the latest, and of these the shortest.
    pub(super) current: Option<Period>,
}

/// Groups in the order in which they were first met.
#[derive(Debug)]
struct Met<K> {
    groups: Vec<(K, Group)>,
    places: HashMap<K, usize>,
}

impl<K: Copy + Eq + Hash> Met<K> {
    fn new() -> Self {
        Self { groups: Vec::new(), places: HashMap::new() }
    }

    /// Does something to a group, which is made where it is not there.
    fn with(&mut self, key: K, change: impl FnOnce(&mut Group)) {
        let place = *self.places.entry(key).or_insert(self.groups.len());
        if place == self.groups.len() {
            self.groups.push((key, Group::default()));
        }
        if let Some((_, group)) = self.groups.get_mut(place) {
            change(group);
        }
    }
}

impl Rolled {
    /// Rolls a plan up as it stands at `when`.
    pub(super) fn of(judged: &JudgedPlan, when: When) -> Self {
        let day = when.moment.as_of;
        let current = current_period(judged, when.judged_on);
        let above = headings(judged);
        let (mut whole, mut sections, mut units, mut officials) = (Group::default(), Met::new(), Met::new(), Met::new());
        for row in &judged.tasks {
            whole.targets(row);
            for heading in above.of(row.section) {
                sections.with(heading, |group: &mut Group| group.targets(row));
            }
            if row.is_key_work {
                whole.standing.tasks.add(row.state, row.cancelled);
                for heading in above.of(row.section) {
                    sections.with(heading, |group| group.standing.tasks.add(row.state, row.cancelled));
                }
            }
            by_people(judged, row, day, &mut units, &mut officials);
        }
        let mut others: Met<Uuid> = Met::new();
        let mut on_tasks: HashMap<Uuid, Group> = HashMap::new();
        for slip in &judged.slips {
            let tally = Tally::over([&slip.facts], when.judged_at);
            let is_current = Some(slip.period) == current;
            whole.reports(&tally, is_current);
            on_tasks.entry(slip.task).or_default().reports(&tally, is_current);
            let known = if units.places.contains_key(&slip.unit) { &mut units } else { &mut others };
            known.with(slip.unit, |group| group.reports(&tally, is_current));
        }
        for row in &judged.tasks {
            let Some(reports) = on_tasks.remove(&row.id) else { continue };
            for heading in above.of(row.section) {
                sections.with(heading, |group| group.take_in(&reports));
            }
            for official in holders(judged, row, day) {
                officials.with(official, |group| group.take_in(&reports));
            }
        }
        for reports in on_tasks.values() {
            sections.with(None, |group| group.take_in(reports));
        }
        others.groups.sort_by_cached_key(|(unit, _)| judged.units.of(*unit).code);
        let by_unit = units.groups.into_iter().chain(others.groups).collect();
        Self { whole, by_section: sections.groups.into_iter().collect(), by_unit, by_official: officials.groups, current }
    }
}

/// A task counts for each unit written as its lead and each official named for it; its targets, where those are written or not.
fn by_people(judged: &JudgedPlan, row: &Row, day: NaiveDate, units: &mut Met<Uuid>, officials: &mut Met<Uuid>) {
    if row.cancelled {
        return;
    }
    for unit in &row.leads {
        // A measure that inherits its leads is told of with the task that names them; a unit met there stands in the list already.
        units.with(*unit, |group| {
            group.targets(row);
            if row.has_own_leads {
                group.standing.tasks.add(row.state, false);
            }
        });
    }
    for official in holders(judged, row, day) {
        officials.with(official, |group| {
            group.targets(row);
            if row.has_own_principals {
                group.standing.tasks.add(row.state, false);
            }
        });
    }
}

/// Who answers for a task on a day, each once.
pub(super) fn holders(judged: &JudgedPlan, row: &Row, day: NaiveDate) -> Vec<Uuid> {
    let mut holders: Vec<Uuid> = Vec::new();
    for named in &row.principals {
        let holder = judged.officials.holder_id(*named, day);
        if !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    holders
}

/// Headings with those above them.
struct Headings(HashMap<Uuid, Vec<Option<Uuid>>>);

impl Headings {
    /// A heading and those above it; for what stands under none, that alone.
    fn of(&self, section: Option<Uuid>) -> Vec<Option<Uuid>> {
        section.and_then(|id| self.0.get(&id)).cloned().unwrap_or_else(|| vec![section])
    }
}

fn headings(judged: &JudgedPlan) -> Headings {
    let parents: HashMap<Uuid, Option<Uuid>> = judged.sections.iter().map(|section| (section.id, section.parent_id)).collect();
    let line = |id: Uuid| std::iter::successors(Some(id), |id| parents.get(id).copied().flatten()).map(Some).collect();
    Headings(judged.sections.iter().map(|section| (section.id, line(section.id))).collect())
}

/// A heading with all below it.
pub(super) fn within(judged: &JudgedPlan, top: Uuid) -> std::collections::HashSet<Uuid> {
    headings(judged).0.into_iter().filter(|(_, line)| line.contains(&Some(top))).map(|(id, _)| id).collect()
}

/// Of the periods that were over on a day, as far as reports for them are owed, the latest; the shortest where several end together.
fn current_period(judged: &JudgedPlan, day: NaiveDate) -> Option<Period> {
    let is_over = |slip: &&Slip| slip.as_at <= day && !slip.facts.void;
    let over = judged.slips.iter().filter(is_over);
    over.map(|slip| (slip.as_at, slip.period.first_day(), slip.period)).max().map(|(.., period)| period)
}

impl Group {
    /// Its tasks by state.
    pub(super) const fn tasks(&self) -> Counts {
        self.standing.tasks
    }

    /// Its targets by state.
    pub(super) const fn target_counts(&self) -> TargetCounts {
        self.standing.targets
    }
}
