//! A small government in a database of its own: part of the Yichang plan, with a month or two of reports.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]

use chrono::{DateTime, NaiveDate, Utc};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, ModelTrait};
use uuid::Uuid;

use super::super::load::{Known, When};
use crate::db;
use crate::domain::due::{Due, DueKind};
use crate::domain::lint::LintPolicy;
use crate::domain::palette::Palette;
use crate::domain::plan::{AssignmentRole, LeadRule, Parameters, PlanKind, PlanState, UnitKind};
use crate::domain::quantity::Quantity;
use crate::domain::schedule::{CalendarRule, Frequency, LimitPolicy, ReportParts, Reporters};
use crate::domain::terms::Terms;
use crate::domain::thresholds::Thresholds;
use crate::domain::zone::BusinessZone;
use crate::entity::scope::Scope;
use crate::entity::{
    app_user, assignment, checkpoint, government, group_member, plan, reporting_rule, section, target, target_version, task, task_version,
    unit,
};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `06-02T12`: that hour in Shanghai, 2024.
pub(super) fn hour(text: &str) -> DateTime<Utc> {
    format!("2024-{text}:00:00+08:00").parse().unwrap()
}

/// When the plan was entered.
pub(super) fn entered() -> DateTime<Utc> {
    hour("04-02T09")
}

/// Everything in the database.
pub(super) struct World {
    pub(super) db: DatabaseConnection,
    pub(super) government: Uuid,
    pub(super) plan: Uuid,
    pub(super) user: Uuid,
    pub(super) rule: Uuid,
    next: i32,
}

pub(super) async fn put<M>(db: &DatabaseConnection, model: M)
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
{
    let row = model.into_active_model().reset_all();
    <M::Entity as EntityTrait>::insert(row).exec_without_returning(db).await.unwrap();
}

/// The members every edited row has.
macro_rules! edited {
    ($world:ident, $table:ident { $($rest:tt)* }) => {
        $table::Model {
            id: Uuid::now_v7(), government_id: $world.government, version: 1, created_at: entered(), updated_at: entered(),
            updated_by: String::new(), $($rest)*
        }
    };
}

pub(super) use edited;

impl World {
    pub(super) async fn new() -> Self {
        let db = db::connect("sqlite::memory:", 1).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        let [government, plan, user, rule] = [(); 4].map(|()| Uuid::now_v7());
        let (code, name) = ("420500".to_owned(), "宜昌市人民政府".to_owned());
        let (at, by) = (entered(), String::new());
        put(&db, government::Model { id: government, version: 1, created_at: at, updated_at: at, updated_by: by, code, name }).await;
        let world = Self { db, government, plan, user, rule, next: 0 };
        let office = world.unit("YC-ZFBGS", "市政府办公室", UnitKind::Department).await;
        let coordinator = world.unit("YC-FGW", "市发改委", UnitKind::Department).await;
        put(&world.db, world.account(office)).await;
        put(&world.db, world.plan_of(office, coordinator)).await;
        put(&world.db, world.monthly(coordinator)).await;
        world
    }

    fn account(&self, unit: Uuid) -> app_user::Model {
        app_user::Model {
            id: self.user,
            ..edited!(
                self,
                app_user {
                    username: "duban".to_owned(),
                    name: "督查员".to_owned(),
                    unit_id: unit,
                    official_id: None,
                    password_hash: String::new(),
                    must_change_password: false,
                    installation_admin: false,
                    disabled_at: None,
                    failed_logins: 0,
                    locked_until: None
                }
            )
        }
    }

    fn plan_of(&self, issuing: Uuid, coordinating: Uuid) -> plan::Model {
        let november = Some(day("2024-11-30"));
        let due = Due { text: "2024年11月底前".to_owned(), kind: DueKind::Month, earliest: None, latest: november, control: november };
        plan::Model {
            id: self.plan,
            ..edited!(
                self,
                plan {
                    code: "yichang-2024-livelihood".to_owned(),
                    title: "宜昌市落实湖北省2024年十大民生项目工作方案".to_owned(),
                    kind: PlanKind::Livelihood,
                    state: PlanState::Issued,
                    starts_on: day("2024-01-01"),
                    ends_on: day("2024-12-31"),
                    document_number: None,
                    issued_on: Some(day("2024-04-02")),
                    signed_on: None,
                    printed_on: None,
                    addressees: None,
                    is_public: true,
                    batch: None,
                    campaign: None,
                    source: None,
                    parent_id: None,
                    parent_text: None,
                    lead_rule: LeadRule::Labelled,
                    default_due: Some(due),
                    issuing_unit_id: issuing,
                    coordinating_unit_id: Some(coordinating),
                    supervising_unit_id: None,
                    meeting_unit_id: None,
                    thresholds: Thresholds::default(),
                    palette: Palette::default(),
                    lint_policy: LintPolicy::default()
                }
            )
        }
    }

    fn monthly(&self, receiver: Uuid) -> reporting_rule::Model {
        let calendar = CalendarRule {
            frequency: Frequency::Monthly,
            due_day: Some(3),
            opens_day: None,
            closes_after_days: None,
            first_period: None,
            every: None,
            last_period: None,
            listed: Vec::new(),
        };
        reporting_rule::Model {
            id: self.rule,
            ..edited!(
                self,
                reporting_rule {
                    plan_id: self.plan,
                    task_id: None,
                    n: 1,
                    title: "月报".to_owned(),
                    receiver_unit_id: receiver,
                    reporters: Reporters::EveryLead,
                    calendar,
                    parts: ReportParts::default(),
                    text_limit: None,
                    limit_policy: LimitPolicy::Off,
                    signs_first: false,
                    collects_figures: true,
                    return_days: 3
                }
            )
        }
    }

    pub(super) async fn unit(&self, code: &str, name: &str, kind: UnitKind) -> Uuid {
        let (code, name) = (code.to_owned(), name.to_owned());
        let row = edited!(
            self,
            unit {
                path: format!("/{code}/"),
                code,
                name,
                short_name: None,
                search: String::new(),
                kind,
                parent_id: None,
                credit_code: None,
                valid_from: None,
                valid_to: None,
                successor_id: None
            }
        );
        let id = row.id;
        put(&self.db, row).await;
        id
    }

    pub(super) async fn member(&self, group: Uuid, unit: Uuid) {
        let row = group_member::Model {
            id: Uuid::now_v7(),
            government_id: self.government,
            group_id: group,
            unit_id: unit,
            valid_from: None,
            valid_to: None,
        };
        put(&self.db, row).await;
    }

    pub(super) async fn section(&mut self, parent: Option<Uuid>, number: &str) -> Uuid {
        self.next += 1;
        let (number, title) = (number.to_owned(), "着力实现幼有善育".to_owned());
        let row = edited!(self, section { plan_id: self.plan, parent_id: parent, ord: self.next, number, title });
        let id = row.id;
        put(&self.db, row).await;
        id
    }

    /// A task under a heading, or a measure below a task.
    pub(super) async fn task(&mut self, section: Option<Uuid>, parent: Option<Uuid>, number: &str) -> Uuid {
        self.next += 1;
        let above = parent.map_or_else(|| "/".to_owned(), |parent| format!("/{parent}/"));
        let mut row = edited!(
            self,
            task {
                plan_id: self.plan,
                section_id: section,
                parent_id: parent,
                path: String::new(),
                ord: self.next,
                number: number.to_owned(),
                code: number.to_owned(),
                current_n: 1
            }
        );
        row.path = format!("{above}{}/", row.id);
        let id = row.id;
        put(&self.db, row).await;
        self.version(id, 1, false, "2024-04-02", entered()).await;
        id
    }

    pub(super) async fn version(&self, task: Uuid, n: i32, cancelled: bool, effective_on: &str, recorded_at: DateTime<Utc>) {
        let row = task_version::Model {
            id: Uuid::now_v7(),
            government_id: self.government,
            plan_id: self.plan,
            task_id: task,
            n,
            title: format!("第{n}版"),
            search: String::new(),
            content: None,
            how: None,
            starts_on: None,
            due: None,
            due_on: None,
            parameters: Parameters::default(),
            cancelled,
            effective_on: day(effective_on),
            recorded_at,
            reason: None,
        };
        put(&self.db, row).await;
    }

    pub(super) async fn lead(&mut self, task: Uuid, unit: Uuid, is_reporting: bool) {
        self.next += 1;
        let row = edited!(
            self,
            assignment {
                plan_id: self.plan,
                task_id: task,
                role: AssignmentRole::Lead,
                unit_id: Some(unit),
                official_id: None,
                assignee_key: unit.to_string(),
                printed_as: None,
                label: None,
                ord: self.next,
                is_reporting,
                is_starred: false,
                effective_from: day("2024-01-01"),
                effective_to: None
            }
        );
        put(&self.db, row).await;
    }

    /// A target with these terms, reported by one unit or asked of each member of a group.
    pub(super) async fn target(&self, task: Uuid, terms: &Terms, reporting: Option<Uuid>, group: Option<Uuid>) -> Uuid {
        let key = Uuid::now_v7().to_string();
        let (indicator, text) = ("新增3岁以下婴幼儿托位".to_owned(), "新增3岁以下婴幼儿托位1680个".to_owned());
        let row = edited!(
            self,
            target {
                plan_id: self.plan,
                task_id: task,
                key,
                indicator,
                text,
                part_of_id: None,
                parts_add_up: false,
                qualifier: None,
                scope: None,
                current_n: 1
            }
        );
        let id = row.id;
        put(&self.db, row).await;
        put(&self.db, self.terms(id, terms, reporting, group)).await;
        id
    }

    fn terms(&self, target: Uuid, terms: &Terms, reporting: Option<Uuid>, group: Option<Uuid>) -> target_version::Model {
        target_version::Model {
            id: Uuid::now_v7(),
            government_id: self.government,
            plan_id: self.plan,
            target_id: target,
            n: 1,
            reporting_unit_id: reporting,
            operator: terms.operator,
            judged_as: terms.judged_as,
            value_e4: terms.value,
            upper_e4: terms.upper,
            unit_of_measure: terms.unit_of_measure.clone(),
            multiplier: terms.multiplier,
            series: terms.series,
            quantity_kind: terms.quantity_kind,
            firmness: terms.firmness,
            class: terms.class,
            stretch: None,
            baseline: None,
            tolerance_e4: None,
            maintain: false,
            per_unit_group_id: group,
            reference: terms.reference.clone(),
            stages: None,
            effective_on: day("2024-01-01"),
            recorded_at: entered(),
            reason: None,
        }
    }

    pub(super) async fn checkpoint(&self, target: Uuid, due_on: &str, value: i64) {
        let (due_on, value_e4) = (day(due_on), Some(Quantity::from_whole(value)));
        put(
            &self.db,
            edited!(self, checkpoint { plan_id: self.plan, target_id: target, milestone_id: None, due_on, value_e4, share_e4: None }),
        )
        .await;
    }

    pub(super) fn everything(&self) -> Scope {
        Scope { government: self.government, everything: true, ..Scope::default() }
    }

    pub(super) fn of_units(&self, units: &[Uuid]) -> Scope {
        Scope { government: self.government, units: units.to_vec(), ..Scope::default() }
    }

    /// What a caller would be told from.
    pub(super) async fn known(&self, scope: &Scope, as_of: &str, known_at: &str) -> Known {
        let when = When::new(day(as_of), hour(known_at), BusinessZone::default());
        let row = plan::Entity::find_by_id(self.plan).one(&self.db).await.unwrap().unwrap();
        Known::load(&self.db, scope, row, when).await.unwrap()
    }
}
