//! What a target asks: its edges, and what should be reached by a day.

use chrono::NaiveDate;

use super::exact::Ratio;

/// How a target is asked for over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A total that grows to its lower edge.
    Total,
    /// A state that moves to its edge.
    Level,
    /// A state that must hold all the time.
    Hold,
}

/// One side of what is wanted; strict: the edge itself will not do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) at: Ratio,
    pub(crate) strict: bool,
}

/// What a printed step asks, in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Value(i64),
    /// So many percent of the whole.
    Share(i64),
}

/// A printed step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) due: NaiveDate,
    pub(crate) ask: Ask,
}

/// A target.
#[derive(Clone, Debug)]
pub(crate) struct Goal {
    pub(crate) form: Form,
    /// Each figure is the period's own and they are added up.
    pub(crate) own: bool,
    pub(crate) value: Ratio,
    pub(crate) lower: Option<Edge>,
    pub(crate) upper: Option<Edge>,
    /// What a level starts from.
    pub(crate) from: Option<Ratio>,
    /// How the edges follow from what is printed.
    pub(crate) because: Option<String>,
    /// What it is measured against, as long as that has no value.
    pub(crate) unknown: Option<String>,
    pub(crate) maintain: bool,
    /// A share of something: no pace is carried on.
    pub(crate) quotient: bool,
    pub(crate) unit: String,
    /// By date.
    pub(crate) steps: Vec<Step>,
    pub(crate) start: NaiveDate,
    pub(crate) control: NaiveDate,
}

/// Where an expectation comes from.
#[derive(Clone, Debug)]
pub(crate) enum How {
    Goal,
    Step,
    Sum(Vec<Ratio>),
    Share(Ratio),
    Line { from: Ratio, to: Ratio, days: i64, of: i64 },
}

/// What should be reached by a day.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) at: Ratio,
    /// More is better.
    pub(crate) up: bool,
    pub(crate) by: NaiveDate,
    pub(crate) how: How,
}

/// Days up to a day, both ends counted.
pub(super) fn days(start: NaiveDate, until: NaiveDate) -> i64 {
    (until - start).num_days() + 1
}

impl Goal {
    /// A target of the year with this form and lower edge.
    pub(crate) fn at_least(form: Form, e4: i64, unit: &str, (start, control): (NaiveDate, NaiveDate)) -> Self {
        let value = Ratio::of(e4);
        Self {
            form,
            own: false,
            value,
            lower: Some(Edge { at: value, strict: false }),
            upper: None,
            from: None,
            because: None,
            unknown: None,
            maintain: false,
            quotient: false,
            unit: unit.to_owned(),
            steps: Vec::new(),
            start,
            control,
        }
    }

    /// Down to the value.
    pub(crate) fn at_most(self) -> Self {
        Self { upper: self.lower, lower: None, ..self }
    }

    /// The value, so many percent more or less.
    pub(crate) fn about(self, percent: i64) -> Self {
        let edge = |percent: i64| Some(Edge { at: self.value.times(percent, 100), strict: false });
        let because = Some(format!("{}±{percent}%", self.value.text()));
        Self { lower: edge(100 - percent), upper: edge(100 + percent), because, ..self }
    }

    /// A total above its band still counts.
    pub(super) fn is_met(&self, actual: Ratio) -> bool {
        let above = self.lower.is_none_or(|edge| actual > edge.at || (actual == edge.at && !edge.strict));
        let below = self.upper.is_none_or(|edge| actual < edge.at || (actual == edge.at && !edge.strict));
        above && (below || (self.form == Form::Total && self.lower.is_some()))
    }

    /// The edge that speaks, and whether more is better there: the lower one; in a band of levels the one that is passed, or nearer.
    pub(super) fn edge(&self, actual: Option<Ratio>) -> (bool, Ratio) {
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) if self.form != Form::Total => {
                let high = actual.is_some_and(|actual| upper.at.minus(actual) < actual.minus(lower.at));
                if high { (false, upper.at) } else { (true, lower.at) }
            }
            (Some(lower), _) => (true, lower.at),
            (None, Some(upper)) => (false, upper.at),
            (None, None) => (true, self.value),
        }
    }

    /// What should be reached on a day.
    pub(crate) fn expected(&self, on: NaiveDate, actual: Option<Ratio>) -> Option<Expected> {
        let (up, edge) = self.edge(actual);
        let goal = |by| Some(Expected { at: edge, up, by, how: How::Goal });
        match self.form {
            _ if self.unknown.is_some() => None,
            _ if on >= self.control => goal(self.control),
            _ if !self.steps.is_empty() => self.step(on, up),
            Form::Hold => goal(on),
            Form::Total => self.line(Ratio::of(0), edge, on, up),
            Form::Level => self.line(self.from?, edge, on, up),
        }
    }

    /// The first step after a day.
    pub(super) fn next(&self, on: NaiveDate) -> Option<Expected> {
        let next = self.steps.iter().find(|step| step.due > on).filter(|_| self.unknown.is_none())?;
        self.step(next.due, self.edge(None).0)
    }

    fn step(&self, on: NaiveDate, up: bool) -> Option<Expected> {
        let due: Vec<&Step> = self.steps.iter().filter(|step| step.due <= on).collect();
        let last = due.last()?;
        let (at, how) = match last.ask {
            Ask::Value(_) if self.own => {
                let each = due.iter().map(|step| if let Ask::Value(e4) = step.ask { Ratio::of(e4) } else { Ratio::of(0) });
                let each: Vec<Ratio> = each.collect();
                (each.iter().fold(Ratio::of(0), |sum, one| sum.plus(*one)), How::Sum(each))
            }
            Ask::Value(e4) => (Ratio::of(e4), How::Step),
            Ask::Share(percent) => (self.value.times(percent, 1_000_000), How::Share(Ratio::of(percent))),
        };
        Some(Expected { at, up, by: last.due, how })
    }

    fn line(&self, from: Ratio, to: Ratio, on: NaiveDate, up: bool) -> Option<Expected> {
        let (days, of) = (days(self.start, on), days(self.start, self.control));
        let at = from.plus(to.minus(from).times(days, of));
        (days > 0).then_some(Expected { at, up, by: on, how: How::Line { from, to, days, of } })
    }
}
