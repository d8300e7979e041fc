//! A speech or report beside the notice: its work areas as tasks. Only what lies ahead counts; what has been done is passed over.

use super::collapsed::first_sentence;
use super::figure::{Role, figures};
use super::lines::Line;
use super::marker::{Marker, Style, marker};
use super::record::{Group, Reading, Record};

/// Headings that look ahead.
const AHEAD: &[&str] = &[
    "明确目标",
    "工作重点",
    "主要任务",
    "重点任务",
    "重点工作",
    "下一步",
    "下步",
    "工作安排",
    "目标任务",
    "工作打算",
    "今年工作",
    "工作任务",
    "工作目标",
    "主要工作",
    "工作计划",
    "努力实现",
];
/// Headings about the way of working: their parts are tasks only where they promise a figure.
const MANNER: &[&str] = &["转变作风", "狠抓落实", "保障", "加强领导", "组织领导", "工作要求", "确保完成"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Chapter {
    Past,
    Ahead,
    Manner,
}

fn chapter(heading: &str) -> Chapter {
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if has(MANNER) {
        Chapter::Manner
    } else if has(AHEAD) {
        Chapter::Ahead
    } else {
        Chapter::Past
    }
}

/// The work areas of a narrative text.
pub(crate) fn read<'a>(lines: &[Line<'a>]) -> Reading<'a> {
    let mut reading = Reading::default();
    let mut open: Option<Group<'a>> = None;
    let mut now = Chapter::Past;
    for line in lines {
        match marker(line.text) {
            Some(found) if found.style == Style::Han => {
                reading.root.groups.extend(open.take().map(keep_promises));
                now = chapter(found.rest);
                open = Some(Group { number: found.number, title: found.rest, rule: "narrative.heading", ..Group::default() });
            }
            Some(found) if found.style == Style::ParenHan && now != Chapter::Past => {
                if let Some(group) = &mut open {
                    group.records.push(area(&found));
                }
            }
            _ => match open.as_mut().and_then(|group| group.records.last_mut()) {
                Some(record) if now != Chapter::Past => record.content.push(line.text),
                _ => reading.left.push(line.text),
            },
        }
    }
    reading.root.groups.extend(open.map(keep_promises));
    reading.root.groups.retain(|group| !group.records.is_empty());
    reading
}

fn area<'a>(found: &Marker<'a>) -> Record<'a> {
    let (title, rest) = first_sentence(found.rest);
    Record {
        number: found.number,
        title,
        content: Some(rest).filter(|rest| !rest.is_empty()).into_iter().collect(),
        rule: "narrative.area",
        ..Record::default()
    }
}

/// In a chapter about the manner of work only what promises a figure is kept.
fn keep_promises(mut group: Group<'_>) -> Group<'_> {
    if chapter(group.title) == Chapter::Manner {
        group.records.retain(|record| record.content.iter().any(|text| figures(text).iter().any(|figure| figure.role == Role::Target)));
    }
    group
}
