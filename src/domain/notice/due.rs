//! Deadlines as printed, read into intervals: the text stays, the control date follows only where the text itself gives one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::calendar::{Grain, dates};
use crate::domain::due::DueKind;

/// A deadline of the plan document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Due {
    /// As printed, at most 200 characters.
    pub text: String,
    /// What kind it is.
    pub kind: DueKind,
    /// The first day that can be meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<NaiveDate>,
    /// The last day that can be meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<NaiveDate>,
    /// The day used for judging, where the text gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<NaiveDate>,
}

const SEASONS: &[&str] = &[
    "供暖季",
    "采暖季",
    "供暖期",
    "采暖期",
    "主汛期",
    "汛期",
    "冬季",
    "夏季",
    "春季",
    "秋季",
    "入冬",
    "入夏",
    "冬春",
    "春耕",
    "秋收",
    "三夏",
    "三秋",
    "旺季",
    "雨季",
    "灌溉期",
];
const EVENTS: &[&str] = &[
    "开学",
    "春节",
    "国庆",
    "元旦",
    "五一",
    "中秋",
    "端午",
    "高考",
    "中考",
    "两会",
    "学期",
    "暑期",
    "暑假",
    "寒假",
    "清明",
    "重阳",
    "党代会",
    "人代会",
    "通车",
    "竣工",
    "验收",
    "开园",
    "投用",
];
const STANDING: &[&str] =
    &["长期", "持续", "常态", "常年", "全过程", "按时序", "按进度", "即时", "立即", "随时", "适时", "每月", "每季", "按序时"];

const fn kind_of(grain: Grain) -> DueKind {
    match grain {
        Grain::Day => DueKind::Day,
        Grain::Month => DueKind::Month,
        Grain::Quarter => DueKind::Quarter,
        Grain::Half => DueKind::Half,
        Grain::Year => DueKind::Year,
    }
}

fn undated(text: &str) -> DueKind {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if text.contains('待') && text.contains('后') {
        DueKind::Condition
    } else if has(SEASONS) {
        DueKind::Season
    } else if has(STANDING) {
        DueKind::None
    } else if has(EVENTS) {
        DueKind::Event
    } else {
        DueKind::Outcome
    }
}

/// Words between a date and the end of a deadline: 前, 之前, 完成, 全面建成投用.
fn closes(rest: &str) -> bool {
    let rest = rest.trim_matches([' ', '。', ';', ',', '.', ')', '(', '、']);
    let rest = ["起", "开始", "以前", "之前", "前后", "底前", "末前", "前", "内", "底", "末", "间", "完"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    let rest = rest.trim_start_matches([',', ' ']);
    rest.is_empty()
        || [
            "完成", "全部", "全面", "建成", "完工", "基本", "投入", "竣工", "力争", "并", "办结", "左右", "开工", "启动", "持续", "陆续",
            "(", "验收", "动工", "开建", "进场", "交付", "投用", "投产", "通车", "开放", "运营", "达标", "见效", "到位", "封顶", "出台",
            "印发",
        ]
        .iter()
        .any(|word| rest.starts_with(word))
}

/// The deadline in the value of a label or a cell; `now` is the year of the plan.
pub(crate) fn due(text: &str, now: Option<i32>) -> Option<Due> {
    let printed: String = text.split_whitespace().collect::<String>().trim_end_matches(['。', ';', ',']).chars().take(200).collect();
    if printed.is_empty() {
        return None;
    }
    let mut rest = printed.trim_start_matches(['于', '在', '到', '至', '自', '从', '(']);
    rest = rest.strip_prefix("截至").or_else(|| rest.strip_prefix("截止")).or_else(|| rest.strip_prefix("力争")).unwrap_or(rest);
    rest = rest.strip_prefix('到').unwrap_or(rest);
    let whole = rest;
    let found = dates(&mut rest, now.or(Some(2000))).ok();
    let dated = found.filter(|_| closes(rest));
    // Without the year of the plan 6月底前 is a month, but no day.
    let known = now.is_some() || printed.contains("20");
    let Some(found) = dated else {
        return Some(Due { kind: undated(whole), text: printed, earliest: None, latest: None, control: None });
    };
    let before = rest.starts_with('前') || rest.starts_with("之前") || rest.starts_with("以前");
    Some(Due {
        kind: kind_of(found.grain),
        earliest: (known && !before && found.first != found.last).then_some(found.first),
        latest: known.then_some(found.last),
        control: known.then_some(found.last),
        text: printed,
    })
}

/// Whether the text is nothing but a deadline with a date: 3月, 一季度, 2024年6月底前, 全年.
pub(crate) fn is_due(text: &str, now: Option<i32>) -> bool {
    let text = text.trim().trim_end_matches(['。', ';', ',']);
    if text.len() > 60 || text.is_empty() {
        return false;
    }
    let compact: String = text.split_whitespace().collect();
    let mut rest = compact.trim_start_matches(['于', '在', '到', '至']);
    if dates(&mut rest, now.or(Some(2000))).is_ok() {
        return matches!(
            rest.trim_start_matches(['(', ')']),
            "" | "前" | "之前" | "以前" | "底前" | "内" | "底" | "前完成" | "底前完成" | "完成" | "末" | "末前" | "间" | "前后"
        );
    }
    let season = SEASONS.iter().chain(EVENTS).any(|word| compact.contains(word)) && compact.ends_with(['前', '后', '内']);
    (season && compact.len() <= 36)
        || matches!(compact.as_str(), "长期" | "长期坚持" | "持续推进" | "常态化" | "长期推进" | "全年推进" | "常态化推进" | "持续实施")
}

#[cfg(test)]
mod tests {
    use super::{DueKind, due, is_due};

    #[test]
    fn deadlines_keep_their_text_and_give_a_date_where_they_print_one() {
        for (text, kind, latest) in [
            ("2021年12月底", DueKind::Month, Some("2021-12-31")),
            ("2021年供暖季前", DueKind::Season, None),
            ("2021年取得重大突破", DueKind::Outcome, None),
            ("12月", DueKind::Month, Some("2024-12-31")),
            ("四季度", DueKind::Quarter, Some("2024-12-31")),
            ("全年", DueKind::Year, Some("2024-12-31")),
            ("2024年11月底前完成", DueKind::Month, Some("2024-11-30")),
            ("6月30日前", DueKind::Day, Some("2024-06-30")),
            ("长期坚持", DueKind::None, None),
            ("待规划获批后", DueKind::Condition, None),
            ("秋季开学前", DueKind::Season, None),
            ("5月底前动工", DueKind::Month, Some("2024-05-31")),
        ] {
            let found = due(text, Some(2024)).unwrap();
            assert_eq!((found.kind, found.latest.map(|day| day.to_string()).as_deref(), found.text.as_str()), (kind, latest, text));
            assert_eq!(found.control, found.latest);
        }
        assert_eq!(due("  ", Some(2024)), None);
    }

    #[test]
    fn a_cell_that_is_only_a_deadline_is_known() {
        for text in ["3月", "一季度", "全年", "2024年6月底前", "12月底", "9月底前完成", "汛期前", "长期"] {
            assert!(is_due(text, None), "{text}");
        }
        for text in ["孟晖", "3所", "6月底前完成新建", "成立专班,加强领导。"] {
            assert!(!is_due(text, None), "{text}");
        }
    }
}
