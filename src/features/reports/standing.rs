//! Adding up: from targets to tasks, from tasks to headings, units and the plan; and the reports owed beside them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use uuid::Uuid;

use super::judge::Judge;
use super::load::{Known, Owed};
use super::rows::{TargetCounts, TargetProgress};
use super::steps::{self, MilestoneProgress};
use crate::domain::assess::{ProgressState, Sentence};
use crate::domain::completeness::{Facts, Tally};
use crate::domain::period::Period;
pub(super) use crate::domain::rollup::TaskCounts as Counts;
use crate::domain::rollup::try_roll_up;
use crate::domain::target::Firmness;
use crate::outline::TaskNode;

/// A task judged.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    /// Of its firm targets and overdue steps and those of its measures.
    pub(super) state: Option<ProgressState>,
    /// It or a task above is cancelled.
    pub(super) cancelled: bool,
    /// The targets written at it.
    pub(super) targets: Vec<TargetProgress>,
    /// The steps written at it.
    pub(super) milestones: Vec<MilestoneProgress>,
    worst: Option<Worst>,
}

/// The target or the overdue steps whose sentence speaks for a task.
#[derive(Clone, Debug)]
struct Worst {
    key: (bool, u8, Reverse<usize>),
    sentence: Sentence,
}

/// A plan judged.
pub(super) struct Board<'k> {
    pub(super) known: &'k Known,
    pub(super) judge: Judge<'k>,
    standings: HashMap<Uuid, Standing>,
}

impl Standing {
    /// Why it is in its state.
    pub(super) fn sentence(&self) -> Option<Sentence> {
        self.worst.as_ref().map(|worst| worst.sentence.clone())
    }

    fn of(targets: Vec<TargetProgress>, milestones: Vec<MilestoneProgress>, place: usize) -> Self {
        let firm = targets.iter().filter(|target| target.firmness == Firmness::Firm).map(|target| target.assessment.state);
        let late = steps::sentence(&milestones);
        let state = try_roll_up(firm.chain(late.iter().map(|_| ProgressState::Overdue)));
        let worst = targets.iter().rev().max_by_key(|target| weight(target)).map(|target| {
            let (firm, bad) = weight(target);
            Worst { key: (firm, bad, Reverse(place)), sentence: target.assessment.sentence.clone() }
        });
        let worst = match late {
            Some(late) => Some(Worst::with_steps(late, worst, place)),
            None => worst,
        };
        Self { state, cancelled: false, targets, milestones, worst }
    }

    /// With a measure below it.
    fn take_in(&mut self, state: Option<ProgressState>, worst: Option<Worst>) {
        self.state = try_roll_up(self.state.into_iter().chain(state));
        let both = self.worst.take().into_iter().chain(worst);
        self.worst = both.max_by_key(|worst| worst.key);
    }
}

/// How strongly something overdue speaks for its task.
const OVERDUE: (bool, u8) = (true, 8);

impl Worst {
    /// Overdue steps speak first; a target that is overdue too, after them.
    fn with_steps(late: Sentence, target: Option<Self>, place: usize) -> Self {
        let too = target.filter(|worst| (worst.key.0, worst.key.1) == OVERDUE).map(|worst| worst.sentence);
        let sentence = match too {
            Some(too) => Sentence { zh: format!("{}{}", late.zh, too.zh), en: format!("{} {}", late.en, too.en) },
            None => late,
        };
        Self { key: (OVERDUE.0, OVERDUE.1, Reverse(place)), sentence }
    }
}

/// How strongly a target speaks for its task: firm ones before aspirational ones, then the worse.
fn weight(target: &TargetProgress) -> (bool, u8) {
    let bad = match target.assessment.state {
        ProgressState::Overdue => OVERDUE.1,
        ProgressState::SeriouslyBehind => 7,
        ProgressState::Behind => 6,
        ProgressState::NoData => 5,
        ProgressState::NotComputable => 4,
        ProgressState::NotDue => 3,
        ProgressState::OnTrack => 2,
        ProgressState::Ahead => 1,
        ProgressState::Achieved => 0,
    };
    (target.firmness == Firmness::Firm, bad)
}

impl<'k> Board<'k> {
    /// Judges every task of a plan, on as many cores as there are: of each task by itself.
    pub(super) fn new(known: &'k Known) -> Self {
        let judge = Judge::new(known);
        let judged = |(place, node): (usize, &'k TaskNode)| {
            let cancelled = known.outline.lineage(node).any(|above| above.version.cancelled);
            let (targets, milestones) =
                if cancelled { Default::default() } else { (judge.targets(node), steps::judged(known, &judge, node)) };
            (node.row.id, Standing { cancelled, ..Standing::of(targets, milestones, place) })
        };
        let mut standings: HashMap<Uuid, Standing> = known.outline.tasks.par_iter().enumerate().map(judged).collect();
        // Parents stand before their children, so from the end every measure is complete when it is taken in.
        for node in known.outline.tasks.iter().rev() {
            let Some((state, worst)) = standings.get(&node.row.id).map(|it| (it.state, it.worst.clone())) else { continue };
            if let Some(above) = node.row.parent_id.and_then(|parent| standings.get_mut(&parent)) {
                above.take_in(state, worst);
            }
        }
        Self { known, judge, standings }
    }

    /// A task judged.
    pub(super) fn standing(&self, task: Uuid) -> Option<&Standing> {
        self.standings.get(&task)
    }

    /// Tasks that are no measures, each with its judgement.
    pub(super) fn key_works(&self) -> impl Iterator<Item = (&'k TaskNode, &Standing)> {
        let outline = &self.known.outline;
        let top = outline.tasks.iter().filter(|node| node.row.parent_id.is_none_or(|parent| outline.task(parent).is_none()));
        top.filter_map(|node| Some((node, self.standing(node.row.id)?)))
    }

    /// All targets that were judged, by state. A promise printed at a key work and again at its measure is counted once, at the key work.
    pub(super) fn target_counts(&self) -> TargetCounts {
        let again = self.said_again();
        let mut counts = TargetCounts::default();
        for target in self.standings.values().flat_map(|standing| &standing.targets).filter(|target| !again.contains(&target.target_id)) {
            counts.add(target.assessment.state, target.firmness, target.class);
        }
        counts
    }

    /// The targets that are counted elsewhere already: the same promise is printed at a key work too.
    pub(super) fn said_again(&self) -> HashSet<Uuid> {
        let judged: HashMap<Uuid, &TargetProgress> =
            self.standings.values().flat_map(|standing| &standing.targets).map(|target| (target.target_id, target)).collect();
        let said_above = |(whole, same): (&Uuid, &Vec<Uuid>)| {
            let above = judged.get(whole)?;
            let alike = |id: &&Uuid| judged.get(*id).is_some_and(|target| target.firmness == above.firmness);
            Some(same.iter().filter(alike).copied().collect::<Vec<Uuid>>())
        };
        self.known.same.iter().filter_map(said_above).flatten().collect()
    }

    /// The completeness of the reports the caller may see: of the plan, by unit and by period.
    pub(super) fn tallies(&self) -> Tallies {
        let mut tallies = Tallies::default();
        for one in self.known.owed.iter().filter(|one| self.known.is_open(one.row.unit_id, one.row.task_id)) {
            let tally = self.tally([one]);
            let row = &one.row;
            tallies.total.merge(&tally);
            tallies.by_unit.entry(row.unit_id).or_default().merge(&tally);
            tallies.by_period.entry(row.period).or_default().merge(&tally);
            let node = self.known.outline.task(row.task_id);
            let section = node.and_then(|node| self.known.outline.section_of(node));
            tallies.by_section.entry(section).or_default().merge(&tally);
        }
        tallies
    }

    /// The completeness of some reports.
    pub(super) fn tally<'o>(&self, owed: impl IntoIterator<Item = &'o Owed>) -> Tally {
        let facts: Vec<Facts> = owed.into_iter().map(facts).collect();
        Tally::over(&facts, self.known.when.judged_at)
    }
}

/// What is known of a report as far as its completeness goes.
pub(super) fn facts(one: &Owed) -> Facts {
    let review = one.review.as_ref();
    Facts {
        due_at: one.row.due_at,
        extended_until: one.extended_until,
        void: one.void,
        first_submit: review.and_then(|review| review.first_filed),
        // A correction that was sent back leaves the accepted report in force: nothing is outstanding.
        returned: review.is_some_and(|review| review.is_returned() && !review.accepted),
        return_until: one.return_until,
        accepted: review.is_some_and(|review| review.accepted),
    }
}

/// Completeness, counted three ways.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallies {
    pub(super) total: Tally,
    pub(super) by_unit: HashMap<Uuid, Tally>,
    pub(super) by_period: BTreeMap<Period, Tally>,
    /// By the heading itself, without those above it.
    pub(super) by_section: HashMap<Option<Uuid>, Tally>,
}

impl<'s> FromIterator<&'s Standing> for Counts {
    fn from_iter<I: IntoIterator<Item = &'s Standing>>(standings: I) -> Self {
        let mut counts = Self::default();
        for standing in standings {
            counts.add(standing.state, standing.cancelled);
        }
        counts
    }
}
