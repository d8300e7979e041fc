//! What can be said of a document from itself and the codes that are known: names that lead nowhere, names given twice, circles.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::flat::Flat;
use super::shapes::PlanDocument;
use super::task_shapes::{DocumentAllocation, DocumentTask};
use crate::domain::plan::UnitKind;
use crate::http::{Code, Fault};

/// Codes the register has already.
#[derive(Default)]
pub(super) struct Known {
    /// Of units.
    pub units: HashSet<String>,
    /// Of officials.
    pub officials: HashSet<String>,
}

/// All faults that need no database beyond the known codes, each at its place.
pub(super) fn check(document: &PlanDocument, flat: &Flat<'_>, known: &Known) -> Vec<Fault> {
    let mut check = Check {
        units: document.units.iter().map(|unit| unit.code.as_str()).chain(known.units.iter().map(String::as_str)).collect(),
        officials: document.officials.iter().map(|one| one.code.as_str()).chain(known.officials.iter().map(String::as_str)).collect(),
        faults: Vec::new(),
        flat,
    };
    check.units_of(document);
    check.officials_of(document);
    check.plan(document);
    check.twice(flat.tasks.iter().map(|task| (task.task.code.as_str(), format!("{}/code", task.at))));
    for (at, _) in flat.tasks.iter().enumerate() {
        check.task(at);
    }
    check.wholes();
    check.rules(document);
    check.links(document);
    check.faults
}

struct Check<'c> {
    flat: &'c Flat<'c>,
    units: HashSet<&'c str>,
    officials: HashSet<&'c str>,
    faults: Vec<Fault>,
}

impl<'c> Check<'c> {
    fn fault(&mut self, at: impl Into<String>, code: Code) {
        self.faults.push(Fault::at(at, code));
    }

    /// The second and later of the same name are faults.
    fn twice<K: Hash + Eq>(&mut self, names: impl Iterator<Item = (K, String)>) {
        let mut seen = HashSet::new();
        for (name, at) in names {
            if !seen.insert(name) {
                self.fault(at, Code::DuplicateItem);
            }
        }
    }

    fn unit(&mut self, code: Option<&String>, at: &str) {
        if code.is_some_and(|code| !self.units.contains(code.as_str())) {
            self.fault(at, Code::NotFound);
        }
    }

    fn units_of(&mut self, document: &'c PlanDocument) {
        self.twice(document.units.iter().enumerate().map(|(n, unit)| (unit.code.as_str(), format!("/units/{n}/code"))));
        let mut needs: HashMap<&str, Vec<&str>> = HashMap::new();
        for (n, unit) in document.units.iter().enumerate() {
            let at = format!("/units/{n}");
            self.unit(unit.parent_code.as_ref(), &format!("{at}/parentCode"));
            self.unit(unit.successor_code.as_ref(), &format!("{at}/successorCode"));
            for (m, member) in unit.members.iter().enumerate() {
                self.unit(Some(&member.unit_code), &format!("{at}/members/{m}/unitCode"));
            }
            if unit.open && (unit.kind != UnitKind::Group || !unit.members.is_empty()) {
                self.fault(format!("{at}/open"), Code::Contradiction);
            }
            let named = unit.parent_code.iter().chain(&unit.successor_code).chain(unit.members.iter().map(|member| &member.unit_code));
            needs.entry(unit.code.as_str()).or_default().extend(named.map(String::as_str));
        }
        let circles: Vec<usize> = circular(document.units.iter().map(|unit| unit.code.as_str()), &needs);
        for n in circles {
            self.fault(format!("/units/{n}"), Code::Cycle);
        }
    }

    fn officials_of(&mut self, document: &'c PlanDocument) {
        self.twice(document.officials.iter().enumerate().map(|(n, one)| (one.code.as_str(), format!("/officials/{n}/code"))));
        let mut needs: HashMap<&str, Vec<&str>> = HashMap::new();
        for (n, official) in document.officials.iter().enumerate() {
            self.unit(official.unit_code.as_ref(), &format!("/officials/{n}/unitCode"));
            if let Some(code) = &official.successor_code {
                if !self.officials.contains(code.as_str()) {
                    self.fault(format!("/officials/{n}/successorCode"), Code::NotFound);
                }
                needs.entry(official.code.as_str()).or_default().push(code);
            }
        }
        for n in circular(document.officials.iter().map(|official| official.code.as_str()), &needs) {
            self.fault(format!("/officials/{n}/successorCode"), Code::Cycle);
        }
    }

    fn plan(&mut self, document: &PlanDocument) {
        let plan = &document.plan;
        self.unit(Some(&plan.issuing_unit_code), "/plan/issuingUnitCode");
        self.unit(plan.coordinating_unit_code.as_ref(), "/plan/coordinatingUnitCode");
        self.unit(plan.supervising_unit_code.as_ref(), "/plan/supervisingUnitCode");
        self.unit(plan.meeting_unit_code.as_ref(), "/plan/meetingUnitCode");
    }

    fn task(&mut self, index: usize) {
        let Some(flat) = self.flat.tasks.get(index) else { return };
        let (task, at) = (flat.task, flat.at.as_str());
        self.assignments(task, at);
        self.twice(numbered(&task.milestones, |step| step.key.as_str(), &format!("{at}/milestones"), "key"));
        self.twice(numbered(&task.sites, |site| site.name.as_str(), &format!("{at}/sites"), "name"));
        self.twice(numbered(&task.targets, |target| target.key.as_str(), &format!("{at}/targets"), "key"));
        for (n, site) in task.sites.iter().enumerate() {
            self.unit(site.unit_code.as_ref(), &format!("{at}/sites/{n}/unitCode"));
        }
        for (n, target) in task.targets.iter().enumerate() {
            let at = format!("{at}/targets/{n}");
            self.unit(target.reporting_unit_code.as_ref(), &format!("{at}/reportingUnitCode"));
            self.unit(target.per_unit_group_code.as_ref(), &format!("{at}/perUnitGroupCode"));
            self.referred(target.reference.as_ref().and_then(|reference| reference.target.as_ref()), &format!("{at}/reference/target"));
            self.twice(numbered(&target.checkpoints, |point| point.due_on, &format!("{at}/checkpoints"), "dueOn"));
            for (m, point) in target.checkpoints.iter().enumerate() {
                self.step(task, point.milestone.as_ref(), format!("{at}/checkpoints/{m}/milestone"));
            }
            for (m, share) in target.allocations.iter().enumerate() {
                let at = format!("{at}/allocations/{m}");
                self.unit(share.unit_code.as_ref(), &format!("{at}/unitCode"));
                if share.site.as_ref().is_some_and(|site| self.flat.site(index, site).is_none()) {
                    self.fault(format!("{at}/site"), Code::NotFound);
                }
            }
            let cell = |share: &'c DocumentAllocation| (&share.unit_code, &share.site, share.period);
            self.twice(target.allocations.iter().enumerate().map(|(m, share)| (cell(share), format!("{at}/allocations/{m}"))));
            for (m, version) in target.versions.iter().enumerate() {
                let at = format!("{at}/versions/{m}");
                self.unit(version.reporting_unit_code.as_ref(), &format!("{at}/reportingUnitCode"));
                self.unit(version.per_unit_group_code.as_ref(), &format!("{at}/perUnitGroupCode"));
                self.referred(
                    version.reference.as_ref().and_then(|reference| reference.target.as_ref()),
                    &format!("{at}/reference/target"),
                );
            }
            self.versions(target.versions.iter().map(|version| version.n), &at);
        }
        self.versions(task.versions.iter().map(|version| version.n), at);
        self.statements(index, task, at);
    }

    fn assignments(&mut self, task: &'c DocumentTask, at: &str) {
        for (n, duty) in task.assignments.iter().enumerate() {
            self.unit(duty.unit_code.as_ref(), &format!("{at}/assignments/{n}/unitCode"));
            if duty.official_code.as_ref().is_some_and(|code| !self.officials.contains(code.as_str())) {
                self.fault(format!("{at}/assignments/{n}/officialCode"), Code::NotFound);
            }
        }
        let name =
            |duty: &'c super::task_shapes::DocumentAssignment| (duty.role, &duty.unit_code, &duty.official_code, duty.effective_from);
        self.twice(task.assignments.iter().enumerate().map(|(n, duty)| (name(duty), format!("{at}/assignments/{n}"))));
    }

    fn statements(&mut self, index: usize, task: &'c DocumentTask, at: &str) {
        let place = |n: usize, ord: Option<i32>| ord.map_or(n + 1, |ord| usize::try_from(ord).unwrap_or(0));
        self.twice(task.statements.iter().enumerate().map(|(n, one)| (place(n, one.ord), format!("{at}/statements/{n}/ord"))));
        for (n, one) in task.statements.iter().enumerate() {
            let at = format!("{at}/statements/{n}");
            self.step(task, one.milestone.as_ref(), format!("{at}/milestone"));
            let mut found = Vec::new();
            for (m, name) in one.targets.iter().enumerate() {
                match self.flat.target(index, name) {
                    None => self.fault(format!("{at}/targets/{m}"), Code::NotFound),
                    Some(target) if found.contains(&target) => self.fault(format!("{at}/targets/{m}"), Code::DuplicateItem),
                    Some(target) => found.push(target),
                }
            }
            let points = found.iter().filter_map(|target| self.flat.targets.get(*target)).flat_map(|target| &target.target.checkpoints);
            let is_there = |day| points.clone().any(|point| point.due_on == day);
            if one.checkpoint.is_some_and(|day| !is_there(day)) && found.len() == one.targets.len() {
                self.fault(format!("{at}/checkpoint"), Code::NotFound);
            }
        }
    }

    fn step(&mut self, task: &DocumentTask, key: Option<&String>, at: String) {
        if key.is_some_and(|key| !task.milestones.iter().any(|step| step.key == *key)) {
            self.fault(at, Code::NotFound);
        }
    }

    /// A target named in full; one of another plan is looked up later.
    fn referred(&mut self, name: Option<&String>, at: &str) {
        if name.is_some_and(|name| !name.contains(':') && !self.flat.by_name.contains_key(name)) {
            self.fault(at, Code::NotFound);
        }
    }

    /// Versions follow one another without a gap, after the first one, which the thing itself is.
    fn versions(&mut self, numbers: impl Iterator<Item = i32>, at: &str) {
        for ((m, n), wanted) in numbers.enumerate().zip(2..) {
            if n != wanted {
                self.fault(format!("{at}/versions/{m}/n"), Code::InvalidValue);
            }
        }
    }

    /// The whole of a part stands in the same task or above it, and no part is its own whole.
    fn wholes(&mut self) {
        let flat = self.flat;
        let whole_of = |index: usize| {
            let target = flat.targets.get(index)?;
            flat.target(target.task, target.target.part_of.as_ref()?)
        };
        for (index, target) in flat.targets.iter().enumerate().filter(|(_, target)| target.target.part_of.is_some()) {
            let at = format!("{}/partOf", target.at);
            match whole_of(index).and_then(|whole| flat.targets.get(whole)) {
                Some(whole) if flat.is_within(target.task, whole.task) => {}
                _ => self.fault(at.clone(), Code::NotFound),
            }
            if std::iter::successors(whole_of(index), |whole| whole_of(*whole)).take(flat.targets.len()).any(|whole| whole == index) {
                self.fault(at, Code::Cycle);
            }
        }
    }

    fn rules(&mut self, document: &'c PlanDocument) {
        self.twice(numbered(&document.reporting_rules, |rule| rule.n, "/reportingRules", "n"));
        for (n, rule) in document.reporting_rules.iter().enumerate() {
            self.unit(Some(&rule.receiver_unit_code), &format!("/reportingRules/{n}/receiverUnitCode"));
            if rule.task_code.as_ref().is_some_and(|code| !self.flat.tasks.iter().any(|task| task.task.code == *code)) {
                self.fault(format!("/reportingRules/{n}/taskCode"), Code::NotFound);
            }
        }
    }

    fn links(&mut self, document: &'c PlanDocument) {
        for (n, link) in document.links.iter().enumerate() {
            if !self.flat.by_name.contains_key(&link.from) {
                self.fault(format!("/links/{n}/from"), Code::NotFound);
            }
            self.referred(Some(&link.to), &format!("/links/{n}/to"));
        }
        let name = |link: &'c super::shapes::DocumentLink| (&link.from, &link.to, link.kind);
        self.twice(document.links.iter().enumerate().map(|(n, link)| (name(link), format!("/links/{n}"))));
    }
}

/// The names of the items of a list, each with its place.
fn numbered<'i, T, K>(items: &'i [T], name: impl Fn(&'i T) -> K, at: &str, member: &str) -> impl Iterator<Item = (K, String)> {
    items.iter().enumerate().map(move |(n, item)| (name(item), format!("{at}/{n}/{member}")))
}

/// Which of these, by their place, lead back to themselves.
fn circular<'c>(codes: impl Iterator<Item = &'c str>, needs: &HashMap<&'c str, Vec<&'c str>>) -> Vec<usize> {
    let leads_back = |code: &'c str| {
        let (mut open, mut passed) = (needs.get(code).cloned().unwrap_or_default(), HashSet::new());
        while let Some(next) = open.pop() {
            if next == code {
                return true;
            }
            if passed.insert(next) {
                open.extend(needs.get(next).into_iter().flatten());
            }
        }
        false
    };
    codes.enumerate().filter(|(_, code)| leads_back(code)).map(|(n, _)| n).collect()
}
