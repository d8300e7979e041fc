//! The schema: up, down and up again on an empty database, and every table is what its entity says.

use duban::entity;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QuerySelect, Statement, TransactionTrait};

use crate::support::TestApp;
use crate::support::db::TestDatabase;

async fn reads<E: EntityTrait>(db: &DatabaseConnection) {
    E::find().limit(1).all(db).await.unwrap_or_else(|error| panic!("{}: {error}", E::default().as_str()));
}

#[actix_web::test]
async fn the_schema_goes_up_down_and_up_again() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    Migrator::up(&db, None).await.unwrap();
    Migrator::down(&db, None).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    assert!(Migrator::get_pending_migrations(&db).await.unwrap().is_empty());
    reads::<entity::government::Entity>(&db).await;
    reads::<entity::unit::Entity>(&db).await;
    reads::<entity::unit_alias::Entity>(&db).await;
    reads::<entity::unit_move::Entity>(&db).await;
    reads::<entity::group_member::Entity>(&db).await;
    reads::<entity::app_user::Entity>(&db).await;
    reads::<entity::role_grant::Entity>(&db).await;
    reads::<entity::session::Entity>(&db).await;
    reads::<entity::refresh_token::Entity>(&db).await;
    reads::<entity::plan::Entity>(&db).await;
    reads::<entity::plan_import::Entity>(&db).await;
    reads::<entity::plan_import_text::Entity>(&db).await;
    reads::<entity::section::Entity>(&db).await;
    reads::<entity::task::Entity>(&db).await;
    reads::<entity::task_version::Entity>(&db).await;
    reads::<entity::assignment::Entity>(&db).await;
    reads::<entity::target::Entity>(&db).await;
    reads::<entity::target_version::Entity>(&db).await;
    reads::<entity::checkpoint::Entity>(&db).await;
    reads::<entity::reporting_rule::Entity>(&db).await;
    reads::<entity::rule_period::Entity>(&db).await;
    reads::<entity::obligation::Entity>(&db).await;
    reads::<entity::reminder::Entity>(&db).await;
    reads::<entity::extension::Entity>(&db).await;
    reads::<entity::submission::Entity>(&db).await;
    reads::<entity::revision::Entity>(&db).await;
    reads::<entity::revision_figure::Entity>(&db).await;
    reads::<entity::submission_event::Entity>(&db).await;
    reads::<entity::blob::Entity>(&db).await;
    reads::<entity::attachment::Entity>(&db).await;
    reads::<entity::revision_attachment::Entity>(&db).await;
    reads::<entity::figure::Entity>(&db).await;
    reads::<entity::job::Entity>(&db).await;
    reads::<entity::event::Entity>(&db).await;
    reads::<entity::plan_change::Entity>(&db).await;
    reads::<entity::idempotency_key::Entity>(&db).await;
    reads::<entity::official::Entity>(&db).await;
    reads::<entity::milestone::Entity>(&db).await;
    reads::<entity::revision_milestone::Entity>(&db).await;
    reads::<entity::target_link::Entity>(&db).await;
    reads::<entity::site::Entity>(&db).await;
    reads::<entity::allocation::Entity>(&db).await;
    reads::<entity::statement::Entity>(&db).await;
    reads::<entity::statement_target::Entity>(&db).await;
    db.close().await.unwrap();
}

/// What the database says about how it would run a query. PostgreSQL reads a small table whole whatever its indexes; the question here is
/// whether one would serve.
async fn plan_of(db: &DatabaseConnection, sql: &str) -> String {
    let backend = db.get_database_backend();
    let (explain, column) = match backend {
        DbBackend::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        _ => ("EXPLAIN", "QUERY PLAN"),
    };
    let one = db.begin().await.unwrap();
    if backend != DbBackend::Sqlite {
        one.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
    }
    let rows = one.query_all_raw(Statement::from_string(backend, format!("{explain} {sql}"))).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", column).unwrap()).collect::<Vec<_>>().join("\n")
}

/// The questions asked on every request use an index on both databases.
#[actix_web::test]
async fn the_frequent_questions_use_an_index() {
    let app = TestApp::demo().await;
    let db = &app.state.db;
    let id = match db.get_database_backend() {
        DbBackend::Sqlite => "x'0197a6f0c0de7000a000000000000001'",
        _ => "'0197a6f0-c0de-7000-a000-000000000001'",
    };
    for (sql, index) in [
        (format!("SELECT * FROM obligation WHERE unit_id = {id} AND due_at < '2024-06-01'"), "ix_obligation_unit_id"),
        (format!("SELECT * FROM submission WHERE obligation_id = {id}"), "_submission_obligation_id"),
        (format!("SELECT * FROM figure WHERE plan_id = {id} AND as_at <= '2024-05-31'"), "ix_figure_plan_id"),
        (format!("SELECT * FROM task_version WHERE plan_id = {id}"), "ix_task_version_plan_id"),
        ("SELECT * FROM refresh_token WHERE hash = 'x'".to_owned(), "uq_refresh_token_hash"),
        ("SELECT * FROM app_user WHERE username = 'x'".to_owned(), "uq_app_user_username"),
    ] {
        let plan = plan_of(db, &sql).await;
        assert!(plan.contains(index), "{sql}\n{plan}");
    }
}
