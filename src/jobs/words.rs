//! What messages about reports tell of them: the codes by which another system knows them, the names people know, and a sentence.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::domain::instant::Instant;
use crate::domain::reminder::Awaited;
use crate::domain::zone::BusinessZone;
use crate::entity::{obligation, plan, task, task_version, unit};
use crate::http::Result;

/// What is told of obligations at an instant, by obligation: three statements, however many.
///
/// # Errors
/// Those of the database.
pub async fn about(
    db: &impl ConnectionTrait,
    zone: BusinessZone,
    now: DateTime<Utc>,
    rows: &[obligation::Model],
) -> Result<HashMap<Uuid, Map<String, Value>>> {
    let units = unit::Entity::find().filter(unit::Column::Id.is_in(rows.iter().map(|row| row.unit_id))).all(db).await?;
    let plans = plan::Entity::find().filter(plan::Column::Id.is_in(rows.iter().map(|row| row.plan_id))).all(db).await?;
    let tasks = task::Entity::find().filter(task::Column::Id.is_in(rows.iter().map(|row| row.task_id)));
    let tasks = task::Entity::with_current(tasks).all(db).await?;
    let known = Known {
        zone,
        now,
        units: units.into_iter().map(|row| (row.id, row)).collect(),
        plans: plans.into_iter().map(|row| (row.id, row)).collect(),
        tasks: tasks.into_iter().filter_map(|(row, version)| Some((row.id, (row, version?)))).collect(),
    };
    Ok(rows.iter().map(|row| (row.id, known.about(row))).collect())
}

/// What stands around some obligations.
struct Known {
    zone: BusinessZone,
    now: DateTime<Utc>,
    units: HashMap<Uuid, unit::Model>,
    plans: HashMap<Uuid, plan::Model>,
    tasks: HashMap<Uuid, (task::Model, task_version::Model)>,
}

impl Known {
    fn about(&self, row: &obligation::Model) -> Map<String, Value> {
        let (unit, plan, task) = (self.units.get(&row.unit_id), self.plans.get(&row.plan_id), self.tasks.get(&row.task_id));
        let awaited = || {
            let (task, version) = task?;
            let unit = unit?;
            let (number, title) = (task.number.as_str(), version.title.as_str());
            let unit = unit.short_name.as_deref().unwrap_or(&unit.name);
            Some(Awaited { unit, plan: &plan?.title, number, title, period: row.period, due: row.due() })
        };
        let data = json!({
            "obligationId": row.id, "period": row.period, "dueAt": Instant(row.due()),
            "unitId": row.unit_id, "unitCode": unit.map(|unit| &unit.code), "unitName": unit.map(|unit| &unit.name),
            "planId": row.plan_id, "planCode": plan.map(|plan| &plan.code), "planTitle": plan.map(|plan| &plan.title),
            "taskId": row.task_id, "taskCode": task.map(|(task, _)| &task.code), "taskNumber": task.map(|(task, _)| &task.number),
            "taskTitle": task.map(|(_, version)| &version.title),
            "text": awaited().map(|awaited| awaited.sentence(self.now, self.zone)),
        });
        match data {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}
