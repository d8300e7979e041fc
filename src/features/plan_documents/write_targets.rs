//! Targets with their checkpoints and shares, sites, and links between targets, from a document.

use sea_orm::{ColumnTrait, QueryFilter};
use uuid::Uuid;

use super::flat::FlatTask;
use super::task_shapes::{DocumentReference, DocumentTarget};
use super::write::Writer;
use super::write_tasks::ord;
use crate::domain::target::{Reference, ReferenceKind, Stages};
use crate::entity::{plan, target, task};
use crate::features::allocations::AllocationCreate;
use crate::features::checkpoints::shapes::CheckpointCreate;
use crate::features::sites::SiteCreate;
use crate::features::target_links::TargetLinkCreate;
use crate::features::targets::shapes::{TargetCreate, TargetUpdate};
use crate::features::{allocations, checkpoints, sites, target_links, targets};
use crate::http::{Code, Result};

/// Members of a target that hold parts of their own, or are written later.
const PARTS: &[&str] = &["checkpoints", "allocations", "versions"];

impl Writer<'_> {
    /// Enters the sites of a task.
    pub(super) async fn write_sites(&mut self, index: usize, one: &FlatTask<'_>, task: Uuid) -> Result<()> {
        let Some(own) = self.flat.tasks.get(index).map(|flat| flat.task) else { return Ok(()) };
        for (n, site) in own.sites.iter().enumerate() {
            let at = format!("{}/sites/{n}", one.at);
            if self.is_broken(&at, &[]) || site.unit_code.as_ref().is_some_and(|code| !self.units.contains_key(code)) {
                continue;
            }
            let input = SiteCreate {
                task_id: task,
                name: site.name.clone(),
                ord: ord(site.ord, n),
                unit_id: None,
                unit_code: site.unit_code.clone(),
                place: site.place.clone(),
                stage: site.stage.clone(),
                money: site.money,
            };
            if self.is_valid(&at, &input) {
                let outcome = sites::insert(self.tx, self.scope, input).await;
                if let Some(row) = self.keep(&at, outcome)? {
                    self.sites.insert((index, site.name.as_str()), row.id);
                }
            }
        }
        Ok(())
    }

    /// Enters the targets with their checkpoints and shares, each target after the whole of which it is a part.
    pub(super) async fn write_targets(&mut self) -> Result<()> {
        let flat = self.flat;
        let mut tried = vec![false; flat.targets.len()];
        for first in 0..flat.targets.len() {
            let mut open = vec![first];
            while let Some(index) = open.last().copied() {
                let whole = self.whole_of(index).filter(|whole| tried.get(*whole) == Some(&false) && !open.contains(whole));
                if let Some(whole) = whole {
                    open.push(whole);
                    continue;
                }
                open.pop();
                if let Some(tried) = tried.get_mut(index).filter(|tried| !**tried) {
                    *tried = true;
                    self.write_target(index).await?;
                }
            }
        }
        Ok(())
    }

    fn whole_of(&self, index: usize) -> Option<usize> {
        let one = self.flat.targets.get(index)?;
        self.flat.target(one.task, one.target.part_of.as_ref()?)
    }

    async fn write_target(&mut self, index: usize) -> Result<()> {
        let flat = self.flat;
        let Some(one) = flat.targets.get(index).filter(|one| !self.is_broken(&one.at, PARTS)) else { return Ok(()) };
        let Some(input) = self.target(index, one.task, one.target) else { return Ok(()) };
        if !self.is_valid(&one.at, &input) {
            return Ok(());
        }
        let outcome = targets::write::insert(self.tx, self.scope, input).await;
        let Some(row) = self.keep(&one.at, outcome)? else { return Ok(()) };
        if let Some(place) = self.targets.get_mut(index) {
            *place = Some(row.id);
        }
        for (n, point) in one.target.checkpoints.iter().enumerate() {
            let at = format!("{}/checkpoints/{n}", one.at);
            let step = point.milestone.as_ref().map(|key| self.milestones.get(&(one.task, key.as_str())).copied());
            if step == Some(None) || self.is_broken(&at, &[]) {
                continue;
            }
            let input = CheckpointCreate {
                target_id: row.id,
                milestone_id: step.flatten(),
                due_on: point.due_on,
                value: point.value,
                share: point.share,
            };
            let outcome = checkpoints::write::insert(self.tx, self.scope, input).await;
            if let Some(held) = self.keep(&at, outcome)? {
                self.checkpoints.insert((index, point.due_on), held.id);
            }
        }
        self.write_allocations(&one.at, one.task, one.target, row.id).await
    }

    /// The input of a target; nothing where something it names was refused. What it is measured against follows when all targets are there.
    fn target(&self, index: usize, task: usize, one: &DocumentTarget) -> Option<TargetCreate> {
        let whole = self.whole_of(index).map(|whole| self.targets.get(whole).copied().flatten());
        let units = [&one.reporting_unit_code, &one.per_unit_group_code];
        if whole == Some(None) || units.into_iter().flatten().any(|code| !self.units.contains_key(code)) {
            return None;
        }
        let reference = one.reference.as_ref().map(|reference| match reference.target {
            Some(_) => Reference { kind: ReferenceKind::Other, text: reference.text.clone(), target_id: None },
            None => Reference { kind: reference.kind, text: reference.text.clone(), target_id: None },
        });
        Some(TargetCreate {
            task_id: self.tasks.get(task).copied().flatten()?,
            key: Some(one.key.clone()),
            indicator: one.indicator.clone(),
            text: one.text.clone(),
            part_of_id: whole.flatten(),
            parts_add_up: one.parts_add_up,
            qualifier: one.qualifier.clone(),
            scope: one.scope.clone(),
            reporting_unit_id: None,
            reporting_unit_code: one.reporting_unit_code.clone(),
            operator: one.operator,
            judged_as: one.judged_as,
            value: one.value,
            upper: one.upper,
            unit_of_measure: one.unit_of_measure.clone(),
            series: one.series,
            quantity_kind: one.quantity_kind,
            firmness: one.firmness,
            class: one.class,
            stretch: one.stretch.clone(),
            baseline: one.baseline.clone(),
            tolerance: one.tolerance,
            maintain: one.maintain,
            per_unit_group_id: None,
            per_unit_group_code: one.per_unit_group_code.clone(),
            reference,
            stages: Some(Stages(one.stages.clone())),
        })
    }

    async fn write_allocations(&mut self, at: &str, task: usize, one: &DocumentTarget, target: Uuid) -> Result<()> {
        for (n, share) in one.allocations.iter().enumerate() {
            let at = format!("{at}/allocations/{n}");
            let site = share.site.as_ref().map(|name| self.flat.site(task, name).and_then(|site| self.sites.get(&site).copied()));
            let unit = share.unit_code.as_ref().is_none_or(|code| self.units.contains_key(code));
            if site == Some(None) || !unit || self.is_broken(&at, &[]) {
                continue;
            }
            let input = AllocationCreate {
                target_id: target,
                unit_id: None,
                unit_code: share.unit_code.clone(),
                site_id: site.flatten(),
                period: share.period,
                value: share.value,
            };
            let outcome = allocations::insert(self.tx, self.scope, input).await;
            self.keep(&at, outcome)?;
        }
        Ok(())
    }

    /// Writes what targets are measured against, now that all are there.
    pub(super) async fn write_references(&mut self, plan: &plan::Model) -> Result<()> {
        let flat = self.flat;
        for (index, one) in flat.targets.iter().enumerate() {
            let Some(wanted) = one.target.reference.as_ref().filter(|reference| reference.target.is_some()) else { continue };
            let at = format!("{}/reference", one.at);
            let (Some(target), Some(reference)) = (self.targets.get(index).copied().flatten(), self.reference(&at, wanted).await?) else {
                continue;
            };
            let input = TargetUpdate { reference: Some(Some(reference)), ..TargetUpdate::default() };
            let outcome = targets::write::amend(self.tx, self.scope, plan, target, input, None).await;
            self.keep(&one.at, outcome)?;
        }
        Ok(())
    }

    /// What a target is measured against; nothing where the other target is not there.
    pub(super) async fn reference(&mut self, at: &str, wanted: &DocumentReference) -> Result<Option<Reference>> {
        let (kind, text) = (wanted.kind, wanted.text.clone());
        let Some(name) = &wanted.target else { return Ok(Some(Reference { kind, text, target_id: None })) };
        let target_id = self.named_target(&format!("{at}/target"), name).await?;
        Ok(target_id.map(|id| Reference { kind, text, target_id: Some(id) }))
    }

    /// A target by its full name, of this plan or another; a fault where another plan has none of this name.
    async fn named_target(&mut self, at: &str, name: &str) -> Result<Option<Uuid>> {
        if let Some(place) = self.flat.by_name.get(name) {
            return Ok(self.targets.get(*place).copied().flatten());
        }
        let Some((plan, rest)) = name.split_once(':') else { return Ok(None) };
        let found = self.foreign(plan, rest).await?;
        if found.is_none() {
            self.fault(at, Code::NotFound);
        }
        Ok(found)
    }

    async fn foreign(&self, plan: &str, rest: &str) -> Result<Option<Uuid>> {
        let Some((task, key)) = rest.rsplit_once('/') else { return Ok(None) };
        let held = plan::Entity::seen_by(self.scope).filter(plan::Column::Code.eq(plan)).one(self.tx.db()).await?;
        let Some(plan) = held else { return Ok(None) };
        let held = task::Entity::seen_by(self.scope).filter(task::Column::PlanId.eq(plan.id)).filter(task::Column::Code.eq(task));
        let Some(task) = held.one(self.tx.db()).await? else { return Ok(None) };
        let held = target::Entity::seen_by(self.scope).filter(target::Column::TaskId.eq(task.id)).filter(target::Column::Key.eq(key));
        Ok(held.one(self.tx.db()).await?.map(|target| target.id))
    }

    /// Enters the links between targets.
    pub(super) async fn write_links(&mut self) -> Result<()> {
        let document = self.document;
        for (n, link) in document.links.iter().enumerate() {
            let at = format!("/links/{n}");
            if self.is_broken(&at, &[]) {
                continue;
            }
            let from = self.flat.by_name.get(&link.from).and_then(|place| self.targets.get(*place).copied().flatten());
            let to = self.named_target(&format!("{at}/to"), &link.to).await?;
            let (Some(from_id), Some(to_id)) = (from, to) else { continue };
            let input = TargetLinkCreate { from_id, to_id, kind: link.kind };
            let outcome = target_links::insert(self.tx, self.scope, input).await;
            self.keep(&at, outcome)?;
        }
        Ok(())
    }
}
