//! From the nodes of an outline to groups and records.

use super::collapsed::first_sentence;
use super::node::{Block, Node};
use super::outline::Outline;
use super::record::{Group, Reading, Record};
use super::roles::Role;
use super::units::is_list;
use super::vocabulary::Word;

/// Headings under which stands how the work is done, not what.
const ABOUT: &[&str] = &[
    "保障措施",
    "组织领导",
    "组织保障",
    "工作要求",
    "总体要求",
    "指导思想",
    "基本原则",
    "工作目标",
    "工作原则",
    "分解原则",
    "组织实施",
    "有关要求",
    "总体目标",
    "保障机制",
    "实施步骤",
    "督促检查",
    "强化督查",
    "工作保障",
    "推进机制",
    "监督考核",
    "附则",
    "基本情况",
    "工作步骤",
    "相关要求",
    "重大意义",
    "职责分工",
    "时间安排",
    "总体思路",
];

/// Whether the heading announces how rather than what.
pub(crate) fn is_about(heading: &str) -> bool {
    ABOUT.iter().any(|word| heading.contains(word))
}

/// Groups and records of the outline.
pub(crate) fn shape<'a>(outline: &Outline<'a>) -> Reading<'a> {
    let mut reading = Reading { left: outline.left.clone(), ..Reading::default() };
    let owning = owning(&outline.nodes);
    let any = owning.first().copied().unwrap_or(false);
    let mut shaper = Shaper { nodes: &outline.nodes, owning: &owning, left: Vec::new(), listed: !any };
    let root = shaper.group(0, 0);
    reading.left.extend(shaper.left);
    reading.root = flattened(root);
    charge(&mut reading.root, 0);
    reading
}

/// 二、市民政局(3项): a heading that is nothing but units charges them with every item below that charges nobody.
fn charge(group: &mut Group<'_>, depth: usize) {
    let named = group
        .title
        .rsplit_once('(')
        .filter(|(_, inner)| inner.ends_with("项)") || inner.ends_with("件)"))
        .map_or(group.title, |(name, _)| name);
    if is_list(named) {
        for record in group.records.iter_mut().filter(|record| record.roles.is_empty() && record.measures.is_empty()) {
            record.roles.push(Role { word: Word::Responsible, label: "", value: named, rule: "role.heading" });
            record.without_roles = false;
        }
    }
    group.groups.iter_mut().filter(|_| depth < DEEPEST).for_each(|group| charge(group, depth.saturating_add(1)));
}

/// For each node, whether units stand at it or below.
fn owning(nodes: &[Node<'_>]) -> Vec<bool> {
    let mut owning: Vec<bool> = nodes.iter().map(Node::owns).collect();
    for (at, node) in nodes.iter().enumerate().rev() {
        if at > 0
            && owning.get(at).copied().unwrap_or(false)
            && let Some(parent) = owning.get_mut(node.parent)
        {
            *parent = true;
        }
    }
    owning
}

struct Shaper<'t, 'a> {
    nodes: &'t [Node<'a>],
    owning: &'t [bool],
    left: Vec<&'a str>,
    /// No units anywhere: a bare list of items.
    listed: bool,
}

/// Levels of numbering there are; deeper than this nothing is nested.
const DEEPEST: usize = 9;

impl<'a> Shaper<'_, 'a> {
    fn owns_below(&self, at: usize) -> bool {
        self.nodes.get(at).is_some_and(|node| node.children.iter().any(|child| self.owning.get(*child).copied().unwrap_or(false)))
    }

    fn group(&mut self, at: usize, depth: usize) -> Group<'a> {
        let Some(node) = self.nodes.get(at) else { return Group::default() };
        let mut group = Group { number: node.number, title: node.heading, rule: "section.heading", ..Group::default() };
        self.left.extend(node.body.iter().filter(|_| at > 0 || !node.owns()).copied());
        if at == 0 && node.owns() {
            group.records.push(self.record(at, node));
        }
        let mut blocks = false;
        if at > 0 && node.blocks.len() > 1 {
            group.records.extend(lettered(node));
            blocks = true;
        }
        let parted = node.children.iter().any(|child| self.nodes.get(*child).is_some_and(|node| node.parted && node.blocks.len() > 1));
        let child_records = node.children.iter().any(|child| self.is_task(*child));
        for child in &node.children {
            if depth >= DEEPEST {
                break;
            }
            match self.nodes.get(*child).filter(|node| parted && node.owns() && node.blocks.is_empty() && !node.body.is_empty()) {
                Some(node) => group.groups.push(single(node)),
                None => self.child(*child, &mut group, child_records && !blocks, depth),
            }
        }
        group
    }

    fn is_task(&self, at: usize) -> bool {
        self.nodes.get(at).is_some_and(|node| node.blocks.len() < 2 && (node.owns() || !node.labels.is_empty()))
    }

    fn child(&mut self, at: usize, group: &mut Group<'a>, siblings: bool, depth: usize) {
        let Some(node) = self.nodes.get(at) else { return };
        let below = self.owns_below(at);
        if self.is_task(at) {
            let mut record = self.record(at, node);
            if below {
                for child in &node.children {
                    if let Some(node) = self.nodes.get(*child) {
                        let measure = self.record(*child, node);
                        record.measures.push(measure);
                    }
                }
            }
            group.records.push(record);
        } else if node.blocks.len() > 1 || below {
            let inner = self.group(at, depth.saturating_add(1));
            group.groups.push(inner);
        } else if siblings && !is_about(node.heading) {
            let mut record = self.record(at, node);
            record.without_roles = true;
            group.records.push(record);
        } else if self.listed && !is_about(node.heading) {
            self.listed_child(at, node, group, depth);
        } else {
            self.leave(at, depth);
        }
    }

    /// Without any units the items of a list are those that have no numbers below them.
    fn listed_child(&mut self, at: usize, node: &Node<'a>, group: &mut Group<'a>, depth: usize) {
        if !node.children.is_empty() && node.level <= 3 {
            let inner = self.group(at, depth.saturating_add(1));
            group.groups.push(inner);
        } else if node.level >= 3 || node.body.is_empty() {
            let mut record = self.record(at, node);
            record.without_roles = true;
            group.records.push(record);
        } else {
            self.leave(at, depth);
        }
    }

    fn leave(&mut self, at: usize, depth: usize) {
        let Some(node) = self.nodes.get(at) else { return };
        self.left.extend(Some(node.heading).filter(|heading| !heading.is_empty()));
        self.left.extend(node.body.iter().copied());
        for child in &node.children {
            if depth < DEEPEST {
                self.leave(*child, depth.saturating_add(1));
            }
        }
    }

    fn record(&self, at: usize, node: &Node<'a>) -> Record<'a> {
        let mut record = Record { number: node.number, roles: node.roles.clone(), due: node.due, rule: "layout.item", ..Record::default() };
        let mut paragraphs: Vec<&'a str> = node.body.clone();
        if let Some(block) = node.blocks.first() {
            paragraphs.splice(0..0, block.paragraphs.iter().copied());
            record.roles.extend(block.roles.iter().copied());
            record.rule = "layout.closedBlock";
        }
        record.title = if node.heading.is_empty() && !paragraphs.is_empty() { paragraphs.remove(0) } else { node.heading };
        record.content = paragraphs;
        if !node.labels.is_empty() {
            record.rule = "layout.labelledBlock";
        }
        for (word, text) in &node.fields {
            match word {
                Word::How => record.how.push(text),
                Word::Goal => record.goals.push(text),
                Word::Schedule => record.schedule.push(text),
                Word::Note => record.notes.push(text),
                _ => record.content.push(text),
            }
        }
        if !self.owns_below(at) {
            for child in &node.children {
                self.text_of(*child, &mut record.content, 0);
            }
        }
        record
    }

    fn text_of(&self, at: usize, out: &mut Vec<&'a str>, depth: usize) {
        let Some(node) = self.nodes.get(at) else { return };
        out.extend(Some(node.heading).filter(|heading| !heading.is_empty()));
        out.extend(node.body.iter().copied());
        out.extend(node.fields.iter().map(|(_, text)| *text));
        for child in &node.children {
            if depth < DEEPEST {
                self.text_of(*child, out, depth.saturating_add(1));
            }
        }
    }
}

/// Several closed blocks under one number: a, b, c, each named by its first sentence.
fn lettered<'a>(node: &Node<'a>) -> Vec<Record<'a>> {
    let record = |(block, letter): (&Block<'a>, char)| {
        let (title, content) = titled(node, &block.paragraphs, letter == 'a' && node.parted);
        Record {
            number: node.number,
            letter: Some(letter),
            title,
            content,
            roles: block.roles.clone(),
            due: block.due,
            rule: "layout.closedBlock",
            ..Record::default()
        }
    };
    node.blocks.iter().zip('a'..='z').map(record).collect()
}

/// The first sentence of a block and the rest. Where blocks are parted by lines of units the first may follow words on the whole section.
fn titled<'a>(node: &Node<'a>, paragraphs: &[&'a str], behind_words: bool) -> (&'a str, Vec<&'a str>) {
    let (own, before) = match paragraphs {
        [before @ .., own] if behind_words => (*own, before),
        [own, ..] => (*own, &[][..]),
        [] => (node.heading, paragraphs),
    };
    let (title, rest) = first_sentence(own);
    let behind = paragraphs.iter().skip(before.len().saturating_add(1));
    let content = before.iter().copied().chain(Some(rest).filter(|rest| !rest.is_empty())).chain(behind.copied()).collect();
    (title, content)
}

/// The only block below a heading whose siblings have several.
fn single<'a>(node: &Node<'a>) -> Group<'a> {
    let (title, content) = titled(node, &node.body, true);
    let record = Record {
        number: node.number,
        letter: Some('a'),
        title,
        content,
        roles: node.roles.clone(),
        due: node.due,
        rule: "layout.closedBlock",
        ..Record::default()
    };
    Group { number: node.number, title: node.heading, rule: "section.heading", records: vec![record], ..Group::default() }
}

/// A heading that holds nothing but one group of headings says nothing by itself: 二、主要任务.
fn flattened(mut root: Group<'_>) -> Group<'_> {
    root.groups.retain(|group| group.count() > 0);
    if root.records.is_empty()
        && root.groups.len() == 1
        && let Some(only) = root.groups.pop()
    {
        if only.records.is_empty() {
            return flattened(Group { title: "", number: "", ..only });
        }
        root.groups.push(only);
    }
    root
}
