//! The units and persons of one notice: each printed name once, with every place where it stands.

use std::collections::BTreeMap;

use super::document::{Official, Unit};
use super::proposal::{Mention, PrintedUnit};
use super::text::{Text, squeeze};
use super::units::{is_group, is_open};

/// Units in the order in which they appear.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    units: Vec<PrintedUnit>,
    persons: Vec<PrintedUnit>,
    /// Where each name stands in its list.
    known: BTreeMap<(bool, String), usize>,
}

impl Registry {
    /// The code of the unit of that name; a new one for a new name.
    pub(crate) fn unit(&mut self, name: &str) -> String {
        let name = squeeze(name.chars());
        if let Some(known) = self.known.get(&(true, name.clone())).and_then(|at| self.units.get(*at)) {
            return known.code.clone();
        }
        self.known.insert((true, name.clone()), self.units.len());
        let code = format!("U{}", self.units.len().saturating_add(1));
        let (group, open) = (is_group(&name), is_open(&name));
        self.units.push(PrintedUnit { code: code.clone(), name, group, open, mentions: Vec::new() });
        code
    }

    /// The code of the person of that name.
    pub(crate) fn person(&mut self, name: &str) -> String {
        let name = squeeze(name.chars());
        if let Some(known) = self.known.get(&(false, name.clone())).and_then(|at| self.persons.get(*at)) {
            return known.code.clone();
        }
        self.known.insert((false, name.clone()), self.persons.len());
        let code = format!("P{}", self.persons.len().saturating_add(1));
        self.persons.push(PrintedUnit { code: code.clone(), name, group: false, open: false, mentions: Vec::new() });
        code
    }

    /// Remembers a place.
    pub(crate) fn mention(&mut self, code: &str, text: &Text, printed: &str, task: &str, role: &str, label: &str) {
        let Some(span) = text.span(printed) else { return };
        let at = code.get(1..).and_then(|n| n.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
        let list = if code.starts_with('U') { &mut self.units } else { &mut self.persons };
        let known = at.and_then(|at| list.get_mut(at));
        if let Some(unit) = known {
            unit.mentions.push(Mention { task: task.to_owned(), role: role.to_owned(), label: text.printed(label), span });
        }
    }

    /// The units and persons of the document and of the proposal.
    pub(crate) fn finish(self) -> (Vec<Unit>, Vec<Official>, Vec<PrintedUnit>, Vec<PrintedUnit>) {
        let unit = |unit: &PrintedUnit| Unit {
            code: unit.code.clone(),
            name: unit.name.clone(),
            short_name: unit.name.clone(),
            kind: kind(&unit.name).to_owned(),
            aliases: Vec::new(),
            open: unit.open,
            ..Unit::default()
        };
        let units = self.units.iter().map(unit).collect();
        let officials = self.persons.iter().map(|person| Official { code: person.code.clone(), name: person.name.clone() }).collect();
        (units, officials, self.units, self.persons)
    }
}

/// What kind of unit the name tells.
fn kind(name: &str) -> &'static str {
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    if is_group(name) {
        "group"
    } else if ends(&["公司", "银行", "集团", "支行", "分行"]) {
        "enterprise"
    } else if name.contains("法院") {
        "court"
    } else if ends(&["联", "总工会", "团市委", "团县委", "团区委", "协会", "红十字会", "关工委"]) || name.contains("妇联")
    {
        "massOrganisation"
    } else if name.contains("委组织部")
        || name.contains("委宣传部")
        || name.contains("委网信办")
        || name.starts_with("市委")
        || name.starts_with("县委")
        || name.starts_with("区委")
    {
        "partyBody"
    } else if ends(&["领导小组", "领导小组办公室", "指挥部", "专班", "联席办", "联席会议办公室"]) {
        "temporaryBody"
    } else if ends(&["开发区", "开发区管委会", "度假区管委会", "高新区", "新区", "管委会", "园区"]) {
        "zone"
    } else if ends(&["镇", "乡", "街道", "街道办事处", "镇政府", "镇人民政府"]) {
        "township"
    } else if ends(&["区人民政府", "县人民政府", "区政府", "县政府", "区", "县"]) {
        "district"
    } else {
        "department"
    }
}
