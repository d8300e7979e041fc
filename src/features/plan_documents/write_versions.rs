//! What tasks and targets became after issue, from a document.

use super::task_shapes::{DocumentTargetVersion, DocumentTaskVersion};
use super::write::Writer;
use crate::domain::instant::Instant;
use crate::domain::target::Stages;
use crate::entity::plan;
use crate::features::targets::shapes::TargetUpdate;
use crate::features::tasks::shapes::TaskUpdate;
use crate::features::{targets, tasks};
use crate::http::{Code, Result};

impl Writer<'_> {
    /// A draft has no versions but the first.
    pub(super) fn refuse_versions(&mut self) {
        let flat = self.flat;
        let tasks = flat.tasks.iter().filter(|one| !one.task.versions.is_empty()).map(|one| one.at.as_str());
        let targets = flat.targets.iter().filter(|one| !one.target.versions.is_empty()).map(|one| one.at.as_str());
        for at in tasks.chain(targets) {
            self.fault(format!("{at}/versions"), Code::MustBeAbsent);
        }
    }

    /// Appends the later versions of tasks and targets to an issued plan.
    pub(super) async fn write_versions(&mut self, plan: &plan::Model) -> Result<()> {
        let flat = self.flat;
        for (index, one) in flat.tasks.iter().enumerate() {
            let Some(task) = self.tasks.get(index).copied().flatten() else { continue };
            for (n, version) in one.task.versions.iter().enumerate() {
                let at = format!("{}/versions/{n}", one.at);
                let input = task_update(version);
                if self.is_past(&at, version.recorded_at) && self.is_valid(&at, &input) {
                    let recorded = version.recorded_at.map(|at| at.0);
                    let outcome = tasks::write::amend(self.tx, self.scope, plan, task, input, recorded).await;
                    self.keep(&at, outcome)?;
                }
            }
        }
        for (index, one) in flat.targets.iter().enumerate() {
            let Some(target) = self.targets.get(index).copied().flatten() else { continue };
            for (n, version) in one.target.versions.iter().enumerate() {
                let at = format!("{}/versions/{n}", one.at);
                let Some(input) = self.target_update(&at, version).await? else { continue };
                if self.is_past(&at, version.recorded_at) && self.is_valid(&at, &input) {
                    let recorded = version.recorded_at.map(|at| at.0);
                    let outcome = targets::write::amend(self.tx, self.scope, plan, target, input, recorded).await;
                    self.keep(&at, outcome)?;
                }
            }
        }
        Ok(())
    }

    /// Nothing was recorded later than now.
    fn is_past(&mut self, at: &str, recorded: Option<Instant>) -> bool {
        let is_past = recorded.is_none_or(|recorded| recorded.0 <= self.tx.now);
        if !is_past {
            self.fault(format!("{at}/recordedAt"), Code::OutOfRange);
        }
        is_past
    }

    async fn target_update(&mut self, at: &str, version: &DocumentTargetVersion) -> Result<Option<TargetUpdate>> {
        let reference = match &version.reference {
            None => None,
            Some(wanted) => match self.reference(&format!("{at}/reference"), wanted).await? {
                None => return Ok(None),
                found => found,
            },
        };
        let unit = |code: &Option<String>| (code.is_none().then_some(None), code.clone());
        let (reporting_unit_id, reporting_unit_code) = unit(&version.reporting_unit_code);
        let (per_unit_group_id, per_unit_group_code) = unit(&version.per_unit_group_code);
        Ok(Some(TargetUpdate {
            reporting_unit_id,
            reporting_unit_code,
            operator: Some(version.operator),
            judged_as: Some(version.judged_as),
            value: Some(version.value),
            upper: Some(version.upper),
            unit_of_measure: Some(version.unit_of_measure.clone()),
            series: Some(version.series),
            quantity_kind: Some(version.quantity_kind),
            firmness: Some(version.firmness.unwrap_or(crate::domain::target::Firmness::Firm)),
            class: Some(version.class.unwrap_or(crate::domain::target::TargetClass::Expected)),
            stretch: Some(version.stretch.clone()),
            baseline: Some(version.baseline.clone()),
            tolerance: Some(version.tolerance),
            maintain: Some(version.maintain),
            per_unit_group_id,
            per_unit_group_code,
            reference: Some(reference),
            stages: Some(Some(Stages(version.stages.clone()))),
            effective_on: Some(version.effective_on),
            reason: Some(version.reason.clone()),
            ..TargetUpdate::default()
        }))
    }
}

fn task_update(version: &DocumentTaskVersion) -> TaskUpdate {
    TaskUpdate {
        title: Some(version.title.clone()),
        content: Some(version.content.clone()),
        how: Some(version.how.clone()),
        starts_on: Some(version.starts_on),
        due: Some(version.due.clone()),
        parameters: Some(version.parameters.clone()),
        cancelled: Some(version.cancelled),
        effective_on: Some(version.effective_on),
        reason: Some(version.reason.clone()),
        ..TaskUpdate::default()
    }
}
