//! Checking a report before it is filed (自动核查): the findings, how they refuse, and how they are acknowledged.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::carried::Near;
use super::content::Texts;
use super::inputs::{Acknowledgement, FigureInput};
use super::past::{Before, Past};
use super::steps::MilestoneInput;
use crate::domain::assess::{Question, Reading, Report as Owed, Step, assess};
use crate::domain::lint::{self, Acknowledged, Earlier, FigureCase, Finding, LintCode, Severity, Text, Trajectory};
use crate::domain::schedule::ReportPart;
use crate::domain::terms::Terms;
use crate::entity::{obligation, plan, reporting_rule};
use crate::http::{Code, Fault, Problem, Result};
use crate::outline::{TargetNode, terms_of};

/// What reports of one plan are checked against.
pub(super) struct Desk {
    pub(super) near: Near,
    pub(super) past: Arc<Past>,
}

/// What a report says.
pub(super) struct Content<'a> {
    pub(super) texts: &'a Texts,
    pub(super) figures: &'a [FigureInput],
    pub(super) milestones: &'a [MilestoneInput],
}

/// One figure as the check and the unit's month look at it: the figures before, and where it should stand.
pub(super) struct Line<'n> {
    pub(super) target: &'n TargetNode,
    pub(super) terms: Terms,
    pub(super) before: Vec<&'n Before>,
}

impl Desk {
    /// Reads all that reports on these obligations, of one plan, are checked against: ten statements, however many.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load(db: &impl ConnectionTrait, plan: &plan::Model, owed: &[&obligation::Model]) -> Result<Self> {
        let desk = Self::load_all(db, &[plan], owed).await?.remove(&plan.id);
        desk.ok_or_else(|| Problem::internal("a plan without its desk"))
    }

    /// The same for obligations of several plans, by plan, in as many statements.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load_all(
        db: &impl ConnectionTrait,
        plans: &[&plan::Model],
        owed: &[&obligation::Model],
    ) -> Result<HashMap<Uuid, Self>> {
        let past = Arc::new(Past::load(db, owed).await?);
        let near = Near::load_all(db, plans, owed).await?;
        Ok(near.into_iter().map(|(plan, near)| (plan, Self { near, past: past.clone() })).collect())
    }

    /// Everything the rules find in a report.
    pub(super) fn findings(&self, owed: &obligation::Model, rule: &reporting_rule::Model, content: &Content<'_>) -> Vec<Finding> {
        let texts = self.texts(owed, rule, content.texts);
        let carried = self.near.carried(owed);
        let lines: Vec<Line<'_>> =
            if rule.collects_figures { carried.order.iter().map(|target| self.line(owed, target)).collect() } else { Vec::new() };
        let case = |line: &'_ Line<'_>| {
            let id = line.target.row.id;
            let (place, given) = content.figures.iter().enumerate().find(|(_, figure)| figure.target_id == id).unzip();
            (place, given.cloned(), carried.required.contains(&id))
        };
        let figures = lines.iter().map(|line| self.case(owed, line, case(line))).collect();
        lint::lint(&lint::Report { texts, figures }, &self.near.outline.plan.lint_policy, rule.limit_policy)
    }

    fn texts<'a>(&'a self, owed: &obligation::Model, rule: &reporting_rule::Model, texts: &'a Texts) -> Vec<Text<'a>> {
        let kind = owed.period.granularity();
        let before = self.past.before(owed).rfind(|one| one.period.granularity() == kind);
        let said = |texts: &'a Texts, part: ReportPart| match part {
            ReportPart::Progress => texts.progress.as_deref().unwrap_or_default(),
            ReportPart::Problems => texts.problems.as_deref().unwrap_or_default(),
            ReportPart::Suggestions => texts.suggestions.as_deref().unwrap_or_default(),
        };
        let text = |part: ReportPart| Text {
            part,
            text: said(texts, part),
            mandatory: rule.parts.0.contains(&part),
            limit: rule.text_limit.and_then(|limit| usize::try_from(limit).ok()),
            before: before.map(|one| (one.period, said(&one.texts, part))),
        };
        [ReportPart::Progress, ReportPart::Problems, ReportPart::Suggestions].into_iter().map(text).collect()
    }

    /// A target as a report on an obligation sees it.
    pub(super) fn line<'n>(&'n self, owed: &obligation::Model, target: &'n TargetNode) -> Line<'n> {
        let before = self.past.before(owed).filter(|one| one.figures.contains_key(&target.row.id)).collect();
        Line { target, terms: terms_of(&target.version), before }
    }

    fn case<'l>(
        &self,
        owed: &obligation::Model,
        line: &'l Line<'_>,
        (place, given, required): (Option<usize>, Option<FigureInput>, bool),
    ) -> FigureCase<'l> {
        let asked = line.asked();
        let filed = given.as_ref().map(FigureInput::filed).unwrap_or_default();
        let earlier = line.before.iter().filter_map(|one| Some(Earlier { period: one.period, value: line.value_in(one)? }));
        FigureCase {
            target: line.target.row.id,
            key: &line.target.row.key,
            indicator: &line.target.row.indicator,
            place,
            required,
            asked,
            terms: &line.terms,
            filed,
            claimed_total: given.as_ref().and_then(|figure| figure.claimed_total),
            earlier: earlier.collect(),
            trajectory: given.as_ref().and_then(|figure| self.trajectory(owed, line, figure)),
        }
    }

    /// Where the figure stands and should stand on the day the report speaks of.
    fn trajectory(&self, owed: &obligation::Model, line: &Line<'_>, figure: &FigureInput) -> Option<Trajectory> {
        let own = line.reading(owed.period.to_string(), owed.as_at, figure)?;
        let assessment = self.assessed(owed, line, Some(own));
        Some(Trajectory { as_at: owed.as_at, expected: assessment.expected?, actual: assessment.actual? })
    }

    /// The target judged on the day the report speaks of, by the unit's own figures and this one.
    pub(super) fn assessed(&self, owed: &obligation::Model, line: &Line<'_>, own: Option<Reading>) -> crate::domain::assess::Assessment {
        let (outline, steps) = (&self.near.outline, &line.target.checkpoints);
        let steps: Vec<Step> = steps.iter().map(|step| Step { due_on: step.due_on, value: step.value_e4, share: step.share_e4 }).collect();
        let before =
            line.before.iter().filter_map(|one| line.reading(one.period.to_string(), one.as_at, one.figures.get(&line.target.row.id)?));
        let readings: Vec<Reading> = before.chain(own).collect();
        let report = Owed { period_label: owed.period.to_string(), as_at: owed.as_at, past_due: true, accepted: true, filed: true };
        let node = outline.task(line.target.row.task_id);
        assess(&Question {
            terms: &line.terms,
            steps: &steps,
            readings: &readings,
            reports: &[report],
            start: node.map_or(outline.plan.starts_on, |node| outline.effective_start(node)),
            control: node.and_then(|node| outline.effective_due(node)).and_then(|due| due.control),
            as_of: owed.as_at,
            thresholds: &outline.plan.thresholds,
            has_reporter: true,
        })
    }
}

impl Line<'_> {
    fn asked(&self) -> crate::domain::filing::Asked {
        super::carried::asked(&self.target.version)
    }

    /// What an earlier report said.
    pub(super) fn value_in(&self, before: &Before) -> Option<crate::domain::quantity::Quantity> {
        before.figures.get(&self.target.row.id)?.filed().figure(&self.asked())
    }

    fn reading(&self, period_label: String, as_at: chrono::NaiveDate, figure: &FigureInput) -> Option<Reading> {
        let value = figure.filed().figure(&self.asked())?;
        Some(Reading { period_label, as_at, value, numerator: figure.numerator, denominator: figure.denominator })
    }
}

/// The findings that refuse a report, as faults: those of texts, then those of figures.
pub(super) fn refusals(findings: &[Finding]) -> impl Iterator<Item = Fault> {
    findings.iter().filter(|found| found.severity == Severity::Refuse).map(|found| {
        let mut fault = Fault::at(found.pointer.clone(), code_of(found.code)).with("finding", word(found.code));
        fault.params.extend(found.params.clone());
        told(fault, found)
    })
}

fn told(fault: Fault, found: &Finding) -> Fault {
    let fault = match found.target_id {
        Some(target) => fault.with("targetId", target.to_string()),
        None => fault,
    };
    fault.with("zh", found.sentence.zh.as_str()).with("en", found.sentence.en.as_str())
}

/// Pairs every warning with its reason.
///
/// # Errors
/// As faults: `not_acknowledged` for each warning without one, `reason_required` for an empty one, `duplicate_item`, and
/// `not_found` for an acknowledgement of something that was not found.
pub(super) fn acknowledge(findings: Vec<Finding>, given: &[Acknowledgement]) -> std::result::Result<Vec<Acknowledged>, Vec<Fault>> {
    let warnings: Vec<Finding> = findings.into_iter().filter(|found| found.severity == Severity::Warn).collect();
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    for (index, one) in given.iter().enumerate() {
        let at = |member: &str| format!("/acknowledgements/{index}{member}");
        if !seen.insert((one.code, one.target_id)) {
            faults.push(Fault::at(at(""), Code::DuplicateItem));
        } else if !warnings.iter().any(|found| one.is_of(found)) {
            faults.push(Fault::at(at(""), Code::NotFound));
        } else if one.reason.trim().is_empty() {
            faults.push(Fault::at(at("/reason"), Code::ReasonRequired));
        }
    }
    let mut acknowledged = Vec::new();
    for found in warnings {
        let Some(one) = given.iter().find(|one| one.is_of(&found)) else {
            let fault = Fault::at("/acknowledgements", Code::NotAcknowledged).with("finding", word(found.code));
            faults.push(told(fault.with("pointer", found.pointer.as_str()), &found));
            continue;
        };
        let Finding { code, severity: _, pointer, target_id, sentence, params } = found;
        acknowledged.push(Acknowledged { code, pointer, target_id, sentence, params, reason: one.reason.clone() });
    }
    if faults.is_empty() { Ok(acknowledged) } else { Err(faults) }
}

impl Acknowledgement {
    fn is_of(&self, found: &Finding) -> bool {
        self.code == found.code && self.target_id == found.target_id
    }
}

/// The name of a rule as answers write it.
fn word(code: LintCode) -> serde_json::Value {
    serde_json::to_value(code).unwrap_or_default()
}

const fn code_of(code: LintCode) -> Code {
    match code {
        LintCode::PartMissing | LintCode::FigureMissing => Code::Required,
        LintCode::TextTooLong => Code::TooLong,
        LintCode::TextCopied => Code::TextCopied,
        LintCode::OutOfRange => Code::OutOfRange,
        LintCode::PercentDoesNotFollow => Code::PercentDoesNotFollow,
        LintCode::CumulativeFalls => Code::CumulativeFalls,
        LintCode::TotalDoesNotFollow => Code::TotalDoesNotFollow,
        LintCode::ValueAtTarget => Code::ValueAtTarget,
        LintCode::FarOffTrajectory => Code::FarOffTrajectory,
    }
}
