//! Tables whose cells are still apart.

use super::super::{Layout, read};
use super::{all, codes, figures, lines};

#[test]
fn a_table_between_pipes() {
    let source = "红叶市2024年重点工作分工表\n\n| 序号 | 类别 | 工作任务 | 目标要求 | 主办单位 | 协办单位 | 完成时限 |\n|---|---|---|---|---|---|---|\n| 1 | 教育 | 扩大学位供给 | 新增学位4500个 | 市教育局 | 市财政局、各县(区)政府 | 9月底前 |\n| 2 | | 建设智慧校园 | 建成智慧校园20所 | 市教育局 | | 12月底前 |\n| 3 | 卫生 | 提升基层医疗 | 改造卫生院8家 | 市卫健委 | 市发改委 | 2024年11月 |\n";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::PipeTable);
    assert_eq!(
        lines(&proposal),
        [
            "1 扩大学位供给 | 市教育局 | 市财政局 各县(区)政府 | 9月底前",
            "2 建设智慧校园 | 市教育局 |  | 12月底前",
            "3 提升基层医疗 | 市卫健委 | 市发改委 | 2024年11月"
        ]
    );
    assert_eq!(figures(&proposal), ["4500个", "20所", "8家"]);
    assert_eq!(proposal.document.sections.iter().map(|section| section.title.as_str()).collect::<Vec<_>>(), ["教育", "卫生"]);
}

#[test]
fn rows_between_tabs_with_quarters_as_columns() {
    let source = "序号\t项目名称\t一季度\t二季度\t责任单位\t责任人\n1\t新建体育公园3个\t完成选址\t开工建设\t市体育局\t周正\n2\t改造管网60公里\t\t完成20公里\t市水务局\t吴起\n序号\t项目名称\t一季度\t二季度\t责任单位\t责任人\n2\t改造管网60公里\t\t\t市水务局\t吴起\n";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::DelimitedTable);
    assert_eq!(all(&proposal).len(), 2);
    assert_eq!(all(&proposal)[0].milestones.iter().map(|step| step.text.as_str()).collect::<Vec<_>>(), ["完成选址", "开工建设"]);
    assert_eq!(codes(&proposal), ["rowRepeated", "periodMissing"]);
}

#[test]
fn comma_separated_rows() {
    let source = "序号,重点任务,牵头单位,配合单位,完成时限\n1,\"新建学校3所,新增学位900个\",市教育局,\"市财政局,市住建局\",2024年8月底\n2,改造公厕15座，绿化3处,市城管局,,2024年10月底\n";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::DelimitedTable);
    assert_eq!(
        lines(&proposal),
        [
            "1 新建学校3所,新增学位900个 | 市教育局 | 市财政局 市住建局 | 2024年8月底",
            "2 改造公厕15座，绿化3处 | 市城管局 |  | 2024年10月底"
        ]
    );
}

#[test]
fn cells_between_blanks_below_a_head() {
    let source = "序号 工作任务 责任单位 完成时限\n1 新建学校3所 市教育局 6月底前\n2 改造公厕15座 市城管局 9月底前\n2025年1月";
    let proposal = read(source);
    assert_eq!(proposal.layout, Layout::SpacedTable);
    assert_eq!(lines(&proposal), ["1 新建学校3所 | 市教育局 |  | 6月底前", "2 改造公厕15座 | 市城管局 |  | 9月底前"]);
}

#[test]
fn measures_below_a_task_without_a_number_of_their_own() {
    let source = "|序号|重点任务|具体举措|责任单位|完成时限|\n|1|壮大产业|新增规上企业50家|市工信局|12月|\n|||新培育专精特新企业20家|市科技局|11月|\n|2|扩大开放|进出口增长8%以上|市商务局|12月|\n2024年";
    let proposal = read(source);
    assert_eq!(
        lines(&proposal),
        [
            "1 壮大产业",
            "1.1 新增规上企业50家 | 市工信局 |  | 12月",
            "1.2 新培育专精特新企业20家 | 市科技局 |  | 11月",
            "2 扩大开放 | 市商务局 |  | 12月"
        ]
    );
    assert_eq!(figures(&proposal), ["50家", "20家", "8%"]);
}

#[test]
fn wide_gaps_between_cells_and_a_cell_that_is_empty() {
    let source = "2022年重点工作任务分解表\n\n序号    工作任务    牵头领导    牵头单位    配合单位    完成时限\n一、稳增长\n1    生产总值增长6.5%左右,收入突破120亿元。    张伟    市发改委    市财政局 市统计局    12月底\n二、惠民生\n2    城镇新增就业3.2万人。    李静    市人社局        10月底\n";
    let proposal = read(source);
    assert_eq!(
        lines(&proposal),
        [
            "1 生产总值增长6.5%左右,收入突破120亿元。 | 市发改委 | 市财政局 市统计局 | 12月底",
            "2 城镇新增就业3.2万人。 | 市人社局 |  | 10月底"
        ]
    );
}
