//! The sentence in Chinese. The words are the product's own choice, the figures and dates in it are ours.

use chrono::{Datelike, NaiveDate};

use super::exact::{Ratio, decimal};
use super::forecast::Pace;
use super::goal::{Expected, Form, Goal, How};
use super::verdict::{Standing, Verdict};

fn word(state: &str) -> &'static str {
    match state {
        "notDue" => "未到期",
        "achieved" => "已完成",
        "ahead" => "超前",
        "onTrack" => "正常",
        "behind" => "滞后",
        "seriouslyBehind" => "严重滞后",
        "overdue" => "逾期",
        "noData" => "无数据",
        _ => "无法判定",
    }
}

/// With the year where it is another one; the last day of a month as its end.
fn date(day: NaiveDate, known: &Standing) -> String {
    let year = if day.year() == known.today.year() { String::new() } else { format!("{}年", day.year()) };
    let last = (day + chrono::TimeDelta::days(1)).month() != day.month();
    if last { format!("{year}{}月底", day.month()) } else { format!("{year}{}月{}日", day.month(), day.day()) }
}

fn value(goal: &Goal, at: Ratio) -> String {
    format!("{}{}", at.text(), goal.unit)
}

fn wanted(goal: &Goal) -> String {
    let sign = |plain: &str, strict: &str, is_strict: bool| if is_strict { strict.to_owned() } else { plain.to_owned() };
    let text = match (goal.lower, goal.upper) {
        (Some(lower), Some(upper)) => format!("{}—{}", lower.at.text(), value(goal, upper.at)),
        (Some(lower), None) => format!("{}{}", sign("≥", ">", lower.strict), value(goal, lower.at)),
        (None, Some(upper)) => format!("{}{}", sign("≤", "<", upper.strict), value(goal, upper.at)),
        (None, None) => String::new(),
    };
    goal.because.as_ref().map_or(text.clone(), |because| format!("{text}({because})"))
}

pub(super) fn sentence(goal: &Goal, known: &Standing, verdict: &Verdict) -> String {
    let body = match (verdict.reason, &goal.unknown, verdict.actual) {
        (Some("noReporter"), ..) => "没有报送单位".to_owned(),
        (_, Some(unknown), _) => format!("对照值尚未确定({unknown})"),
        (_, _, Some(actual)) => judged(goal, known, verdict, actual),
        (_, _, None) => bare(goal, known, verdict),
    };
    let judged = if verdict.state == "notComputable" { "" } else { "判为" };
    format!("{body},{judged}{}。{}", word(verdict.state), notes(goal, known, verdict))
}

fn bare(goal: &Goal, known: &Standing, verdict: &Verdict) -> String {
    let wanted = wanted(goal);
    match (verdict.state, &verdict.expected) {
        ("overdue", _) => format!("目标{wanted},期限{}已到,没有已认定的数据", date(goal.control, known)),
        ("noData", Some(due)) => format!("{},没有已认定的数据", expected(goal, known, due)),
        ("noData", None) => format!("目标{wanted},没有已认定的数据"),
        _ => format!("目标{wanted},截至{},尚无到期的报告{}", date(known.today, known), next(goal, known)),
    }
}

fn judged(goal: &Goal, known: &Standing, verdict: &Verdict, actual: Ratio) -> String {
    let why = why(goal, known, verdict, actual);
    let by_goal = matches!(verdict.state, "achieved" | "overdue" | "notDue") || verdict.fell_back;
    match verdict.expected.as_ref().filter(|_| !by_goal) {
        Some(due) => {
            let difference = difference(goal, actual, due.up, due.at);
            format!("{},{}{difference};{why}", expected(goal, known, due), reported(goal, known, actual, Some(due)))
        }
        None => {
            let (up, edge) = goal.edge(Some(actual));
            let difference = if goal.is_met(actual) { String::new() } else { difference(goal, actual, up, edge) };
            format!("{},目标{}{difference};{why}", reported(goal, known, actual, None), wanted(goal))
        }
    }
}

fn expected(goal: &Goal, known: &Standing, due: &Expected) -> String {
    let (by, at, sign) = (date(due.by, known), value(goal, due.at), if due.up { "≥" } else { "≤" });
    let total = if goal.form == Form::Total { "累计" } else { "" };
    match &due.how {
        How::Goal => format!("{by}应{}", wanted(goal)),
        How::Sum(each) if each.len() > 1 => {
            let each: Vec<String> = each.iter().map(|one| one.text()).collect();
            format!("{by}应{total}{sign}{at}({})", each.join("+"))
        }
        How::Share(percent) if *percent != due.at => format!("{by}应{total}{sign}{at}({}的{}%)", value(goal, goal.value), percent.text()),
        How::Line { from, to, days, of } => {
            let (from, to) = (from.text(), to.text());
            let line = if from == "0" { format!("{to}×{days}/{of}") } else { format!("{from}+({to}-{from})×{days}/{of}") };
            let because = goal.because.as_ref().map_or(String::new(), |because| format!(",{because}"));
            format!("按时序{by}{}{at}({line}{because})", if due.up { "应达" } else { "应降至" })
        }
        How::Step | How::Sum(_) | How::Share(_) => format!("{by}应{total}{sign}{at}"),
    }
}

fn reported(goal: &Goal, known: &Standing, actual: Ratio, due: Option<&Expected>) -> String {
    let line = due.is_some_and(|due| matches!(due.how, How::Line { .. }));
    let verb = match (goal.own, line) {
        (true, _) => "各期合计报",
        (false, true) => "实报",
        (false, false) => "报",
    };
    let day = known.latest().filter(|day| due.is_none_or(|due| due.by != *day));
    format!("{}{verb}{}", day.map(|day| date(day, known)).unwrap_or_default(), value(goal, actual))
}

fn difference(goal: &Goal, actual: Ratio, up: bool, at: Ratio) -> String {
    let difference = actual.minus(at);
    let word = match (up, difference.is_less_than_nought()) {
        _ if difference.is_nought() => return ",持平".to_owned(),
        (true, true) => "差",
        (true, false) => "超",
        (false, true) => "低",
        (false, false) => "高出",
    };
    let size = difference.size();
    if goal.unit == "%" { format!(",{word}{}个百分点", size.text()) } else { format!(",{word}{}", value(goal, size)) }
}

fn why(goal: &Goal, known: &Standing, verdict: &Verdict, actual: Ratio) -> String {
    let deadline = format!("期限{}", date(goal.control, known));
    let due = verdict.expected.as_ref();
    let flat = due.is_none_or(|due| matches!(due.how, How::Goal));
    let worse = due.is_some_and(|due| due.gap(actual) > Ratio::of(0));
    match verdict.state {
        "achieved" if verdict.late => format!("{deadline}之后才达到"),
        "achieved" if goal.form == Form::Hold => format!("{deadline}已到,符合要求"),
        "achieved" => "已达目标".to_owned(),
        "overdue" => format!("{deadline}已到,未达目标"),
        "notDue" => format!("尚未到考核节点{}", next(goal, known)),
        _ if verdict.fell_back => "达到后又回落".to_owned(),
        "onTrack" if goal.form == Form::Hold && goal.is_met(actual) && (flat || worse) => "符合要求".to_owned(),
        state => gap(due.unwrap(), actual, state),
    }
}

fn gap(due: &Expected, actual: Ratio, state: &str) -> String {
    let gap = due.gap(actual);
    let size = format!("{}{}%", if gap.is_exact() { "" } else { "约" }, decimal(gap.size().shown()));
    let better = if due.up { "领先" } else { "优于应有水平" };
    let allowed = due.allowed();
    match state {
        "ahead" => format!("{better}{size}(≥10%)"),
        "onTrack" if gap.is_nought() => "正好达到".to_owned(),
        "onTrack" if gap.is_less_than_nought() => format!("{better}{size}(不足10%)"),
        "onTrack" => format!("差距{size},在容许范围内(≤{allowed}%)"),
        "behind" => format!("差距{size}(>{allowed}%且≤20%)"),
        _ => format!("差距{size}(>20%)"),
    }
}

fn notes(goal: &Goal, known: &Standing, verdict: &Verdict) -> String {
    let mut text = String::new();
    if !known.missing.is_empty() {
        let effect = match known.latest() {
            None => String::new(),
            Some(_) if goal.own => ",按0计".to_owned(),
            Some(day) => format!(",沿用{}的数据", date(day, known)),
        };
        text += &format!("缺{}{effect}。", periods(&known.missing));
    }
    if !known.pending.is_empty() {
        text += &format!("{}已报待审,未计入。", periods(&known.pending));
    }
    if let Some(edge) = goal.upper.filter(|_| verdict.exceeds) {
        text += &format!("已超过上限{},请核实。", value(goal, edge.at));
    }
    text
}

/// Six are named.
fn periods(labels: &[String]) -> String {
    let named = labels.iter().take(6).cloned().collect::<Vec<_>>().join("、");
    if labels.len() > 6 { format!("{named}等{}期", labels.len()) } else { named }
}

fn next(goal: &Goal, known: &Standing) -> String {
    let next = goal.next(known.as_at.unwrap_or(known.today));
    next.map_or(String::new(), |next| format!(",下一节点{}", expected(goal, known, &next)))
}

pub(super) fn outlook((goal, known): (&Goal, &Standing), pace: &Pace, at: Option<Ratio>, reaches: Option<NaiveDate>) -> String {
    let (from, to) = (value(goal, pace.from), value(goal, pace.actual));
    let gained = if pace.from.is_nought() { format!("完成{to}") } else { format!("由{from}到{to}") };
    let at = at.map_or(String::new(), |at| format!("期限{}预计达{};", date(goal.control, known), value(goal, at)));
    let when = |day: NaiveDate| match (day - goal.control).num_days() {
        0 => "正好按期".to_owned(),
        late if late > 0 => format!("晚{late}天"),
        late => format!("提前{}天", -late),
    };
    let end = reaches.map_or("照此不能达到目标".to_owned(), |day| format!("预计{}达到目标,{}", date(day, known), when(day)));
    format!("按目前进度({}天{gained}){at}{end}。", pace.days)
}
