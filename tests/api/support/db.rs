//! A fresh database per test: the copy of a SQLite file, or on PostgreSQL of a template database.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use duban::clock::Clock;
use duban::seed;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tokio::sync::OnceCell;

/// The password of every demo account.
pub(crate) const PASSWORD: &str = "duban-demo-2024";

static DEMO: OnceCell<Source> = OnceCell::const_new();
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// Something to copy from.
#[derive(Clone)]
enum Source {
    File(PathBuf),
    Template { server: String, name: String },
}

/// A database that goes away with its test.
pub(crate) struct TestDatabase {
    address: String,
    remove: Remove,
}

enum Remove {
    File(PathBuf),
    Database { server: String, name: String },
}

#[expect(clippy::disallowed_methods, reason = "tests choose their database by the environment")]
fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

/// The address of another database on the same server.
fn beside(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("TEST_DATABASE_URL ends in a database name");
    format!("{base}/{name}")
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("duban-test-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A folder for the files of one service.
pub(crate) fn evidence_folder() -> PathBuf {
    folder().join(format!("evidence-{}", NEXT.fetch_add(1, Ordering::SeqCst)))
}

fn file_address(file: &std::path::Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn on_server(server: &str, sql: &str) {
    let connection = duban::db::connect(server, 1).await.expect("PostgreSQL answers at TEST_DATABASE_URL");
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.unwrap();
}

/// Drops the databases of test runs whose process is gone.
async fn sweep(server: &str) {
    let connection = duban::db::connect(server, 1).await.expect("PostgreSQL answers at TEST_DATABASE_URL");
    let all = "SELECT datname FROM pg_database WHERE datname LIKE 'duban\\_test\\_%'";
    let rows = connection.query_all_raw(Statement::from_string(DbBackend::Postgres, all)).await.unwrap();
    for row in rows {
        let name: String = row.try_get("", "datname").unwrap();
        let process = name.split('_').nth(2).unwrap_or_default();
        let gone = std::path::Path::new("/proc/self").exists() && !std::path::Path::new(&format!("/proc/{process}")).exists();
        if gone {
            let _ = connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
    connection.close().await.unwrap();
}

/// Makes the database that all demo tests copy: migrated once, seeded once.
async fn make_demo() -> Source {
    let source = match server() {
        None => Source::File(folder().join("template.db")),
        Some(server) => {
            sweep(&server).await;
            let name = format!("duban_test_{}_template", std::process::id());
            on_server(&server, &format!("CREATE DATABASE {name}")).await;
            Source::Template { server, name }
        }
    };
    let address = match &source {
        Source::File(file) => file_address(file),
        Source::Template { server, name } => beside(server, name),
    };
    let connection = duban::db::connect(&address, 2).await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    let issued = "2024-04-02T01:00:00Z".parse().unwrap();
    seed::load(&super::state(connection.clone(), Clock::manual(issued))).await.unwrap();
    connection.close().await.unwrap();
    source
}

impl TestDatabase {
    pub(crate) async fn demo() -> Self {
        let source = DEMO.get_or_init(make_demo).await.clone();
        let n = NEXT.fetch_add(1, Ordering::SeqCst);
        match source {
            Source::File(template) => {
                let file = folder().join(format!("{n}.db"));
                std::fs::copy(template, &file).unwrap();
                Self { address: file_address(&file), remove: Remove::File(file) }
            }
            Source::Template { server, name } => {
                let copy = format!("duban_test_{}_{n}", std::process::id());
                on_server(&server, &format!("CREATE DATABASE {copy} TEMPLATE {name}")).await;
                Self { address: beside(&server, &copy), remove: Remove::Database { server, name: copy } }
            }
        }
    }

    /// A database without any table.
    pub(crate) async fn empty() -> Self {
        let n = NEXT.fetch_add(1, Ordering::SeqCst);
        match server() {
            None => {
                let file = folder().join(format!("{n}.db"));
                Self { address: file_address(&file), remove: Remove::File(file) }
            }
            Some(server) => {
                let name = format!("duban_test_{}_{n}", std::process::id());
                on_server(&server, &format!("CREATE DATABASE {name}")).await;
                Self { address: beside(&server, &name), remove: Remove::Database { server, name } }
            }
        }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) async fn connect(&self) -> DatabaseConnection {
        duban::db::connect(&self.address, 5).await.unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        match &self.remove {
            Remove::File(file) => {
                for suffix in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
                }
            }
            Remove::Database { server, name } => {
                // The runtime of the test is on its way out; a thread with one of its own does the last work.
                let (server, sql) = (server.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                let dropped = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(on_server(&server, &sql));
                });
                let _ = dropped.join();
            }
        }
    }
}
