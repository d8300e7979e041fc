//! The page itself: key figures, states by heading, what is in trouble and why, steps, discipline, corrections.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::domain::assess::ProgressState;
use crate::domain::instant::Instant;
use crate::domain::palette::Palette;
use crate::domain::quantity::Quantity;
use crate::features::reports::dashboard::shapes::{BindingTarget, Dashboard, ErratumTold, OverdueStep, WorstTask};
use crate::features::reports::discipline::Discipline;
use crate::features::reports::drawings;
use crate::picture;
use crate::refs::UnitBrief;

/// What the page shows.
pub(super) struct Page<'r> {
    /// The number of the document the plan was issued by.
    pub(super) number: Option<String>,
    pub(super) dashboard: &'r Dashboard,
    pub(super) discipline: &'r Discipline,
    /// The instant of knowledge, where one was asked for.
    pub(super) pinned: Option<Instant>,
}

/// The style of the page; pictures bring their own.
const STYLE: &str = "\
:root{color-scheme:light dark;--ground:#f3f5f7;--card:#fff;--ink:#1d2733;--soft:#5b6875;--line:#e4e8ec;--accent:#1f5fa8}\
@media (prefers-color-scheme:dark){:root{--ground:#0d1117;--card:#151a21;--ink:#e6eaee;--soft:#a3afbb;--line:#29313b;--accent:#7db4f0}}\
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.6 system-ui,-apple-system,'PingFang SC',\
'Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','WenQuanYi Micro Hei',sans-serif;\
font-variant-numeric:tabular-nums}main{max-width:1180px;margin:0 auto;padding:28px 20px 48px}h1{font-size:26px;line-height:1.3;margin:0 0 6px}\
h2{font-size:17px;margin:0 0 12px}p{margin:0}.soft{color:var(--soft)}header{border-left:4px solid #c62828;padding-left:16px;margin-bottom:22px}\
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));gap:12px;margin-bottom:16px}\
.tile,section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px}section{margin-bottom:16px;overflow-x:auto}\
.tile b{display:block;font-size:25px;line-height:1.25;font-weight:600}.tile span{color:var(--soft);font-size:13px}\
.pair{display:grid;grid-template-columns:1fr 1fr;gap:16px}.pair>section{min-width:0}@media (max-width:900px){.pair{grid-template-columns:1fr}}\
table{border-collapse:collapse;width:100%}th{font-weight:500;color:var(--soft);text-align:left;font-size:13px;white-space:nowrap}\
th,td{padding:8px 10px 8px 0;border-top:1px solid var(--line);vertical-align:top}thead th{border-top:0}.n{text-align:right;white-space:nowrap}\
.state{display:inline-block;padding:0 9px;border-radius:10px;font-size:13px;white-space:nowrap}.why{color:var(--soft);font-size:13px}\
section.plain{padding:0;overflow:hidden}section.plain svg{width:100%;height:auto;display:block}footer{color:var(--soft);font-size:13px}\
@media print{body{background:#fff}section,.tile{break-inside:avoid}main{max-width:none;padding:0}}";

impl Page<'_> {
    /// The whole page.
    pub(super) fn html(&self) -> Markup {
        let report = self.dashboard;
        html! {
            (DOCTYPE)
            html lang="zh-CN" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (report.plan.title) " · 看板" }
                    style { (PreEscaped(picture::STYLE)) (PreEscaped(STYLE)) }
                }
                body { main {
                    header {
                        h1 { (report.plan.title) }
                        p class="soft" {
                            @if let Some(number) = &self.number { (number) " · " }
                            (drawings::spoken(report.as_of, self.pinned))
                        }
                    }
                    (self.tiles())
                    section class="plain" { (drawings::states(report, self.pinned)) }
                    (worst(&report.worst.items, report.worst.total, &report.palette))
                    (binding(&report.binding.items, report.binding.total, &report.palette))
                    (steps(&report.overdue_steps.items, report.overdue_steps.total))
                    section class="plain" { (drawings::discipline(self.discipline, self.pinned)) }
                    (errata(&report.errata.items, report.errata.total))
                    footer { p { "状态由各项指标按序时计算得出,每一判定均附依据;同一日期、同一数据时点再次生成,内容不变。" } }
                } }
            }
        }
    }

    fn tiles(&self) -> Markup {
        let report = self.dashboard;
        let (counts, all) = (&report.whole.counts, &report.whole.completeness);
        let period = report.current_period.as_ref();
        html! {
            div class="tiles" {
                div class="tile" {
                    span { "总体" }
                    b { @if let Some(state) = report.whole.state { (chip(state, &report.palette)) } @else { "—" } }
                }
                (tile("事项", &(counts.total + report.whole.without_figures).to_string(), &format!("其中量化{}项", counts.total)))
                (tile("已完成", &counts.achieved.to_string(), "项"))
                (tile("逾期", &counts.overdue.to_string(), "项"))
                (tile("滞后", &(counts.behind + counts.seriously_behind).to_string(), "项,含严重滞后"))
                (tile("指标达成率", &percent(report.whole.attainment), "刚性指标"))
                (tile("报送及时率", &percent(all.on_time_rate), &format!("应报{}件", all.counts.expected)))
                @if let Some(of) = period {
                    (tile(&format!("{}期未报", of.period), &of.completeness.counts.missing.to_string(), &format!("应报{}件", of.completeness.counts.expected)))
                }
            }
        }
    }
}

fn tile(name: &str, value: &str, note: &str) -> Markup {
    html! { div class="tile" { span { (name) } b { (value) } span { (note) } } }
}

fn percent(value: Option<Quantity>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value}%"))
}

fn chip(state: ProgressState, palette: &Palette) -> Markup {
    let (name, ground, dark) = picture::state_ink(palette, state);
    let ink = if dark { "#1d2733" } else { "#fff" };
    html! { span class="state" style={ "background:" (ground) ";color:" (ink) } { (name) } }
}

fn names(units: &[UnitBrief]) -> String {
    units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、")
}

/// The heading of a list that names only some.
fn heading(name: &str, shown: usize, total: u64) -> Markup {
    let more = u64::try_from(shown).is_ok_and(|shown| shown < total);
    html! { h2 { (name) " " span class="soft" { (total) @if more { "(列前" (shown) ")" } } } }
}

fn worst(tasks: &[WorstTask], total: u64, palette: &Palette) -> Markup {
    html! {
        section {
            (heading("需要关注的事项", tasks.len(), total))
            @if tasks.is_empty() { p class="soft" { "没有滞后、逾期或缺数据的事项。" } } @else {
                table {
                    thead { tr { th { "序号" } th { "事项与依据" } th { "责任单位" } th { "时限" } th { "状态" } } }
                    tbody { @for task in tasks { tr {
                        td class="n" { (task.task.number) }
                        td { (task.task.title) @if let Some(why) = &task.sentence { p class="why" { (why.zh) } } }
                        td { (names(&task.lead_units)) }
                        td class="n" { @if let Some(day) = task.due_on { (day) } }
                        td { (chip(task.state, palette)) }
                    } } }
                }
            }
        }
    }
}

fn binding(targets: &[BindingTarget], total: u64, palette: &Palette) -> Markup {
    html! {
        @if !targets.is_empty() {
            section {
                (heading("未达序时的约束性指标", targets.len(), total))
                table { tbody { @for target in targets { tr {
                    td class="n" { (target.task.number) }
                    td { (target.text) @if let Some(why) = &target.sentence { p class="why" { (why.zh) } } }
                    td class="n" { @if let Some(day) = target.due_on { (day) } }
                    td { (chip(target.state, palette)) }
                } } } }
            }
        }
    }
}

fn steps(steps: &[OverdueStep], total: u64) -> Markup {
    html! {
        @if !steps.is_empty() {
            section {
                (heading("逾期的进度节点", steps.len(), total))
                table {
                    thead { tr { th { "序号" } th { "应完成的工作" } th { "责任单位" } th { "时限" } th { "逾期" } } }
                    tbody { @for step in steps { tr {
                        td class="n" { (step.task.number) }
                        td { (step.text) p class="why" { (step.task.title) } }
                        td { (names(&step.lead_units)) }
                        td class="n" { (step.control_on) }
                        td class="n" { (step.days_overdue) "天" }
                    } } }
                }
            }
        }
    }
}

fn errata(errata: &[ErratumTold], total: u64) -> Markup {
    html! {
        @if !errata.is_empty() {
            section {
                (heading("更正", errata.len(), total))
                table {
                    thead { tr { th { "事项" } th { "单位" } th { "报告期" } th { "原报" } th { "更正为" } } }
                    tbody { @for erratum in errata { tr {
                        td { @if let Some(task) = &erratum.task { (task.number) " " (task.title) } @if let Some(text) = &erratum.text { p class="why" { (text) } } }
                        td { (erratum.unit.name) }
                        td class="n" { (erratum.period) }
                        td class="n" { (erratum.before) }
                        td class="n" { @if let Some(after) = erratum.after { (after) } @else { "删除" } }
                    } } }
                }
            }
        }
    }
}
