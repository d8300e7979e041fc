//! The rules about figures, each with the phrases of the documents it was made for and with what it must leave alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use super::tests_support::{number, plan, target, targets, task};
use super::{FindingCode, Param, Plan, Severity, Target, findings};
use crate::domain::statement::{LinkKind, StatementRole};
use crate::domain::target::{Firmness, JudgedAs, Operator, QuantityKind, Series, Stretch};

use FindingCode::{FallingSteps, PartsDoNotAddUp, RatioDoesNotFollow, TwoOperators, UnitWordConflict};

/// Item 20 of Wuhan: 200家 in the title, 200个 in the schedule and the measures.
fn wuhan() -> Plan {
    let mut item = task("20")
        .target(target("1", "建设青少年寒暑假社区托管室", "200", "家"))
        .milestone("1", "2017-09-30", "2017年,全市建设青少年寒暑假社区托管室200个。")
        .says(StatementRole::Target, "建设青少年寒暑假社区托管室200家", ("200", "家"), "20/1", None)
        .says(StatementRole::Repeat, "全市建设青少年寒暑假社区托管室200个", ("200", "个"), "20/1", Some("1"))
        .says(StatementRole::Repeat, "依托青少年空间建设青少年寒暑假社区托管室200个", ("200", "个"), "20/1", None);
    item.title = "建设青少年寒暑假社区托管室200家".to_owned();
    item.how = Some("依托青少年空间建设青少年寒暑假社区托管室200个,解决托管难题。".to_owned());
    plan(vec![item])
}

#[test]
fn one_figure_with_two_unit_words() {
    let found = wuhan().found(UnitWordConflict);
    assert_eq!(found.len(), 1);
    let finding = &found[0];
    assert_eq!(finding.sentence.zh, "同一数字两种量词:事项20标题为“200家”,进度安排、工作措施为“200个”。");
    assert_eq!(
        finding.sentence.en,
        "One figure is printed with different unit words: task 20, the title: “200家”; the schedule, the measures: “200个”."
    );
    assert_eq!((finding.severity, finding.settled), (Severity::Contradiction, false));
    assert_eq!((targets(finding), finding.tasks.clone()), (vec!["20/1".to_owned()], vec!["20".to_owned()]));
    assert_eq!(finding.statements.iter().map(|one| one.ord).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(finding.params["unitsOfMeasure"], Param::Texts(vec!["个".to_owned(), "家".to_owned()]));
}

#[test]
fn unit_words_that_do_not_clash() {
    let says = |value: &str, unit: &str, role: StatementRole| {
        plan(vec![task("1").target(target("1", "投资", "5", "亿元")).says(role, "投资", (value, unit), "1/1", None)])
    };
    assert_eq!(findings(&says("50000", "万元", StatementRole::Repeat)), [], "the same money");
    assert_eq!(findings(&says("5", "亿美元", StatementRole::Repeat)).len(), 1);
    assert_eq!(findings(&says("6", "亿美元", StatementRole::Repeat)), [], "another figure");
    assert_eq!(findings(&says("5", "亿", StatementRole::Repeat)), [], "no unit word at all");
    assert_eq!(findings(&says("5", "亿美元", StatementRole::Fact)), [], "it is not about the promise");
    let stretched = plan(vec![
        task("1")
            .target(target("1", "财政总收入", "7", "%").terms(|terms| {
                let unit_of_measure = Some("亿元".to_owned());
                terms.stretch = Some(Stretch { operator: Operator::Eq, value: number("7"), upper: None, unit_of_measure });
            }))
            .says(StatementRole::Target, "力争达到7亿元", ("7", "亿元"), "1/1", None),
    ]);
    assert_eq!(findings(&stretched), []);
}

#[test]
fn steps_and_linked_targets_have_unit_words_too() {
    let step = |value: &str, unit: &str| {
        plan(vec![task("1").target(target("1", "整治", "1000", "家").step("2017-06-30", "600").share("2017-09-30", "80")).says(
            StatementRole::Checkpoint,
            "整治",
            (value, unit),
            "1/1",
            None,
        )])
    };
    assert_eq!(step("600", "个").sentences(UnitWordConflict), ["同一数字两种量词:事项1原文为“1000家”,原文为“600个”。"]);
    assert_eq!(findings(&step("80", "%")), [], "a share of the whole");
    let linked = plan(vec![task("4").target(target("1", "整治", "200", "家")), task("4.1").target(target("1", "整治", "200", "个"))]).link(
        "4.1/1",
        LinkKind::Same,
        "4/1",
    );
    assert_eq!(linked.sentences(UnitWordConflict), ["同一数字两种量词:事项4原文为“200家”,事项4.1原文为“200个”。"]);
}

/// Dates and figures.
type Points<'a> = &'a [(&'a str, &'a str)];

fn steps(series: Series, value: &str, unit: &str, points: Points<'_>) -> Plan {
    let mut one = target("1", "水利工程完成投资", value, unit).terms(|terms| terms.series = series);
    for (due_on, value) in points {
        one = one.step(due_on, value);
    }
    plan(vec![task("9.3").target(one)])
}

const JUNE: &str = "2017-06-30";
const DECEMBER: &str = "2017-12-31";

#[test]
fn december_below_june_in_increments_is_settled() {
    let found = steps(Series::Increment, "7.41", "亿元", &[(DECEMBER, "3.23"), (JUNE, "4.18")]).found(FallingSteps);
    assert_eq!(
        found[0].sentence.zh,
        "后期数小于前期数:事项9.3“水利工程完成投资”6月底4.18亿元、12月底3.23亿元;已按当期数(逐期相加)处理,合计7.41亿元。"
    );
    assert_eq!((found.len(), found[0].severity, found[0].settled), (1, Severity::Note, true));
    assert_eq!(found[0].params["sum"], Param::Number(number("7.41")));
    assert_eq!(findings(&steps(Series::Increment, "7.41", "亿元", &[(JUNE, "3.23"), (DECEMBER, "4.18")])), []);
}

#[test]
fn an_increment_printed_only_in_a_phrase_counts() {
    let item = task("9.4")
        .target(target("1", "管网改造", "676", "公里").terms(|terms| terms.series = Series::Increment).step(JUNE, "728"))
        .milestone("2", DECEMBER, "12月底前完成676公里")
        .says(StatementRole::Target, "完成676公里", ("676", "公里"), "9.4/1", Some("2"));
    let found = plan(vec![item]).found(FallingSteps);
    assert_eq!((found.len(), found[0].settled), (1, true));
    assert!(found[0].sentence.zh.contains("6月底728公里、12月底676公里"), "{}", found[0].sentence.zh);
}

#[test]
fn december_below_june_in_totals_is_open() {
    let found = steps(Series::Cumulative, "676", "公里", &[(JUNE, "728")]).found(FallingSteps);
    assert_eq!(
        found[0].sentence.zh,
        "后期数小于前期数:事项9.3“水利工程完成投资”6月底728公里、全部完成时676公里;该指标按累计数计,请核对原文,或改按当期数计。"
    );
    assert_eq!((found.len(), found[0].severity, found[0].settled), (1, Severity::Contradiction, false));
    let table: [(Series, &str, Points<'_>, usize); 6] = [
        (Series::Cumulative, "1000", &[(JUNE, "600"), (DECEMBER, "800")], 0),
        (Series::Cumulative, "1000", &[(JUNE, "800"), (DECEMBER, "600")], 1),
        (Series::Level, "95", &[(JUNE, "97"), (DECEMBER, "95")], 1),
        (Series::Level, "95", &[(JUNE, "95")], 0),
        (Series::Average, "95", &[(JUNE, "97"), (DECEMBER, "95")], 0),
        (Series::Cumulative, "1000", &[], 0),
    ];
    for (series, value, points, expected) in table {
        assert_eq!(findings(&steps(series, value, "家", points)).len(), expected, "{series:?} {value} {points:?}");
    }
}

#[test]
fn of_many_steps_the_two_are_named() {
    let found = steps(Series::Cumulative, "1000", "家", &[(JUNE, "600"), ("2017-09-30", "800"), (DECEMBER, "700")]).found(FallingSteps);
    let (zh, en) = (&found[0].sentence.zh, &found[0].sentence.en);
    assert!(zh.contains("12月底700家、全部完成时1000家,其中12月底小于9月底;"), "{zh}");
    assert!(en.contains("1000家 in the end (700家 by 2017-12-31 is less than 800家 by 2017-09-30);"), "{en}");
}

#[test]
fn where_lower_is_better_rising_is_the_fault() {
    let limit = |june: &str, december: &str| {
        let one = target("1", "登记失业率", "4", "%").compared(Operator::Lte).terms(|terms| terms.series = Series::Level);
        plan(vec![task("11").target(one.step(JUNE, june).step(DECEMBER, december))])
    };
    assert_eq!(findings(&limit("4.5", "4")), []);
    assert_eq!(limit("3.5", "4").sentences(FallingSteps).len(), 1);
}

#[test]
fn shares_are_of_the_whole() {
    let shared = |june: &str, september: &str| {
        plan(vec![task("4.3").target(target("1", "美丽乡村", "30", "个").share(JUNE, june).share("2017-09-30", september))])
    };
    assert_eq!(findings(&shared("35", "75")), []);
    assert_eq!(shared("75", "35").sentences(FallingSteps).len(), 1);
    assert_eq!(shared("75", "120").sentences(FallingSteps).len(), 1, "more than the whole");
}

fn whole(value: &str, unit: &str) -> Target {
    Target { parts_add_up: true, ..target("1", "各类培训", value, unit) }
}

fn parts_of(whole: Target, parts: &[(&str, &str)]) -> Plan {
    let first = task("7").target(whole);
    let all = parts
        .iter()
        .zip(2..)
        .fold(first, |item, ((value, unit), key)| item.target(target(&key.to_string(), &format!("其中{key}"), value, unit).part_of("7/1")));
    plan(vec![all])
}

#[test]
fn parts_add_up_in_counted_things() {
    let four = [("1.5", "万人"), ("1", "万人"), ("0.5", "万人"), ("12", "万人")];
    assert_eq!(findings(&parts_of(whole("15", "万人"), &four)), []);
    assert_eq!(findings(&parts_of(whole("106", "家"), &[("76", "家"), ("30", "家")])), []);
    assert_eq!(findings(&parts_of(whole("1.5", "万人"), &[("9000", "人"), ("6000", "人")])), []);
    let short = parts_of(whole("106", "家"), &[("70", "家"), ("30", "家")]);
    assert_eq!(short.sentences(PartsDoNotAddUp), ["分项之和与总数不符:事项7“各类培训”为106家,分项70家+30家=100家,少6家。"]);
    assert_eq!(targets(&short.found(PartsDoNotAddUp)[0]), ["7/1", "7/2", "7/3"]);
    assert_eq!(findings(&parts_of(whole("15", "万人"), &[("9000", "人"), ("5999", "人")])).len(), 1);
}

#[test]
fn parts_that_need_not_add_up() {
    let open = Target { parts_add_up: false, ..whole("150", "个") };
    assert_eq!(findings(&parts_of(open, &[("80", "个")])), [], "其中制造业80个");
    let at_least = |value: &str| whole(value, "家").compared(Operator::Gte);
    assert_eq!(findings(&parts_of(at_least("100"), &[("76", "家"), ("30", "家")])), [], "more than 100家以上");
    assert_eq!(findings(&parts_of(at_least("110"), &[("76", "家"), ("30", "家")])).len(), 1);
    let rate = whole("100", "%").terms(|terms| terms.quantity_kind = QuantityKind::Rate);
    assert_eq!(findings(&parts_of(rate, &[("40", "%"), ("50", "%")])), [], "rates are never summed");
    let mut unknown = parts_of(whole("106", "家"), &[("70", "家"), ("30", "家")]);
    unknown.tasks[0].targets[2].terms.value = None;
    assert_eq!(findings(&unknown), [], "a part without a figure");
}

#[test]
fn sum_links_add_up_too() {
    let sum = |listed: &str| {
        plan(vec![
            task("7").target(target("7", "新增挂牌企业", listed, "家")).target(target("8", "上市公司", "5", "家")),
            task("7.3").target(target("5", "新增挂牌企业和上市公司", "35", "家")),
        ])
        .link("7/7", LinkKind::SumOf, "7.3/5")
        .link("7/8", LinkKind::SumOf, "7.3/5")
    };
    assert_eq!(findings(&sum("30")), []);
    let found = sum("31").found(PartsDoNotAddUp);
    assert_eq!(found[0].sentence.zh, "分项之和与总数不符:事项7.3“新增挂牌企业和上市公司”为35家,分项31家+5家=36家,多1家。");
    assert_eq!(found[0].tasks, ["7.3", "7"]);
}

/// 耕地保有量 of the outline, twice.
fn farmland(first: Target, second: Target) -> Plan {
    plan(vec![task("(一)2").target(first), task("(五)4").target(second)])
}

fn hectares(operator: Operator, value: &str, text: &str) -> Target {
    let one = target("1", "耕地保有量", value, "万公顷").compared(operator);
    Target { text: text.to_owned(), ..one }
}

#[test]
fn one_indicator_with_two_operators() {
    let keep = || hectares(Operator::Eq, "15.58", "耕地保有量保持15.58万公顷");
    let at_least = || hectares(Operator::Gte, "15.58", "耕地保有量控制在15.58万公顷以上");
    let found = farmland(keep(), at_least()).found(TwoOperators);
    assert_eq!(
        found[0].sentence.zh,
        "同一指标两种要求:“耕地保有量”在事项(一)2为“耕地保有量保持15.58万公顷”,在事项(五)4为“耕地保有量控制在15.58万公顷以上”。"
    );
    assert_eq!((found.len(), found[0].severity, found[0].settled), (1, Severity::Contradiction, false));
    assert_eq!(targets(&found[0]), ["(一)2/1", "(五)4/1"]);
    assert_eq!(found[0].params["differs"], Param::Texts(vec!["operator".to_owned()]));
    let linked = farmland(keep(), at_least()).link("(五)4/1", LinkKind::Same, "(一)2/1").found(TwoOperators);
    assert!(linked[0].settled, "the plan says they are one, and both are judged alike");
    let otherwise = farmland(keep(), hectares(Operator::Gte, "15.6", "15.6以上")).link("(五)4/1", LinkKind::Same, "(一)2/1");
    assert!(!otherwise.found(TwoOperators)[0].settled, "one figure cannot be both");
}

#[test]
fn what_makes_two_indicators_of_one_name() {
    let plain = || target("1", "完成投资", "150", "亿元");
    let other = || target("1", "完成 “投资”", "366", "亿元");
    let count = |other: Target| findings(&farmland(plain(), other)).len();
    assert_eq!(count(other()), 1, "another value");
    assert_eq!(count(target("1", "完成投资", "1500000", "万元")), 0, "the same money");
    assert_eq!(count(Target { qualifier: Some("20亿元以上".to_owned()), ..other() }), 0);
    assert_eq!(count(Target { scope: Some("各县区".to_owned()), ..other() }), 0);
    assert_eq!(count(Target { per_unit_group: Some("HZ-GXQ".to_owned()), ..other() }), 0);
    assert_eq!(count(other().terms(|terms| terms.quantity_kind = QuantityKind::Growth)), 0);
    assert_eq!(count(target("1", "完成投资", "11", "%")), 0);
    assert_eq!(count(plain().terms(|terms| terms.firmness = Firmness::Aspirational)), 0, "力争 alone");
    assert_eq!(count(plain().terms(|terms| terms.judged_as = JudgedAs::Exactly)), 1);
    assert_eq!(count(other().terms(|terms| terms.value = None)), 0, "a relative target");
    assert_eq!(count(other().part_of("(一)2/1")), 0, "a part of the other");
}

#[test]
fn linked_targets_with_other_names_are_compared() {
    let pair = |value: &str| {
        plan(vec![
            task("4").target(target("1", "“三改”", "900", "万平方米")),
            task("4.1").target(target("1", "完成三改面积", value, "万平方米")),
        ])
        .link("4.1/1", LinkKind::Same, "4/1")
    };
    assert_eq!(findings(&pair("900")), []);
    assert_eq!(pair("950").sentences(TwoOperators).len(), 1);
}

/// 城市低保3万人,占城镇总人口的4.7%, and 城镇人口突破90万人 elsewhere.
fn low_income(people: &str, population: &str, rate: &str) -> Plan {
    let percent = target("2", "城市低保占城镇总人口比重", rate, "%").terms(|terms| terms.quantity_kind = QuantityKind::Rate);
    plan(vec![
        task("(三)1").target(target("4", "城镇人口", population, "万人").compared(Operator::Gt)),
        task("(七)3b").target(target("1", "城市低保规模", people, "万人")).target(percent),
    ])
    .link("(七)3b/1", LinkKind::NumeratorOf, "(七)3b/2")
    .link("(三)1/4", LinkKind::DenominatorOf, "(七)3b/2")
}

#[test]
fn a_rate_that_does_not_follow_is_told_with_what_it_implies() {
    let found = low_income("3", "90", "4.7").found(RatioDoesNotFollow);
    assert_eq!(
        found[0].sentence.zh,
        "比率推算不符:事项(七)3b“城市低保规模”3万人÷事项(三)1“城镇人口”90万人约为3.33%,\
         与事项(七)3b“城市低保占城镇总人口比重”4.7%不符;按4.7%反推,分母应约为63.8万人。"
    );
    assert_eq!((found[0].severity, found[0].settled), (Severity::Contradiction, false));
    assert_eq!(found[0].params["impliedDenominator"], Param::Number(number("63.8298")));
    assert_eq!(targets(&found[0]), ["(三)1/4", "(七)3b/1", "(七)3b/2"]);
}

#[test]
fn a_rate_may_be_rounded_and_limits_leave_room() {
    // 3 ÷ 63.8 = 4.702 %, which is 4.7; 3 ÷ 64.6 = 4.644 %, which is 4.6; 3 ÷ 50 = 6 %, and more than 50 makes it less.
    for (population, expected) in [("63.8", 0), ("64.6", 1), ("50", 0), ("64.5", 0)] {
        assert_eq!(findings(&low_income("3", population, "4.7")).len(), expected, "{population}");
    }
    assert_eq!(findings(&low_income("4", "103.6", "3.86")), []);
    let mut one_link = low_income("3", "90", "4.7");
    one_link.links.pop();
    assert_eq!(findings(&one_link), []);
    let huge = low_income("99999999999", "99999999999", "99999999999");
    assert_eq!(huge.sentences(RatioDoesNotFollow).len(), 1);
}
