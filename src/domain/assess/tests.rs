//! The design's vectors and the state machine around them: dates, missing and waiting reports, sentences.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use super::tests_support::{Case, case, day, number};
use super::{Basis, ProgressState, ReasonCode};
use crate::domain::target::{Operator, Reference, ReferenceKind, Series, Stage, Stages, Stretch};
use ProgressState::{Achieved, Ahead, Behind, NoData, NotComputable, NotDue, OnTrack, Overdue, SeriouslyBehind};

/// Huzhou 2017, 3.1: 累计整治和淘汰 600/800/1000 家以上.
fn huzhou() -> Case {
    case(Operator::Gte, "1000", "家", Series::Cumulative).step("2017-06-30", "600").step("2017-09-30", "800").step("2017-12-31", "1000")
}

/// Yichang 2024, item 4: 新增托位1680个, by the end of November.
fn yichang() -> Case {
    case(Operator::Eq, "1680", "个", Series::Cumulative).lasting("2024-01-01", "2024-11-30")
}

#[test]
fn huzhou_checkpoints() {
    let table = [
        ("2017-06-30", "660", Ahead),
        ("2017-06-30", "659", OnTrack),
        ("2017-06-30", "600", OnTrack),
        ("2017-06-30", "599", Behind),
        ("2017-06-30", "480", Behind),
        ("2017-06-30", "479", SeriouslyBehind),
        ("2017-05-31", "1", NotDue),
        ("2017-08-31", "600", OnTrack),
        ("2017-09-30", "600", SeriouslyBehind),
        ("2017-09-30", "1000", Achieved),
        ("2017-12-31", "999", Overdue),
        ("2017-12-31", "1000", Achieved),
    ];
    for (date, actual, state) in table {
        assert_eq!(huzhou().at(date, actual).state, state, "{date} {actual}");
    }
    let june = huzhou().at("2017-06-30", "480");
    assert_eq!(june.expected, Some(number("600")));
    assert_eq!(june.margin, Some(number("-120")));
    assert_eq!(june.gap_percent, Some(number("20")));
    assert_eq!(june.attainment, Some(number("48")));
    assert_eq!(june.basis, Some(Basis::Checkpoint));
    assert_eq!(june.sentence.zh, "6月底应累计≥600家,报480家,差120家;差距20%(>0%且≤20%),判为滞后。");
    assert_eq!(
        june.sentence.en,
        "By 30 June 2017 a total of at least 600 家 was due; 480 家 reported as of 30 June 2017, \
         120 家 short; gap 20% (over 0%, up to 20%): behind."
    );
}

#[test]
fn yichang_line() {
    let table = [
        ("1680", Achieved),
        ("839", Ahead),
        ("838", OnTrack),
        ("725", OnTrack),
        ("724", Behind),
        ("610", Behind),
        ("609", SeriouslyBehind),
    ];
    for (actual, state) in table {
        assert_eq!(yichang().at("2024-05-31", actual).state, state, "{actual}");
    }
    let may = yichang().at("2024-05-31", "725");
    assert_eq!(may.expected, Some(number("762.2687")));
    assert_eq!(may.margin, Some(number("-37.2687")));
    // 725 of 1680 is 43.154… %; the gap 37.26866 of 762.26866 is 4.88917… %.
    assert_eq!(may.attainment, Some(number("43.15")));
    assert_eq!(may.gap_percent, Some(number("4.8892")));
    assert_eq!(may.basis, Some(Basis::Line));
    assert_eq!(
        may.sentence.zh,
        "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;\
         差距约4.8892%,在容许范围内(≤5%),判为正常。"
    );
    assert_eq!(
        may.sentence.en,
        "By 31 May 2024 at least 762.27 个 was due pro rata (1680×152/335); 725 个 reported as of \
         31 May 2024, 37.27 个 short; gap about 4.8892%, tolerated (up to 5%): on track."
    );
}

#[test]
fn a_plan_may_draw_its_own_lines() {
    let mut case = yichang();
    case.thresholds.on_track = number("4.8");
    assert_eq!(case.at("2024-05-31", "725").state, Behind);
    case.thresholds.on_track = number("0");
    case.thresholds.behind = number("0");
    assert_eq!(case.at("2024-05-31", "762").state, SeriouslyBehind);
    assert_eq!(case.at("2024-05-31", "763").state, OnTrack);
}

#[test]
fn more_than_is_strict() {
    let case = case(Operator::Gt, "1000", "亿元", Series::Cumulative);
    assert_eq!(case.at("2017-12-31", "1000").state, Overdue);
    assert_eq!(case.at("2017-12-31", "1000.0001").state, Achieved);
    assert_eq!(case.at("2017-11-30", "1000").state, OnTrack);
    let overdue = case.at("2017-12-31", "1000").sentence;
    assert_eq!(overdue.zh, "12月底报1000亿元,目标>1000亿元,持平;期限12月底已到,未达目标,判为逾期。");
}

#[test]
fn before_the_first_day_and_without_a_control_date() {
    assert_eq!(yichang().at("2023-12-31", "5").state, NotDue);
    let mut open = yichang();
    open.control = None;
    assert_eq!(open.at("2030-01-01", "5").state, NotDue);
    assert_eq!(open.at("2030-01-01", "1680").state, Achieved);
    let printed = Case { control: None, ..huzhou() };
    assert_eq!(printed.at("2018-01-31", "800").state, Behind);
}

#[test]
fn waiting_missing_and_stale() {
    let base = yichang().accepted("2024-04", "2024-04-30", "600");
    let waits = base.clone().waiting("2024-05", "2024-05-31").ahead("2024-06", "2024-06-30").assess("2024-06-05");
    // E at 30 April: 1680·121/335 = 606.8; 600 lies within 5 %.
    assert_eq!(waits.as_at, Some(day("2024-04-30")));
    assert_eq!(waits.expected, Some(number("606.806")));
    assert_eq!((waits.state, waits.stale, waits.pending), (OnTrack, false, true));
    assert_eq!(waits.pending_periods, ["2024-05"]);
    assert!(waits.sentence.zh.ends_with("判为正常。2024-05已报待审,未计入。"));

    let misses = base.clone().missing("2024-05", "2024-05-31").ahead("2024-06", "2024-06-30").assess("2024-06-05");
    // E at 31 May is 762.27: 600 is 21.3 % short.
    assert_eq!(misses.as_at, Some(day("2024-05-31")));
    assert_eq!((misses.state, misses.stale, misses.pending), (SeriouslyBehind, true, false));
    assert_eq!(misses.missing_periods, ["2024-05"]);
    assert!(misses.sentence.zh.contains("4月底实报600个"));
    assert!(misses.sentence.zh.ends_with("缺2024-05,沿用4月底的数据。"));

    let not_yet = base.ahead("2024-05", "2024-05-31").assess("2024-06-02");
    assert_eq!(not_yet.as_at, Some(day("2024-04-30")));
    assert!(!not_yet.stale);
}

#[test]
fn after_the_last_report_the_date_is_today() {
    let case = yichang().accepted("2024-10", "2024-10-31", "1500").missing("2024-11", "2024-11-30");
    let december = case.assess("2024-12-20");
    assert_eq!(december.as_at, Some(day("2024-12-20")));
    assert_eq!((december.state, december.stale), (Overdue, true));
    let waits = yichang().accepted("2024-10", "2024-10-31", "1500").waiting("2024-11", "2024-11-30").assess("2024-12-20");
    // 1680·305/335 = 1529.6: 1500 is within 5 %.
    assert_eq!((waits.state, waits.pending), (OnTrack, true));
    assert_eq!(waits.as_at, Some(day("2024-10-31")));
}

#[test]
fn no_figure_at_all() {
    assert_eq!(yichang().assess("2024-05-31").state, NotDue);
    assert_eq!(yichang().assess("2024-11-30").state, Overdue);
    let owed = yichang().ahead("2024-05", "2024-05-31");
    assert_eq!(owed.assess("2024-06-02").state, NotDue);
    assert_eq!(owed.assess("2024-06-02").as_at, None);
    let silent =
        yichang().missing("2024-04", "2024-04-30").missing("2024-05", "2024-05-31").ahead("2024-06", "2024-06-30").assess("2024-06-04");
    assert_eq!(silent.state, NoData);
    assert_eq!(silent.missing_periods, ["2024-04", "2024-05"]);
    assert_eq!(silent.actual, None);
    assert_eq!(silent.margin, None);
    assert_eq!(silent.sentence.zh, "按时序5月底应达762.27个(1680×152/335),没有已认定的数据,判为无数据。缺2024-04、2024-05。");
    let waits = yichang().waiting("2024-05", "2024-05-31").ahead("2024-06", "2024-06-30").assess("2024-06-04");
    assert_eq!((waits.state, waits.pending), (NotDue, true));
    let never = yichang().missing("2024-11", "2024-11-30").assess("2024-12-04");
    assert_eq!(never.state, Overdue);
}

#[test]
fn reached_too_late() {
    let case = yichang().accepted("2024-11", "2024-11-30", "1600").accepted("2024-12", "2024-12-31", "1680");
    let late = case.assess("2025-01-10");
    assert_eq!((late.state, late.late), (Achieved, true));
    assert_eq!(case.assess("2024-12-20").state, Overdue);
    let in_time = yichang().accepted("2024-11", "2024-11-30", "1680").assess("2025-01-10");
    assert_eq!((in_time.state, in_time.late), (Achieved, false));
    assert_eq!(late.sentence.zh, "2024年12月底报1680个,目标≥1680个;期限2024年11月底之后才达到,判为已完成。");
}

#[test]
fn what_cannot_be_judged() {
    let mut rank = yichang();
    rank.terms.operator = Operator::Rank;
    rank.terms.value = None;
    let mut assigned = yichang();
    assigned.terms.value = None;
    assigned.terms.reference =
        Some(Reference { kind: ReferenceKind::AssignedLater, text: "完成省下达年度任务".to_owned(), target_id: None });
    let mut empty = yichang();
    empty.terms.value = None;
    let mut orphan = yichang();
    orphan.has_reporter = false;
    for (case, reason) in [(&rank, ReasonCode::Rank), (&assigned, ReasonCode::ReferenceUnresolved), (&empty, ReasonCode::ValueMissing)] {
        let answer = case.at("2024-05-31", "10");
        assert_eq!((answer.state, answer.reason), (NotComputable, Some(reason)));
        assert_eq!(answer.actual, Some(number("10")), "the figure is still shown");
    }
    let nobody = orphan.assess("2024-05-31");
    assert_eq!((nobody.state, nobody.reason), (NotComputable, Some(ReasonCode::NoReporter)));
    assert_eq!(orphan.at("2024-05-31", "725").state, OnTrack);
    let sentence = assigned.at("2024-05-31", "10").sentence;
    assert_eq!(sentence.zh, "对照值尚未确定(完成省下达年度任务),无法判定。");
    assigned.terms.value = Some(number("20"));
    assert_eq!(assigned.at("2024-05-31", "10").state, Ahead, "resolved: E is 9.07");
}

#[test]
fn a_stretch_is_judged_apart() {
    let with = |case: Case, operator, value: &str, unit: Option<&str>| {
        let mut case = case;
        case.terms.stretch = Some(Stretch { operator, value: number(value), upper: None, unit_of_measure: unit.map(str::to_owned) });
        case
    };
    // 小升规135家(力争150家): at the end 140 reaches the one and misses the other.
    let firms = with(case(Operator::Eq, "135", "家", Series::Cumulative), Operator::Eq, "150", None);
    let end = firms.at("2017-12-31", "140");
    let stretch = end.stretch.unwrap();
    assert_eq!((end.state, stretch.state), (Achieved, Overdue));
    assert_eq!(stretch.margin, Some(number("-10")));
    assert_eq!(stretch.attainment, Some(number("93.33")));
    // The checkpoints belong to the firm goal.
    let stepped = with(huzhou(), Operator::Gte, "1200", None).at("2017-06-30", "600");
    assert_eq!(stepped.stretch.unwrap().state, NotDue);
    // 财政总收入增长7%,力争达到400亿元
    let money = with(huzhou(), Operator::Eq, "400", Some("亿元")).at("2017-06-30", "600");
    let other = money.stretch.unwrap();
    assert_eq!((other.state, other.reason, other.attainment), (NotComputable, Some(ReasonCode::OtherUnit), None));
}

#[test]
fn stages_are_levels_with_names() {
    let stage = |title: &str| Stage { key: title.to_owned(), title: title.to_owned(), evidence: None };
    let mut case = case(Operator::Eq, "0", "", Series::Level).step("2017-06-30", "1");
    case.terms.value = None;
    case.terms.stages = Some(Stages(vec![stage("开工"), stage("建成"), stage("投用")]));
    assert_eq!(case.at("2017-05-31", "0").state, NotDue);
    assert_eq!(case.at("2017-06-30", "1").state, OnTrack);
    assert_eq!(case.at("2017-10-31", "3").state, Achieved);
    assert_eq!(case.at("2017-12-31", "2").state, Overdue);
    assert_eq!(case.at("2017-12-31", "2").sentence.zh, "12月底报第2阶段(建成),目标≥第3阶段(投用);期限12月底已到,未达目标,判为逾期。");
}

/// Where nothing was expected yet, the gap is told in the goal: 0 by June of 10.
#[test]
fn a_checkpoint_of_nought() {
    let case = case(Operator::Gte, "10", "个", Series::Level).step("2017-06-30", "0");
    let june = case.at("2017-06-30", "-1");
    assert_eq!((june.state, june.gap_percent), (Behind, Some(number("10"))));
    assert!(june.sentence.zh.contains("差距10%(按目标值计)"), "{}", june.sentence.zh);
    assert_eq!(case.at("2017-06-30", "1").state, Ahead);
}

#[test]
fn a_limit_with_a_hole_says_so() {
    let case = case(Operator::Lte, "10", "起", Series::Increment)
        .accepted("2017Q1", "2017-03-31", "1")
        .waiting("2017Q2", "2017-06-30")
        .accepted("2017Q3", "2017-09-30", "1")
        .ahead("2017Q4", "2017-12-31")
        .assess("2017-10-20");
    assert_eq!((case.state, case.reason), (NotComputable, Some(ReasonCode::MissingPeriod)));
    assert_eq!(case.sentence.zh, "目标≤10起,已知合计2起,但数据不全,不能说明未突破,无法判定。2017Q2已报待审,未计入。");
}

#[test]
fn the_answer_is_camel_case_json() {
    let json = serde_json::to_value(yichang().at("2024-05-31", "725")).unwrap();
    assert_eq!(json["state"], "onTrack");
    assert_eq!(json["asAt"], "2024-05-31");
    assert_eq!(json["expected"], 762.2687);
    assert_eq!(json["missingPeriods"], serde_json::json!([]));
    assert_eq!(json["stretch"], serde_json::Value::Null);
}

#[test]
fn the_amount_of_the_year_contains_that_of_the_half_year() {
    let case = case(Operator::Eq, "7.41", "亿元", Series::Increment)
        .step("2017-06-30", "4.18")
        .step("2017-12-31", "3.23")
        .missing("2017H1", "2017-06-30")
        .accepted("2017", "2017-12-10", "7.4");
    let june = case.assess("2017-07-10");
    assert_eq!((june.actual, june.missing_periods.as_slice()), (None, &["2017H1".to_owned()][..]));
    let year = case.assess("2017-12-10");
    assert_eq!((year.actual, year.missing_periods.as_slice()), (Some(number("7.4")), &[][..]));
    let both = case.accepted("2017H1", "2017-06-30", "4.18");
    assert_eq!(both.assess("2017-07-10").actual, Some(number("4.18")), "looking back, June is what was told of it");
    assert_eq!(both.assess("2017-12-10").actual, Some(number("7.4")), "not 11.58");
}
