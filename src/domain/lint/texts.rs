//! The rules for texts: there, short enough, and not last period's.

use crate::domain::schedule::ReportPart;

use super::{Found, LintCode, Text};

/// A text shorter than this is a phrase (无新进展) that may well be said again.
const SHORTEST_COPY: usize = 20;

/// A rule for one text.
type Rule = fn(&Text<'_>) -> Option<Found>;

/// All of them, in the order in which they are told.
pub(super) const RULES: &[(LintCode, Rule)] =
    &[(LintCode::PartMissing, part_missing), (LintCode::TextTooLong, text_too_long), (LintCode::TextCopied, text_copied)];

/// A part the rule asks for is empty or blank.
fn part_missing(text: &Text<'_>) -> Option<Found> {
    let (zh, en) = names(text.part);
    let missing = text.mandatory && text.text.trim().is_empty();
    missing.then(|| Found::at(pointer(text.part), format!("「{zh}」为必报内容,尚未填写。"), format!("\"{en}\" is mandatory and is empty.")))
}

/// More Unicode scalars than the limit.
fn text_too_long(text: &Text<'_>) -> Option<Found> {
    let (zh, en) = names(text.part);
    let (length, max) = (text.text.chars().count(), text.limit?);
    let over = length.checked_sub(max).filter(|over| *over > 0)?;
    let found = Found::at(
        pointer(text.part),
        format!("「{zh}」共{length}字,超出{max}字的限制{over}字。"),
        format!("\"{en}\" has {length} characters, {over} more than the limit of {max}."),
    );
    Some(found.with("length", length).with("max", max))
}

/// Word for word the text of the report before; white space does not count.
fn text_copied(text: &Text<'_>) -> Option<Found> {
    let (zh, en) = names(text.part);
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let (period, before) = text.before?;
    let now = bare(text.text);
    let length = now.chars().count();
    if length < SHORTEST_COPY || now != bare(before) {
        return None;
    }
    let found = Found::at(
        pointer(text.part),
        format!("「{zh}」与{period}的报告完全相同(共{length}字)。"),
        format!("\"{en}\" is word for word that of {period} ({length} characters)."),
    );
    Some(found.with("period", period).with("length", length))
}

const fn names(part: ReportPart) -> (&'static str, &'static str) {
    match part {
        ReportPart::Progress => ("工作进展", "progress"),
        ReportPart::Problems => ("存在问题", "problems"),
        ReportPart::Suggestions => ("意见建议", "suggestions"),
    }
}

fn pointer(part: ReportPart) -> String {
    format!("/{}", names(part).1)
}
