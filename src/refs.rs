//! References in bodies: units and officials named by id or by code, looked up together, refused with a pointer when out of reach.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::succession::Succession;
use crate::entity::scope::Scope;
use crate::entity::{official, target, target_version, unit};
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

/// A wish to name a unit or an official: `…Id`, `…Code`, or neither.
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

    /// A fault at the member that was given; at `…Id` where none was.
    pub fn fault(&self, code: Code) -> Fault {
        Fault::at(format!("{}{}", self.pointer, if self.code.is_some() && self.id.is_none() { "Code" } else { "Id" }), code)
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
    answers(wanted, &found, |unit| (unit.id, unit.code.as_str()))
}

/// What was found, in the order of the wishes.
fn answers<T: Clone>(wanted: &[UnitRef<'_>], found: &[T], names: impl Fn(&T) -> (Uuid, &str)) -> Result<Vec<Option<T>>> {
    let mut faults = Vec::new();
    let mut answer = Vec::with_capacity(wanted.len());
    for wish in wanted {
        let one = match (wish.id, wish.code) {
            (Some(_), Some(_)) => {
                faults.push(wish.fault(Code::Contradiction));
                None
            }
            (None, None) => None,
            (id, code) => {
                let fits = |one: &&T| Some(names(one).0) == id || Some(names(one).1) == code;
                let one = found.iter().find(fits).cloned();
                faults.extend(one.is_none().then(|| wish.fault(Code::NotFound)));
                one
            }
        };
        answer.push(one);
    }
    Problem::unless_empty(faults)?;
    Ok(answer)
}

/// Looks up the official a body names, if it names one.
///
/// # Errors
/// 422: `contradiction` when both members are given, `not_found` when there is no such official in the caller's government.
pub async fn official(db: &impl ConnectionTrait, scope: &Scope, wish: UnitRef<'_>) -> Result<Option<official::Model>> {
    if !wish.is_given() {
        return Ok(None);
    }
    let named = Condition::any()
        .add_option(wish.id.map(|id| official::Column::Id.eq(id)))
        .add_option(wish.code.map(|code| official::Column::Code.eq(code)));
    let found = official::Entity::seen_by(scope).filter(named).all(db).await?;
    Ok(answers(&[wish], &found, |official| (official.id, official.code.as_str()))?.into_iter().next().flatten())
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

    /// Takes others in.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// As [`Briefs::of`], for an optional reference.
    pub fn maybe(&self, id: Option<Uuid>) -> Option<UnitBrief> {
        id.map(|id| self.of(id))
    }

    /// All of them, in no order.
    pub fn all(&self) -> impl Iterator<Item = &UnitBrief> {
        self.0.values()
    }

    /// Shows these units by other names than they have now.
    pub fn rename(&mut self, units: impl IntoIterator<Item = UnitBrief>) {
        self.0.extend(units.into_iter().map(|unit| (unit.id, unit)));
    }
}

/// An official as other things show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"id": "0197a6f0-c0de-7000-a000-000000000801", "code": "WH-MH", "name": "孟晖", "post": null}))]
pub struct OfficialBrief {
    /// Their id.
    pub id: Uuid,
    /// Their code.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Their post, as far as the document says so.
    pub post: Option<String>,
}

/// The officials of a government, with who takes over from whom.
#[derive(Clone, Debug, Default)]
pub struct Officials {
    briefs: HashMap<Uuid, OfficialBrief>,
    succession: Succession<Uuid>,
}

impl Officials {
    /// Reads the register in one statement, or in none when `named` names nobody.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load(db: &impl ConnectionTrait, scope: &Scope, named: impl IntoIterator<Item = Uuid>) -> Result<Self> {
        if named.into_iter().next().is_none() {
            return Ok(Self::default());
        }
        let rows = official::Entity::seen_by(scope).all(db).await?;
        let succession = rows.iter().map(|row| (row.id, row.term())).collect();
        let brief = |row: official::Model| (row.id, OfficialBrief { id: row.id, code: row.code, name: row.name, post: row.post });
        Ok(Self { succession, briefs: rows.into_iter().map(brief).collect() })
    }

    /// The official with this id; one that vanished is shown by the id alone.
    pub fn of(&self, id: Uuid) -> OfficialBrief {
        let vanished = || OfficialBrief { id, code: String::new(), name: id.to_string(), post: None };
        self.briefs.get(&id).cloned().unwrap_or_else(vanished)
    }

    /// As [`Officials::of`], for an optional reference.
    pub fn maybe(&self, id: Option<Uuid>) -> Option<OfficialBrief> {
        id.map(|id| self.of(id))
    }

    /// The id of who answers on a day for what `named` was named for.
    pub fn holder_id(&self, named: Uuid, day: NaiveDate) -> Uuid {
        self.succession.holder(named, day)
    }

    /// Who answers on a day for what `named` was named for.
    pub fn holder(&self, named: Uuid, day: NaiveDate) -> OfficialBrief {
        self.of(self.succession.holder(named, day))
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
