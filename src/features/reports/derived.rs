//! What targets take from other targets: the value of a relative one once the other's figure has arrived, the sum of parts that add up
//! (其中…), and the quotient of a numerator and a denominator that are targets themselves. Nothing of it is stored.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::judge::{Case, Judge, apart};
use super::load::Known;
use crate::domain::assess::{Reading, Report, assess, quotient};
use crate::domain::joint::{Joint, Voice, combine};
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::statement::LinkKind;
use crate::domain::target::{ReferenceKind, Series};
use crate::domain::terms::Terms;

/// Targets that follow one another longer than this are not followed: they would lead in a circle.
const DEPTH: u8 = 4;

/// What targets of a plan take from others, by the one that takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// The parts that add up to it.
    parts: HashMap<Uuid, Vec<Uuid>>,
    /// Numerator and denominator.
    quotients: HashMap<Uuid, (Uuid, Uuid)>,
}

impl Sources {
    /// As the plan says: parts of a target that adds them up (其中), summands, numerators and denominators.
    pub(super) fn of(known: &Known) -> Self {
        let mut parts: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        let all: Vec<_> = known.outline.targets.values().flatten().map(|target| &target.row).collect();
        let adds_up: HashMap<Uuid, bool> = all.iter().map(|row| (row.id, row.parts_add_up)).collect();
        let within = all.iter().filter_map(|row| Some((row.part_of_id.filter(|whole| adds_up.get(whole) == Some(&true))?, row.id)));
        let summands = known.links.iter().filter(|(_, _, kind)| *kind == LinkKind::SumOf).map(|(from, to, _)| (*to, *from));
        for (whole, part) in within.chain(summands) {
            let held = parts.entry(whole).or_default();
            if !held.contains(&part) {
                held.push(part);
            }
        }
        parts.values_mut().for_each(|parts| parts.sort_unstable());
        let other =
            |to: Uuid, wanted: LinkKind| known.links.iter().find(|(_, it, kind)| *it == to && *kind == wanted).map(|(from, ..)| *from);
        let numerators = known.links.iter().filter(|(_, _, kind)| *kind == LinkKind::NumeratorOf);
        let quotients = numerators.filter_map(|(from, to, _)| Some((*to, (*from, other(*to, LinkKind::DenominatorOf)?))));
        Self { parts, quotients: quotients.collect() }
    }

    /// The parts that add up to a target.
    pub(super) fn parts_of(&self, whole: Uuid) -> &[Uuid] {
        self.parts.get(&whole).map_or(&[], Vec::as_slice)
    }
}

impl<'k> Judge<'k> {
    /// The figures and reports by which a target is judged: its own, and for periods in which it has no figure of its own what follows from
    /// other targets.
    pub(super) fn material(&self, case: &Case<'k>) -> (Vec<Reading>, Vec<Report>) {
        apart(self.with_sources(case, DEPTH).into_values().collect())
    }

    /// The target with the value of what it is measured against, as far as that is known: the actual of the other target, or of 上年水平
    /// the figure of last year that the document gives as its baseline.
    pub(super) fn resolved(&self, case: Case<'k>) -> Case<'k> {
        let value = case.terms.value.or_else(|| self.reference(&case, DEPTH));
        Case { terms: Terms { value, ..case.terms }, ..case }
    }

    fn reference(&self, case: &Case<'k>, depth: u8) -> Option<Quantity> {
        let reference = case.terms.reference.as_ref()?;
        match reference.kind {
            ReferenceKind::LastYear => case.terms.baseline.as_ref()?.value,
            ReferenceKind::Target => {
                let depth = depth.checked_sub(1)?;
                let other = self.case_by_id(reference.target_id?)?;
                let (readings, reports) = apart(self.with_sources(&other, depth).into_values().collect());
                assess(&self.question(&other, &readings, &reports)).actual
            }
            _ => None,
        }
    }

    fn case_by_id(&self, id: Uuid) -> Option<Case<'k>> {
        let (node, target) = self.places.get(&id)?;
        Some(self.case_of(node, target))
    }

    fn with_sources(&self, case: &Case<'k>, depth: u8) -> BTreeMap<Period, Voice> {
        let mut said = self.said_together(case);
        let Some(depth) = depth.checked_sub(1) else { return said };
        for (period, derived) in self.derived(case, depth) {
            let own = said.entry(period).or_default();
            if own.reading.is_none() && derived.reading.is_some() {
                own.reading = derived.reading;
            }
            // Where nobody reports the whole, the reports on what it is made of say how far it is known.
            if case.owed.is_empty() && own.report.is_none() {
                own.report = derived.report;
            }
        }
        said
    }

    /// What follows from other targets, period by period.
    fn derived(&self, case: &Case<'k>, depth: u8) -> BTreeMap<Period, Voice> {
        let parts = self.sources.parts_of(case.target.row.id);
        if !parts.is_empty() && Joint::of(&case.terms) == Joint::Sum {
            return self.sum_of(case, parts, depth);
        }
        match self.sources.quotients.get(&case.target.row.id) {
            Some((numerator, denominator)) => self.quotient_of(case, (*numerator, *denominator), depth),
            None => BTreeMap::new(),
        }
    }

    /// The parts added up, for periods in which all of them say something. Parts are added only where they are counted alike.
    fn sum_of(&self, case: &Case<'k>, parts: &[Uuid], depth: u8) -> BTreeMap<Period, Voice> {
        let alike = |part: &Case<'_>| part.terms.unit_of_measure == case.terms.unit_of_measure && part.terms.series == case.terms.series;
        let cases: Option<Vec<Case<'k>>> = parts.iter().map(|part| self.case_by_id(*part).filter(alike)).collect();
        let voices = cases.unwrap_or_default().into_iter().map(|part| self.with_sources(&part, depth));
        in_step(&voices.collect::<Vec<_>>()).into_iter().map(|(period, voices)| (period, combine(Joint::Sum, voices))).collect()
    }

    /// One target over another, for periods in which both say something.
    fn quotient_of(&self, case: &Case<'k>, (numerator, denominator): (Uuid, Uuid), depth: u8) -> BTreeMap<Period, Voice> {
        let level = |case: &Case<'_>| case.terms.series != Series::Increment;
        let both = [numerator, denominator].map(|id| self.case_by_id(id).filter(level));
        let [Some(numerator), Some(denominator)] = both else { return BTreeMap::new() };
        let voices = [&numerator, &denominator].map(|one| self.with_sources(one, depth)).to_vec();
        let over = |voices: Vec<Voice>| {
            let [above, below] = <[Voice; 2]>::try_from(voices).ok()?;
            let reading = above.reading.zip(below.reading).and_then(|(above, below)| {
                let value = quotient(&case.terms, (above.value, numerator.terms.multiplier), (below.value, denominator.terms.multiplier))?;
                Some(Reading { value, numerator: None, denominator: None, as_at: above.as_at.max(below.as_at), ..above })
            });
            Some(Voice {
                reading,
                report: combine(
                    Joint::Sum,
                    vec![Voice { reading: None, report: above.report }, Voice { reading: None, report: below.report }],
                )
                .report,
            })
        };
        in_step(&voices).into_iter().filter_map(|(period, voices)| Some((period, over(voices)?))).collect()
    }
}

/// What several targets say for the periods of which each of them says something.
fn in_step(all: &[BTreeMap<Period, Voice>]) -> BTreeMap<Period, Vec<Voice>> {
    let Some(first) = all.first() else { return BTreeMap::new() };
    let of_period = |period: &Period| all.iter().map(|said| said.get(period).cloned()).collect::<Option<Vec<Voice>>>();
    first.keys().filter_map(|period| Some((*period, of_period(period)?))).collect()
}
