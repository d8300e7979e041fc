//! Filing, by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Asked, Filed, Node, Quotient, Refusal, Standing, Times, Window, reported_with};
use crate::domain::quantity::Quantity;
use crate::domain::review::{Course, ReviewAction, SubmissionState};
use crate::domain::target::{JudgedAs, Operator, QuantityKind};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn q(text: &str) -> Quantity {
    text.parse().unwrap()
}

/// The report on May 2024: open from the 25th, due 3 June, closed five days later, all 24:00 in China.
fn may() -> Times {
    Times {
        opens_at: at("2024-05-24T16:00:00Z"),
        closes_at: Some(at("2024-06-08T16:00:00Z")),
        extended_until: None,
        open_until: None,
        correction: false,
    }
}

#[test]
fn the_window() {
    let table = [
        ("2024-05-24T15:59:59.999Z", Window::NotOpen),
        ("2024-05-24T16:00:00Z", Window::Open),
        ("2024-06-08T16:00:00Z", Window::Open),
        ("2024-06-08T16:00:00.001Z", Window::Closed),
    ];
    for (now, window) in table {
        assert_eq!(may().window(at(now)), window, "{now}");
        assert_eq!(Times { correction: true, ..may() }.window(at(now)), Window::Open, "{now}");
    }
    let returned = Times { open_until: Some(at("2024-06-12T16:00:00Z")), ..may() };
    assert_eq!(returned.window(at("2024-06-12T16:00:00Z")), Window::Open);
    assert_eq!(returned.window(at("2024-06-12T16:00:01Z")), Window::Closed);
    let early = Times { open_until: Some(at("2024-06-01T16:00:00Z")), ..may() };
    assert_eq!(early.window(at("2024-06-05T00:00:00Z")), Window::Open, "a private window never shortens the common one");
    assert_eq!(Times { closes_at: None, ..may() }.window(at("2030-01-01T00:00:00Z")), Window::Open);
}

fn standing(state: SubmissionState) -> Standing {
    Standing {
        state,
        course: Course::default(),
        live: true,
        window: Window::Open,
        filed_it: false,
        may_file: true,
        may_sign: true,
        may_review: true,
    }
}

#[test]
#[expect(clippy::cognitive_complexity, reason = "one story, told in one go")]
fn steps_by_stage_duty_and_window() {
    use ReviewAction::{Accept, Correct, Edit, Return, Sign, Submit, Withdraw};
    let submitted = standing(SubmissionState::Submitted);
    assert_eq!(submitted.allowed(), [Return, Accept, Withdraw]);
    assert_eq!(submitted.step(Accept), Ok(SubmissionState::Accepted));
    assert!(matches!(submitted.step(Edit), Err(Refusal::Stage(_))));
    let own = Standing { filed_it: true, ..submitted };
    assert_eq!(own.step(Accept), Err(Refusal::OwnWork));
    assert_eq!(own.allowed(), [Return, Withdraw]);
    let to_sign = Standing { course: Course { signs_first: true, correction: false }, ..own };
    assert_eq!(to_sign.step(Sign), Err(Refusal::OwnWork));
    assert!(matches!(to_sign.step(Accept), Err(Refusal::Stage(_))));
    let reporter = Standing { may_review: false, may_sign: false, ..submitted };
    assert_eq!(reporter.allowed(), [Withdraw]);
    let draft = standing(SubmissionState::Draft);
    assert_eq!(draft.allowed(), [Edit, Submit]);
    let closed = Standing { window: Window::Closed, ..draft };
    assert_eq!(closed.step(Submit), Err(Refusal::Closed));
    assert_eq!(Standing { window: Window::NotOpen, ..draft }.step(Edit), Err(Refusal::NotOpen));
    assert!(closed.allowed().is_empty());
    let accepted = Standing { window: Window::Closed, ..standing(SubmissionState::Accepted) };
    assert_eq!(accepted.allowed(), [Correct]);
    assert!(Standing { live: false, ..accepted }.allowed().is_empty());
}

#[test]
fn measures_with_leads_of_their_own_report_apart() {
    let id = |n: u128| Uuid::from_u128(n);
    let node = |n: u128, parent: u128, apart: bool| Node { id: id(n), parent: Some(id(parent)), apart };
    let nodes = [node(1, 0, true), node(2, 1, false), node(3, 1, true), node(4, 2, false), node(5, 3, false)];
    assert_eq!(reported_with(id(1), &nodes), HashSet::from([id(1), id(2), id(4)]));
    assert_eq!(reported_with(id(3), &nodes), HashSet::from([id(3), id(5)]));
}

fn asked(operator: Operator, judged_as: JudgedAs, quantity_kind: QuantityKind) -> Asked {
    Asked { operator, judged_as, quantity_kind, unresolved: false, stages: None }
}

#[test]
fn numerator_and_denominator() {
    let count = asked(Operator::Eq, JudgedAs::AtLeast, QuantityKind::Count);
    let all = asked(Operator::All, JudgedAs::Coverage, QuantityKind::Coverage);
    let parts = |numerator: Option<&str>, denominator: Option<&str>| Filed {
        numerator: numerator.map(q),
        denominator: denominator.map(q),
        ..Filed::default()
    };
    assert_eq!(count.check(&parts(Some("1"), Some("2"))), [("numerator", "must_be_absent"), ("denominator", "must_be_absent")]);
    assert_eq!(all.check(&parts(Some("1"), None)), [("denominator", "required")]);
    assert_eq!(all.check(&parts(None, Some("1"))), [("numerator", "required")]);
    assert_eq!(all.check(&parts(Some("1"), Some("0"))), [("denominator", "out_of_range")]);
    assert_eq!(all.check(&parts(Some("99999999999"), Some("0.0001"))), [("numerator", "out_of_range")]);
    assert_eq!(all.check(&parts(Some("438"), Some("438"))), []);
    assert_eq!(parts(Some("438"), Some("438")).figure(&all), Some(q("100")));
    assert_eq!(Quotient::Percent.of(q("1"), q("3")), Some(q("33.3333")));
    assert_eq!(Quotient::Percent.of(q("2"), q("3")), Some(q("66.6667")));
    assert_eq!(Quotient::Plain.of(q("100"), q("120")), Some(q("0.8333")));
    assert_eq!(Quotient::Plain.of(q("-1"), q("8")), Some(q("-0.125")));
    assert_eq!(Quotient::Plain.of(q("1"), q("-8")), None);
}

#[test]
fn a_figure_or_a_reason() {
    let count = asked(Operator::Eq, JudgedAs::AtLeast, QuantityKind::Count);
    let both = Filed { value: Some(q("480")), explained: true, ..Filed::default() };
    assert_eq!(count.check(&both), [("whyMissing", "contradiction")]);
    assert!(!Filed::default().answers());
    assert!(Filed { explained: true, ..Filed::default() }.answers());
    let staged = Asked { stages: Some(3), ..count };
    for (value, good) in [("0", true), ("3", true), ("4", false), ("1.5", false), ("-1", false)] {
        let filed = Filed { value: Some(q(value)), ..Filed::default() };
        assert_eq!(staged.check(&filed).is_empty(), good, "{value}");
    }
    assert!(count.must_be_reported());
    assert!(!Asked { unresolved: true, ..count }.must_be_reported());
    assert!(!asked(Operator::Rank, JudgedAs::NotJudged, QuantityKind::Count).must_be_reported());
}
