//! Numbered lists: brackets, lines of their own, groups, stars, one person per item, noise, cuts.

use super::super::{Layout, read};
use super::{all, codes, figures, lines};

#[test]
fn brackets_behind_the_items_and_a_plan_around_them() {
    let source = "登录 注册\n市人民政府办公室关于印发南屏市2023年十件民生实事工作方案的通知\n南府办发号各县区人民政府:年月日\n\n南府办发〔2023〕7号\n\n各县区人民政府,市政府各部门:\n\n《南屏市2023年十件民生实事工作方案》已经市政府同意,现印发给你们。\n\n南屏市人民政府办公室\n\n2023年3月8日\n\n(此件公开发布)\n\n南屏市2023年十件民生实事工作方案\n\n一、工作目标\n\n确保在2023年10月底前完成全部任务。\n\n二、主要任务\n\n(一)学有所教\n\n1.新增公办学位3600个。(牵头单位:市教育局)\n\n2.为符合条件的14岁女生接种2剂次疫苗,接种率达到90%以上。(牵头单位:市卫健委、市妇联;配合单位:市财政局)\n\n(二)住有所居\n\n3.改造老旧小区120个,力争140个。(牵头单位:市住建局)\n\n三、保障措施\n\n(一)加强领导。各牵头单位每月5日前将工作进展报市发改委汇总。市政府督查室加强督查。\n";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::NumberedList);
    assert_eq!(
        lines(&proposal),
        [
            "1 新增公办学位3600个。 | 市教育局",
            "2 为符合条件的14岁女生接种2剂次疫苗,接种率达到90%以上。 | 市卫健委 市妇联 | 市财政局",
            "3 改造老旧小区120个,力争140个。 | 市住建局"
        ]
    );
    assert_eq!(figures(&proposal), ["3600个", "90%", "120个"]);
    let plan = &proposal.document.plan;
    assert_eq!((plan.title.as_str(), plan.document_number.as_deref()), ("南屏市2023年十件民生实事工作方案", Some("南府办发〔2023〕7号")));
    assert_eq!((plan.signed_on.unwrap().to_string().as_str(), plan.is_public), ("2023-03-08", true));
    assert_eq!(plan.default_due.as_ref().unwrap().latest.unwrap().to_string(), "2023-10-31");
    assert_eq!(plan.addressees.as_deref(), Some("各县区人民政府,市政府各部门"));
    let rule = &proposal.document.reporting_rules[0];
    assert_eq!((rule.calendar.frequency.as_str(), rule.calendar.due_day), ("monthly", Some(5)));
    assert_eq!(all(&proposal)[2].targets[0].stretch.as_ref().unwrap().value.unwrap().to_string(), "140");
    assert!(codes(&proposal).contains(&"digitsMasked"));
    assert_eq!(proposal.document.sections.iter().map(|section| section.title.as_str()).collect::<Vec<_>>(), ["学有所教", "住有所居"]);
}

#[test]
fn units_on_a_line_of_their_own_and_after_a_group() {
    let source = "一、交通出行\n1.新建公交站亭60个。\n2.新开公交线路4条。\n责任单位:市交通局、市公交公司\n完成时限:2025年6月底前\n二、文化惠民\n3.开展惠民演出200场次。\n责任单位:市文旅局\n4.建设农家书屋30个。\n责任单位:市委宣传部\n";
    let proposal = read(source);
    assert_eq!(
        lines(&proposal),
        [
            "1 新建公交站亭60个。 | 市交通局 市公交公司 |  | 2025年6月底前",
            "2 新开公交线路4条。 | 市交通局 市公交公司 |  | 2025年6月底前",
            "3 开展惠民演出200场次。 | 市文旅局",
            "4 建设农家书屋30个。 | 市委宣传部"
        ]
    );
}

#[test]
fn a_star_marks_the_lead_and_a_sentence_may_say_so_too() {
    let source = "重点任务分工(标*的为牵头单位)\n1.新建充电桩500个。责任单位:市发改委、市住建局*、各区政府\n2.绿化提升8处。责任单位:*市林业局、市城管局\n";
    let proposal = read(source);
    assert_eq!(lines(&proposal), ["1 新建充电桩500个。 | 市住建局 | 市发改委 各区政府", "2 绿化提升8处。 | 市林业局 | 市城管局"]);
    let source = "1.新建充电桩500个。(市发改委牵头,市住建局、各区政府配合)\n2.绿化提升8处(责任单位:市林业局牵头,市城管局配合)。\n3.整治河道3条。(市水利局负责)\n";
    assert_eq!(
        lines(&read(source)),
        ["1 新建充电桩500个。 | 市发改委 | 市住建局 各区政府", "2 绿化提升8处 | 市林业局 | 市城管局", "3 整治河道3条。 | 市水利局"]
    );
}

#[test]
fn one_person_per_item() {
    let source = "1.新建停车场5处。(责任领导:赵一鸣;牵头单位:市城管局;完成时限:11月底)\n2.改造厕所40座。(责任领导:钱二;牵头单位:市住建局;完成时限:年底前)\n2024年12月";
    let proposal = read(source);
    assert_eq!(lines(&proposal), ["1 新建停车场5处。 | 市城管局 |  | 11月底", "2 改造厕所40座。 | 市住建局 |  | 年底前"]);
    assert_eq!(proposal.officials.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["赵一鸣", "钱二"]);
}

#[test]
fn a_text_cut_in_the_middle_keeps_its_last_item() {
    let source = "1.新建停车场5处。(牵头单位:市城管局)\n2.改造厕所40座。(牵头单位:市住建局)\n3.新增绿地12公顷,改造公园(牵头单";
    let proposal = read(source);
    assert_eq!(all(&proposal).len(), 3);
    assert!(codes(&proposal).contains(&"lastItemCutOff"));
}

#[test]
fn full_width_traditional_and_stray_blanks() {
    let source = "１．新 建 幼 兒 園 ６ 所 。（主 辦 單 位：市教育局，協 辦 單 位：市財政局、市 住建局）\n２．新增學位１．５萬個。（主辦單位：市教育局）\n";
    let proposal = read(source);
    assert_eq!(all(&proposal).len(), 2);
    assert_eq!(figures(&proposal), ["6所", "1.5万个"]);
    assert_eq!(proposal.units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), ["市教育局", "市财政局", "市住建局"]);
}

#[test]
fn everything_on_one_line() {
    let source = "二、主要任务 (一)教育 1.新建学校3所。(牵头单位:市教育局)2.新增学位900个。(牵头单位:市教育局)(二)卫生 3.建成医院2所。(牵头单位:市卫健委)";
    assert_eq!(lines(&read(source)), ["1 新建学校3所。 | 市教育局", "2 新增学位900个。 | 市教育局", "3 建成医院2所。 | 市卫健委"]);
}

#[test]
fn a_list_without_any_units_is_still_a_list() {
    let source = "海岩区2026年十件民生实事\n1.新建口袋公园10个。\n2.新增学位2000个。\n3.免费体检5万人次。\n";
    let proposal = read(source);
    assert_eq!(figures(&proposal), ["10个", "2000个", "5万人次"]);
    assert_eq!(all(&proposal).len(), 3);
}

#[test]
fn parts_that_do_not_add_up_are_told() {
    let source = "1.培训10万人,其中再就业培训4万人、创业培训5万人。(牵头单位:市人社局)\n2.新建学校3所。(牵头单位:市教育局)";
    let proposal = read(source);
    assert_eq!(codes(&proposal), ["sumDoesNotFit", "periodMissing"]);
    assert_eq!(all(&proposal)[0].targets[1].part_of.as_deref(), Some("1"));
}

#[test]
fn worded_numbers_and_a_schedule_without_a_year() {
    let source = "任务一:改造老旧小区\n目标任务:改造小区56个;加装电梯不少于120部。\n推进计划:第一季度完成设计;第三季度完成工程量的70%。\n责任单位:市住建局(牵头)、各区政府\n责任人:刘建国\n\n任务二:建设托育体系\n目标任务:新增托位1500个。\n推进计划:6月底前新增600个托位;12月底前新增1500个托位。\n责任单位:市卫健委(牵头)、市妇联\n责任人:陈 芳\n";
    let proposal = read(source);
    assert_eq!(lines(&proposal), ["1 改造老旧小区 | 市住建局 | 各区政府", "2 建设托育体系 | 市卫健委 | 市妇联"]);
    let steps: Vec<usize> = all(&proposal).iter().map(|task| task.milestones.len()).collect();
    assert_eq!(steps, [2, 2]);
}
