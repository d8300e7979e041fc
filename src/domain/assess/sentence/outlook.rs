//! The forecast in words: at which pace, how much by the deadline, and when the target is reached.

use chrono::NaiveDate;

use super::super::answer::Sentence;
use super::super::forecast::Outlook;
use super::super::goal::Kind;
use super::{Facts, en, zh};

/// Tells a forecast in both languages.
pub(in super::super) fn foretell(facts: &Facts<'_>, outlook: &Outlook) -> Sentence {
    Sentence { zh: in_chinese(facts, outlook), en: in_english(facts, outlook) }
}

/// How many days after the deadline; negative before it.
fn late(facts: &Facts<'_>, day: NaiveDate) -> Option<i64> {
    facts.question.control.map(|control| day.signed_duration_since(control).num_days())
}

fn is_limit(facts: &Facts<'_>) -> bool {
    facts.verdict.goal.is_some_and(|goal| goal.kind == Kind::Ceiling)
}

fn in_chinese(facts: &Facts<'_>, outlook: &Outlook) -> String {
    let pace = &outlook.pace;
    let gained = if pace.from.is_zero() {
        format!("完成{}", zh::value(facts, pace.actual))
    } else {
        format!("由{}到{}", zh::value(facts, pace.from), zh::value(facts, pace.actual))
    };
    let control = facts.question.control.map(|control| zh::date(facts, control)).unwrap_or_default();
    let mut parts = Vec::new();
    parts.extend(outlook.at_control.map(|at| format!("期限{control}预计达{}", zh::value(facts, at))));
    parts.push(match (is_limit(facts), outlook.exceeds_on, outlook.reaches_on) {
        (true, Some(day), _) => format!("预计{}突破上限", zh::date(facts, day)),
        (true, None, _) => "预计不会突破上限".to_owned(),
        (false, _, None) => "照此不能达到目标".to_owned(),
        (false, _, Some(day)) => {
            let when = match late(facts, day) {
                Some(0) => ",正好按期".to_owned(),
                Some(days) if days > 0 => format!(",晚{days}天"),
                Some(days) => format!(",提前{}天", -days),
                None => String::new(),
            };
            format!("预计{}达到目标{when}", zh::date(facts, day))
        }
    });
    format!("按目前进度({}天{gained}){}。", pace.days, parts.join(";"))
}

fn in_english(facts: &Facts<'_>, outlook: &Outlook) -> String {
    let pace = &outlook.pace;
    let gained = if pace.from.is_zero() {
        en::value(facts, pace.actual)
    } else {
        format!("{} to {}", en::value(facts, pace.from), en::value(facts, pace.actual))
    };
    let control = facts.question.control.map(en::date).unwrap_or_default();
    let mut parts = Vec::new();
    parts.extend(outlook.at_control.map(|at| format!("{} by the deadline of {control}", en::value(facts, at))));
    parts.push(match (is_limit(facts), outlook.exceeds_on, outlook.reaches_on) {
        (true, Some(day), _) => format!("the limit is passed on {}", en::date(day)),
        (true, None, _) => "the limit is kept".to_owned(),
        (false, _, None) => "the target is not reached".to_owned(),
        (false, _, Some(day)) => {
            let when = match late(facts, day) {
                Some(0) => ", just in time".to_owned(),
                Some(days) if days > 0 => format!(", {days} days late"),
                Some(days) => format!(", {} days early", -days),
                None => String::new(),
            };
            format!("the target is reached on {}{when}", en::date(day))
        }
    });
    format!("At the pace so far ({gained} in {} days): {}.", pace.days, parts.join("; "))
}
