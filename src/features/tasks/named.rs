//! Who leads a task and who answers for it, as written there and as inherited, with their names.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

use super::shapes::{EffectiveTaskLead, EffectiveTaskPrincipal, TaskLead, TaskPrincipal};
use crate::entity::assignment;
use crate::entity::scope::Scope;
use crate::http::Result;
use crate::outline::{Outline, TaskNode};
use crate::refs::{self, Briefs, Officials};

/// The units and officials that some duties name.
pub(super) struct Names {
    units: Briefs,
    officials: Officials,
}

impl Names {
    /// Reads them: two statements, however many.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn load<'d>(
        db: &impl ConnectionTrait,
        scope: &Scope,
        duties: impl Iterator<Item = &'d assignment::Model>,
    ) -> Result<Self> {
        let (units, officials): (Vec<_>, Vec<_>) = duties.map(|duty| (duty.unit_id, duty.official_id)).unzip();
        Ok(Self {
            units: refs::briefs(db, scope, units.into_iter().flatten()).await?,
            officials: Officials::load(db, scope, officials.into_iter().flatten()).await?,
        })
    }

    /// The leads written at a task, by the plan's lead rule.
    pub(super) fn leads(&self, outline: &Outline, node: &TaskNode, day: NaiveDate) -> Vec<TaskLead> {
        node.own_leads(outline.plan.lead_rule, day).into_iter().filter_map(|duty| self.lead(duty)).collect()
    }

    /// The leads of a task or of the nearest one above that has any.
    pub(super) fn effective_leads(&self, outline: &Outline, node: &TaskNode, day: NaiveDate) -> Vec<EffectiveTaskLead> {
        let Some((holder, duties)) = outline.effective_leads(node, day) else { return Vec::new() };
        let inherited_from = (holder.row.id != node.row.id).then_some(holder.row.id);
        let effective = duties.into_iter().filter_map(|duty| self.lead(duty)).map(|lead| {
            let TaskLead { unit, role, label, is_reporting } = lead;
            EffectiveTaskLead { unit, role, label, is_reporting, inherited_from }
        });
        effective.collect()
    }

    fn lead(&self, duty: &assignment::Model) -> Option<TaskLead> {
        Some(TaskLead { unit: self.units.of(duty.unit_id?), role: duty.role, label: duty.label.clone(), is_reporting: duty.is_reporting })
    }

    /// The officials written at a task.
    pub(super) fn principals(&self, node: &TaskNode, day: NaiveDate) -> Vec<TaskPrincipal> {
        let named = node.own_principals(day).into_iter();
        named.filter_map(|duty| Some(TaskPrincipal { official: self.officials.of(duty.official_id?), label: duty.label.clone() })).collect()
    }

    /// The officials of a task or of the nearest one above that names any, with whoever has taken over from them.
    pub(super) fn effective_principals(&self, outline: &Outline, node: &TaskNode, day: NaiveDate) -> Vec<EffectiveTaskPrincipal> {
        let Some((at, duties)) = outline.effective_principals(node, day) else { return Vec::new() };
        let inherited_from = (at.row.id != node.row.id).then_some(at.row.id);
        let effective = duties.into_iter().filter_map(|duty| {
            let named = duty.official_id?;
            let (official, holder) = (self.officials.of(named), self.officials.holder(named, day));
            Some(EffectiveTaskPrincipal { official, holder, label: duty.label.clone(), inherited_from })
        });
        effective.collect()
    }
}
