//! From the rows of a plan to its document, in canonical order: equal plans give equal documents.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::load::{Register, Rows};
use super::shapes::{
    DocumentFormat, DocumentGovernment, DocumentLink, DocumentMember, DocumentOfficial, DocumentPlan, DocumentRule, DocumentSection,
    DocumentUnit, PlanDocument,
};
use crate::domain::day::Day;
use crate::domain::lint::LintPolicy;
use crate::domain::palette::Palette;
use crate::domain::plan::UnitKind;
use crate::domain::schedule::LimitPolicy;
use crate::domain::thresholds::Thresholds;
use crate::entity::{official, plan, unit};

/// Days given after a return where a rule does not say.
pub(super) const RETURN_DAYS: i32 = 3;

/// What is looked up while the document is built.
pub(super) struct Names<'r> {
    /// All rows of the plan.
    pub rows: &'r Rows,
    units: HashMap<Uuid, &'r str>,
    officials: HashMap<Uuid, &'r str>,
    /// `<task code>/<key>` of the plan's own targets, `<plan code>:<task code>/<key>` of others.
    pub targets: HashMap<Uuid, String>,
    /// `<task code>/<name>` of all sites.
    pub sites: HashMap<Uuid, String>,
}

impl<'r> Names<'r> {
    fn new(register: &'r Register, rows: &'r Rows) -> Self {
        let tasks: HashMap<Uuid, &str> = rows.tasks.iter().map(|task| (task.id, task.code.as_str())).collect();
        let name = |task: Uuid, key: &str| format!("{}/{key}", tasks.get(&task).copied().unwrap_or_default());
        let own = rows.targets.values().flatten().map(|target| (target.id, name(target.task_id, &target.key)));
        Self {
            rows,
            units: register.units.iter().map(|unit| (unit.id, unit.code.as_str())).collect(),
            officials: register.officials.iter().map(|official| (official.id, official.code.as_str())).collect(),
            targets: own.chain(rows.foreign.clone()).collect(),
            sites: rows.sites.values().flatten().map(|site| (site.id, name(site.task_id, &site.name))).collect(),
        }
    }

    /// The code of a unit.
    pub(super) fn unit(&self, id: Uuid) -> String {
        self.units.get(&id).copied().unwrap_or_default().to_owned()
    }

    /// The code of a unit that may be absent.
    pub(super) fn maybe_unit(&self, id: Option<Uuid>) -> Option<String> {
        id.map(|id| self.unit(id))
    }

    /// The code of an official that may be absent.
    pub(super) fn maybe_official(&self, id: Option<Uuid>) -> Option<String> {
        id.map(|id| self.officials.get(&id).copied().unwrap_or_default().to_owned())
    }

    /// How a target is called from everywhere.
    pub(super) fn target(&self, id: Uuid) -> String {
        self.targets.get(&id).cloned().unwrap_or_default()
    }
}

/// The document of a plan.
pub(super) fn document(register: &Register, rows: &Rows) -> PlanDocument {
    let names = Names::new(register, rows);
    let officials = officials(register, rows);
    let units = units(register, rows, &officials);
    let mut links: Vec<DocumentLink> = rows
        .links
        .iter()
        .map(|link| DocumentLink { from: names.target(link.from_id), to: names.target(link.to_id), kind: link.kind })
        .collect();
    let place: HashMap<&str, usize> = rows.tasks.iter().enumerate().map(|(at, task)| (task.code.as_str(), at)).collect();
    links.sort_by_cached_key(|link| {
        let task = link.from.rsplit_once('/').and_then(|(task, _)| place.get(task)).copied();
        (task, link.from.clone(), link.kind, link.to.clone())
    });
    let mut below = HashMap::new();
    for section in &rows.sections {
        below.entry(section.parent_id).or_insert_with(Vec::new).push(section);
    }
    PlanDocument {
        format: DocumentFormat::First,
        government: DocumentGovernment { code: register.government.code.clone(), name: register.government.name.clone() },
        units: units.into_iter().map(|unit| self::unit(register, &names, unit)).collect(),
        officials: officials.into_iter().map(|official| self::official(&names, official)).collect(),
        plan: plan(&names, &rows.plan, rows.parent.clone()),
        sections: sections(&names, &below, None),
        tasks: names.tasks(None, None),
        reporting_rules: rules(&names),
        links,
    }
}

fn sections(
    names: &Names<'_>,
    below: &HashMap<Option<Uuid>, Vec<&crate::entity::section::Model>>,
    parent: Option<Uuid>,
) -> Vec<DocumentSection> {
    let here = below.get(&parent).map_or(&[][..], Vec::as_slice);
    let section = |row: &&crate::entity::section::Model| DocumentSection {
        number: row.number.clone(),
        title: row.title.clone(),
        sections: sections(names, below, Some(row.id)),
        tasks: names.tasks(Some(row.id), None),
    };
    here.iter().map(section).collect()
}

fn plan(names: &Names<'_>, row: &plan::Model, parent_code: Option<String>) -> DocumentPlan {
    DocumentPlan {
        code: row.code.clone(),
        title: row.title.clone(),
        kind: row.kind,
        state: row.state,
        starts_on: Day(row.starts_on),
        ends_on: Day(row.ends_on),
        document_number: row.document_number.clone(),
        issued_on: row.issued_on.map(Day),
        signed_on: row.signed_on.map(Day),
        printed_on: row.printed_on.map(Day),
        addressees: row.addressees.clone(),
        is_public: row.is_public,
        campaign: row.campaign.clone(),
        batch: row.batch.clone(),
        parent_code,
        parent_text: row.parent_text.clone(),
        source: row.source.clone(),
        lead_rule: row.lead_rule,
        default_due: row.default_due.clone(),
        issuing_unit_code: names.unit(row.issuing_unit_id),
        coordinating_unit_code: names.maybe_unit(row.coordinating_unit_id),
        supervising_unit_code: names.maybe_unit(row.supervising_unit_id),
        meeting_unit_code: names.maybe_unit(row.meeting_unit_id),
        thresholds: Some(row.thresholds.clone()).filter(|lines| *lines != Thresholds::default()),
        palette: Some(row.palette.clone()).filter(|colours| *colours != Palette::default()),
        lint_policy: Some(row.lint_policy.clone()).filter(|policy| *policy != LintPolicy::default()),
    }
}

fn rules(names: &Names<'_>) -> Vec<DocumentRule> {
    let task = |id: Uuid| names.rows.tasks.iter().find(|task| task.id == id).map(|task| task.code.clone());
    let rule = |row: &crate::entity::reporting_rule::Model| DocumentRule {
        n: row.n,
        title: row.title.clone(),
        task_code: row.task_id.and_then(task),
        receiver_unit_code: names.unit(row.receiver_unit_id),
        reporters: row.reporters,
        calendar: row.calendar.clone(),
        parts: row.parts.0.clone(),
        text_limit: row.text_limit,
        limit_policy: Some(row.limit_policy).filter(|policy| *policy != LimitPolicy::Warn),
        signs_first: row.signs_first,
        collects_figures: row.collects_figures,
        return_days: Some(row.return_days).filter(|days| *days != RETURN_DAYS),
    };
    names.rows.rules.iter().map(rule).collect()
}

fn official(names: &Names<'_>, row: &official::Model) -> DocumentOfficial {
    DocumentOfficial {
        code: row.code.clone(),
        name: row.name.clone(),
        post: row.post.clone(),
        unit_code: names.maybe_unit(row.unit_id),
        valid_from: row.valid_from.map(Day),
        valid_to: row.valid_to.map(Day),
        successor_code: names.maybe_official(row.successor_id),
    }
}

fn unit(register: &Register, names: &Names<'_>, row: &unit::Model) -> DocumentUnit {
    let members = register.members.get(&row.id).map_or(&[][..], Vec::as_slice);
    DocumentUnit {
        code: row.code.clone(),
        name: row.name.clone(),
        short_name: row.short_name.clone(),
        kind: row.kind,
        parent_code: names.maybe_unit(row.parent_id),
        aliases: register.aliases.get(&row.id).cloned().unwrap_or_default(),
        open: row.kind == UnitKind::Group && members.is_empty(),
        credit_code: row.credit_code.clone(),
        valid_from: row.valid_from.map(Day),
        valid_to: row.valid_to.map(Day),
        successor_code: names.maybe_unit(row.successor_id),
        members: members
            .iter()
            .map(|member| DocumentMember {
                unit_code: names.unit(member.unit_id),
                valid_from: member.valid_from.map(Day),
                valid_to: member.valid_to.map(Day),
            })
            .collect(),
    }
}

/// The officials on tasks, with those who take over from them, by code.
fn officials<'r>(register: &'r Register, rows: &Rows) -> Vec<&'r official::Model> {
    let by_id: HashMap<Uuid, &official::Model> = register.officials.iter().map(|official| (official.id, official)).collect();
    let mut open: Vec<Uuid> = rows.assignments.values().flatten().filter_map(|duty| duty.official_id).collect();
    let mut needed: HashMap<Uuid, &official::Model> = HashMap::new();
    while let Some(id) = open.pop() {
        if let Some(official) = by_id.get(&id).filter(|_| !needed.contains_key(&id)) {
            needed.insert(id, official);
            open.extend(official.successor_id);
        }
    }
    let mut needed: Vec<_> = needed.into_values().collect();
    needed.sort_by_key(|official| official.code.as_str());
    needed
}

/// Every unit the plan needs, each after the unit above it, otherwise by code.
fn units<'r>(register: &'r Register, rows: &Rows, officials: &[&official::Model]) -> Vec<&'r unit::Model> {
    let by_id: HashMap<Uuid, &unit::Model> = register.units.iter().map(|unit| (unit.id, unit)).collect();
    let mut open = named(rows);
    open.extend(officials.iter().filter_map(|official| official.unit_id));
    let mut needed: HashSet<Uuid> = HashSet::new();
    while let Some(id) = open.pop() {
        if let Some(unit) = by_id.get(&id).filter(|_| needed.insert(id)) {
            open.extend([unit.parent_id, unit.successor_id].into_iter().flatten());
            open.extend(register.members.get(&id).into_iter().flatten().map(|member| member.unit_id));
        }
    }
    let mut below: HashMap<Option<Uuid>, Vec<&unit::Model>> = HashMap::new();
    for unit in register.units.iter().filter(|unit| needed.contains(&unit.id)) {
        below.entry(unit.parent_id).or_default().push(unit);
    }
    below.values_mut().for_each(|units| units.sort_by(|one, other| other.code.cmp(&one.code)));
    let mut open = below.remove(&None).unwrap_or_default();
    let mut ordered = Vec::new();
    while let Some(unit) = open.pop() {
        open.extend(below.remove(&Some(unit.id)).unwrap_or_default());
        ordered.push(unit);
    }
    ordered
}

/// The units that the plan and its parts name.
fn named(rows: &Rows) -> Vec<Uuid> {
    let plan = &rows.plan;
    let mut named = vec![plan.issuing_unit_id];
    named.extend([plan.coordinating_unit_id, plan.supervising_unit_id, plan.meeting_unit_id].into_iter().flatten());
    named.extend(rows.rules.iter().map(|rule| rule.receiver_unit_id));
    named.extend(rows.assignments.values().flatten().filter_map(|duty| duty.unit_id));
    let versions = rows.target_versions.values().flatten();
    named.extend(versions.flat_map(|version| [version.reporting_unit_id, version.per_unit_group_id]).flatten());
    named.extend(rows.allocations.values().flatten().filter_map(|share| share.unit_id));
    named.extend(rows.sites.values().flatten().filter_map(|site| site.unit_id));
    named
}
