//! One report per rule, on either side of its line; every expectation is worked out by hand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Earlier, FigureCase, Finding, LintCode, LintPolicy, Report, Severity, Text, Trajectory, lint};
use crate::domain::filing::{Asked, Filed};
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::schedule::{LimitPolicy, ReportPart};
use crate::domain::target::{JudgedAs, Operator, QuantityKind, Series};
use crate::domain::terms::Terms;

pub(super) fn number(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// 1680 places, cumulative.
pub(super) fn places() -> Terms {
    Terms::plain(Quantity::from_whole(1_680), "个")
}

pub(super) fn asked(terms: &Terms) -> Asked {
    let Terms { operator, judged_as, quantity_kind, .. } = terms.clone();
    Asked { operator, judged_as, quantity_kind, unresolved: false, stages: terms.stages.as_ref().map(|stages| stages.0.len()) }
}

/// A figure of May, after those of January and later.
pub(super) fn case<'a>(terms: &'a Terms, value: Option<&str>, earlier: &[&str]) -> FigureCase<'a> {
    let months = ["2024-01", "2024-02", "2024-03", "2024-04"];
    let earlier = months.iter().zip(earlier).map(|(month, value)| Earlier { period: period(month), value: number(value) });
    FigureCase {
        target: Uuid::nil(),
        key: "1",
        indicator: "托位",
        place: value.map(|_| 0),
        required: true,
        asked: asked(terms),
        terms,
        filed: Filed { value: value.map(number), ..Filed::default() },
        claimed_total: None,
        earlier: earlier.collect(),
        trajectory: None,
    }
}

pub(super) fn found(case: FigureCase<'_>, policy: &LintPolicy) -> Vec<Finding> {
    lint(&Report { texts: Vec::new(), figures: vec![case] }, policy, LimitPolicy::Off)
}

fn codes(case: FigureCase<'_>) -> Vec<LintCode> {
    found(case, &LintPolicy::default()).iter().map(|found| found.code).collect()
}

fn of_text(text: Text<'_>, limit: LimitPolicy) -> Vec<Finding> {
    lint(&Report { texts: vec![text], figures: Vec::new() }, &LintPolicy::default(), limit)
}

fn progress(text: &str) -> Text<'_> {
    Text { part: ReportPart::Progress, text, mandatory: true, limit: None, before: None }
}

#[test]
fn a_mandatory_part_must_say_something() {
    let missing = of_text(progress(" \n"), LimitPolicy::Off);
    assert_eq!((missing[0].code, missing[0].severity, missing[0].pointer.as_str()), (LintCode::PartMissing, Severity::Refuse, "/progress"));
    assert_eq!(missing[0].sentence.zh, "「工作进展」为必报内容,尚未填写。");
    assert!(of_text(progress("无"), LimitPolicy::Off).is_empty());
    assert!(of_text(Text { mandatory: false, ..progress("") }, LimitPolicy::Off).is_empty());
}

#[test]
fn the_limit_counts_characters_and_the_reporting_rule_weighs_it() {
    let text = "托".repeat(501);
    let limited = Text { limit: Some(500), ..progress(&text) };
    let found = of_text(limited, LimitPolicy::Warn);
    assert_eq!((found[0].code, found[0].severity), (LintCode::TextTooLong, Severity::Warn));
    assert_eq!(found[0].sentence.zh, "「工作进展」共501字,超出500字的限制1字。");
    assert_eq!((&found[0].params["length"], &found[0].params["max"]), (&501.into(), &500.into()));
    assert_eq!(of_text(limited, LimitPolicy::Refuse)[0].severity, Severity::Refuse);
    assert!(of_text(limited, LimitPolicy::Off).is_empty());
    assert!(of_text(Text { limit: Some(501), ..limited }, LimitPolicy::Refuse).is_empty());
    // Two bytes in UTF-16, four in UTF-8, one character.
    assert!(of_text(Text { limit: Some(3), ..progress("𠮷𠮷𠮷") }, LimitPolicy::Refuse).is_empty());
}

#[test]
fn a_copied_text_is_found_whatever_its_spaces() {
    let last = "各县市区新增托位七百余个,其余项目均按计划推进。";
    let spaced = "各县市区新增托位七百余个,\n其余项目均按计划推进。 ";
    let before = Some((period("2024-04"), last));
    let copied = of_text(Text { before, ..progress(spaced) }, LimitPolicy::Off);
    assert_eq!((copied[0].code, copied[0].severity), (LintCode::TextCopied, Severity::Warn));
    assert_eq!(copied[0].sentence.zh, "「工作进展」与2024-04的报告完全相同(共24字)。");
    assert!(of_text(Text { before, ..progress("各县市区新增托位八百余个,其余项目均按计划推进。") }, LimitPolicy::Off).is_empty());
    let phrase = Some((period("2024-04"), "无新进展"));
    assert!(of_text(Text { before: phrase, ..progress("无新进展") }, LimitPolicy::Off).is_empty(), "a phrase may be said again");
}

#[test]
fn a_missing_figure_is_settled_by_a_reason() {
    let terms = places();
    let missing = found(case(&terms, None, &[]), &LintPolicy::default());
    assert_eq!(
        (missing[0].code, missing[0].severity, missing[0].pointer.as_str()),
        (LintCode::FigureMissing, Severity::Refuse, "/figures")
    );
    let explained = FigureCase { filed: Filed { explained: true, ..Filed::default() }, ..case(&terms, None, &[]) };
    assert_eq!(codes(explained), []);
    assert_eq!(codes(FigureCase { required: false, ..case(&terms, None, &[]) }), []);
}

#[test]
fn a_total_does_not_fall() {
    let terms = places();
    let falls = found(case(&terms, Some("610"), &["200", "400", "500", "620"]), &LintPolicy::default());
    assert_eq!(falls[0].code, LintCode::CumulativeFalls);
    assert_eq!(falls[0].sentence.zh, "「托位」累计数由2024-04的620个降为610个,减少10个。");
    assert_eq!(falls[0].params["fallsBy"], 10);
    assert_eq!(codes(case(&terms, Some("620"), &["620"])), []);
    for series in [Series::Level, Series::Average, Series::Increment] {
        assert_eq!(codes(case(&Terms { series, ..places() }, Some("610"), &["620"])), [], "{series:?} may fall");
    }
    let growth = Terms { quantity_kind: QuantityKind::Growth, ..Terms::plain(number("7.5"), "%") };
    assert_eq!(codes(case(&growth, Some("6.9"), &["7.1"])), []);
}

#[test]
fn a_claimed_total_follows_from_the_periods() {
    // Huzhou 9.3: 4.18, then 3.23, make 7.41.
    let terms = Terms { series: Series::Increment, ..Terms::plain(number("10"), "亿元") };
    let claims = |total: &str| FigureCase { claimed_total: Some(number(total)), ..case(&terms, Some("3.23"), &["4.18"]) };
    assert_eq!(codes(claims("7.41")), []);
    let wrong = found(claims("7.5"), &LintPolicy::default());
    assert_eq!((wrong[0].code, wrong[0].pointer.as_str()), (LintCode::TotalDoesNotFollow, "/figures/0/claimedTotal"));
    assert_eq!(wrong[0].sentence.zh, "「托位」此前各期4.18亿元,本期3.23亿元,累计应为7.41亿元,报送累计7.5亿元,相差0.09亿元。");
    let total = places();
    assert_eq!(
        codes(FigureCase { claimed_total: Some(number("840")), ..case(&total, Some("839"), &["620"]) }),
        [LintCode::TotalDoesNotFollow]
    );
    assert_eq!(codes(FigureCase { claimed_total: Some(number("839")), ..case(&total, Some("839"), &["620"]) }), []);
}

#[test]
fn a_percentage_follows_from_its_parts_as_it_is_rounded() {
    let terms = Terms { series: Series::Level, quantity_kind: QuantityKind::Coverage, ..Terms::plain(number("95"), "%") };
    let parts = |value: &str| {
        let filed = Filed { numerator: Some(number("2")), denominator: Some(number("3")), ..case(&terms, Some(value), &[]).filed };
        FigureCase { filed, ..case(&terms, Some(value), &[]) }
    };
    for right in ["67", "66.7", "66.67", "66.6667"] {
        assert_eq!(codes(parts(right)), [], "{right}");
    }
    for wrong in ["66", "66.6", "66.66", "66.6666", "70"] {
        assert_eq!(codes(parts(wrong)), [LintCode::PercentDoesNotFollow], "{wrong}");
    }
}

#[test]
fn exactly_the_target_is_remarkable_the_third_time() {
    let terms = places();
    assert_eq!(codes(case(&terms, Some("1680"), &["900", "1000", "1500", "1680"])), []);
    let third = found(case(&terms, Some("1680"), &["900", "1000", "1680", "1680"]), &LintPolicy::default());
    assert_eq!((third[0].code, &third[0].params["periods"]), (LintCode::ValueAtTarget, &3.into()));
    assert_eq!(codes(case(&terms, Some("1681"), &["1680", "1680"])), []);
    assert_eq!(codes(case(&terms, Some("1680"), &["1680", "1000", "1680"])), [], "not in a row");
    let two = LintPolicy { periods_at_target: 2, ..LintPolicy::default() };
    assert_eq!(found(case(&terms, Some("1680"), &["1680"]), &two).len(), 1);
    let whole = Terms { series: Series::Level, quantity_kind: QuantityKind::Rate, ..Terms::plain(number("100"), "%") };
    assert_eq!(codes(case(&whole, Some("100"), &["100", "100", "100"])), [], "a share can be no more than whole");
    let one = Terms::plain(number("1"), "座");
    assert_eq!(codes(case(&one, Some("1"), &["1", "1", "1"])), [], "one thing is there or not");
}

#[test]
fn far_off_is_measured_by_the_whole_target() {
    let terms = places();
    // Expected 762.2687 by the end of May; half of 1680 is 840: up to 1602.2687 is near.
    let stands = |terms: &Terms, actual: &str| {
        let as_at: NaiveDate = "2024-05-31".parse().unwrap();
        let trajectory = Some(Trajectory { as_at, expected: number("762.2687"), actual: number(actual) });
        let half = LintPolicy { far_off_percent: Quantity::from_whole(50), ..LintPolicy::default() };
        let found = found(FigureCase { trajectory, ..case(terms, Some(actual), &[]) }, &half);
        found.iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(stands(&terms, "1602.2687"), []);
    assert_eq!(stands(&terms, "1602.2688"), [LintCode::FarOffTrajectory]);
    assert_eq!(stands(&terms, "0"), [], "762.27 short is 45 % of the target");
    let most = Terms { operator: Operator::Lte, judged_as: JudgedAs::AtMost, ..Terms::plain(number("1000"), "件") };
    assert_eq!(stands(&most, "0"), [], "far below a limit is better");
    assert_eq!(stands(&most, "1300"), [LintCode::FarOffTrajectory]);
}

#[test]
fn values_lie_where_they_can() {
    let count = places();
    assert_eq!(codes(case(&count, Some("-1"), &[])), [LintCode::OutOfRange]);
    assert_eq!(codes(case(&count, Some("0"), &[])), []);
    for (kind, value, expected) in [
        (QuantityKind::Growth, "-3", false),
        (QuantityKind::Growth, "130", false),
        (QuantityKind::Decrease, "-1", false),
        (QuantityKind::Rate, "100", false),
        (QuantityKind::Rate, "100.1", true),
        (QuantityKind::Coverage, "101", true),
        (QuantityKind::Rate, "-0.1", true),
    ] {
        let terms = Terms { series: Series::Level, quantity_kind: kind, ..Terms::plain(number("90"), "%") };
        let expected: &[LintCode] = if expected { &[LintCode::OutOfRange] } else { &[] };
        assert_eq!(codes(case(&terms, Some(value), &[])), expected, "{kind:?} {value}");
    }
    let thousandths = Terms { series: Series::Level, quantity_kind: QuantityKind::Rate, ..Terms::plain(number("120"), "‰") };
    assert_eq!(codes(case(&thousandths, Some("130"), &[])), []);
    // 40—150 in all: 100 before and 51 now are one too many.
    let range =
        Terms { operator: Operator::Range, judged_as: JudgedAs::Within, upper: Some(number("150")), ..Terms::plain(number("40"), "个") };
    assert_eq!(codes(case(&range, Some("150"), &[])), []);
    assert_eq!(codes(case(&range, Some("151"), &[])), [LintCode::OutOfRange]);
    let own = Terms { series: Series::Increment, ..range };
    assert_eq!(codes(case(&own, Some("50"), &["100"])), []);
    let over = found(case(&own, Some("51"), &["100"]), &LintPolicy::default());
    assert_eq!(over[0].sentence.zh, "「托位」报送151个,高于区间上限150个。");
}

#[test]
fn a_rule_that_is_off_finds_nothing() {
    let policy = LintPolicy { cumulative_falls: Severity::Off, figure_missing: Severity::Warn, ..LintPolicy::default() };
    let terms = places();
    assert!(found(case(&terms, Some("610"), &["620"]), &policy).is_empty());
    assert_eq!(found(case(&terms, None, &[]), &policy)[0].severity, Severity::Warn);
}

#[test]
fn a_policy_is_read_with_its_defaults() {
    let read: LintPolicy = serde_json::from_str(r#"{"textCopied":"off"}"#).unwrap();
    assert_eq!(read, LintPolicy { text_copied: Severity::Off, ..LintPolicy::default() });
    assert!(serde_json::from_str::<LintPolicy>(r#"{"textTooLong":"off"}"#).is_err(), "the reporting rule says that");
    let wrong = LintPolicy { periods_at_target: 1, far_off_percent: Quantity::ZERO, ..LintPolicy::default() };
    assert_eq!(wrong.check(), [("periodsAtTarget", "out_of_range"), ("farOffPercent", "out_of_range")]);
    assert_eq!(LintPolicy::default().check(), []);
}
