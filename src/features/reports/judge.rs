//! Judging every target of a plan from what is known: which reports carry it, whose figures count, and the verdict.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use uuid::Uuid;

use super::derived::Sources;
use super::load::{Known, Owed};
use super::rows::{TargetCheckpoint, TargetProgress, TargetReading};
use crate::domain::assess::{Assessment, Member, MembersAssessment, Question, Reading, Report, Step, assess, assess_members};
use crate::domain::joint::{Joint, Voice, combine};
use crate::domain::period::Period;
use crate::domain::terms::Terms;
use crate::entity::figure;
use crate::outline::{TargetNode, TaskNode};

/// The judge of one plan.
pub(super) struct Judge<'k> {
    pub(super) known: &'k Known,
    /// Reports by period of a rule, and then by task.
    held: BTreeMap<(Period, Uuid), HashMap<Uuid, Vec<&'k Owed>>>,
    figures: HashMap<Uuid, Vec<&'k figure::Model>>,
    /// Every target with the task at which it stands.
    pub(super) places: HashMap<Uuid, (&'k TaskNode, &'k TargetNode)>,
    /// What targets take from others.
    pub(super) sources: Sources,
    /// Some rule has already asked units of this plan for figures.
    asked: bool,
}

/// A target with all that its judgement needs but figures and reports.
#[derive(Clone)]
pub(super) struct Case<'k> {
    pub(super) node: &'k TaskNode,
    pub(super) target: &'k TargetNode,
    /// The task at which it is reported: its own, or that of the same promise elsewhere.
    pub(super) reported_at: &'k TaskNode,
    pub(super) terms: Terms,
    pub(super) steps: Vec<Step>,
    /// The reports that carry it.
    pub(super) owed: Vec<&'k Owed>,
    pub(super) figures: Vec<&'k figure::Model>,
}

/// What one unit says about a target for one period.
#[derive(Clone, Copy)]
struct Said<'k> {
    unit: Uuid,
    owed: Option<&'k Owed>,
    figure: Option<&'k figure::Model>,
}

impl<'k> Judge<'k> {
    pub(super) fn new(known: &'k Known) -> Self {
        let mut held: BTreeMap<(Period, Uuid), HashMap<Uuid, Vec<&Owed>>> = BTreeMap::new();
        for one in &known.owed {
            let of_period = held.entry((one.row.period, one.row.rule_period_id)).or_default();
            of_period.entry(one.row.task_id).or_default().push(one);
        }
        let mut figures: HashMap<Uuid, Vec<&figure::Model>> = HashMap::new();
        for figure in &known.figures {
            figures.entry(figure.target_id).or_default().push(figure);
        }
        let all =
            known.outline.tasks.iter().flat_map(|node| known.outline.targets_of(node.row.id).iter().map(move |target| (node, target)));
        let places = all.map(|(node, target)| (target.row.id, (node, target))).collect();
        Self { known, held, figures, sources: Sources::of(known), places, asked: known.asked }
    }

    /// The reports inside which a task is reported, void ones too: in each period those on the nearest task above, itself included,
    /// on which any are owed, but not above a task that has leads of its own.
    pub(super) fn reports_on(&self, node: &TaskNode) -> Vec<&'k Owed> {
        let (outline, plan) = (&self.known.outline, &self.known.outline.plan);
        let begins = plan.issued_on.map_or(plan.starts_on, |issued| issued.max(plan.starts_on));
        let mut found = Vec::new();
        for ((period, _), by_task) in &self.held {
            let day = period.first_day().max(begins);
            let holder =
                outline.lineage(node).find(|above| by_task.contains_key(&above.row.id) || !above.own_leads(plan.lead_rule, day).is_empty());
            found.extend(holder.and_then(|holder| by_task.get(&holder.row.id)).into_iter().flatten());
        }
        found
    }

    /// The targets written at a task.
    pub(super) fn targets(&self, node: &'k TaskNode) -> Vec<TargetProgress> {
        let targets = self.known.outline.targets_of(node.row.id);
        if targets.is_empty() {
            return Vec::new();
        }
        let carrying = self.carrying(node);
        targets.iter().map(|target| self.target(self.resolved(self.case(node, target, &carrying)))).collect()
    }

    /// The reports with figures inside which a task is reported.
    fn carrying(&self, node: &TaskNode) -> Vec<&'k Owed> {
        self.reports_on(node).into_iter().filter(|one| one.collects && !one.void).collect()
    }

    /// A target with everything that is known of it; a relative one not yet resolved.
    pub(super) fn case_of(&self, node: &'k TaskNode, target: &'k TargetNode) -> Case<'k> {
        self.case(node, target, &self.carrying(node))
    }

    /// The target of a task. One that nobody reports, at a key work without leads, takes reports, figures and steps of the same promise
    /// at a measure.
    fn case(&self, node: &'k TaskNode, target: &'k TargetNode, carrying: &[&'k Owed]) -> Case<'k> {
        let own = self.own_case(node, target, carrying);
        if !own.owed.is_empty() {
            return own;
        }
        let same = self.known.same.get(&target.row.id).into_iter().flatten().filter_map(|id| self.places.get(id));
        let mut elsewhere = same.map(|(at, target)| self.own_case(at, target, &self.carrying(at)));
        let Some(other) = elsewhere.find(|case| !case.owed.is_empty()) else { return own };
        let steps = if own.steps.is_empty() { other.steps } else { own.steps };
        Case { reported_at: other.node, owed: other.owed, figures: other.figures, steps, ..own }
    }

    /// Where the reporting unit was changed, that of the day a figure speaks of counts for the time before: what it reported stays.
    fn own_case(&self, node: &'k TaskNode, target: &'k TargetNode, carrying: &[&'k Owed]) -> Case<'k> {
        let all = self.figures.get(&target.row.id).map_or(&[][..], Vec::as_slice);
        let via = |unit: Uuid, group: Uuid| carrying.iter().any(|one| one.row.unit_id == unit && one.row.via_group_id == Some(group));
        let is = |reporter: Option<Uuid>, unit: Uuid| reporter.is_none_or(|it| it == unit || via(unit, it));
        let counts = |unit: Uuid, as_at: NaiveDate| {
            let (then, now) = (target.reporter_on(as_at), target.version.reporting_unit_id);
            let told = then != now && all.iter().any(|figure| figure.as_at == as_at && is(then, figure.unit_id));
            is(if told { then } else { now }, unit)
        };
        let owed = carrying.iter().copied().filter(|one| counts(one.row.unit_id, one.row.as_at)).collect();
        let figures = all.iter().copied().filter(|figure| counts(figure.unit_id, figure.as_at)).collect();
        let step = |step: &crate::entity::checkpoint::Model| Step { due_on: step.due_on, value: step.value_e4, share: step.share_e4 };
        let steps = target.checkpoints.iter().map(step).collect();
        Case { node, target, reported_at: node, terms: target.terms(), steps, owed, figures }
    }

    fn target(&self, case: Case<'k>) -> TargetProgress {
        let (assessment, members) = self.verdict(&case);
        let row = &case.target.row;
        TargetProgress {
            target_id: row.id,
            key: row.key.clone(),
            indicator: row.indicator.clone(),
            text: row.text.clone(),
            operator: case.terms.operator,
            value: case.terms.value,
            upper: case.terms.upper,
            series: case.terms.series,
            firmness: case.terms.firmness,
            class: case.terms.class,
            reporting_unit: self.known.units.maybe(case.target.version.reporting_unit_id),
            assessment,
            members,
            readings: self.readings(&case),
            checkpoints: case.steps.iter().map(|it| TargetCheckpoint { due_on: it.due_on, value: it.value, share: it.share }).collect(),
            unit_of_measure: case.terms.unit_of_measure,
        }
    }

    /// The judgement of a target, and that of each member where each must reach it.
    pub(super) fn verdict(&self, case: &Case<'k>) -> (Assessment, Option<MembersAssessment>) {
        match case.target.version.per_unit_group_id {
            Some(group) => self.each_member(case, group),
            None => (self.together(case), None),
        }
    }

    fn readings(&self, case: &Case<'_>) -> Vec<TargetReading> {
        let open = case.figures.iter().filter(|figure| self.known.is_open(figure.unit_id, case.node.row.id));
        open.map(|figure| TargetReading {
            period: figure.period,
            as_at: figure.as_at,
            unit: self.known.units.of(figure.unit_id),
            value: figure.value_e4,
            numerator: figure.numerator_e4,
            denominator: figure.denominator_e4,
        })
        .collect()
    }

    /// The judgement of what all units say together.
    fn together(&self, case: &Case<'k>) -> Assessment {
        let (readings, reports) = self.material(case);
        assess(&self.question(case, &readings, &reports))
    }

    /// What all units say together, period by period.
    pub(super) fn said_together(&self, case: &Case<'_>) -> BTreeMap<Period, Voice> {
        let joint = Joint::of(&case.terms);
        let said = self.periods(case.owed.iter().copied(), case.figures.iter().copied());
        let voice = |said| combine(joint, self.in_order(case.reported_at, said).into_iter().map(|one| self.voice(one)).collect());
        said.into_iter().map(|(period, said)| (period, voice(said))).collect()
    }

    /// The judgement of each member of a group, the worst speaking for all.
    fn each_member(&self, case: &Case<'k>, group: Uuid) -> (Assessment, Option<MembersAssessment>) {
        let members: Vec<Uuid> = self.known.members.iter().filter(|one| one.group_id == group).map(|one| one.unit_id).collect();
        let material: Vec<(String, Vec<Reading>, Vec<Report>)> = members.iter().map(|unit| self.alone(case, *unit)).collect();
        let asked: Vec<Member<'_>> =
            material.iter().map(|(name, readings, reports)| Member { name, question: self.question(case, readings, reports) }).collect();
        let mut all = assess_members(&asked);
        let worst = all.members.iter().find(|member| member.assessment.state == all.state);
        let nobody = || assess(&self.question(case, &[], &[]));
        let mut assessment = worst.map_or_else(nobody, |worst| worst.assessment.clone());
        (assessment.state, assessment.reason) = (all.state, all.reason);
        assessment.sentence.clone_from(&all.sentence);
        let mut units = members.iter();
        all.members.retain(|_| units.next().is_some_and(|unit| self.known.is_open(*unit, case.node.row.id)));
        (assessment, Some(all))
    }

    pub(super) fn alone(&self, case: &Case<'_>, unit: Uuid) -> (String, Vec<Reading>, Vec<Report>) {
        let owed = case.owed.iter().copied().filter(|one| one.row.unit_id == unit);
        let figures = case.figures.iter().copied().filter(|figure| figure.unit_id == unit);
        let said = self.periods(owed, figures).into_values().flatten();
        let (readings, reports) = apart(said.map(|one| self.voice(one)).collect());
        (self.known.units.of(unit).name, readings, reports)
    }

    pub(super) fn question<'q>(&'q self, case: &'q Case<'_>, readings: &'q [Reading], reports: &'q [Report]) -> Question<'q> {
        let (outline, as_of) = (&self.known.outline, self.known.when.moment.as_of);
        let led = || outline.effective_leads(case.reported_at, as_of).is_some();
        Question {
            terms: &case.terms,
            steps: &case.steps,
            readings,
            reports,
            start: outline.effective_start(case.node),
            control: outline.effective_due(case.node).and_then(|due| due.control),
            as_of: self.known.when.judged_on,
            thresholds: &outline.plan.thresholds,
            // Before any report was asked for, somebody who leads will report it.
            has_reporter: !reports.is_empty() || (!self.asked && led()),
        }
    }

    fn voice(&self, said: Said<'_>) -> Voice {
        let reading = said.figure.map(|figure| Reading {
            period_label: figure.period.to_string(),
            as_at: figure.as_at,
            value: figure.value_e4,
            numerator: figure.numerator_e4,
            denominator: figure.denominator_e4,
        });
        let report = said.owed.map(|one| Report {
            period_label: one.row.period.to_string(),
            as_at: one.row.as_at,
            past_due: self.known.when.judged_at > one.due(),
            accepted: one.review.is_some_and(|review| review.accepted),
            filed: one.review.is_some_and(|review| review.is_waiting()),
        });
        Voice { reading, report }
    }

    /// What the units say, by period.
    fn periods(
        &self,
        owed: impl Iterator<Item = &'k Owed>,
        figures: impl Iterator<Item = &'k figure::Model>,
    ) -> BTreeMap<Period, Vec<Said<'k>>> {
        let mut said: BTreeMap<Period, BTreeMap<Uuid, Said<'k>>> = BTreeMap::new();
        let blank = |unit| Said { unit, owed: None, figure: None };
        for one in owed {
            said.entry(one.row.period).or_default().entry(one.row.unit_id).or_insert(blank(one.row.unit_id)).owed = Some(one);
        }
        for figure in figures {
            said.entry(figure.period).or_default().entry(figure.unit_id).or_insert(blank(figure.unit_id)).figure = Some(figure);
        }
        said.into_iter().map(|(period, by_unit)| (period, by_unit.into_values().collect())).collect()
    }

    /// The reporting lead first, then the leads as printed on the day the figures speak of, then the others.
    fn in_order<'s>(&self, node: &TaskNode, mut said: Vec<Said<'s>>) -> Vec<Said<'s>> {
        let day = said.iter().find_map(|one| one.owed.map(|owed| owed.row.as_at).or(one.figure.map(|figure| figure.as_at)));
        let leads = day.and_then(|day| self.known.outline.effective_leads(node, day)).map(|(_, leads)| leads).unwrap_or_default();
        let rank = |one: &Said<'_>| {
            let via = one.owed.and_then(|owed| owed.row.via_group_id);
            let place = leads.iter().position(|duty| duty.unit_id.is_some_and(|unit| unit == one.unit || Some(unit) == via));
            let reporting = place.and_then(|at| leads.get(at)).is_some_and(|duty| duty.is_reporting);
            (!reporting, place.unwrap_or(usize::MAX), one.unit)
        };
        said.sort_by_key(rank);
        said
    }
}

/// Figures and reports as the judgement takes them.
pub(super) fn apart(voices: Vec<Voice>) -> (Vec<Reading>, Vec<Report>) {
    let (readings, reports): (Vec<_>, Vec<_>) = voices.into_iter().map(|voice| (voice.reading, voice.report)).unzip();
    (readings.into_iter().flatten().collect(), reports.into_iter().flatten().collect())
}
