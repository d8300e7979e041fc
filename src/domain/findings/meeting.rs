//! 联席会议: leads that are not members of the joint meeting, and members that lead nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::assess::Sentence;

use super::book::{Book, leads, tasks_of};
use super::finding::{Finding, FindingCode, Param, Severity};
use super::view::{Meeting, Task};

/// One finding for each lead that is not a member. The convener counts as one; a group is in the meeting when all its members
/// are, and an open group is passed over because nobody knows who belongs to it.
pub(super) fn lead_outside_meeting(book: &Book<'_>) -> Vec<Finding> {
    let Some(meeting) = &book.plan.meeting else { return Vec::new() };
    let members = with_members(book, meeting.members.iter().chain(&meeting.convener).map(String::as_str));
    let is_inside = |code: &str| {
        let group = book.unit(code).filter(|unit| unit.open || !unit.members.is_empty());
        members.contains(code) || group.is_some_and(|group| group.open || group.members.iter().all(|one| members.contains(one.as_str())))
    };
    led_by(book).into_iter().filter(|(code, _)| !is_inside(code)).map(|(code, tasks)| outside(book, meeting, code, &tasks)).collect()
}

/// One finding for each member that leads no task, itself or as a member of a group. The convener has its task in convening.
pub(super) fn meeting_member_without_task(book: &Book<'_>) -> Vec<Finding> {
    let Some(meeting) = &book.plan.meeting else { return Vec::new() };
    let led = led_by(book);
    let leading = with_members(book, led.keys().copied());
    let idle = |code: &&str| !with_members(book, [*code]).iter().any(|one| leading.contains(one));
    let members: BTreeSet<&str> = meeting.members.iter().map(String::as_str).collect();
    members
        .into_iter()
        .filter(|code| meeting.convener.as_deref() != Some(*code))
        .filter(idle)
        .map(|code| without_task(book, meeting, code))
        .collect()
}

/// The units that lead, by the plan's rule, with their tasks in order.
fn led_by<'a>(book: &Book<'a>) -> BTreeMap<&'a str, Vec<&'a Task>> {
    let mut led: BTreeMap<&str, Vec<&Task>> = BTreeMap::new();
    for task in &book.tasks {
        for lead in leads(book.plan, task) {
            led.entry(lead.unit.as_str()).or_default().push(task);
        }
    }
    led
}

/// Units, and for groups those who belong to them too, groups inside groups included.
fn with_members<'a>(book: &Book<'a>, codes: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut open: Vec<&str> = codes.into_iter().collect();
    let mut found = BTreeSet::new();
    while let Some(code) = open.pop() {
        if found.insert(code) {
            open.extend(book.unit(code).into_iter().flat_map(|unit| unit.members.iter().map(String::as_str)));
        }
    }
    found
}

fn outside(book: &Book<'_>, meeting: &Meeting, code: &str, tasks: &[&Task]) -> Finding {
    let unit = book.unit_name(code);
    let sentence = Sentence {
        zh: format!(
            "牵头单位不在联席会议成员之列:{unit}牵头事项{},但不是“{}”的成员单位。",
            book.labels(tasks.iter().copied(), "、"),
            meeting.name
        ),
        en: format!(
            "A lead unit is not a member of the joint meeting: {unit} leads task {}, but does not belong to “{}”.",
            book.labels(tasks.iter().copied(), ", "),
            meeting.name
        ),
    };
    let found = Finding::new(FindingCode::LeadOutsideMeeting, Severity::Contradiction, false, sentence).param("unit", Param::text(unit));
    Finding { tasks: tasks_of(tasks.iter().copied()), units: vec![code.to_owned()], ..found }
}

fn without_task(book: &Book<'_>, meeting: &Meeting, code: &str) -> Finding {
    let unit = book.unit_name(code);
    let sentence = Sentence {
        zh: format!("联席会议成员没有牵头事项:{unit}是“{}”的成员单位,但不牵头任何事项。", meeting.name),
        en: format!("A member of the joint meeting leads nothing: {unit} belongs to “{}”, but leads no task.", meeting.name),
    };
    let found = Finding::new(FindingCode::MeetingMemberWithoutTask, Severity::Note, false, sentence).param("unit", Param::text(unit));
    Finding { units: vec![code.to_owned()], ..found }
}
