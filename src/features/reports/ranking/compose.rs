//! Composing the ranking from a judged plan.

use std::cmp::Reverse;
use std::collections::HashMap;

use uuid::Uuid;

use super::shapes::{RankedUnit, Ranking, RankingCredits, RankingWeights};
use crate::domain::assess::ProgressState;
use crate::domain::completeness::Tally;
use crate::domain::period::Period;
use crate::domain::ranking::{Merits, WEIGHTS, places};
use crate::domain::rollup::StateCounts;
use crate::domain::target::Firmness;
use crate::features::reports::compose;
use crate::features::reports::judged::{JudgedPlan, Row, Verdict};
use crate::features::reports::load::When;

/// The ranking of a judged plan, with the reports of one period or all.
pub(crate) fn ranking(judged: &JudgedPlan, period: Option<Period>, when: When) -> Ranking {
    let mut rows: Vec<RankedUnit> = merits(judged, period, when).into_iter().map(|(unit, of)| ranked(judged, unit, of)).collect();
    rows.sort_by(|one, other| (Reverse(one.points), &one.unit.code).cmp(&(Reverse(other.points), &other.unit.code)));
    let points: Vec<_> = rows.iter().map(|row| row.points).collect();
    for (row, place) in rows.iter_mut().zip(places(&points)) {
        row.rank = place;
    }
    let [achievement, timeliness, completeness] = WEIGHTS;
    Ranking {
        plan: compose::brief(&judged.plan),
        as_of: when.moment.as_of,
        known_at: when.moment.known_at.into(),
        period,
        weights: RankingWeights { achievement, timeliness, completeness },
        items: rows,
    }
}

/// What speaks for each unit that leads something or owes a report.
fn merits(judged: &JudgedPlan, period: Option<Period>, when: When) -> HashMap<Uuid, (Merits, StateCounts)> {
    let mut merits: HashMap<Uuid, (Merits, StateCounts)> = HashMap::new();
    let mut add = |unit: Uuid, state: ProgressState| {
        let (merits, states) = merits.entry(unit).or_default();
        merits.add(state);
        states.add(state);
    };
    for row in judged.tasks.iter().filter(|row| !row.cancelled) {
        for target in row.targets.iter().filter(|target| target.firmness == Firmness::Firm && !target.said_again) {
            states_of(row, target).into_iter().for_each(|(unit, state)| add(unit, state));
        }
    }
    for row in judged.tasks.iter().filter(|row| !row.cancelled) {
        for unit in &row.leads {
            merits.entry(*unit).or_default();
        }
    }
    for slip in judged.slips.iter().filter(|slip| period.is_none_or(|period| slip.period == period)) {
        merits.entry(slip.unit).or_default().0.reports.merge(&Tally::over([&slip.facts], when.judged_at));
    }
    merits
}

/// For whom a target counts, and with which state.
fn states_of(row: &Row, target: &Verdict) -> Vec<(Uuid, ProgressState)> {
    match (&target.members, target.reporter) {
        (Some(members), _) => members.clone(),
        (None, Some(reporter)) => vec![(reporter, target.state)],
        (None, None) => row.leads.iter().map(|unit| (*unit, target.state)).collect(),
    }
}

fn ranked(judged: &JudgedPlan, unit: Uuid, (merits, targets): (Merits, StateCounts)) -> RankedUnit {
    let points = merits.points();
    RankedUnit {
        rank: None,
        unit: judged.units.of(unit),
        points: points.total,
        achievement: points.achievement,
        timeliness: points.timeliness,
        completeness: points.completeness,
        credits: RankingCredits { full: merits.full, half: merits.half, none: merits.none },
        targets,
        reports: merits.reports.into(),
    }
}
