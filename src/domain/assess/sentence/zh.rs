//! The Chinese explanation: 6月底应累计≥600家,报480家,差120家;差距20%(>0%且≤20%),判为滞后。

use chrono::{Datelike, NaiveDate};

use crate::domain::target::Series;
use crate::domain::terms::Direction;

use super::super::answer::{Basis, ProgressState, ReasonCode};
use super::super::expected::{Detail, Expectation};
use super::super::fraction::Fraction;
use super::super::goal::{Edge, Goal, Kind};
use super::{Facts, named_periods, sum_text};

/// The state in Chinese.
#[must_use]
pub const fn state_zh(state: ProgressState) -> &'static str {
    match state {
        ProgressState::NotDue => "未到期",
        ProgressState::Achieved => "已完成",
        ProgressState::Ahead => "超前",
        ProgressState::OnTrack => "正常",
        ProgressState::Behind => "滞后",
        ProgressState::SeriouslyBehind => "严重滞后",
        ProgressState::Overdue => "逾期",
        ProgressState::NoData => "无数据",
        ProgressState::NotComputable => "无法判定",
    }
}

pub(super) fn sentence(facts: &Facts<'_>) -> String {
    let verdict = facts.verdict;
    let body = match (&verdict.goal, verdict.reason, verdict.actual) {
        (goal, Some(reason), actual) => unjudged(facts, goal.as_ref(), reason, actual),
        (Some(goal), None, Some(actual)) => judged(facts, goal, actual),
        (Some(goal), None, None) => without_actual(facts, goal),
        (None, None, _) => String::new(),
    };
    let judged = match verdict.state {
        ProgressState::NotComputable => "",
        _ => "判为",
    };
    let state = state_zh(verdict.state);
    format!("{body},{judged}{state}。{}", notes(facts))
}

fn unjudged(facts: &Facts<'_>, goal: Option<&Goal>, reason: ReasonCode, actual: Option<Fraction>) -> String {
    match reason {
        ReasonCode::NoReporter => "没有报送单位".to_owned(),
        ReasonCode::Rank => "位次类目标不按数据判定".to_owned(),
        ReasonCode::ValueMissing => "目标没有数值".to_owned(),
        ReasonCode::OtherUnit => format!("力争目标以{}计,与所报数据单位不同", facts.unit()),
        ReasonCode::ReferenceUnresolved => {
            let reference = facts.question.terms.reference.as_ref();
            let text = reference.map_or("", |reference| reference.text.as_str());
            format!("对照值尚未确定({text})")
        }
        ReasonCode::MissingPeriod => {
            let actual = actual.map_or_else(String::new, |actual| value(facts, actual));
            let goal = goal.map_or_else(String::new, |goal| goal_text(facts, goal));
            format!("目标{goal},已知合计{actual},但数据不全,不能说明未突破")
        }
    }
}

fn without_actual(facts: &Facts<'_>, goal: &Goal) -> String {
    let target = goal_text(facts, goal);
    match facts.verdict.state {
        ProgressState::Overdue => format!("目标{target},{}已到,没有已认定的数据", deadline(facts)),
        ProgressState::NoData => match facts.expectation() {
            Some(expectation) => {
                format!("{},没有已认定的数据", expected(facts, goal, expectation))
            }
            None => format!("目标{target},没有已认定的数据"),
        },
        _ => format!("目标{target},{},尚无到期的报告{}", as_of(facts), next(facts, goal)),
    }
}

fn judged(facts: &Facts<'_>, goal: &Goal, actual: Fraction) -> String {
    let verdict = facts.verdict;
    let by_goal = matches!(verdict.state, ProgressState::Achieved | ProgressState::Overdue | ProgressState::NotDue)
        || verdict.irrecoverable
        || verdict.fell_back;
    let why = why(facts, goal);
    match facts.expectation() {
        Some(expectation) if !by_goal => format!(
            "{},{}{};{why}",
            expected(facts, goal, expectation),
            reported(facts, actual, Some(expectation)),
            difference(facts, actual, expectation.direction, expectation.at),
        ),
        _ => {
            let (direction, edge) = goal.nearest(Some(actual));
            let short = if goal.is_met(actual) { String::new() } else { difference(facts, actual, direction, edge) };
            format!("{},目标{}{short};{why}", reported(facts, actual, None), goal_text(facts, goal),)
        }
    }
}

fn expected(facts: &Facts<'_>, goal: &Goal, expectation: &Expectation) -> String {
    let by = date(facts, expectation.by);
    let total = if goal.is_total() { "累计" } else { "" };
    let sign = match expectation.direction {
        Direction::Up => "≥",
        Direction::Down => "≤",
    };
    let at = value(facts, expectation.at);
    match &expectation.detail {
        Detail::Printed if expectation.basis == Basis::Goal => {
            format!("{by}应{}", goal_text(facts, goal))
        }
        Detail::Sum(parts) if parts.len() > 1 => {
            format!("{by}应{total}{sign}{at}({})", sum_text(parts))
        }
        Detail::ShareOf { percent, whole } if percent != &expectation.at => {
            let whole = value(facts, *whole);
            format!("{by}应{total}{sign}{at}({whole}的{}%)", percent.text())
        }
        Detail::Days { from, to, days, of } => {
            let verb = match (goal.kind, expectation.direction) {
                (Kind::Ceiling, _) => "应不超过",
                (_, Direction::Down) => "应降至",
                (_, Direction::Up) => "应达",
            };
            let (to, from) = (to.text(), (!from.is_zero()).then(|| from.text()));
            let line = match from {
                None => format!("{to}×{days}/{of}"),
                Some(from) => format!("{from}+({to}-{from})×{days}/{of}"),
            };
            let derivation = facts.derivation().map_or_else(String::new, |derivation| format!(",{derivation}"));
            format!("按时序{by}{verb}{at}({line}{derivation})")
        }
        Detail::Printed | Detail::Sum(_) | Detail::ShareOf { .. } => {
            format!("{by}应{total}{sign}{at}")
        }
    }
}

fn reported(facts: &Facts<'_>, actual: Fraction, expectation: Option<&Expectation>) -> String {
    let verb = match (facts.question.terms.series, expectation.map(|one| one.basis)) {
        (Series::Increment, _) => "各期合计报",
        (Series::Average, _) => "各期平均报",
        (_, Some(Basis::Line)) => "实报",
        _ => "报",
    };
    let day = facts.standing.latest();
    let day = day.filter(|day| expectation.is_none_or(|one| one.by != *day));
    let day = day.map_or_else(String::new, |day| date(facts, day));
    let parts = facts.quotient();
    let parts = parts.map_or_else(String::new, |parts| format!("({parts})"));
    format!("{day}{verb}{}{parts}", value(facts, actual))
}

fn difference(facts: &Facts<'_>, actual: Fraction, direction: Direction, at: Fraction) -> String {
    let difference = actual.minus(at);
    if facts.is_staged() {
        return String::new();
    }
    let word = match direction {
        _ if difference.is_zero() => return ",持平".to_owned(),
        Direction::Up if difference.is_negative() => "差",
        Direction::Up => "超",
        Direction::Down if difference.is_negative() => "低",
        Direction::Down => "高出",
    };
    let size = difference.abs();
    let size = match facts.unit() {
        "%" => format!("{}个百分点", size.text()),
        "‰" => format!("{}个千分点", size.text()),
        _ => value(facts, size),
    };
    format!(",{word}{size}")
}

fn why(facts: &Facts<'_>, goal: &Goal) -> String {
    let verdict = facts.verdict;
    match verdict.state {
        ProgressState::Achieved if verdict.late => format!("{}之后才达到", deadline(facts)),
        ProgressState::Achieved if matches!(goal.kind, Kind::Hold | Kind::Ceiling) => {
            format!("{}已到,符合要求", deadline(facts))
        }
        ProgressState::Achieved => "已达目标".to_owned(),
        ProgressState::Overdue => format!("{}已到,未达目标", deadline(facts)),
        ProgressState::NotDue if facts.is_open_ended() => "没有期限和节点".to_owned(),
        ProgressState::NotDue => format!("尚未到考核节点{}", next(facts, goal)),
        _ if verdict.irrecoverable => "已突破上限,无法挽回".to_owned(),
        _ if verdict.fell_back => "达到后又回落".to_owned(),
        ProgressState::OnTrack if facts.holds() => "符合要求".to_owned(),
        state => gap(facts, state),
    }
}

fn gap(facts: &Facts<'_>, state: ProgressState) -> String {
    let Some(gap) = facts.gap() else {
        return "按差距判定".to_owned();
    };
    let thresholds = facts.question.thresholds;
    let (ahead, behind, allowed) = (thresholds.ahead, thresholds.behind, facts.allowance());
    let about = if gap.is_exact { "" } else { "约" };
    let measured = if facts.measured_in_goal() { "(按目标值计)" } else { "" };
    let size = format!("{about}{}%{measured}", gap.size);
    let better = match facts.direction() {
        Direction::Up => "领先",
        Direction::Down => "优于应有水平",
    };
    match state {
        ProgressState::Ahead => format!("{better}{size}(≥{ahead}%)"),
        ProgressState::OnTrack if gap.is_worse => {
            format!("差距{size},在容许范围内(≤{allowed}%)")
        }
        ProgressState::OnTrack if gap.is_zero => "正好达到".to_owned(),
        ProgressState::OnTrack => format!("{better}{size}(不足{ahead}%)"),
        ProgressState::Behind if gap.is_zero => "恰在界限上,不符合要求".to_owned(),
        ProgressState::Behind => format!("差距{size}(>{allowed}%且≤{behind}%)"),
        _ => format!("差距{size}(>{behind}%)"),
    }
}

fn notes(facts: &Facts<'_>) -> String {
    let standing = facts.standing;
    let mut text = String::new();
    if !standing.missing.is_empty() {
        let effect = match (facts.verdict.actual, facts.question.terms.series) {
            (None, _) => String::new(),
            (_, Series::Increment) => ",按0计".to_owned(),
            (_, Series::Average) => ",未计入平均".to_owned(),
            _ => standing.latest().map_or_else(String::new, |day| format!(",沿用{}的数据", date(facts, day))),
        };
        text.push_str(&format!("缺{}{effect}。", periods(&standing.missing)));
    }
    if !standing.pending.is_empty() {
        text.push_str(&format!("{}已报待审,未计入。", periods(&standing.pending)));
    }
    if let (true, Some(edge)) = (facts.verdict.exceeds, facts.verdict.goal.and_then(|g| g.upper)) {
        text.push_str(&format!("已超过上限{},请核实。", value(facts, edge.at)));
    }
    text
}

fn periods(labels: &[String]) -> String {
    match named_periods(labels, "、") {
        (named, 0) => named,
        (named, _) => format!("{named}等{}期", labels.len()),
    }
}

fn next(facts: &Facts<'_>, goal: &Goal) -> String {
    facts.next().map_or_else(String::new, |next| format!(",下一节点{}", expected(facts, goal, &next)))
}

fn as_of(facts: &Facts<'_>) -> String {
    format!("截至{}", date(facts, facts.question.as_of))
}

fn deadline(facts: &Facts<'_>) -> String {
    facts.question.control.map_or_else(String::new, |control| format!("期限{}", date(facts, control)))
}

fn goal_text(facts: &Facts<'_>, goal: &Goal) -> String {
    let side = |edge: Edge, plain: &str, strict: &str| {
        let sign = if edge.strict { strict } else { plain };
        format!("{sign}{}", value(facts, edge.at))
    };
    let text = match (goal.lower, goal.upper) {
        (Some(lower), Some(upper)) if lower.at == upper.at => value(facts, lower.at),
        (Some(lower), Some(upper)) => {
            format!("{}—{}", lower.at.text(), value(facts, upper.at))
        }
        (Some(lower), None) => side(lower, "≥", ">"),
        (None, Some(upper)) => side(upper, "≤", "<"),
        (None, None) => String::new(),
    };
    match facts.derivation() {
        Some(derivation) => format!("{text}({derivation})"),
        None => text,
    }
}

pub(super) fn value(facts: &Facts<'_>, value: Fraction) -> String {
    match facts.stage_title(value) {
        Some(title) => format!("第{}阶段({title})", value.text()),
        None if facts.is_staged() => format!("第{}阶段", value.text()),
        None => format!("{}{}", value.text(), facts.unit()),
    }
}

/// 6月底, 6月15日; with the year where it is not the year of the question.
pub(super) fn date(facts: &Facts<'_>, date: NaiveDate) -> String {
    let year = if date.year() == facts.question.as_of.year() { String::new() } else { format!("{}年", date.year()) };
    let is_last = date.succ_opt().is_none_or(|next| next.day() == 1);
    if is_last { format!("{year}{}月底", date.month()) } else { format!("{year}{}月{}日", date.month(), date.day()) }
}
