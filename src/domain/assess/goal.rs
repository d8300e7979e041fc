//! What reaching a target means: which edges the actual must keep, and at which dates it is asked.

use crate::domain::target::{JudgedAs, Operator, QuantityKind, Series};
use crate::domain::terms::{DEFAULT_TOLERANCE, Direction, Terms};

use super::answer::ReasonCode;
use super::fraction::Fraction;
use super::question::Step;

/// How a target is asked for over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A total that grows up to its lower edge; reached at any time.
    Output,
    /// A total that must stay within its upper edge; reached only at the end.
    Ceiling,
    /// A state that moves to its edge; reached at any time, may revert.
    Level,
    /// A state that must hold at every date; reached only at the end.
    Hold,
    /// A state that must lie between two edges; reached at any time.
    Band,
}

/// One side of what is wanted. Strict: the edge itself is not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) at: Fraction,
    pub(super) strict: bool,
}

/// What is wanted, in the unit of the figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    pub(super) kind: Kind,
    /// The value as printed; scales shares and attainment.
    pub(super) value: Fraction,
    pub(super) lower: Option<Edge>,
    pub(super) upper: Option<Edge>,
}

impl Goal {
    /// Why not: a rank, an unresolved reference, or no value.
    pub(super) fn of(terms: &Terms, steps: &[Step]) -> Result<Self, ReasonCode> {
        if terms.operator == Operator::Rank || terms.judged_as == JudgedAs::NotJudged {
            return Err(ReasonCode::Rank);
        }
        let value = value_of(terms, steps)?;
        let (lower, upper) = edges(terms, value)?;
        let kind = kind_of(terms, lower.is_some(), upper.is_some());
        Ok(Self { kind, value, lower, upper })
    }

    /// Whether the actual is where it should be in the end. A total above the upper edge of a range still counts.
    pub(super) fn is_met(&self, actual: Fraction) -> bool {
        let above = self.lower.is_none_or(|edge| clears(edge, actual));
        let below = self.upper.is_none_or(|edge| clears(edge.mirrored(), actual.negated()));
        above && (below || self.kind == Kind::Output)
    }

    /// Whether a total has passed the upper edge of a range or tolerance.
    pub(super) fn exceeds(&self, actual: Fraction) -> bool {
        let upper = self.upper.filter(|_| self.kind == Kind::Output);
        upper.is_some_and(|edge| actual > edge.at)
    }

    /// The edge that matters to an actual, and which way is better there: the only edge; of two, the violated one;
    /// inside both, the nearer. Without an actual, the lower.
    pub(super) fn nearest(&self, actual: Option<Fraction>) -> (Direction, Fraction) {
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) if self.kind != Kind::Output => match actual {
                Some(actual) if upper.at.minus(actual) < actual.minus(lower.at) => (Direction::Down, upper.at),
                _ => (Direction::Up, lower.at),
            },
            (Some(lower), _) => (Direction::Up, lower.at),
            (None, Some(upper)) => (Direction::Down, upper.at),
            (None, None) => (Direction::Up, self.value),
        }
    }

    /// Totals, of which a share to date can be expected.
    pub(super) const fn is_total(&self) -> bool {
        matches!(self.kind, Kind::Output | Kind::Ceiling)
    }
}

impl Edge {
    fn mirrored(self) -> Self {
        Self { at: self.at.negated(), ..self }
    }
}

fn clears(edge: Edge, actual: Fraction) -> bool {
    actual > edge.at || (actual == edge.at && !edge.strict)
}

fn value_of(terms: &Terms, steps: &[Step]) -> Result<Fraction, ReasonCode> {
    let shares = || steps.iter().any(|step| step.share.is_some());
    match (terms.value, &terms.stages) {
        (Some(value), _) if terms.operator == Operator::Ratio => {
            terms.upper.and_then(|upper| Fraction::quotient(value, upper)).ok_or(ReasonCode::ValueMissing)
        }
        (Some(value), _) => Ok(Fraction::of(value)),
        (None, _) if terms.reference.is_some() => Err(ReasonCode::ReferenceUnresolved),
        (None, Some(stages)) => Ok(Fraction::whole(stages.0.len())),
        (None, None) if terms.operator == Operator::All || shares() => Ok(Fraction::HUNDRED),
        (None, None) => Err(ReasonCode::ValueMissing),
    }
}

type Edges = (Option<Edge>, Option<Edge>);

fn edges(terms: &Terms, value: Fraction) -> Result<Edges, ReasonCode> {
    let edge = |at, strict| Some(Edge { at, strict });
    let is_range = terms.operator == Operator::Range;
    let upper_end = match (is_range, terms.upper) {
        (true, Some(upper)) => Fraction::of(upper),
        (true, None) => return Err(ReasonCode::ValueMissing),
        (false, _) => value,
    };
    Ok(match terms.judged_as {
        _ if terms.is_from_to_down() => (None, edge(value, false)),
        JudgedAs::AtLeast | JudgedAs::Coverage | JudgedAs::NotJudged => (edge(value, false), None),
        JudgedAs::MoreThan => (edge(value, true), None),
        JudgedAs::AtMost => (None, edge(upper_end, false)),
        JudgedAs::LessThan => (None, edge(upper_end, true)),
        JudgedAs::Exactly => (edge(value, false), edge(upper_end, false)),
        JudgedAs::Within => {
            let tolerance = terms.tolerance.unwrap_or(DEFAULT_TOLERANCE);
            let slack = if is_range { Fraction::ZERO } else { value.abs().percent(tolerance) };
            (edge(value.minus(slack), false), edge(upper_end.plus(slack), false))
        }
    })
}

fn kind_of(terms: &Terms, has_lower: bool, has_upper: bool) -> Kind {
    let total = matches!(terms.series, Series::Cumulative | Series::Increment);
    if terms.is_growth() || terms.maintain {
        Kind::Hold
    } else if total {
        if has_lower { Kind::Output } else { Kind::Ceiling }
    } else if has_lower && has_upper {
        Kind::Band
    } else if has_lower || terms.is_from_to_down() {
        Kind::Level
    } else {
        Kind::Hold
    }
}

/// Whether figures of this target are a quotient of numerator and denominator, and in percent.
pub(super) fn quotient_in_percent(terms: &Terms) -> Option<bool> {
    if terms.operator == Operator::Ratio {
        Some(false)
    } else if terms.operator == Operator::All || terms.quantity_kind == QuantityKind::Coverage {
        Some(true)
    } else {
        None
    }
}
