//! The register, the plan and its headings and rules, from a document.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::shapes::{DocumentOfficial, DocumentRule, DocumentUnit};
use super::show::RETURN_DAYS;
use super::write::Writer;
use crate::auth::{Action, caller::Place};
use crate::domain::schedule::LimitPolicy;
use crate::entity::plan;
use crate::features::officials::shapes::OfficialCreate;
use crate::features::plans::inputs::PlanCreate;
use crate::features::reporting_rules::shapes::ReportingRuleCreate;
use crate::features::sections::SectionCreate;
use crate::features::units::shapes::{MemberInput, UnitCreate};
use crate::features::{officials, plans, reporting_rules, sections, units};
use crate::http::{Code, Result};

impl Writer<'_> {
    /// Enters the units that are not there, each after those it names.
    pub(super) async fn write_units(&mut self) -> Result<()> {
        let document = self.document;
        let mut waiting: Vec<(usize, &DocumentUnit)> = Vec::new();
        for (n, unit) in document.units.iter().enumerate() {
            let at = format!("/units/{n}");
            if self.units.contains_key(&unit.code) {
                continue;
            }
            if !self.on.may(Action::WriteRegistry, Place::default()) {
                self.fault(at, Code::Forbidden);
            } else if !self.is_broken(&at, &[]) {
                waiting.push((n, unit));
            }
        }
        loop {
            let coming: HashSet<&str> = waiting.iter().map(|(_, unit)| unit.code.as_str()).collect();
            let (ready, later): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|(_, unit)| !needs(unit).any(|code| coming.contains(code)));
            if ready.is_empty() {
                break;
            }
            for (n, unit) in ready {
                self.write_unit(n, unit).await?;
            }
            waiting = later;
        }
        self.created_units.sort_by_key(|code| document.units.iter().position(|unit| unit.code == *code));
        Ok(())
    }

    async fn write_unit(&mut self, n: usize, unit: &DocumentUnit) -> Result<()> {
        if needs(unit).any(|code| !self.units.contains_key(code)) {
            // A unit it names was refused; that is fault enough.
            return Ok(());
        }
        let members = unit.members.iter().map(|member| MemberInput {
            unit_id: None,
            unit_code: Some(member.unit_code.clone()),
            valid_from: member.valid_from,
            valid_to: member.valid_to,
        });
        let input = UnitCreate {
            code: unit.code.clone(),
            name: unit.name.clone(),
            short_name: unit.short_name.clone(),
            kind: unit.kind,
            parent_id: None,
            parent_code: unit.parent_code.clone(),
            credit_code: unit.credit_code.clone(),
            aliases: unit.aliases.clone(),
            members: members.collect(),
            valid_from: unit.valid_from,
            valid_to: unit.valid_to,
            successor_id: self.unit(unit.successor_code.as_ref()),
        };
        let at = format!("/units/{n}");
        if self.is_valid(&at, &input) {
            let outcome = units::write::insert(self.tx, self.scope, input).await;
            if let Some(row) = self.keep(&at, outcome)? {
                self.created_units.push(row.code.clone());
                self.units.insert(row.code, row.id);
            }
        }
        Ok(())
    }

    /// Enters the officials that are not there, each after its successor.
    pub(super) async fn write_officials(&mut self) -> Result<()> {
        let document = self.document;
        let mut waiting: Vec<(usize, &DocumentOfficial)> = Vec::new();
        for (n, official) in document.officials.iter().enumerate() {
            let at = format!("/officials/{n}");
            if self.officials.contains_key(&official.code) {
                continue;
            }
            if !self.on.may(Action::WriteRegistry, Place::default()) {
                self.fault(at, Code::Forbidden);
            } else if !self.is_broken(&at, &[]) {
                waiting.push((n, official));
            }
        }
        loop {
            let coming: HashSet<&str> = waiting.iter().map(|(_, official)| official.code.as_str()).collect();
            let is_ready = |one: &DocumentOfficial| one.successor_code.as_ref().is_none_or(|code| !coming.contains(code.as_str()));
            let (ready, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, official)| is_ready(official));
            if ready.is_empty() {
                break;
            }
            for (n, official) in ready {
                self.write_official(n, official).await?;
            }
            waiting = later;
        }
        self.created_officials.sort_by_key(|code| document.officials.iter().position(|official| official.code == *code));
        Ok(())
    }

    async fn write_official(&mut self, n: usize, official: &DocumentOfficial) -> Result<()> {
        let successor = official.successor_code.as_ref().is_none_or(|code| self.officials.contains_key(code));
        if !successor || official.unit_code.as_ref().is_some_and(|code| !self.units.contains_key(code)) {
            return Ok(());
        }
        let input = OfficialCreate {
            code: official.code.clone(),
            name: official.name.clone(),
            post: official.post.clone(),
            unit_id: None,
            unit_code: official.unit_code.clone(),
            valid_from: official.valid_from,
            valid_to: official.valid_to,
            successor_id: None,
            successor_code: official.successor_code.clone(),
        };
        let at = format!("/officials/{n}");
        if self.is_valid(&at, &input) {
            let outcome = officials::write::insert(self.tx, self.scope, input).await;
            if let Some(row) = self.keep(&at, outcome)? {
                self.created_officials.push(row.code.clone());
                self.officials.insert(row.code, row.id);
            }
        }
        Ok(())
    }

    /// Enters the plan as a draft; nothing where it is refused.
    pub(super) async fn write_plan(&mut self) -> Result<Option<plan::Model>> {
        let own = &self.document.plan;
        let parent = self.parent_plan().await?;
        if self.is_broken("/plan", &[]) {
            return Ok(None);
        }
        let input = PlanCreate {
            code: own.code.clone(),
            title: own.title.clone(),
            kind: own.kind,
            starts_on: own.starts_on,
            ends_on: own.ends_on,
            document_number: own.document_number.clone(),
            issued_on: own.issued_on,
            signed_on: own.signed_on,
            printed_on: own.printed_on,
            addressees: own.addressees.clone(),
            is_public: own.is_public,
            campaign: own.campaign.clone(),
            batch: own.batch.clone(),
            source: own.source.clone(),
            parent_id: parent,
            parent_text: own.parent_text.clone(),
            lead_rule: own.lead_rule,
            default_due: own.default_due.clone(),
            issuing_unit_id: None,
            issuing_unit_code: Some(own.issuing_unit_code.clone()),
            coordinating_unit_id: None,
            coordinating_unit_code: own.coordinating_unit_code.clone(),
            supervising_unit_id: None,
            supervising_unit_code: own.supervising_unit_code.clone(),
            meeting_unit_id: None,
            meeting_unit_code: own.meeting_unit_code.clone(),
            thresholds: own.thresholds.clone().unwrap_or_default(),
            palette: own.palette.clone().unwrap_or_default(),
            lint_policy: own.lint_policy.clone().unwrap_or_default(),
        };
        let named = [
            Some(&own.issuing_unit_code),
            own.coordinating_unit_code.as_ref(),
            own.supervising_unit_code.as_ref(),
            own.meeting_unit_code.as_ref(),
        ];
        let all_there = named.into_iter().flatten().all(|code| self.units.contains_key(code));
        if !self.is_valid("/plan", &input) || !all_there {
            return Ok(None);
        }
        let outcome = plans::write::insert(self.tx, self.scope, input).await;
        self.keep("/plan", outcome)
    }

    async fn parent_plan(&mut self) -> Result<Option<Uuid>> {
        let Some(code) = &self.document.plan.parent_code else { return Ok(None) };
        let held = plan::Entity::seen_by(self.scope).filter(plan::Column::Code.eq(code)).one(self.tx.db()).await?;
        if held.is_none() {
            self.fault("/plan/parentCode", Code::NotFound);
        }
        Ok(held.map(|plan| plan.id))
    }

    /// Enters the headings.
    pub(super) async fn write_sections(&mut self, plan: &plan::Model) -> Result<()> {
        let flat = self.flat;
        for (index, one) in flat.sections.iter().enumerate() {
            let parent = one.parent.map(|parent| self.sections.get(parent).copied().flatten());
            if parent == Some(None) {
                continue;
            }
            let input = SectionCreate {
                plan_id: plan.id,
                parent_id: parent.flatten(),
                number: one.section.number.clone(),
                title: one.section.title.clone(),
                ord: i32::try_from(one.ord).ok(),
            };
            if self.is_valid(&one.at, &input) {
                let outcome = sections::insert(self.tx, plan, input).await;
                let row = self.keep(&one.at, outcome)?;
                if let Some(place) = self.sections.get_mut(index) {
                    *place = row.map(|row| row.id);
                }
            }
        }
        Ok(())
    }

    /// Enters the reporting rules.
    pub(super) async fn write_rules(&mut self, plan: &plan::Model) -> Result<()> {
        let document = self.document;
        for (n, rule) in document.reporting_rules.iter().enumerate() {
            let at = format!("/reportingRules/{n}");
            if !self.is_broken(&at, &[]) {
                self.write_rule(plan, &at, rule).await?;
            }
        }
        Ok(())
    }

    async fn write_rule(&mut self, plan: &plan::Model, at: &str, rule: &DocumentRule) -> Result<()> {
        let place = |code: &String| self.flat.tasks.iter().position(|task| task.task.code == *code);
        let task = rule.task_code.as_ref().map(|code| place(code).and_then(|place| self.tasks.get(place).copied().flatten()));
        if task == Some(None) || !self.units.contains_key(&rule.receiver_unit_code) {
            return Ok(());
        }
        let input = ReportingRuleCreate {
            plan_id: plan.id,
            task_id: task.flatten(),
            n: Some(rule.n),
            title: rule.title.clone(),
            receiver_unit_id: None,
            receiver_unit_code: Some(rule.receiver_unit_code.clone()),
            reporters: rule.reporters,
            calendar: rule.calendar.clone(),
            parts: rule.parts.clone(),
            text_limit: rule.text_limit,
            limit_policy: rule.limit_policy.unwrap_or(LimitPolicy::Warn),
            signs_first: rule.signs_first,
            collects_figures: rule.collects_figures,
            return_days: rule.return_days.unwrap_or(RETURN_DAYS),
        };
        if self.is_valid(at, &input) {
            let outcome = reporting_rules::write::insert(self.tx, self.scope, plan, input).await;
            self.keep(at, outcome)?;
        }
        Ok(())
    }
}

/// The units that must be there before this one.
fn needs(unit: &DocumentUnit) -> impl Iterator<Item = &str> {
    let members = unit.members.iter().map(|member| &member.unit_code);
    unit.parent_code.iter().chain(&unit.successor_code).chain(members).map(String::as_str)
}
