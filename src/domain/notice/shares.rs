//! Shares of the whole by a date: 「6月底完成50%」, 「上半年完成年度任务的60%」 are checkpoints of the item's targets and no targets of their own.

use super::document::{Checkpoint, Target, Task};
use super::figure::Figure;
use crate::domain::quantity::Quantity;
use crate::domain::target::QuantityKind;

/// So many targets of one item take the same share.
const MOST: usize = 8;

/// What a share is taken of.
const WHOLE: &[&str] = &[
    "任务",
    "工程量",
    "总量",
    "进度",
    "投资",
    "计划",
    "目标",
    "建设",
    "改造",
    "工程",
    "整治",
    "施工",
    "土建",
    "主体",
    "招标",
    "面积",
    "总数",
];
/// A rate of something else, whatever stands before it.
const RATES: &[&str] = &["率", "占比", "比例", "比重", "覆盖", "增长", "下降", "提高", "增速", "满意度"];

/// Of what the figure is a share: empty where it prints no noun (完成50%). None for any other figure.
pub(crate) fn share_of<'a>(figure: &Figure<'a>) -> Option<&'a str> {
    let fits = figure.unit == "%" && figure.upper.is_none() && matches!(figure.kind, QuantityKind::Rate);
    let value = figure.value.filter(|value| fits && *value > Quantity::ZERO && value.e4() <= 1_000_000)?;
    let before = figure.phrase.split(figure.number).next()?;
    let after = before.rfind("完成").map_or(before, |at| before.get(at.saturating_add("完成".len())..).unwrap_or(""));
    let noun = after.trim_end_matches(['的', '约', '达', '到', '至', '过', '超']).trim();
    let done = before.contains("完成") || noun.ends_with("进度");
    let whole = noun.is_empty() || WHOLE.iter().any(|word| noun.contains(word));
    (done && whole && value.e4() > 0 && !RATES.iter().any(|word| noun.contains(word))).then_some(noun)
}

/// The targets of the task that the share speaks of: those named by its noun, else all that count or measure something.
pub(crate) fn shared(task: &Task, noun: &str) -> Vec<usize> {
    let whole = |target: &Target| {
        target.part_of.is_none()
            && target.value.is_some_and(|value| value > Quantity::ZERO)
            && target.upper.is_none()
            && target.unit_of_measure.as_deref().is_some_and(|unit| !unit.contains(['%', '点']))
            && matches!(target.quantity_kind, Some(QuantityKind::Count | QuantityKind::Amount))
    };
    let all: Vec<usize> = task.targets.iter().enumerate().filter(|(_, target)| whole(target)).map(|(at, _)| at).take(MOST).collect();
    let named = |at: &usize| task.targets.get(*at).is_some_and(|target| speaks_of(&target.indicator, noun));
    let some: Vec<usize> = all.iter().copied().filter(named).collect();
    if some.is_empty() { all } else { some }
}

/// 完成投资的60% speaks of 投资.
fn speaks_of(indicator: &str, noun: &str) -> bool {
    ["投资", "改造", "建设", "整治", "招标"].iter().any(|word| noun.contains(word) && indicator.contains(word))
}

/// Adds the share to the target, once per day.
pub(crate) fn add_share(target: &mut Target, share: Checkpoint) {
    if !target.checkpoints.iter().any(|known| known.due_on == share.due_on) {
        target.checkpoints.push(share);
    }
}
