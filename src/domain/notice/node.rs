//! One numbered line of an outline with everything up to the next.

use super::roles::Role;
use super::vocabulary::Word;

/// A paragraph block with the sentence that closes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Block<'a> {
    pub(super) paragraphs: Vec<&'a str>,
    pub(super) roles: Vec<Role<'a>>,
    pub(super) due: Option<&'a str>,
}

/// One numbered line with everything up to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Node<'a> {
    pub(super) level: usize,
    pub(super) parent: usize,
    pub(super) number: &'a str,
    pub(super) value: i64,
    pub(super) heading: &'a str,
    pub(super) body: Vec<&'a str>,
    pub(super) blocks: Vec<Block<'a>>,
    pub(super) roles: Vec<Role<'a>>,
    pub(super) due: Option<&'a str>,
    /// Values of long labels: content, how, goals, schedule, notes.
    pub(super) fields: Vec<(Word, &'a str)>,
    /// The labels seen, to know when the next block begins.
    pub(super) labels: Vec<Word>,
    pub(super) children: Vec<usize>,
    /// Its blocks were parted by lines of units.
    pub(super) parted: bool,
}

impl Node<'_> {
    pub(super) fn owns(&self) -> bool {
        !self.roles.is_empty() || !self.blocks.is_empty()
    }

    /// Below a heading, a paragraph with its units on lines of their own is a block; the next paragraph begins another.
    pub(super) fn end_block(&mut self) {
        let heading = matches!(self.level, 2 | 3) && self.labels.is_empty() && self.children.is_empty();
        if heading && !self.body.is_empty() && !self.roles.is_empty() {
            let (paragraphs, roles) = (std::mem::take(&mut self.body), std::mem::take(&mut self.roles));
            self.blocks.push(Block { paragraphs, roles, due: self.due.take() });
            self.parted = true;
        }
    }

    /// The last block ends with the node; a single one is the node itself, and what nobody answers for belongs to the last.
    pub(super) fn end(&mut self) {
        if !self.parted {
            return;
        }
        self.end_block();
        let rest = std::mem::take(&mut self.body);
        if let Some(last) = self.blocks.last_mut() {
            last.paragraphs.extend(rest);
        }
        if self.blocks.len() == 1
            && let Some(only) = self.blocks.pop()
        {
            (self.body, self.roles, self.due) = (only.paragraphs, only.roles, only.due);
        }
    }
}
