//! Notes of every plan how often it was changed, so that what was judged once can be used again as long as nothing has: whoever keeps a
//! judgement compares one sum. The database notes it itself, whichever way a row was written.
//!
//! PostgreSQL adds a row per statement and locks nothing: writers of one plan do not wait for each other, and a sum grows with every commit,
//! in whatever order they come. The rows are drawn together from time to time. SQLite has one writer at a time and counts in place.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::draft::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What a changed row is part of: the table, the plan or government it belongs to, the task, and where to look for the task.
struct Noted {
    table: &'static str,
    subject: &'static str,
    task: Option<&'static str>,
    /// Another table that knows the task, and the column that names its row.
    through: Option<(&'static str, &'static str)>,
}

/// What only changes the tasks it hangs on: the daily work.
const OF_TASKS: &[Noted] = &[
    Noted { table: "obligation", subject: "plan_id", task: Some("task_id"), through: None },
    Noted { table: "submission", subject: "plan_id", task: Some("task_id"), through: None },
    Noted { table: "submission_event", subject: "plan_id", task: Some("task_id"), through: Some(("submission", "submission_id")) },
    Noted { table: "extension", subject: "plan_id", task: Some("task_id"), through: Some(("obligation", "obligation_id")) },
    Noted { table: "figure", subject: "plan_id", task: Some("task_id"), through: Some(("target", "target_id")) },
];

/// What changes a plan as a whole.
const OF_PLANS: &[&str] = &[
    "section",
    "task",
    "task_version",
    "assignment",
    "milestone",
    "target",
    "target_version",
    "checkpoint",
    "target_link",
    "reporting_rule",
    "rule_period",
];

/// What changes all plans of a government.
const OF_GOVERNMENTS: &[&str] = &["unit", "group_member", "official"];

fn all() -> Vec<Noted> {
    let plain = |table, subject| Noted { table, subject, task: None, through: None };
    let mut all: Vec<Noted> = OF_PLANS.iter().map(|table| plain(table, "plan_id")).collect();
    all.extend(OF_GOVERNMENTS.iter().map(|table| plain(table, "government_id")));
    all.push(plain("plan", "id"));
    all.extend(OF_TASKS.iter().map(|noted| Noted { ..*noted }));
    all
}

const EVENTS: [(&str, &str); 3] = [("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        let table = if postgres {
            "CREATE TABLE plan_change (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), subject_id uuid NOT NULL, task_id uuid, n bigint NOT NULL)"
        } else {
            "CREATE TABLE plan_change (id uuid_blob PRIMARY KEY DEFAULT (randomblob(16)), subject_id uuid_blob NOT NULL, task_id uuid_blob, \
             n bigint NOT NULL)"
        };
        run(manager, &[table, "CREATE INDEX ix_plan_change_subject_id_task_id ON plan_change (subject_id, task_id)"]).await?;
        for noted in all() {
            let statements = if postgres { noted.on_postgres() } else { noted.on_sqlite() };
            run(manager, &statements.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        for noted in all() {
            let table = noted.table;
            for (event, _) in EVENTS {
                let on = if postgres { format!(" ON \"{table}\"") } else { String::new() };
                run(manager, &[&format!("DROP TRIGGER note_{table}_{event}{on}")]).await?;
            }
            if postgres {
                run(manager, &[&format!("DROP FUNCTION note_{table}()")]).await?;
            }
        }
        run(manager, &["DROP TABLE plan_change"]).await
    }
}

impl Noted {
    /// One function per table, told once per statement of the rows it changed.
    fn on_postgres(&self) -> Vec<String> {
        let Self { table, subject, task, through } = self;
        let (task, join) = match (task, through) {
            (None, _) => ("NULL::uuid".to_owned(), String::new()),
            (Some(task), None) => (format!("changed.{task}"), String::new()),
            (Some(task), Some((other, key))) => (format!("o.{task}"), format!(" LEFT JOIN \"{other}\" o ON o.id = changed.{key}")),
        };
        let body =
            format!("INSERT INTO plan_change (subject_id, task_id, n) SELECT DISTINCT changed.{subject}, {task}, 1 FROM changed{join}");
        let function = format!("CREATE FUNCTION note_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$");
        let trigger = |(event, rows): (&str, &str)| {
            format!(
                "CREATE TRIGGER note_{table}_{event} AFTER {event} ON \"{table}\" REFERENCING {rows} TABLE AS changed \
                 FOR EACH STATEMENT EXECUTE FUNCTION note_{table}()"
            )
        };
        std::iter::once(function).chain(EVENTS.into_iter().map(trigger)).collect()
    }

    fn on_sqlite(&self) -> Vec<String> {
        let Self { table, subject, task, through } = self;
        let trigger = |(event, row): (&str, &str)| {
            let subject = format!("{row}.{subject}");
            let task = match (task, through) {
                (None, _) => "NULL".to_owned(),
                (Some(task), None) => format!("{row}.{task}"),
                (Some(task), Some((other, key))) => format!("(SELECT {task} FROM \"{other}\" WHERE id = {row}.{key})"),
            };
            let held = format!("subject_id = {subject} AND task_id IS {task}");
            format!(
                "CREATE TRIGGER note_{table}_{event} AFTER {event} ON \"{table}\" FOR EACH ROW BEGIN \
                 INSERT INTO plan_change (subject_id, task_id, n) SELECT {subject}, {task}, 0 WHERE NOT EXISTS (SELECT 1 FROM plan_change WHERE {held}); \
                 UPDATE plan_change SET n = n + 1 WHERE {held}; END"
            )
        };
        EVENTS.into_iter().map(trigger).collect()
    }
}
