//! References in bodies: units and users named by id or by code, looked up together, refused with a pointer when out of reach.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::entity::scope::Scope;
use crate::entity::{target, target_version, unit};
use crate::http::{Code, Fault, Problem, Result};

/// A unit as other things show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}))]
pub struct UnitBrief {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its short name, or its name where it has none.
    pub name: String,
}

impl From<unit::Model> for UnitBrief {
    fn from(unit: unit::Model) -> Self {
        Self { id: unit.id, code: unit.code, name: unit.short_name.unwrap_or(unit.name) }
    }
}

/// A wish to name a unit: `…Id`, `…Code`, or neither.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitRef<'a> {
    /// The member's name without `Id` or `Code`, as a pointer: `/coordinatingUnit`.
    pub pointer: &'a str,
    /// The value of `…Id`.
    pub id: Option<Uuid>,
    /// The value of `…Code`.
    pub code: Option<&'a str>,
}

impl<'a> UnitRef<'a> {
    /// From the two members of a body.
    pub fn new(pointer: &'a str, id: Option<Uuid>, code: Option<&'a String>) -> Self {
        Self { pointer, id, code: code.map(String::as_str) }
    }

    /// Whether anything was named.
    pub fn is_given(&self) -> bool {
        self.id.is_some() || self.code.is_some()
    }

    fn fault(&self, code: Code) -> Fault {
        Fault::at(format!("{}{}", self.pointer, if self.id.is_some() { "Id" } else { "Code" }), code)
    }
}

/// Looks up all units of a body in one statement; the answers come in the order of the wishes, `None` where nothing was named.
///
/// # Errors
/// 422: `contradiction` when both members are given, `not_found` when there is no such unit in the caller's government.
pub async fn units(db: &impl ConnectionTrait, scope: &Scope, wanted: &[UnitRef<'_>]) -> Result<Vec<Option<unit::Model>>> {
    let given: Vec<_> = wanted.iter().filter(|wish| wish.is_given()).collect();
    if given.is_empty() {
        return Ok(wanted.iter().map(|_| None).collect());
    }
    let by_id = unit::Column::Id.is_in(given.iter().filter_map(|wish| wish.id));
    let by_code = unit::Column::Code.is_in(given.iter().filter_map(|wish| wish.code));
    let found = unit::Entity::seen_by(scope).filter(Condition::any().add(by_id).add(by_code)).all(db).await?;
    let mut faults = Vec::new();
    let mut answer = Vec::with_capacity(wanted.len());
    for wish in wanted {
        let unit = match (wish.id, wish.code) {
            (Some(_), Some(_)) => {
                faults.push(wish.fault(Code::Contradiction));
                None
            }
            (None, None) => None,
            (id, code) => {
                let unit = found.iter().find(|unit| Some(unit.id) == id || Some(unit.code.as_str()) == code).cloned();
                faults.extend(unit.is_none().then(|| wish.fault(Code::NotFound)));
                unit
            }
        };
        answer.push(unit);
    }
    Problem::unless_empty(faults)?;
    Ok(answer)
}

/// Looks up the one unit a body must name.
///
/// # Errors
/// 422 `required`, `contradiction` or `not_found` at the member.
pub async fn unit(db: &impl ConnectionTrait, scope: &Scope, wish: UnitRef<'_>) -> Result<unit::Model> {
    let found = units(db, scope, &[wish]).await?.into_iter().next().flatten();
    found.ok_or_else(|| Problem::invalid(vec![Fault::at(format!("{}Id", wish.pointer), Code::Required)]))
}

/// The units behind ids as other things show them, in one statement.
///
/// # Errors
/// Those of the database.
pub async fn briefs(db: &impl ConnectionTrait, scope: &Scope, ids: impl IntoIterator<Item = Uuid>) -> Result<Briefs> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Briefs::default());
    }
    let rows: Vec<(Uuid, String, String, Option<String>)> = unit::Entity::seen_by(scope)
        .select_only()
        .columns([unit::Column::Id, unit::Column::Code, unit::Column::Name, unit::Column::ShortName])
        .filter(unit::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(Briefs(rows.into_iter().map(|(id, code, name, short)| (id, UnitBrief { id, code, name: short.unwrap_or(name) })).collect()))
}

/// Units by id.
#[derive(Clone, Debug, Default)]
pub struct Briefs(HashMap<Uuid, UnitBrief>);

impl Briefs {
    /// The unit with this id; one that vanished is shown by its id alone.
    pub fn of(&self, id: Uuid) -> UnitBrief {
        self.0.get(&id).cloned().unwrap_or_else(|| UnitBrief { id, code: String::new(), name: id.to_string() })
    }

    /// As [`Briefs::of`], for an optional reference.
    pub fn maybe(&self, id: Option<Uuid>) -> Option<UnitBrief> {
        id.map(|id| self.of(id))
    }
}

/// A target as its figures show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000504", "taskId": "0197a6f0-c0de-7000-a000-000000000204", "key": "1",
    "indicator": "新增3岁以下婴幼儿托位", "unitOfMeasure": "个"
}))]
pub struct TargetBrief {
    /// Its id.
    pub id: Uuid,
    /// The task it belongs to.
    pub task_id: Uuid,
    /// Its key within the task.
    pub key: String,
    /// Its name without the figure.
    pub indicator: String,
    /// Its unit of measure as printed.
    pub unit_of_measure: Option<String>,
}

/// The targets behind figures that were already seen, by id, in one statement.
///
/// # Errors
/// Those of the database.
pub async fn target_briefs(db: &impl ConnectionTrait, ids: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, TargetBrief>> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = target::Entity::with_current(target::Entity::find().filter(target::Column::Id.is_in(ids))).all(db).await?;
    let brief = |(row, version): (target::Model, Option<target_version::Model>)| TargetBrief {
        id: row.id,
        task_id: row.task_id,
        key: row.key,
        indicator: row.indicator,
        unit_of_measure: version.and_then(|version| version.unit_of_measure),
    };
    Ok(rows.into_iter().map(|row| (row.0.id, brief(row))).collect())
}
