//! What a report reads as it is today, because no history of it is kept: names of units, lines between states, duties, members of groups,
//! control dates of steps. Kept beside a frozen report, it can be computed again exactly.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::load::Known;
use crate::domain::due::Due;
use crate::domain::thresholds::Thresholds;
use crate::entity::group_member;
use crate::refs::UnitBrief;

/// The present part of what a report was computed with.
///
/// Figures, reports owed, reviews, extensions and the versions of tasks and targets are not in it: the database knows them as they were at any
/// instant. Headings, rules, links and printed texts are not in it either: they are fixed once a plan is issued.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// The lines between the states.
    thresholds: Thresholds,
    /// Code and name of the units.
    units: BTreeMap<Uuid, (String, String)>,
    /// Of every duty: whether its unit reports for all, and its last day.
    duties: BTreeMap<Uuid, (bool, Option<NaiveDate>)>,
    /// Members of the groups whose members are judged one by one.
    members: BTreeMap<Uuid, Vec<Uuid>>,
    /// Deadlines of steps; their control date may be fixed late.
    steps: BTreeMap<Uuid, Due>,
}

impl Basis {
    /// What a report is computed with now.
    pub(super) fn of(known: &Known) -> Self {
        let outline = &known.outline;
        let mut members: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for member in &known.members {
            members.entry(member.group_id).or_default().push(member.unit_id);
        }
        let duties = outline.tasks.iter().flat_map(|node| &node.duties);
        Self {
            thresholds: outline.plan.thresholds.clone(),
            units: known.units.all().map(|unit| (unit.id, (unit.code.clone(), unit.name.clone()))).collect(),
            duties: duties.map(|duty| (duty.id, (duty.is_reporting, duty.effective_to))).collect(),
            members,
            steps: outline.milestones.values().flatten().map(|step| (step.id, step.due.clone())).collect(),
        }
    }

    /// Makes what is known of a plan what it was: later duties and members go, the others are as they were. Units that were not named then keep
    /// their present names.
    pub(super) fn restore(&self, known: &mut Known) {
        let outline = &mut known.outline;
        outline.plan.thresholds = self.thresholds.clone();
        for node in &mut outline.tasks {
            node.duties.retain_mut(|duty| {
                let held = self.duties.get(&duty.id);
                if let Some((reporting, to)) = held {
                    (duty.is_reporting, duty.effective_to) = (*reporting, *to);
                }
                held.is_some()
            });
        }
        for step in outline.milestones.values_mut().flatten() {
            if let Some(due) = self.steps.get(&step.id) {
                step.due = due.clone();
                step.due_on = due.control.or(due.latest);
            }
        }
        known.members = self.members(outline.plan.government_id);
        let named = self.units.iter().map(|(id, (code, name))| UnitBrief { id: *id, code: code.clone(), name: name.clone() });
        known.units.rename(named);
    }

    fn members(&self, government_id: Uuid) -> Vec<group_member::Model> {
        let pairs = self.members.iter().flat_map(|(group, units)| units.iter().map(|unit| (*group, *unit)));
        let member =
            |(group_id, unit_id)| group_member::Model { id: unit_id, government_id, group_id, unit_id, valid_from: None, valid_to: None };
        pairs.map(member).collect()
    }
}
