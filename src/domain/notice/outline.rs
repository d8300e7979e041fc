//! Numbered texts: lists with brackets, labelled blocks, blocks closed by a sentence, a line of units after a group of items.
//! The lines become nodes by their numbers; what stands at a node says whether it is a heading, a task or nothing.

use super::label::{Label, label};
use super::lines::Line;
use super::marker::{Marker, Style, marker};
use super::node::{Block, Node};
use super::noise::{is_frame, is_noise};
use super::roles::{Role, part, sentence};
use super::text::count;
use super::vocabulary::{Word, is_long, is_role};

/// All nodes; the first is the root.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    /// The open node.
    at: usize,
    /// The node whose long label is open: deeper numbers are text of it.
    owner: Option<(usize, Word)>,
    /// A label whose value stands on the next line.
    awaits: Option<Label<'a>>,
    pub(super) left: Vec<&'a str>,
    /// The items the last line of units spoke for: a deadline on the next line speaks for them too.
    spoken: Vec<usize>,
}

const fn level(style: Style) -> usize {
    match style {
        Style::Chapter => 1,
        Style::Han => 2,
        Style::ParenHan => 3,
        Style::Worded => 4,
        Style::Arabic | Style::Bare => 5,
        Style::ParenArabic => 6,
        Style::Circled => 7,
    }
}

/// The nodes of the lines.
pub(super) fn outline<'a>(lines: &[Line<'a>]) -> Outline<'a> {
    let mut outline = Outline { nodes: vec![Node::default()], at: 0, owner: None, awaits: None, left: Vec::new(), spoken: Vec::new() };
    for line in lines {
        if is_noise(line.text) && !starts_role(line.text) {
            outline.left.push(line.text);
        } else {
            outline.line(line.text);
        }
    }
    outline.nodes.iter_mut().for_each(Node::end);
    outline
}

/// 主办单位:市教育局 is no frame of a page.
fn starts_role(line: &str) -> bool {
    !is_frame(line) && (label(line).is_some_and(|found| is_role(found.word)) || marker(line).is_some())
}

impl<'a> Outline<'a> {
    fn node(&mut self, at: usize) -> Option<&mut Node<'a>> {
        self.nodes.get_mut(at)
    }

    fn line(&mut self, line: &'a str) {
        if let Some(open) = self.awaits.take() {
            if label(line).is_none() && marker(line).is_none() && !closes(line) {
                self.labelled(&Label { rest: line, ..open }, line);
                return;
            }
            // 项目内容: and a numbered list below it.
            if matches!(open.word, Word::Content | Word::How | Word::Goal | Word::Schedule | Word::Note) && self.at > 0 {
                self.owner = Some((self.at, open.word));
            }
        }
        if closes(line) {
            let roles = sentence(line);
            if !roles.is_empty() {
                self.close(&roles);
                return;
            }
        }
        if let Some(found) = label(line) {
            self.labelled(&found, line);
            return;
        }
        let found = marker(line).or_else(|| self.before_digit(line));
        if let Some((at, inner, text)) = found.and_then(|found| self.numbered_label(&found)) {
            self.at = at;
            self.labelled(&inner, text);
            return;
        }
        match found.filter(|found| !self.is_inside(level(found.style), found.value)) {
            Some(found) if found.style != Style::Bare || found.rest.chars().count() > 3 => {
                self.open(level(found.style), found.number, found.value, found.rest);
            }
            _ => self.paragraph(line),
        }
    }

    /// (二)责任单位: below a numbered item is a label of it; other labels are so once units or a deadline have been.
    fn numbered_label(&self, found: &Marker<'a>) -> Option<(usize, Label<'a>, &'a str)> {
        let inner = label(found.rest)?;
        let at = self.above(level(found.style));
        let node = self.nodes.get(at).filter(|_| at > 0)?;
        let sure = is_role(inner.word) || inner.word == Word::Due;
        let more = matches!(inner.word, Word::Content | Word::How | Word::Goal | Word::Schedule | Word::Note);
        (sure || (more && (!node.roles.is_empty() || node.due.is_some()))).then_some((at, inner, found.rest))
    }

    /// 27.9月底前开工 behind item 26: the number of the item, no decimal.
    fn before_digit(&self, line: &'a str) -> Option<Marker<'a>> {
        let wanted = self.nodes.get(self.at).filter(|node| node.level == level(Style::Arabic))?.value.checked_add(1)?;
        let rest = line.strip_prefix(wanted.to_string().as_str())?.strip_prefix('.')?;
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = line.get(..line.len().checked_sub(rest.len().checked_add(1)?)?)?;
        let counts = rest.len() > behind.len() && !behind.starts_with(['%', '.', '亿', '万']);
        counts.then_some(Marker { style: Style::Arabic, number, value: wanted, rest })
    }

    /// A number below the node whose 事项内容: is open belongs to that text.
    fn is_inside(&self, level: usize, value: i64) -> bool {
        let Some((owner, _)) = self.owner else { return false };
        let deeper =
            self.nodes.get(owner).is_some_and(|node| level > node.level || (level == node.level && value != node.value.saturating_add(1)));
        owner > 0 && deeper
    }

    /// The open node of a higher level than this one, or the root.
    fn above(&self, level: usize) -> usize {
        let mut at = self.at;
        while at > 0 && self.nodes.get(at).is_some_and(|node| node.level >= level) {
            at = self.nodes.get(at).map_or(0, |node| node.parent);
        }
        at
    }

    fn open(&mut self, level: usize, number: &'a str, value: i64, heading: &'a str) {
        self.owner = None;
        self.spoken.clear();
        let parent = self.above(level);
        let at = self.nodes.len();
        let (heading, inline) = split_label(heading);
        let parted = part(heading);
        let node = Node { level, parent, number, value, heading: parted.body, roles: parted.roles, due: parted.due, ..Node::default() };
        self.nodes.push(node);
        if let Some(parent) = self.node(parent) {
            parent.children.push(at);
        }
        self.at = at;
        if let Some(found) = inline {
            self.labelled(&found, found.rest);
        }
    }

    /// Text below a number; units in brackets at its end belong to the node.
    fn paragraph(&mut self, line: &'a str) {
        if let Some((owner, word)) = self.owner {
            let parted = part(line);
            if let Some(node) = self.node(owner) {
                node.fields.extend(Some((word, parted.body)).filter(|(_, body)| !body.is_empty()));
                node.due = node.due.or(parted.due);
                if !parted.roles.is_empty() {
                    node.roles.extend(parted.roles);
                    self.owner = None;
                }
            }
            return;
        }
        let parted = part(line);
        let at = self.at;
        if !parted.roles.is_empty() && parted.body.trim_matches(['(', ' ']).is_empty() {
            self.assign(&parted.roles, parted.due);
            return;
        }
        if let Some(node) = self.node(at) {
            node.end_block();
            node.body.extend(Some(parted.body).filter(|body| !body.is_empty()));
            node.roles.extend(parted.roles);
            node.due = node.due.or(parted.due);
        }
    }

    /// A line that begins with a label.
    fn labelled(&mut self, found: &Label<'a>, line: &'a str) {
        if found.rest.trim().is_empty() {
            self.awaits = Some(*found);
            return;
        }
        if is_role(found.word) || found.word == Word::Due {
            let whole = if found.rest.as_ptr() == line.as_ptr() { None } else { Some(part(line)) };
            let parted = whole.unwrap_or_else(|| super::roles::Parted {
                body: "",
                roles: if is_role(found.word) {
                    vec![Role { word: found.word, label: found.printed, value: found.rest, rule: "role.label" }]
                } else {
                    Vec::new()
                },
                due: (found.word == Word::Due).then_some(found.rest),
            });
            self.assign(&parted.roles, parted.due);
            return;
        }
        self.block_label(found);
    }

    /// 事项内容: opens a long field; the same label again, or 事项名称:, opens the next block.
    fn block_label(&mut self, found: &Label<'a>) {
        // 目标任务: below a numbered heading is text of it; without a heading, or again, it names the next block.
        let keyed = found.word == Word::KeyWork
            && self.nodes.get(self.at).is_none_or(|node| self.at == 0 || node.heading.is_empty() || node.labels.contains(&Word::KeyWork));
        let titled = keyed || matches!(found.word, Word::Title | Word::Number);
        let seen = self
            .nodes
            .get(self.at)
            .is_some_and(|node| node.labels.contains(&found.word) || (titled && (node.owns() || !node.labels.is_empty())));
        if seen
            || (titled && self.nodes.get(self.at).is_some_and(|node| !node.heading.is_empty() && node.labels.is_empty()))
            || (self.at == 0 && is_long(found.word))
        {
            self.open_unnumbered(found, titled);
        }
        let at = self.at;
        let parted = part(found.rest);
        let Some(node) = self.node(at) else { return };
        node.labels.push(found.word);
        node.due = node.due.or(parted.due);
        match found.word {
            Word::Number => node.number = parted.body,
            Word::Title | Word::KeyWork if node.heading.is_empty() => node.heading = parted.body,
            word => node.fields.extend(Some((word, parted.body)).filter(|(_, body)| !body.is_empty())),
        }
        let closed = !parted.roles.is_empty();
        node.roles.extend(parted.roles);
        self.owner = (is_long(found.word) && !titled && !closed).then_some((at, found.word));
    }

    /// A block without a number: its heading is the short line before it.
    fn open_unnumbered(&mut self, found: &Label<'a>, titled: bool) {
        let at = self.at;
        let (level, value) = self.nodes.get(at).map_or((4, 0), |node| if at == 0 { (4, 0) } else { (node.level, node.value) });
        let heading = if titled {
            ""
        } else {
            let fields = self.nodes.get_mut(at).and_then(|node| take_heading(&mut node.body, &mut node.fields));
            match fields {
                Some(heading) => heading,
                None if found.word == Word::Content || at == 0 => "",
                None => return,
            }
        };
        if heading.is_empty() && !titled {
            return;
        }
        self.open(level, "", value.saturating_add(1), heading);
    }

    /// Units or a deadline on a line of their own: for the node with the open label, or for all items since the last such line.
    fn assign(&mut self, roles: &[Role<'a>], due: Option<&'a str>) {
        let owner = self.owner.take().map(|(owner, _)| owner);
        let at = owner.unwrap_or(self.at);
        self.at = at;
        let again = self.spoken.first() == Some(&at);
        let group = if owner.is_some() {
            vec![at]
        } else if again {
            std::mem::take(&mut self.spoken)
        } else {
            self.group(at)
        };
        for at in &group {
            if let Some(node) = self.node(*at) {
                node.roles.extend(roles.iter().copied());
                node.due = node.due.or(due);
            }
        }
        self.spoken = group;
    }

    /// The items before this line that nothing has been said about yet: siblings without units, label or deadline.
    fn group(&self, at: usize) -> Vec<usize> {
        let mut group = vec![at];
        let Some(node) = self.nodes.get(at) else { return group };
        if node.owns() || node.due.is_some() || !node.labels.is_empty() || at == 0 {
            return group;
        }
        let siblings = self.nodes.get(node.parent).map_or(&[][..], |parent| parent.children.as_slice());
        for sibling in siblings.iter().rev().skip(1) {
            let bare = self
                .nodes
                .get(*sibling)
                .is_some_and(|node| !node.owns() && node.due.is_none() && node.labels.is_empty() && node.children.is_empty());
            if !bare {
                break;
            }
            group.push(*sibling);
        }
        group
    }

    /// ——由…组织落实: closes the paragraphs since the last such line; without any it speaks for the items of the group.
    fn close(&mut self, roles: &[Role<'a>]) {
        let at = self.at;
        let Some(node) = self.node(at) else { return };
        let paragraphs = std::mem::take(&mut node.body);
        if paragraphs.is_empty() && node.blocks.is_empty() && node.number.is_empty() {
            self.assign(roles, None);
            return;
        }
        node.blocks.push(Block { paragraphs, roles: roles.to_vec(), due: None });
        for sibling in self.group_before(at) {
            if let Some(node) = self.node(sibling) {
                let paragraphs = std::mem::take(&mut node.body);
                node.blocks.push(Block { paragraphs, roles: roles.to_vec(), due: None });
            }
        }
    }

    fn group_before(&self, at: usize) -> Vec<usize> {
        let Some(node) = self.nodes.get(at).filter(|node| node.blocks.len() == 1 && at > 0) else { return Vec::new() };
        let siblings = self.nodes.get(node.parent).map_or(&[][..], |parent| parent.children.as_slice());
        let bare = |at: &&usize| {
            self.nodes.get(**at).is_some_and(|node| !node.owns() && node.due.is_none() && node.children.is_empty() && node.level > 2)
        };
        siblings.iter().rev().skip(1).take_while(bare).copied().collect()
    }
}

/// Whether the line is a sentence that closes a block.
fn closes(line: &str) -> bool {
    (line.starts_with("——") || line.starts_with('—') || line.starts_with("由") || line.starts_with("(由")) && count(line, 401) <= 400
}

/// 一、高质量实施课后服务 事项内容:…: the heading and the label on the same line.
fn split_label(heading: &str) -> (&str, Option<Label<'_>>) {
    let found = super::label::labels(heading)
        .into_iter()
        .find(|(at, label)| *at > 0 && is_long(label.word) && !matches!(label.word, Word::Title | Word::KeyWork | Word::Note));
    match found {
        Some((at, label)) if heading.get(..at).is_some_and(|before| before.ends_with([' ', '\t', '。'])) => {
            (super::text::cut(heading, at).0.trim(), Some(label))
        }
        _ => (heading, None),
    }
}

/// The last short line without a full stop, taken out of the text before.
fn take_heading<'a>(body: &mut Vec<&'a str>, fields: &mut Vec<(Word, &'a str)>) -> Option<&'a str> {
    let short = |text: &str| count(text, 41) <= 40 && !text.ends_with(['。', ';', ':']);
    if body.last().is_some_and(|line| short(line)) {
        return body.pop();
    }
    if fields.len() > 1 && fields.last().is_some_and(|(_, line)| short(line)) {
        return fields.pop().map(|(_, line)| line);
    }
    None
}
