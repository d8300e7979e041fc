//! Warnings of a reading, in Chinese and English.

use std::collections::BTreeMap;

use super::proposal::Warning;
use super::text::Span;
use crate::domain::quantity::Quantity;

fn warning(code: &str, params: &[(&str, &str)], zh: String, en: String, span: Option<Span>) -> Warning {
    let params: BTreeMap<String, String> = params.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Warning { code: code.to_owned(), params, zh, en, span }
}

/// A row was printed again behind a page break.
pub(crate) fn row_repeated(number: &str, span: Option<Span>) -> Warning {
    warning(
        "rowRepeated",
        &[("number", number)],
        format!("第{number}项因分页重复印出,已合并为一项。"),
        format!("Row {number} is printed again after a page break and was merged into one."),
        span,
    )
}

/// One figure is printed with two measure words.
pub(crate) fn unit_words(task: &str, first: &str, second: &str, value: Option<Quantity>, span: Option<Span>) -> Warning {
    let value = value.map(|value| value.to_string()).unwrap_or_default();
    warning(
        "unitWordsDiffer",
        &[("task", task), ("first", first), ("second", second), ("value", &value)],
        format!("事项{task}同一数字{value}前后使用了不同量词:“{first}”与“{second}”。"),
        format!("Task {task} prints the figure {value} with two measure words: {first} and {second}."),
        span,
    )
}

/// The parts of a figure do not add up to it.
pub(crate) fn sum_does_not_fit(task: &str, whole: &str, sum: &str, span: Option<Span>) -> Warning {
    warning(
        "sumDoesNotFit",
        &[("task", task), ("whole", whole), ("sum", sum)],
        format!("事项{task}分项之和{sum}与总数{whole}不符。"),
        format!("The parts in task {task} add up to {sum}, not to {whole}."),
        span,
    )
}

/// Digits were lost or covered.
pub(crate) fn digits_masked(text: &str, span: Option<Span>) -> Warning {
    warning(
        "digitsMasked",
        &[("text", text)],
        format!("原文数字疑被遮盖或丢失:“{text}”。"),
        format!("Digits seem to be masked or lost in the source: {text}."),
        span,
    )
}

/// The text ends in the middle of an item.
pub(crate) fn cut_off(text: &str, span: Option<Span>) -> Warning {
    warning(
        "lastItemCutOff",
        &[("text", text)],
        format!("文本似在中途截断,末尾为:“{text}”。"),
        format!("The text seems to break off; it ends with: {text}."),
        span,
    )
}

/// Neighbours name their units, this item does not.
pub(crate) fn lead_missing(task: &str, span: Option<Span>) -> Warning {
    warning(
        "leadMissing",
        &[("task", task)],
        format!("事项{task}未写明责任单位。"),
        format!("Task {task} names no responsible unit."),
        span,
    )
}

/// Nothing that looks like a task.
pub(crate) fn no_tasks() -> Warning {
    warning("noTasks", &[], "未识别出任何任务。".to_owned(), "No task was recognised.".to_owned(), None)
}

/// The notice does not say who issues it.
pub(crate) fn issuer_missing(taken: &str) -> Warning {
    warning(
        "issuerMissing",
        &[("taken", taken)],
        format!("未识别出发文单位,暂以“{taken}”为发文单位。"),
        format!("The issuing unit was not recognised; {taken} is proposed."),
        None,
    )
}

/// The notice names no year.
pub(crate) fn period_missing() -> Warning {
    warning(
        "periodMissing",
        &[],
        "未识别出年份,请补充起止日期。".to_owned(),
        "No year was recognised: the first and last day of the plan are needed.".to_owned(),
        None,
    )
}
