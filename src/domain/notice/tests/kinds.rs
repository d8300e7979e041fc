//! Kinds of notices seen in other cities and years, in words of our own.

use super::super::{Layout, read};
use super::{all, codes, figures, lines};

#[test]
fn a_cell_per_line_with_the_pipe_behind_it() {
    let source = "青屏县2024年重点工作目标任务分解表\n序号 |\n目标与任务 |\n分 管 县领导 |\n牵头责任单位 |\n责任单位 |\n80 |\n新增托位400个以上。 |\n俞 悦 |\n县教育局 |\n县各有关单位 |\n\
                  81 |\n建成养老驿站6处。 |\n江流 |\n县民政局 |\n县财政局、县住建局 |\n";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::FlattenedTable);
    assert_eq!(
        lines(&proposal),
        ["80 新增托位400个以上。 | 县教育局 | 县各有关单位", "81 建成养老驿站6处。 | 县民政局 | 县财政局 县住建局"]
    );
    assert_eq!(proposal.officials.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["俞悦", "江流"]);
}

#[test]
fn a_flattened_table_with_headings_and_gaps_between_its_numbers() {
    let source = "序号\n\n主 要 工 作 任 务\n\n主要责任单位\n\n协同配合单位\n\n一、主要预期目标\n\n3\n\n固定资产投资增长7.5%左右。\n\n区发改委\n\n区工信局、区住建局,各乡镇人民政府,临港控股集团。\n\n\
                  二、扩大投资\n\n六、惠民生\n\n69\n\n引进优质教育资源。\n\n区教育局\n\n区投资促进中心。\n\n73\n\n托位提高至5600个。\n\n区卫健委\n\n区教育局、区妇联。\n";
    let proposal = read(source);
    assert_eq!(
        lines(&proposal),
        [
            "3 固定资产投资增长7.5%左右。 | 区发改委 | 区工信局 区住建局 各乡镇人民政府 临港控股集团",
            "69 引进优质教育资源。 | 区教育局 | 区投资促进中心",
            "73 托位提高至5600个。 | 区卫健委 | 区教育局 区妇联"
        ]
    );
    assert_eq!(proposal.document.sections.iter().map(|section| section.title.as_str()).collect::<Vec<_>>(), ["主要预期目标", "惠民生"]);
}

#[test]
fn a_flattened_table_of_three_columns_and_remarks_at_its_end() {
    let source = "2016年实事任务表\n序号\n民生实事\n责任单位\n完成时限\n1\n启动湿地公园建设。\n县水务局\n县住建局\n12月底前\n2\n新建2座人行天桥。\n县住建局\n9月投入使用\n";
    assert_eq!(
        lines(&read(source)),
        ["1 启动湿地公园建设。 | 县水务局 县住建局 |  | 12月底前", "2 新建2座人行天桥。 | 县住建局 |  | 9月投入使用"]
    );
    let source = "序号\n主要任务\n全年目标任务\n牵头单位\n1-10月推进情况\n是否达序\n24\n优化背街小巷50条。\n城管局\n已进场施工,完成30%。\n是\n25\n新增达标小区210个。\n城管局\n建成38个厢房。\n否\n2023年";
    let proposal = read(source);
    assert_eq!(lines(&proposal), ["24 优化背街小巷50条。 | 城管局", "25 新增达标小区210个。 | 城管局"]);
    assert_eq!(figures(&proposal), ["50条", "210个"], "what has been done so far is no promise");
}

#[test]
fn a_table_drawn_with_lines() {
    let source = "云川市2007年工作分工\n┌──────┬───┬─────┬────┐\n│ 工 作 任 务│分管领│牵头组织实施单位│完成时限│\n│   │ 导│   │  │\n├──────┼───┼─────┼────┤\n\
                  │抓好财税工作。│梁志强│各县(市、区)政│6月底│\n├──────┤ │府,市财政局│ 前 │\n│△安排13亿元支│ │ │ │\n│持教育。 │ ├─────┤ │\n│△完善税源监控│ │市教育局 │ │\n└──────┴───┴─────┴────┘\n";
    assert_eq!(
        lines(&read(source)),
        [
            "1 抓好财税工作。 | 各县(市、区)政府 市财政局 |  | 6月底前",
            "2 安排13亿元支持教育。 | 各县(市、区)政府 市财政局 |  | 6月底前",
            "3 完善税源监控 | 市教育局 |  | 6月底前"
        ]
    );
}

#[test]
fn labels_that_say_more_than_usual() {
    let source = "一、主要指标\n\n1.生产总值增长8.5%左右。\n\n牵头负责领导:安宁。\n\n牵头责任单位:市发改委。\n\n协同责任单位:市统计局、人行云川支行。\n\n2.财政收入增长5%。\n\n牵头责任单位:市财政局\n\n主要协作单位:市税务局\n";
    let proposal = read(source);
    assert_eq!(
        lines(&proposal),
        ["1 生产总值增长8.5%左右。 | 市发改委 | 市统计局 人行云川支行", "2 财政收入增长5%。 | 市财政局 | 市税务局"]
    );
    assert_eq!(proposal.officials.len(), 1);
}

#[test]
fn labels_that_carry_numbers() {
    let source = "三、改造学校200所\n(一)责任领导:高山\n(二)责任单位:市教育局\n(三)协办单位:市财政局,各县区政府\n(四)项目内容及任务分解:\n1、改水100所。\n2、改厕100所。\n(五)资金筹措:每所补助1万元。\n(六)完成时限:2008年内\n\
                  四、建设水泥路1500公里\n(一)责任领导:吉祥\n(二)责任单位:市交通局\n(六)完成时限:2008年10月底\n";
    let proposal = read(source);
    assert_eq!(
        lines(&proposal),
        ["3 改造学校200所 | 市教育局 | 市财政局 各县区政府 | 2008年内", "4 建设水泥路1500公里 | 市交通局 |  | 2008年10月底"]
    );
    assert_eq!(figures(&proposal), ["200所", "100所", "100所", "1500公里"]);
}

#[test]
fn units_for_each_paragraph_below_a_heading() {
    let source = "一、加快转型升级,提升产业竞争力\n坚持调优调强。\n突出工业地位。投资200亿元,实施“155”工程。\n责任领导:张山\n责任单位:市经信委、市发改委\n做强现代农业。建成高标准农田5万亩,318国道改建完成路基。\n责任单位:市农业局\n二、扩大投资\n抓项目。固定资产投资增长16%。\n责任单位:市发改委\n";
    let proposal = read(source);
    assert_eq!(lines(&proposal), ["1a 突出工业地位。 | 市经信委 市发改委", "1b 做强现代农业。 | 市农业局", "2a 抓项目。 | 市发改委"]);
    assert_eq!(figures(&proposal), ["200亿元", "5万亩", "16%"]);
}

#[test]
fn the_letter_before_the_list_has_no_tasks() {
    let source = "云川市人民政府办公室关于印发2020年重点工作责任分解的通知\n各区人民政府:\n现将《2020年重点工作责任分解》印发给你们。\n一、提高站位。各单位要强化责任。\n二、责任分解中,列第一位的责任单位为牵头单位。\n云川市人民政府办公室\n2020年5月20日\n2020年重点工作责任分解\n\
                  26.新建泊位900个。(责任单位:市城管局、市交通局)\n27.9月底前开工率达100%。(责任单位:市发改委、市住建局分别牵头)\n28.0至3岁托位达到800个。(责任单位:市卫健委(除另有标注的外,列首位的牵头,下同)、市妇联";
    let proposal = read(source);
    assert_eq!(
        lines(&proposal),
        [
            "26 新建泊位900个。 | 市城管局 | 市交通局",
            "27 9月底前开工率达100%。 | 市发改委 市住建局 |  | 9月底前",
            "28 0至3岁托位达到800个。 | 市卫健委 | 市妇联"
        ]
    );
    assert_eq!(proposal.document.plan.lead_rule, "first");
}

#[test]
fn a_title_broken_over_two_lines_and_a_list_inside_one_sentence() {
    let source = "南屏区人民政府关于印发 《南屏区2023年重点工作任务分解 和责任分工方案》的通知\n南屏区2023年重点工作\n任务分解和责任分工方案\n1.新建公园3个。\n牵头单位:区城管局\n";
    assert_eq!(read(source).document.plan.title, "南屏区2023年重点工作任务分解和责任分工方案");
    let source = "|\n5月10日,会议指出,办好三件实事。分别是: (1)加快建设总投资7.58亿元的医院。 (2)新建公厕120座、驿站120座。 (3)硬化巷道37.5万平方米。 |\n【两会】南屏县2020年为民办好实事\n";
    let proposal = read(source);
    assert_eq!(lines(&proposal), ["1 加快建设总投资7.58亿元的医院。", "2 新建公厕120座、驿站120座。", "3 硬化巷道37.5万平方米。"]);
    assert_eq!(
        (figures(&proposal).join(" ").as_str(), proposal.document.plan.title.as_str()),
        ("120座 120座 37.5万平方米", "南屏县2020年为民办好实事")
    );
}

#[test]
fn shares_are_checkpoints_of_the_target_and_no_targets() {
    let source = "云川市2024年实事\n1.新增学位4500个,上半年完成年度任务的60%,三季度末完成80%。(责任单位:市教育局)\n2.6月底完成50%,12月底全部完成。改造管网60公里,巡检覆盖率6月底达到90%。(责任单位:市水务局)\n";
    let proposal = read(source);
    let tasks = all(&proposal);
    let shares = |at: usize| {
        let points = tasks[at].targets[0].checkpoints.iter();
        points.map(|point| format!("{} {}", point.due_on.unwrap(), point.share.unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(figures(&proposal), ["4500个", "60公里", "90%"]);
    assert_eq!((shares(0), shares(1)), (vec!["2024-06-30 60".to_owned(), "2024-09-30 80".to_owned()], vec!["2024-06-30 50".to_owned()]));
    let roles: Vec<&str> = tasks[0].statements.iter().map(|statement| statement.role.as_str()).collect();
    assert_eq!(roles, ["target", "checkpoint", "checkpoint"]);
}

#[test]
fn a_promise_without_figures_has_stages() {
    let source = "| 序号 | 重点任务 | 进度安排 | 责任单位 |\n| 1 | 市体育馆建设 | ①3月底前,完成设计。②5月底前,开工建设。③12月底前,建成并投入使用。 | 市体育局 |\n| 2 | 出台托育办法 |  | 市卫健委 |\n| 3 | 深入走访企业 |  | 市工信局 |\n2024年";
    let proposal = read(source);
    let tasks = all(&proposal);
    let stages =
        |at: usize| tasks[at].targets.iter().flat_map(|target| &target.stages).map(|stage| stage.title.clone()).collect::<Vec<_>>();
    assert_eq!(
        (stages(0), stages(1), stages(2)),
        (vec!["设计".to_owned(), "开工".into(), "建成".into(), "投用".into()], vec!["出台".to_owned()], vec![])
    );
    let points: Vec<String> =
        tasks[0].targets[0].checkpoints.iter().map(|point| format!("{} {}", point.due_on.unwrap(), point.value.unwrap())).collect();
    assert_eq!(points, ["2024-03-31 1", "2024-05-31 2", "2024-12-31 4"]);
    assert!(tasks[2].targets.is_empty() && codes(&proposal).is_empty(), "{:?}", codes(&proposal));
}

#[test]
fn items_below_the_unit_that_does_them_and_labels_without_a_colon() {
    let source = "临江市2025年重点工作\n一、市教育局(2项)\n1.新建幼儿园6所。\n2.改造食堂20个。\n二、市住建局、市城管局\n3.改造小区60个。\n";
    assert_eq!(
        lines(&read(source)),
        ["1 新建幼儿园6所。 | 市教育局", "2 改造食堂20个。 | 市教育局", "3 改造小区60个。 | 市住建局 市城管局"]
    );
    let source = "1.新建幼儿园6所。责任单位 市教育局\n2.开通线路4条(责任领导:李小明 责任单位:市交通局 完成时限:2025年10月)\n";
    assert_eq!(lines(&read(source)), ["1 新建幼儿园6所。 | 市教育局", "2 开通线路4条 | 市交通局 |  | 2025年10月"]);
}
