//! One hand-computed case or more for every row of the design's table of kinds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use super::tests_support::{Case, case, day, number, reading};
use super::{Basis, Member, ProgressState, ReasonCode, assess_members};
use crate::domain::target::{JudgedAs, Operator, QuantityKind, Series};
use ProgressState::{Achieved, Ahead, Behind, NotComputable, NotDue, OnTrack, Overdue, SeriouslyBehind};

fn check(case: &Case, table: &[(&str, &str, ProgressState)]) {
    for (date, actual, state) in table {
        let answer = case.at(date, actual);
        assert_eq!(answer.state, *state, "{date} {actual}: {}", answer.sentence.zh);
    }
}

/// Huzhou 9.3: 完成投资4.18亿元 by June, 完成投资3.23亿元 by December; each is its period's own.
#[test]
fn increments_are_summed() {
    let case = case(Operator::Eq, "7.41", "亿元", Series::Increment).step("2017-06-30", "4.18").step("2017-12-31", "3.23").accepted(
        "2017H1",
        "2017-06-30",
        "4.18",
    );
    let june = case.assess("2017-07-10");
    assert_eq!((june.state, june.expected), (OnTrack, Some(number("4.18"))));
    let done = case.clone().accepted("2017H2", "2017-12-31", "3.23");
    let year = done.assess("2018-01-10");
    assert_eq!((year.state, year.actual), (Achieved, Some(number("7.41"))));
    assert_eq!(year.expected, Some(number("7.41")));
    let short = case.accepted("2017H2", "2017-12-31", "3.22");
    assert_eq!(short.assess("2018-01-10").state, Overdue);
}

#[test]
fn a_missing_increment_counts_as_nothing_and_is_listed() {
    let case = case(Operator::Eq, "12", "个", Series::Increment)
        .accepted("2017-01", "2017-01-31", "1")
        .missing("2017-02", "2017-02-28")
        .accepted("2017-03", "2017-03-31", "1")
        .ahead("2017-04", "2017-04-30")
        .assess("2017-04-10");
    // E = 12·90/365 = 2.9589; 2 is 32 % short.
    assert_eq!(case.expected, Some(number("2.9589")));
    assert_eq!((case.state, case.stale), (SeriouslyBehind, false));
    assert_eq!(case.missing_periods, ["2017-02"]);
    assert!(case.sentence.zh.contains("各期合计报2个"));
    assert!(case.sentence.zh.ends_with("缺2017-02,按0计。"));
}

#[test]
fn running_sum_of_checkpoints() {
    let case = case(Operator::Eq, "10", "公里", Series::Increment)
        .step("2017-03-31", "2")
        .step("2017-06-30", "3")
        .accepted("2017Q1", "2017-03-31", "2")
        .accepted("2017Q2", "2017-06-30", "2.5")
        .ahead("2017Q3", "2017-09-30")
        .assess("2017-07-20");
    assert_eq!((case.state, case.expected), (Behind, Some(number("5"))));
    assert_eq!(case.sentence.zh, "6月底应累计≥5公里(2+3),各期合计报4.5公里,差0.5公里;差距10%(>0%且≤20%),判为滞后。");
}

/// A total that must stay within 100: at 30 June (day 181 of 365) the line stands at 49.589.
#[test]
fn ceilings() {
    let case = case(Operator::Lte, "100", "起", Series::Cumulative);
    let table = [
        ("2017-06-30", "44", Ahead),
        ("2017-06-30", "45", OnTrack),
        ("2017-06-30", "52", OnTrack),
        ("2017-06-30", "53", Behind),
        ("2017-06-30", "59", Behind),
        ("2017-06-30", "60", SeriouslyBehind),
        ("2017-06-30", "100", SeriouslyBehind),
        ("2017-12-31", "100", Achieved),
        ("2017-12-31", "101", Overdue),
    ];
    check(&case, &table);
    assert!(!case.at("2017-06-30", "100").irrecoverable);
    let over = case.at("2017-06-30", "101");
    assert!(over.irrecoverable);
    assert_eq!(over.state, SeriouslyBehind);
    assert_eq!(over.sentence.zh, "6月底报101起,目标≤100起,高出1起;已突破上限,无法挽回,判为严重滞后。");
    assert_eq!(over.attainment, None);
}

#[test]
fn a_ceiling_needs_every_period() {
    let case = case(Operator::Lte, "10", "起", Series::Increment)
        .accepted("2017Q1", "2017-03-31", "1")
        .missing("2017Q2", "2017-06-30")
        .ahead("2017Q4", "2017-12-31");
    let hole = case.clone().accepted("2017Q3", "2017-09-30", "1");
    let hole = hole.assess("2017-10-20");
    assert_eq!((hole.state, hole.reason), (NotComputable, Some(ReasonCode::MissingPeriod)));
    let over = case.accepted("2017Q3", "2017-09-30", "10");
    let over = over.assess("2017-10-20");
    assert_eq!((over.state, over.irrecoverable), (SeriouslyBehind, true));
}

/// 不发生: nothing is expected and nothing may happen.
#[test]
fn a_zero_ceiling() {
    let case = case(Operator::Lte, "0", "起", Series::Increment);
    check(&case, &[("2017-06-30", "0", OnTrack), ("2017-06-30", "1", SeriouslyBehind), ("2017-12-31", "0", Achieved)]);
}

/// 覆盖率达到90%以上, 70 % at the start: at 30 June the line stands at 70 + 20·181/365 = 79.918.
#[test]
fn levels() {
    let bare = case(Operator::Gte, "90", "%", Series::Level).kind(QuantityKind::Rate);
    check(&bare, &[("2017-06-30", "10", NotDue), ("2017-06-30", "90", Achieved), ("2017-12-31", "89.9999", Overdue)]);
    let based = bare.clone().from("70");
    // 5 % below is 75.922, 20 % below 63.934, 10 % above 87.909.
    check(
        &based,
        &[
            ("2017-06-30", "88", Ahead),
            ("2017-06-30", "87.9", OnTrack),
            ("2017-06-30", "76", OnTrack),
            ("2017-06-30", "75.9", Behind),
            ("2017-06-30", "63.9", SeriouslyBehind),
        ],
    );
    let june = based.at("2017-06-30", "76");
    assert_eq!(june.expected, Some(number("79.9178")));
    assert!(june.sentence.zh.starts_with("按时序6月底应达79.92%(70+(90-70)×181/365)"), "{}", june.sentence.zh);
    let stepped = bare.step("2017-06-30", "80");
    check(&stepped, &[("2017-06-30", "79.9", Behind), ("2017-06-30", "80", OnTrack)]);
    let reverted = case(Operator::Gte, "90", "%", Series::Level)
        .accepted("2017-05", "2017-05-31", "91")
        .accepted("2017-06", "2017-06-30", "89")
        .ahead("2017-07", "2017-07-31");
    assert_eq!(reverted.assess("2017-06-01").state, Achieved);
    assert_eq!(reverted.assess("2017-07-05").state, NotDue);
}

#[test]
fn averages() {
    let case = case(Operator::Gte, "10", "名", Series::Average)
        .accepted("2017-01", "2017-01-31", "9")
        .missing("2017-02", "2017-02-28")
        .accepted("2017-03", "2017-03-31", "12")
        .ahead("2017-04", "2017-04-30")
        .assess("2017-04-05");
    assert_eq!((case.state, case.actual), (Achieved, Some(number("10.5"))));
    assert_eq!(case.missing_periods, ["2017-02"]);
}

/// 登记失业率控制在4%以内; growth of at least 7.5 %.
#[test]
fn holds() {
    let jobless = case(Operator::Lte, "4", "%", Series::Level).kind(QuantityKind::Rate);
    check(
        &jobless,
        &[
            ("2017-06-30", "2", OnTrack),
            ("2017-06-30", "4", OnTrack),
            ("2017-06-30", "4.1", Behind),
            ("2017-06-30", "4.8", Behind),
            ("2017-06-30", "4.81", SeriouslyBehind),
            ("2017-12-31", "4", Achieved),
            ("2017-12-31", "4.01", Overdue),
        ],
    );
    assert_eq!(jobless.at("2017-06-30", "4.1").sentence.zh, "6月底应≤4%,报4.1%,高出0.1个百分点;差距2.5%(>0%且≤20%),判为滞后。");
    let growth = case(Operator::Gte, "7.5", "%", Series::Level).kind(QuantityKind::Growth);
    check(
        &growth,
        &[
            ("2017-06-30", "9", OnTrack),
            ("2017-06-30", "7.4", Behind),
            ("2017-06-30", "6", Behind),
            ("2017-06-30", "5.9", SeriouslyBehind),
            ("2017-06-30", "-1", SeriouslyBehind),
            ("2017-12-31", "7.5", Achieved),
        ],
    );
    let strict = case(Operator::Lt, "4", "%", Series::Level);
    check(&strict, &[("2017-06-30", "3.9", OnTrack), ("2017-06-30", "4", Behind), ("2017-12-31", "4", Overdue)]);
}

/// A hold that tightens: at most 52 by June, at most 47 in the end.
#[test]
fn a_hold_with_checkpoints() {
    let case = case(Operator::Lte, "47", "微克/立方", Series::Level).step("2017-06-30", "52");
    check(
        &case,
        &[
            ("2017-05-31", "60", NotDue),
            ("2017-05-31", "47", OnTrack),
            ("2017-06-30", "52", OnTrack),
            ("2017-06-30", "53", Behind),
            ("2017-06-30", "47", OnTrack),
            ("2017-06-30", "46", Ahead),
            ("2017-12-31", "48", Overdue),
        ],
    );
}

/// Ⅲ类以上水质占比稳定在95%以上.
#[test]
fn maintained_and_fallen_back() {
    let case = case(Operator::Gte, "95", "%", Series::Level).maintained();
    check(&case, &[("2017-06-30", "94", Behind), ("2017-06-30", "96", OnTrack)]);
    let fallen = case.accepted("2017-05", "2017-05-31", "95").accepted("2017-06", "2017-06-30", "94.9");
    let june = fallen.assess("2017-07-05");
    assert_eq!(june.state, SeriouslyBehind);
    assert_eq!(june.sentence.zh, "6月底报94.9%,目标≥95%,差0.1个百分点;达到后又回落,判为严重滞后。");
    let restored = fallen.accepted("2017-07", "2017-07-31", "95.5");
    assert_eq!(restored.assess("2017-07-31").state, OnTrack);
    assert_eq!(restored.assess("2018-01-05").state, Achieved);
}

#[test]
fn ranges() {
    let mut output = case(Operator::Range, "20", "万人次", Series::Cumulative);
    output.terms.upper = Some(number("25"));
    // 20·181/365 = 9.9178: 5 % below is 9.4219.
    check(
        &output,
        &[
            ("2017-06-30", "9.5", OnTrack),
            ("2017-06-30", "9.4", Behind),
            ("2017-09-30", "20", Achieved),
            ("2017-12-31", "26", Achieved),
            ("2017-12-31", "19", Overdue),
        ],
    );
    assert!(output.at("2017-12-31", "26").exceeds_upper);
    assert!(!output.at("2017-12-31", "25").exceeds_upper);
    let mut level = case(Operator::Range, "40", "人次", Series::Level);
    level.terms.upper = Some(number("150"));
    check(
        &level,
        &[
            ("2017-06-30", "40", Achieved),
            ("2017-06-30", "150", Achieved),
            ("2017-06-30", "39", Behind),
            ("2017-06-30", "31", SeriouslyBehind),
            ("2017-06-30", "180", Behind),
            ("2017-06-30", "181", SeriouslyBehind),
            ("2017-12-31", "151", Overdue),
        ],
    );
    assert_eq!(level.at("2017-06-30", "180").expected, Some(number("150")));
}

/// 建设教联体10个左右: within 5 %, so 9.5 is enough.
#[test]
fn about() {
    let mut case = case(Operator::Approx, "10", "个", Series::Cumulative);
    check(&case, &[("2017-12-31", "9.5", Achieved), ("2017-12-31", "9.4999", Overdue), ("2017-12-31", "11", Achieved)]);
    assert_eq!(case.at("2017-12-31", "9").expected, Some(number("9.5")));
    assert!(case.at("2017-12-31", "11").exceeds_upper);
    // 9.5·181/365
    assert_eq!(case.at("2017-06-30", "9").expected, Some(number("4.711")));
    case.terms.tolerance = Some(number("10"));
    check(&case, &[("2017-12-31", "9", Achieved)]);
}

/// 民间投资比重稳定在70%左右: 66.5 to 73.5.
#[test]
fn about_and_maintained() {
    let case = case(Operator::Approx, "70", "%", Series::Level).maintained();
    check(
        &case,
        &[
            ("2017-06-30", "66.5", OnTrack),
            ("2017-06-30", "73.5", OnTrack),
            ("2017-06-30", "66", Behind),
            ("2017-06-30", "74", Behind),
            ("2017-12-31", "70", Achieved),
        ],
    );
}

#[test]
fn exactly() {
    let mut case = case(Operator::Eq, "3", "档", Series::Level);
    case.terms.judged_as = JudgedAs::Exactly;
    check(&case, &[("2017-12-31", "3", Achieved), ("2017-12-31", "4", Overdue), ("2017-12-31", "2", Overdue)]);
}

/// 五年下降13%, measured against a baseline amount: the drop grows from nought, 13·912/1826 at the end of June 2013.
#[test]
fn decreases() {
    let bare = case(Operator::Eq, "13", "%", Series::Level).kind(QuantityKind::Decrease).lasting("2011-01-01", "2015-12-31");
    check(&bare, &[("2013-06-30", "5", NotDue), ("2013-06-30", "13", Achieved), ("2015-12-31", "12.9", Overdue)]);
    let based = bare.from("8.2");
    let half = based.at("2013-06-30", "6.2");
    assert_eq!(half.expected, Some(number("6.4929")));
    assert_eq!(half.state, OnTrack);
    check(&based, &[("2013-06-30", "6.1", Behind)]);
}

/// 市级美丽乡村创建进度达到35%、75%、100%: of 30 villages, or of a whole nobody counts.
#[test]
fn shares() {
    let villages = case(Operator::Eq, "30", "个", Series::Cumulative).share("2017-06-30", "35").share("2017-09-30", "75");
    check(
        &villages,
        &[
            ("2017-06-30", "10.5", OnTrack),
            ("2017-06-30", "10", Behind),
            ("2017-09-30", "18", Behind),
            ("2017-09-30", "17", SeriouslyBehind),
            ("2017-12-31", "30", Achieved),
        ],
    );
    let june = villages.at("2017-06-30", "10");
    assert_eq!(june.basis, Some(Basis::Share));
    assert!(june.sentence.zh.starts_with("6月底应累计≥10.5个(30个的35%),报10个,差0.5个;"));
    let mut percent = case(Operator::Eq, "0", "%", Series::Cumulative).share("2017-06-30", "20").share("2017-09-30", "50");
    percent.terms.value = None;
    check(
        &percent,
        &[("2017-06-30", "20", OnTrack), ("2017-09-30", "40", Behind), ("2017-12-31", "99", Overdue), ("2017-12-31", "100", Achieved)],
    );
}

/// 最低工资标准由四档调整为三档.
#[test]
fn from_four_grades_to_three() {
    let mut case = case(Operator::Eq, "3", "档", Series::Level).from("4");
    for judged_as in [JudgedAs::AtMost, JudgedAs::AtLeast] {
        case.terms.judged_as = judged_as;
        check(
            &case,
            &[
                ("2017-12-31", "3", Achieved),
                ("2017-12-31", "4", Overdue),
                ("2017-06-30", "3", Achieved),
                // The line stands at 4 - 181/365 = 3.504: 4 is 14.2 % above.
                ("2017-06-30", "4", Behind),
            ],
        );
    }
    let june = case.at("2017-06-30", "4");
    assert_eq!(june.expected, Some(number("3.5041")));
    assert_eq!(june.margin, Some(number("0.4959")));
    assert_eq!(june.attainment, None);
}

/// 应保尽保: numerator and denominator are both reported, the denominator moves.
#[test]
fn coverage_of_all() {
    let mut all = case(Operator::All, "100", "%", Series::Level).kind(QuantityKind::Coverage);
    all.terms.value = None;
    let full = all.clone().quotient("2017Q1", "2017-03-31", ("437", "437"));
    assert_eq!(full.assess("2017-04-20").state, Achieved);
    let later = full.quotient("2017Q2", "2017-06-30", ("437", "438"));
    let june = later.assess("2017-07-20");
    // 437 of 438 is 99.7717 %: reported, no line, nothing expected before the end.
    assert_eq!((june.state, june.actual), (NotDue, Some(number("99.7717"))));
    assert_eq!(
        later.assess("2017-12-31").sentence.zh,
        "6月底报99.77%(437/438),目标≥100%,差0.2283个百分点;期限12月底已到,未达目标,判为逾期。"
    );
    let nobody = all.quotient("2017Q1", "2017-03-31", ("0", "0"));
    assert_eq!(nobody.assess("2017-04-20").state, Achieved);
}

#[test]
fn ratios() {
    let mut births = case(Operator::Ratio, "100", "", Series::Level).kind(QuantityKind::Ratio);
    births.terms.upper = Some(number("120"));
    let good = births.clone().quotient("2017", "2017-12-31", ("500", "600"));
    assert_eq!(good.assess("2017-12-31").state, Achieved);
    let bad = births.quotient("2017", "2017-12-31", ("500", "601"));
    assert_eq!(bad.assess("2017-12-31").state, Overdue);
    assert!(bad.assess("2017-12-31").sentence.zh.contains("(100:120)"));
}

/// 各县区签约重大产业项目2个以上.
#[test]
fn each_member_must_reach_it() {
    let county = |actual: &str| {
        let mut case = case(Operator::Gte, "2", "个", Series::Cumulative);
        case.readings.push(reading("2017", "2017-12-31", actual));
        case
    };
    let cases = [("德清县", county("2")), ("长兴县", county("1")), ("安吉县", county("3"))];
    let members: Vec<Member<'_>> = cases.iter().map(|(name, case)| Member { name, question: case.question(day("2017-12-31")) }).collect();
    let all = assess_members(&members);
    assert_eq!((all.state, all.reached, all.of), (Overdue, 2, 3));
    assert_eq!(all.worst.as_deref(), Some("长兴县"));
    assert!(all.sentence.zh.starts_with("3个单位中2个达到;最差的是长兴县(逾期):"));
    let two = assess_members(&[members[0], members[2]]);
    assert_eq!((two.state, two.worst), (Achieved, None));
    let none = assess_members(&[]);
    assert_eq!((none.state, none.reason), (NotComputable, Some(ReasonCode::NoReporter)));
}
