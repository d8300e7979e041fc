//! What a bulletin says: one pure function from a progress report and the texts of the row to the document.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::words::{counted, full_width, joined, named, rank};
use crate::document::{CellAlign, DocumentBlock, OfficialDocument};
use crate::domain::assess::ProgressState::{self, Achieved, Behind, NoData, Overdue, SeriouslyBehind};
use crate::domain::bulletin::{BulletinKind, day_zh, period_zh};
use crate::domain::completeness::Completeness;
use crate::domain::period::Period;
use crate::domain::quantity::Quantity;
use crate::domain::target::{Firmness, TargetClass};
use crate::features::reports::run::{PlanProgress, RankedUnit, Ranking, RankingWeights, TargetProgress, TaskProgress};
use crate::picture::{state_count, state_name};

use CellAlign::{Center, Left, Right};

/// What a document takes from the bulletin itself.
pub(super) struct Head<'r> {
    pub(super) kind: BulletinKind,
    pub(super) period: Period,
    /// Full name of the issuing unit.
    pub(super) organ: &'r str,
    pub(super) number: Option<String>,
    pub(super) title: &'r str,
    pub(super) addressees: Option<&'r str>,
    pub(super) foreword: Option<&'r str>,
    pub(super) closing: Option<&'r str>,
    pub(super) dated_on: Option<NaiveDate>,
    /// The number of the plan's own document.
    pub(super) plan_number: Option<&'r str>,
    /// Until when knowledge was used, in words; none in a draft.
    pub(super) known_until: Option<String>,
}

/// The title of a bulletin that was given none.
pub(super) fn title(plan: &str, period: Period, kind: BulletinKind) -> String {
    format!("关于{plan}{}推进情况的{}", period_zh(period), kind.word())
}

/// The document.
pub(super) fn document(head: &Head<'_>, report: &PlanProgress, ranking: &Ranking) -> OfficialDocument {
    let mut parts = Parts::default();
    parts.text(opening(head, report));
    parts.verbatim(head.foreword);
    parts.overall(report);
    parts.binding(report);
    parts.figures(report);
    parts.achieved(report);
    parts.troubled(report);
    parts.reporting(head.period, report);
    parts.ranking(ranking);
    parts.verbatim(head.closing);
    let as_of = day_zh(report.as_of);
    OfficialDocument {
        organ: head.organ.to_owned(),
        number: head.number.clone(),
        title: head.title.to_owned(),
        addressees: head.addressees.map(str::to_owned),
        blocks: parts.blocks,
        signature: head.organ.to_owned(),
        dated_on: head.dated_on,
        note: head.known_until.as_ref().map(|until| format!("数据截至{as_of}，以{until}前审核认定的为准")),
    }
}

fn opening(head: &Head<'_>, report: &PlanProgress) -> String {
    let number = head.plan_number.map(|number| format!("（{number}）")).unwrap_or_default();
    let what = if head.kind == BulletinKind::HalfYear { "报告" } else { "通报" };
    let (title, as_of, period) = (&report.plan.title, day_zh(report.as_of), period_zh(head.period));
    format!("现将《{title}》{number}{period}推进情况{what}如下。除另有说明外，数据截至{as_of}。")
}

/// The text as it grows; headings and tables are numbered as they come.
#[derive(Default)]
struct Parts {
    blocks: Vec<DocumentBlock>,
    headings: usize,
    subheadings: usize,
    tables: usize,
}

/// 一 to 十, for headings.
const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

fn numeral(n: usize) -> &'static str {
    NUMERALS.get(n.wrapping_sub(1)).copied().unwrap_or("·")
}

impl Parts {
    fn heading(&mut self, text: &str) {
        (self.headings, self.subheadings) = (self.headings + 1, 0);
        self.blocks.push(DocumentBlock::heading(format!("{}、{text}", numeral(self.headings))));
    }

    fn subheading(&mut self, text: &str) {
        self.subheadings += 1;
        self.blocks.push(DocumentBlock::subheading(format!("（{}）{text}", numeral(self.subheadings))));
    }

    fn text(&mut self, text: impl AsRef<str>) {
        self.blocks.push(DocumentBlock::paragraph(full_width(text.as_ref())));
    }

    /// What a person wrote stays as it was written.
    fn verbatim(&mut self, text: Option<&str>) {
        let lines = text.into_iter().flat_map(str::lines).map(str::trim).filter(|line| !line.is_empty());
        self.blocks.extend(lines.map(DocumentBlock::paragraph));
    }

    fn table(&mut self, caption: &str, columns: &[(&str, u8, CellAlign)], rows: Vec<Vec<String>>) {
        self.tables += 1;
        self.blocks.push(DocumentBlock::table(format!("表{} {caption}", self.tables), columns, rows));
    }

    fn overall(&mut self, report: &PlanProgress) {
        self.heading("总体情况");
        let (counts, targets) = (&report.counts, &report.targets);
        let all = counts.total + report.without_figures + report.cancelled;
        let cancelled = if report.cancelled > 0 { format!("，已取消{}项", report.cancelled) } else { String::new() };
        let (judged, plain) = (counts.total, report.without_figures);
        let states = counted(counts, "项");
        self.text(format!("方案共有重点任务{all}项，其中按量化指标和时限判定的{judged}项，以文字反映进展的{plain}项{cancelled}。{states}"));
        let firm = &targets.firm;
        if firm.total > 0 {
            let judgeable = firm.total - firm.not_computable;
            let rate = report.attainment.map(|rate| format!("，占可判定指标{judgeable}个的{rate}%")).unwrap_or_default();
            let wished = targets.aspirational.total;
            let wished = if wished > 0 { format!("另有力争目标{wished}个，不计入判定。") } else { String::new() };
            self.text(format!("方案共有量化指标{}个，已完成{}个{rate}。{wished}", firm.total, firm.achieved));
        }
        let rows: Vec<Vec<String>> = report.sections.iter().filter(|section| section.parent_id.is_none()).map(section_row).collect();
        if rows.len() > 1 {
            let number = |title| (title, 9, Right);
            let columns = ["任务", "已完成", "正常", "滞后", "严重滞后", "逾期", "无数据", "其他"].map(number);
            let columns: Vec<_> = [("部分", 28, Left)].into_iter().chain(columns).collect();
            self.table("各部分重点任务进展情况（项）", &columns, rows);
        }
    }

    /// Binding targets stand apart: missing one fails the unit.
    fn binding(&mut self, report: &PlanProgress) {
        let binding: Vec<_> = targets(report).filter(|(_, target)| target.class == TargetClass::Binding).collect();
        if binding.is_empty() {
            return;
        }
        self.heading("约束性指标完成情况");
        let counts = &report.targets.binding;
        self.text(format!("约束性指标共{}个。{}", counts.total, counted(counts, "个")));
        let row = |(task, target): (&TaskProgress, &TargetProgress)| {
            let it = &target.assessment;
            vec![
                task.number.clone(),
                full_width(&target.text),
                joined(&task.lead_units),
                state_name(it.state).to_owned(),
                full_width(&it.sentence.zh),
            ]
        };
        let columns = [("序号", 9, Center), ("指标", 27, Left), ("牵头单位", 15, Left), ("状态", 13, Center), ("情况说明", 36, Left)];
        self.table("约束性指标", &columns, binding.into_iter().map(row).collect());
    }

    fn figures(&mut self, report: &PlanProgress) {
        let plain = |target: &TargetProgress| target.firmness == Firmness::Firm && target.class != TargetClass::Binding;
        let rows: Vec<Vec<String>> = targets(report).filter(|(_, target)| plain(target)).map(figure_row).collect();
        if rows.is_empty() {
            return;
        }
        self.heading("主要指标进展");
        self.text("各项量化指标的目标、序时进度与实际完成情况如下，应达与实际的计量单位同目标。");
        let columns =
            [("序号", 8, Center), ("指标", 36, Left), ("目标", 15, Right), ("应达", 14, Right), ("实际", 14, Right), ("状态", 13, Center)];
        self.table("量化指标进展情况", &columns, rows);
    }

    fn achieved(&mut self, report: &PlanProgress) {
        let done: Vec<&TaskProgress> = key_works(report).filter(|task| task.state == Some(Achieved)).collect();
        if done.is_empty() {
            return;
        }
        self.heading("已完成的重点任务");
        for (task, n) in done.into_iter().zip(1_u32..) {
            let sentence = task.sentence.as_ref().map(|sentence| sentence.zh.as_str()).unwrap_or_default();
            self.text(format!("{n}.{}{}。{sentence}", named(task), led(task)));
        }
    }

    /// Tasks in trouble with the sentence of each, the worst first.
    fn troubled(&mut self, report: &PlanProgress) {
        self.heading("存在的问题");
        let kinds =
            [(Overdue, "逾期未完成的任务"), (SeriouslyBehind, "严重滞后的任务"), (Behind, "滞后的任务"), (NoData, "应报数据而未报的任务")];
        for (state, words) in kinds {
            self.in_state(report, state, words);
        }
        if self.subheadings == 0 {
            self.text("按现有数据判定，没有逾期、滞后和应报数据而未报的重点任务。");
        }
    }

    fn in_state(&mut self, report: &PlanProgress, state: ProgressState, words: &str) {
        let rows: Vec<Vec<String>> = key_works(report).filter(|task| task.state == Some(state)).map(trouble_row).collect();
        if !rows.is_empty() {
            self.subheading(words);
            self.text(format!("共{}项。", rows.len()));
            let columns = [("序号", 9, Center), ("任务", 28, Left), ("牵头单位", 17, Left), ("情况说明", 46, Left)];
            self.table(words, &columns, rows);
        }
    }

    fn reporting(&mut self, period: Period, report: &PlanProgress) {
        self.heading("报送情况");
        let all = &report.completeness;
        if all.counts.expected == 0 {
            self.text("截至本期，没有到期应报的报告。");
            return;
        }
        let rate = |rate: Option<Quantity>| rate.map_or_else(|| "—".to_owned(), |rate| format!("{rate}%"));
        let counts = &all.counts;
        self.text(format!(
            "方案印发以来，各单位应报{}份，按时报送{}份，迟报{}份，未报{}份，及时率{}，完整率{}。",
            counts.expected,
            counts.on_time,
            counts.late,
            counts.missing,
            rate(all.on_time_rate),
            rate(all.filed_rate)
        ));
        let within: Vec<Vec<String>> = report
            .periods
            .iter()
            .filter(|one| period.contains(one.period) && one.completeness.counts.expected > 0)
            .map(|one| counts_row(vec![period_zh(one.period)], &one.completeness))
            .collect();
        if !within.is_empty() {
            self.table("本期各报告期报送情况（份）", &counts_columns(&[("报告期", 28, Left)]), within);
        }
        self.filers(report);
    }

    /// Units by the share of reports filed in time, then by the share filed at all; equal shares share a place, and the next one is left out.
    fn filers(&mut self, report: &PlanProgress) {
        let owing = |one: &crate::features::reports::run::UnitProgress| {
            let complete = one.completeness.filter(|complete| complete.counts.expected > 0)?;
            Some((one.unit.name.clone(), complete))
        };
        let mut units: Vec<(String, Completeness)> = report.units.iter().filter_map(owing).collect();
        let key = |one: &(String, Completeness)| Reverse((one.1.on_time_rate, one.1.filed_rate));
        units.sort_by_key(key);
        let ranks = rank(units.iter().map(key));
        let rows = ranks.into_iter().zip(&units).map(|(rank, (name, complete))| counts_row(vec![rank.to_string(), name.clone()], complete));
        let rows: Vec<Vec<String>> = rows.collect();
        if !rows.is_empty() {
            self.text("各单位按及时率排名，及时率相同的按完整率，都相同的并列。");
            self.table("各单位报送情况及排名（份）", &counts_columns(&[("名次", 8, Center), ("单位", 20, Left)]), rows);
        }
    }

    /// Units by their points, by the rule of the ranking.
    fn ranking(&mut self, ranking: &Ranking) {
        let rows: Vec<Vec<String>> = ranking.items.iter().filter_map(ranked_row).collect();
        if rows.is_empty() {
            return;
        }
        self.heading("单位综合排名");
        let RankingWeights { achievement, timeliness, completeness } = ranking.weights;
        self.text(format!(
            "按指标达成{achievement}分、报送及时{timeliness}分、报送完整{completeness}分计算，没有应计内容的部分不计、其余按比例折算，得分相同的并列。"
        ));
        let number = |title| (title, 15, Right);
        let columns = ["得分", "指标达成率", "及时率", "完整率"].map(number);
        let columns: Vec<_> = [("名次", 10, Center), ("单位", 30, Left)].into_iter().chain(columns).collect();
        self.table("各单位综合得分及排名", &columns, rows);
    }
}

/// A unit of the ranking; none for one of which nothing was expected.
fn ranked_row(unit: &RankedUnit) -> Option<Vec<String>> {
    let percent = |value: Option<Quantity>| value.map_or_else(|| "—".to_owned(), |value| format!("{value}%"));
    let mut row = vec![unit.rank?.to_string(), unit.unit.name.clone(), unit.points?.to_string()];
    row.extend([unit.achievement, unit.timeliness, unit.completeness].map(percent));
    Some(row)
}

fn counts_columns(first: &[(&'static str, u8, CellAlign)]) -> Vec<(&'static str, u8, CellAlign)> {
    let numbers = ["应报", "按时", "迟报", "未报", "及时率", "完整率"].map(|title| (title, 12, Right));
    first.iter().copied().chain(numbers).collect()
}

fn counts_row(mut row: Vec<String>, complete: &Completeness) -> Vec<String> {
    let counts = &complete.counts;
    row.extend([counts.expected, counts.on_time, counts.late, counts.missing].map(|count| count.to_string()));
    row.extend([complete.on_time_rate, complete.filed_rate].map(|rate| rate.map_or_else(|| "—".to_owned(), |rate| format!("{rate}%"))));
    row
}

fn section_row(section: &crate::features::reports::run::SectionProgress) -> Vec<String> {
    let counts = &section.counts;
    let count = |state| state_count(counts, state);
    let others = counts.not_due + counts.not_computable + section.without_figures + section.cancelled;
    let all = counts.total + section.without_figures + section.cancelled;
    let name = if section.id.is_some() { full_width(&format!("{}{}", section.number, section.title)) } else { "其他".to_owned() };
    let numbers = [
        all,
        count(Achieved),
        count(ProgressState::OnTrack) + count(ProgressState::Ahead),
        count(Behind),
        count(SeriouslyBehind),
        count(Overdue),
        count(NoData),
        others,
    ];
    [name].into_iter().chain(numbers.map(|number| number.to_string())).collect()
}

fn figure_row((task, target): (&TaskProgress, &TargetProgress)) -> Vec<String> {
    let (it, unit) = (&target.assessment, target.unit_of_measure.as_deref().unwrap_or_default());
    let value = |value: Option<Quantity>| value.map_or_else(|| "—".to_owned(), |value| value.to_string());
    let goal = match (target.value, target.upper) {
        (Some(low), Some(high)) => format!("{low}—{high}{unit}"),
        (Some(low), None) => format!("{low}{unit}"),
        (None, _) => "—".to_owned(),
    };
    let state = state_name(it.state).to_owned();
    vec![task.number.clone(), full_width(&target.text), goal, value(it.expected.map(Quantity::brief)), value(it.actual), state]
}

fn trouble_row(task: &TaskProgress) -> Vec<String> {
    let sentence = task.sentence.as_ref().map(|sentence| full_width(&sentence.zh)).unwrap_or_default();
    vec![task.number.clone(), full_width(&task.title), joined(&task.lead_units), sentence]
}

/// Who leads a task, in brackets.
fn led(task: &TaskProgress) -> String {
    if task.lead_units.is_empty() { String::new() } else { format!("（牵头单位：{}）", joined(&task.lead_units)) }
}

/// Tasks that are no measures and not cancelled.
fn key_works(report: &PlanProgress) -> impl Iterator<Item = &TaskProgress> {
    report.tasks.iter().filter(|task| task.parent_id.is_none() && !task.cancelled)
}

/// All targets with their tasks, in printed order.
fn targets(report: &PlanProgress) -> impl Iterator<Item = (&TaskProgress, &TargetProgress)> {
    report.tasks.iter().flat_map(|task| task.targets.iter().map(move |target| (task, target)))
}
