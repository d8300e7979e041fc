//! The steps of the schema on databases that hold rows: from the first seven steps up, and back down to them.

use duban::domain::plan::AssignmentRole;
use duban::entity::{app_user, assignment, checkpoint, official, plan, reporting_rule, target};
use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, IntoActiveModel, QueryOrder, Statement,
};
use uuid::Uuid;

use crate::support::TestApp;
use crate::support::db::TestDatabase;

/// The steps of the first schema, which knew units only.
const FIRST: u32 = 7;

fn later() -> u32 {
    u32::try_from(Migrator::migrations().len()).unwrap() - FIRST
}

fn id(n: u8) -> Uuid {
    format!("0197a6f0-c0de-7000-a000-0000000000{n:02}").parse().unwrap()
}

/// An id as SQL writes it.
fn quoted(db: &DatabaseConnection, n: u8) -> String {
    match db.get_database_backend() {
        DbBackend::Sqlite => format!("x'{}'", id(n).simple()),
        _ => format!("'{}'", id(n)),
    }
}

/// Writes a row by SQL, as the entities of the first schema are gone: its id, the members of every edited row, and these.
async fn put(db: &DatabaseConnection, table: &str, n: u8, columns: &str, values: String) {
    let (own, government) = (quoted(db, n), quoted(db, 1));
    let at = "'2024-04-02 01:00:00+00:00'";
    let sql = format!(
        "INSERT INTO {table} (id, version, created_at, updated_at, updated_by, government_id, {columns}) \
         VALUES ({own}, 3, {at}, {at}, '张三', {government}, {values})"
    );
    db.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// A small plan: a unit (2) and another (3), an account (4), a plan (5), a task (6), duties (7, 8), a target (9) with a checkpoint (10),
/// a reporting rule (11).
async fn fill(db: &DatabaseConnection) {
    let at = "'2024-04-02 01:00:00+00:00'";
    let sql = format!("INSERT INTO government VALUES ({}, 1, {at}, {at}, '', '420500', '宜昌市人民政府')", quoted(db, 1));
    db.execute_unprepared(&sql).await.unwrap();
    let [office, health, plan, task, target] = [2, 3, 5, 6, 9].map(|n| quoted(db, n));
    put(db, "unit", 2, "code, name, search, kind, path", "'A', '市政府办公室', 'a', 'department', '/a/'".to_owned()).await;
    put(db, "unit", 3, "code, name, search, kind, path", "'B', '市卫健委', 'b', 'department', '/b/'".to_owned()).await;
    let columns = "username, name, unit_id, password_hash, must_change_password, installation_admin, failed_logins";
    put(db, "app_user", 4, columns, format!("'zhang', '张三', {office}, '', false, false, 0")).await;
    let columns = "code, title, kind, state, starts_on, ends_on, is_public, lead_rule, issuing_unit_id, thresholds, palette";
    let thresholds = serde_json::to_string(&duban::domain::thresholds::Thresholds::default()).unwrap();
    let palette = serde_json::to_string(&duban::domain::palette::Palette::default()).unwrap();
    let values =
        format!("'p', '方案', 'livelihood', 'issued', '2024-01-01', '2024-12-31', true, 'labelled', {office}, '{thresholds}', '{palette}'");
    put(db, "plan", 5, columns, values).await;
    put(db, "task", 6, "plan_id, path, ord, number, code, current_n", format!("{plan}, '/t/', 1, '1', '1', 1")).await;
    let columns = "plan_id, task_id, role, unit_id, label, ord, is_reporting, is_starred, effective_from, effective_to";
    put(db, "assignment", 7, columns, format!("{plan}, {task}, 'lead', {health}, '牵头单位', 1, true, false, '2024-01-01', NULL")).await;
    let values = format!("{plan}, {task}, 'cooperating', {office}, NULL, 2, false, true, '2024-01-01', '2024-06-30'");
    put(db, "assignment", 8, columns, values).await;
    let columns = "plan_id, task_id, key, indicator, text, current_n";
    put(db, "target", 9, columns, format!("{plan}, {task}, '1', '新增托位', '新增托位1680个', 1")).await;
    put(db, "checkpoint", 10, "plan_id, target_id, due_on, value_e4", format!("{plan}, {target}, '2024-06-30', 8400000")).await;
    let columns =
        "plan_id, n, title, receiver_unit_id, reporters, calendar, parts, limit_policy, signs_first, collects_figures, return_days";
    let calendar = r#"{"frequency":"monthly","dueDay":3}"#;
    let values = format!("{plan}, 1, '月报', {office}, 'everyLead', '{calendar}', '[\"progress\"]', 'off', false, true, 3");
    put(db, "reporting_rule", 11, columns, values).await;
}

async fn duties(db: &DatabaseConnection) -> Vec<assignment::Model> {
    assignment::Entity::find().order_by_asc(assignment::Column::Id).all(db).await.unwrap()
}

async fn count(db: &DatabaseConnection, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {table}");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[actix_web::test]
async fn an_old_database_keeps_its_rows() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    Migrator::up(&db, Some(FIRST)).await.unwrap();
    fill(&db).await;
    Migrator::up(&db, None).await.unwrap();
    let held = duties(&db).await;
    let unit = |duty: &assignment::Model| (duty.id, duty.version, duty.role, duty.unit_id, duty.assignee_key.clone(), duty.label.clone());
    let lead =
        (id(7), 3, AssignmentRole::Lead, Some(id(3)), "0197a6f0-c0de-7000-a000-000000000003".to_owned(), Some("牵头单位".to_owned()));
    let cooperating = (id(8), 3, AssignmentRole::Cooperating, Some(id(2)), id(2).to_string(), None);
    assert_eq!(held.iter().map(unit).collect::<Vec<_>>(), [lead, cooperating]);
    let rest = |duty: &assignment::Model| (duty.is_reporting, duty.is_starred, duty.effective_to.map(|day| day.to_string()));
    assert_eq!(held.iter().map(rest).collect::<Vec<_>>(), [(true, false, None), (false, true, Some("2024-06-30".to_owned()))]);
    assert!(held.iter().all(|duty| duty.official_id.is_none() && duty.printed_as.is_none() && duty.updated_by == "张三"));
    let target = target::Entity::find_by_id(id(9)).one(&db).await.unwrap().unwrap();
    assert_eq!((target.parts_add_up, target.qualifier, target.scope), (false, None, None));
    let step = checkpoint::Entity::find_by_id(id(10)).one(&db).await.unwrap().unwrap();
    assert_eq!((step.milestone_id, step.due_on.to_string()), (None, "2024-06-30".to_owned()));
    let plan = plan::Entity::find_by_id(id(5)).one(&db).await.unwrap().unwrap();
    assert_eq!((plan.campaign, plan.source, plan.title), (None, None, "方案".to_owned()));
    let rule = reporting_rule::Entity::find_by_id(id(11)).one(&db).await.unwrap().unwrap();
    assert_eq!((rule.task_id, rule.n), (None, 1));
    let account = app_user::Entity::find_by_id(id(4)).one(&db).await.unwrap().unwrap();
    assert_eq!((account.official_id, account.unit_id), (None, id(2)));
    db.close().await.unwrap();
}

#[actix_web::test]
async fn a_duty_is_that_of_one_unit_or_one_official() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    Migrator::up(&db, Some(FIRST)).await.unwrap();
    fill(&db).await;
    Migrator::up(&db, None).await.unwrap();
    let held = duties(&db).await.remove(0);
    let row = official(&db, 20).await;
    let write = |n: u8, unit: Option<Uuid>, official: Option<Uuid>, key: Uuid| {
        let duty = assignment::Model { id: id(n), unit_id: unit, official_id: official, assignee_key: key.to_string(), ..held.clone() };
        assignment::Entity::insert(duty.into_active_model().reset_all()).exec_without_returning(&db)
    };
    assert!(write(21, None, None, row).await.is_err(), "nobody");
    assert!(write(22, Some(id(2)), Some(row), row).await.is_err(), "both");
    assert!(write(23, None, Some(id(99)), id(99)).await.is_err(), "an official who is not there");
    assert!(write(24, held.unit_id, None, id(3)).await.is_err(), "the same duty again");
    write(25, None, Some(row), row).await.unwrap();
    assert!(write(26, None, Some(row), row).await.is_err(), "the same official again");
    let mut account = app_user::Entity::find_by_id(id(4)).one(&db).await.unwrap().unwrap().into_active_model();
    account.official_id = Set(Some(row));
    account.update(&db).await.unwrap();

    Migrator::down(&db, Some(later())).await.unwrap();
    assert_eq!(count(&db, "assignment").await, 2, "the duties of units stay");
    assert!(db.execute_unprepared("UPDATE assignment SET unit_id = NULL").await.is_err(), "the first schema knows units only");
    let again = format!("UPDATE assignment SET unit_id = {}, role = 'lead'", quoted(&db, 3));
    assert!(db.execute_unprepared(&again).await.is_err(), "and each only once");
    Migrator::up(&db, None).await.unwrap();
    assert_eq!(duties(&db).await.len(), 2);
    db.close().await.unwrap();
}

async fn official(db: &DatabaseConnection, n: u8) -> Uuid {
    let at = "2024-04-02T01:00:00Z".parse().unwrap();
    let row = official::Model {
        id: id(n),
        government_id: id(1),
        version: 1,
        created_at: at,
        updated_at: at,
        updated_by: String::new(),
        code: "ZS".to_owned(),
        name: "周某".to_owned(),
        post: Some("副市长".to_owned()),
        unit_id: Some(id(2)),
        valid_from: None,
        valid_to: None,
        successor_id: None,
    };
    official::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await.unwrap();
    id(n)
}

/// Duties and targets as far as the first schema can hold them: no officials, nothing but the words of a target.
async fn first_schema(db: &DatabaseConnection) -> (Vec<assignment::Model>, Vec<target::Model>) {
    let duties = duties(db).await.into_iter().filter(|duty| duty.unit_id.is_some());
    let targets = target::Entity::find().order_by_asc(target::Column::Id).all(db).await.unwrap();
    let plain = |target| target::Model { parts_add_up: false, qualifier: None, scope: None, ..target };
    (duties.map(|duty| assignment::Model { printed_as: None, ..duty }).collect(), targets.into_iter().map(plain).collect())
}

#[actix_web::test]
async fn a_full_database_goes_down_to_the_first_schema_and_up_again() {
    let app = TestApp::demo().await;
    let db = &app.state.db;
    let before = first_schema(db).await;
    assert!(!before.0.is_empty());
    assert!(before.0.iter().all(|duty| duty.unit_id.is_some_and(|unit| unit.to_string() == duty.assignee_key)));
    Migrator::down(db, Some(later())).await.unwrap();
    assert_eq!(count(db, "assignment").await, i64::try_from(before.0.len()).unwrap());
    Migrator::up(db, None).await.unwrap();
    assert_eq!(first_schema(db).await, before);
}
