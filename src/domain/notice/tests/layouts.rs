//! Flattened table, collapsed rows, closed blocks, labelled blocks.

use super::super::{Layout, read};
use super::{all, codes, figures, lines};

#[test]
fn a_table_flattened_to_lines() {
    let source = "当前位置: 首页 > 八件实事办理方案\n打印 关闭窗口\n\n序号\n\n实事项目\n\n工作内容\n\n责任单位\n\n完成时限\n\n责任领导\n\n1\n\n新建改造农村公路120公里。\n\n1.完成立项。2.完成招标。\n\n市交通局\n\n3月\n\n6月\n\n王小川\n\n2\n\n改造老旧小区35个。\n\n惠及居民1.2万户。\n\n市住建局、各县区政府\n\n10月底前\n\n李明\n\n扫描二维码 关注我们\n";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::FlattenedTable);
    assert_eq!(lines(&proposal), ["1 新建改造农村公路120公里。 | 市交通局", "2 改造老旧小区35个。 | 市住建局 各县区政府 |  | 10月底前"]);
    let tasks = all(&proposal);
    assert_eq!(tasks[0].milestones.iter().map(|step| step.text.as_str()).collect::<Vec<_>>(), ["完成立项。", "完成招标。"]);
    assert_eq!(figures(&proposal), ["120公里", "35个", "1.2万户"]);
    assert_eq!(proposal.officials.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["王小川", "李明"]);
    assert_eq!(proposal.document.plan.title, "八件实事办理方案");
}

#[test]
fn rows_collapsed_into_lines_and_repeated_after_a_page_break() {
    let source = "青屏市2019年度重点工作清单\n序号 重点任务 工作举措 进度安排\n1 加快产业升级。全年新增规上企业60家。 1.培育龙头企业。\n\n责任单位:市工信局、市财政局\n3月底前出台办法。6月底前新增规上企业25家,12月底前新增规上企业60家。\n— 2 —\n1 加快产业升级。全年新增规上企业60家。 2.推进技术改造。\n\n责任单位:市发改委\n9月底前完成投资12.5亿元。\n2\n改善生态环境。 新增造林1.5万亩。\n\n责任单位:市林业局\n全年\n";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::CollapsedRows);
    assert_eq!(
        lines(&proposal),
        [
            "1 加快产业升级。",
            "1.1 培育龙头企业。 | 市工信局 市财政局",
            "1.2 推进技术改造。 | 市发改委",
            "2 改善生态环境。",
            "2.1 新增造林1.5万亩。 | 市林业局 |  | 全年"
        ]
    );
    assert_eq!(codes(&proposal), ["rowRepeated"]);
    let measure = &all(&proposal)[1];
    assert_eq!(
        measure.milestones.iter().map(|step| step.due.as_ref().unwrap().latest.unwrap().to_string()).collect::<Vec<_>>(),
        ["2019-03-31", "2019-06-30", "2019-12-31"]
    );
    assert_eq!(measure.targets.len(), 1);
    assert_eq!(measure.targets[0].value.unwrap().to_string(), "60");
    assert_eq!(measure.targets[0].checkpoints.iter().map(|point| point.value.unwrap().to_string()).collect::<Vec<_>>(), ["25"]);
}

#[test]
fn blocks_closed_by_a_sentence_beside_another_text() {
    let source = "范文网 登录 注册\n\n篇1\n\n一、去年回顾\n\n(一)教育。建成学校3所。\n\n二、今年工作重点\n\n(一)教育工作。新建学校5所。\n\n篇2\n\n一、分解原则\n\n(一)突出重点。对主要指标分解。\n\n二、任务分解\n\n(一)约束性指标。\n\n1.森林覆盖率达到42%。\n\n——由市林业局会同有关部门和各镇街组织落实。\n\n2.健全社会保障。\n\n扩大养老保险。参保人数达到30万人。\n\n——由市人社局组织落实。\n\n完善救助制度。供养率达到85%以上。\n\n——由市民政局、市财政局同有关部门组织落实。\n\n三、保障措施\n";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::ClosedBlocks);
    assert_eq!(
        lines(&proposal),
        [
            "1 森林覆盖率达到42%。 | 市林业局 | 有关部门 各镇街",
            "2a 扩大养老保险。 | 市人社局",
            "2b 完善救助制度。 | 市民政局 市财政局 | 有关部门"
        ]
    );
    assert_eq!(figures(&proposal), ["42%", "30万人", "85%"]);
    assert_eq!(codes(&proposal), ["periodMissing", "lastItemCutOff"]);
    assert_eq!(proposal.other_texts.len(), 1);
    let other = &proposal.other_texts[0].document.sections;
    assert_eq!(other.iter().flat_map(|section| &section.tasks).map(|task| task.title.as_str()).collect::<Vec<_>>(), ["教育工作。"]);
}

#[test]
fn blocks_of_labelled_lines() {
    let source = "临溪县第三批“我为群众办实事”项目清单\n\n晨报5月6日讯 日前,临溪县公布清单。\n\n一、建设便民食堂\n事项内容:新建便民食堂15处,日均服务不少于2000人次,\n为60周岁以上老年人提供优惠。\n完成时限:2022年9月底\n牵头部门:县民政局 配合部门:县财政局、各镇(街道)\n\n二、完善停车设施\n事项内容:1.新增停车泊位3000个。\n2.改造停车场4处。\n完成时限:2022年汛期前\n牵头部门:\n县城管局\n配合部门:县直有关部门、单位\n";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::LabelledBlocks);
    assert_eq!(
        lines(&proposal),
        ["1 建设便民食堂 | 县民政局 | 县财政局 各镇(街道) | 2022年9月底", "2 完善停车设施 | 县城管局 | 县直有关部门、单位 | 2022年汛期前"]
    );
    assert_eq!(figures(&proposal), ["15处", "2000人次", "3000个", "4处"]);
    assert_eq!(all(&proposal)[0].parameters.len(), 1);
    assert_eq!(proposal.document.plan.batch.as_deref(), Some("第三批"));
}

#[test]
fn labelled_blocks_without_numbers() {
    let source = "项目名称:城区供水管网改造\n建设内容:改造供水管网45公里。\n主办单位:市水务局\n协办单位:市财政局,市住建局\n完成时间:2023年11月\n\n项目名称:社区卫生服务中心建设\n建设内容:新建社区卫生服务中心3个。\n主办单位:市卫健委\n完成时间:2023年12月\n";
    let proposal = read(source);
    assert_eq!(
        lines(&proposal),
        ["1 城区供水管网改造 | 市水务局 | 市财政局 市住建局 | 2023年11月", "2 社区卫生服务中心建设 | 市卫健委 |  | 2023年12月"]
    );
}
