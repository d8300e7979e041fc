//! Qualitative promises: a task without figures that is to be begun, built, opened or issued has a target of ordered stages. The figure
//! reported of it is the number of the stage reached; a dated step that names a stage is a checkpoint.

use super::document::{Checkpoint, Stage, Target, Task};
use crate::domain::quantity::Quantity;
use crate::domain::target::{Operator, QuantityKind, Series};

/// Key and title of each stage in the order in which they are passed, with the words that promise it.
const STAGES: &[(&str, &str, &[&str])] = &[
    ("drafted", "编制", &["完成编制", "形成初稿", "完成起草", "征求意见"]),
    ("issued", "出台", &["出台", "印发", "颁布实施"]),
    ("approved", "立项", &["完成立项", "立项批复", "完成可研", "可研批复"]),
    ("designed", "设计", &["完成设计", "完成初步设计", "完成规划设计", "完成方案设计", "完成施工图"]),
    ("tendered", "招标", &["完成招标", "完成招投标", "完成设计招标", "完成施工招标"]),
    ("started", "开工", &["开工", "动工", "启动建设", "进场施工"]),
    ("topped", "主体完工", &["主体完工", "主体封顶", "封顶", "主体结构完成", "主体建成"]),
    ("completed", "建成", &["建成", "完工", "竣工", "建设完成", "完成建设", "完成主体及配套"]),
    ("accepted", "验收", &["通过验收", "完成验收", "竣工验收", "验收合格", "组织验收"]),
    ("inUse", "投用", &["投入使用", "投用", "投入运营", "投运", "通车", "运营", "启用", "投产", "开放使用", "并网", "开诊", "开馆"]),
];

/// What is said of the past or as a rule of work promises no stage.
const OTHER: &[&str] = &[
    "已建成",
    "已开工",
    "已建",
    "在建",
    "建成后",
    "建成区",
    "开工率",
    "开工建设率",
    "竣工率",
    "运营管理",
    "运营单位",
    "运营商",
    "运营机制",
    "运营补贴",
];

/// The stages a text promises, by their place in [`STAGES`].
fn promised(text: &str) -> Vec<usize> {
    let clear = OTHER.iter().fold(text.to_owned(), |text, word| text.replace(word, ""));
    let says = |words: &[&str]| words.iter().any(|word| clear.contains(word));
    STAGES.iter().enumerate().filter(|(_, (_, _, words))| says(words)).map(|(at, _)| at).collect()
}

/// Gives a task that has no figure to reach a target of stages, where it promises any; the rule's name for the trace.
pub(crate) fn add_stages(task: &mut Task) -> bool {
    if !task.targets.is_empty() || !task.measures.is_empty() {
        return false;
    }
    let steps: Vec<Vec<usize>> = task.milestones.iter().map(|step| promised(&step.text)).collect();
    let mut all = promised(&task.title);
    all.extend(steps.iter().flatten());
    all.sort_unstable();
    all.dedup();
    // One stage in passing says little; the title must promise it, or the steps lead from one to the next.
    let by_steps = steps.iter().filter(|stages| !stages.is_empty()).count() > 1;
    if all.is_empty() || (promised(&task.title).is_empty() && !by_steps) {
        return false;
    }
    let number = |stage: usize| all.iter().position(|at| *at == stage).and_then(|at| i128::try_from(at).ok());
    let mut checkpoints: Vec<Checkpoint> = Vec::new();
    for (step, stages) in task.milestones.iter().zip(&steps) {
        let day = step.due.as_ref().and_then(|due| due.latest);
        let reached = stages.last().and_then(|stage| number(*stage)).and_then(|at| Quantity::try_from((at + 1) * 10_000).ok());
        if day.is_some() && reached.is_some() && checkpoints.iter().all(|known| known.due_on != day) {
            checkpoints.push(Checkpoint { due_on: day, value: reached, share: None, milestone: Some(step.key.clone()) });
        }
    }
    let stages = all.iter().filter_map(|at| STAGES.get(*at));
    task.targets.push(Target {
        key: "1".to_owned(),
        indicator: "进展阶段".to_owned(),
        text: task.title.chars().take(200).collect(),
        operator: Some(Operator::Eq),
        series: Some(Series::Level),
        quantity_kind: Some(QuantityKind::Count),
        stages: stages.map(|(key, title, _)| Stage { key: (*key).to_owned(), title: (*title).to_owned() }).collect(),
        checkpoints,
        ..Target::default()
    });
    true
}

#[cfg(test)]
mod tests {
    use super::{STAGES, promised};

    fn titles(text: &str) -> Vec<&'static str> {
        promised(text).into_iter().filter_map(|at| STAGES.get(at)).map(|(_, title, _)| *title).collect()
    }

    #[test]
    fn stages_are_known_by_their_words() {
        assert_eq!(titles("新院区年内开工,明年底竣工并投入使用"), ["开工", "建成", "投用"]);
        assert_eq!(titles("出台托育扶持办法"), ["出台"]);
        assert_eq!(titles("加强已建成公园的管理,开工率保持稳定"), Vec::<&str>::new());
        assert_eq!(titles("深入开展走访活动"), Vec::<&str>::new());
    }
}
