//! The further goal (力争) beside a firm one: the same rules, the same figures, its own value.

use crate::domain::target::{JudgedAs, Operator, Stretch};
use crate::domain::terms::{Direction, Terms};

use super::Figures;
use super::answer::{ProgressState, ReasonCode, StretchResult};
use super::question::Question;
use super::sentence::{Facts, explain};
use super::standing::Standing;
use super::verdict::{Verdict, judge};

/// Judges the stretch of a target, if it has one. The checkpoints belong to the firm goal: where there are any,
/// nothing is expected of the stretch before its end. In another unit of measure the figures say nothing about it.
pub(super) fn assess_stretch(question: &Question<'_>, standing: &Standing) -> Option<Box<StretchResult>> {
    let stretch = question.terms.stretch.as_ref()?;
    let unit_of_measure = stretch.unit_of_measure.clone().or_else(|| question.terms.unit_of_measure.clone());
    let same_unit = unit_of_measure == question.terms.unit_of_measure;
    let terms = stretched(question.terms, stretch, unit_of_measure.clone());
    let further = Question { terms: &terms, steps: &[], ..*question };
    let verdict = if same_unit {
        judge(&further, standing, question.steps.is_empty())
    } else {
        Verdict {
            state: ProgressState::NotComputable,
            reason: Some(ReasonCode::OtherUnit),
            actual: None,
            expectation: None,
            ..judge(&further, standing, false)
        }
    };
    let figures = Figures::of(&verdict);
    Some(Box::new(StretchResult {
        state: verdict.state,
        operator: stretch.operator,
        value: stretch.value,
        upper: stretch.upper,
        unit_of_measure,
        expected: figures.expected,
        margin: figures.margin,
        attainment: figures.attainment,
        reason: verdict.reason,
        sentence: explain(&Facts { question: &further, standing, verdict: &verdict }),
    }))
}

fn stretched(terms: &Terms, stretch: &Stretch, unit_of_measure: Option<String>) -> Terms {
    let downwards = terms.direction() == Direction::Down && !terms.is_from_to_down();
    let judged_as = match stretch.operator {
        Operator::Eq if downwards => JudgedAs::AtMost,
        operator => operator.default_judged_as(),
    };
    Terms {
        operator: stretch.operator,
        judged_as,
        value: Some(stretch.value),
        upper: stretch.upper,
        unit_of_measure,
        stretch: None,
        tolerance: None,
        reference: None,
        stages: None,
        ..terms.clone()
    }
}
