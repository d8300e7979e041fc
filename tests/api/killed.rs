//! The service is killed while it writes a bulk: afterwards all of it is there or nothing, and sent again it is there once.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use duban::entity::{event, revision, revision_figure, submission, submission_event};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Statement};
use serde_json::{Value, json};

use crate::support::bulk::{Wide, bulk};
use crate::support::{TestApp, db};

/// Longest wait for anything that must happen.
const PATIENCE: Duration = Duration::from_secs(120);

/// When the service is killed, in parts of the time that the whole took last; where it answers before, as soon as it does.
const MOMENTS: [f64; 5] = [0.2, 0.6, 0.9, 1.1, 1.5];

/// `duban serve` on a database and a folder of its own.
struct Server {
    child: Child,
    port: u16,
    token: String,
}

/// An answer as it came over the wire.
struct Answer {
    status: u16,
    replayed: bool,
    body: Value,
}

/// Where a service runs, one after the other.
struct Place {
    address: String,
    folder: PathBuf,
    /// Each start is five minutes after the one before: by then a claim of a request that died is given up.
    starts: u32,
}

impl Place {
    fn start(&mut self) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        self.starts += 1;
        let settings = [
            ("DATABASE_URL", self.address.clone()),
            ("DUBAN_BIND", format!("127.0.0.1:{port}")),
            ("DUBAN_CLOCK", format!("2025-01-10T{:02}:{:02}:00Z", 1 + self.starts / 12, self.starts % 12 * 5)),
            ("DUBAN_DATABASE_CONNECTIONS", "3".to_owned()),
            ("DUBAN_EVIDENCE_STORE", self.folder.join("evidence").display().to_string()),
            ("DUBAN_JOB_PAUSE_SECONDS", "0".to_owned()),
            ("DUBAN_LOG", "error".to_owned()),
        ];
        let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
        command.arg("serve").current_dir(&self.folder).env_clear().envs(settings);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (says, said) = mpsc::channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| _ = says.send(line)));
        let mut heard = Vec::new();
        while !heard.last().is_some_and(|line: &String| line.contains("listens on")) {
            heard.push(said.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("the service does not start: {heard:?}")));
        }
        let mut server = Server { child, port, token: String::new() };
        let login = json!({"username": "system", "password": db::PASSWORD});
        server.token = server.post("auth/login", "", &login).expect("a log-in").body["accessToken"].as_str().unwrap().to_owned();
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request and reads the answer; none when the connection broke.
fn post(port: u16, path: &str, token: &str, key: &str, body: &Value) -> Option<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let body = body.to_string();
    let authorization = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    let key = if key.is_empty() { String::new() } else { format!("Idempotency-Key: {key}\r\n") };
    let head = format!(
        "POST /api/v1/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{authorization}{key}Content-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = serde_json::from_str(body).ok()?;
    Some(Answer { status, replayed: head.to_ascii_lowercase().contains("idempotent-replayed: true"), body })
}

impl Server {
    fn post(&self, path: &str, key: &str, body: &Value) -> Option<Answer> {
        post(self.port, path, &self.token, key, body)
    }

    /// Sends a bulk and kills the service (SIGKILL) after a while, or as soon as it has answered.
    fn cut_off(mut self, key: &str, body: &Value, after: Option<Duration>) -> Option<Answer> {
        let (port, token, key, body) = (self.port, self.token.clone(), key.to_owned(), body.clone());
        let (tells, told) = mpsc::channel();
        let sender = std::thread::spawn(move || {
            let answer = post(port, "submissions/bulk", &token, &key, &body);
            let _ = tells.send(());
            answer
        });
        let _ = told.recv_timeout(after.unwrap_or(PATIENCE));
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        sender.join().unwrap()
    }
}

/// The database has noticed that the service is gone: what it was asked last is done or undone.
async fn settle(app: &TestApp) {
    if app.state.db.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let busy = "SELECT count(*) AS busy FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                AND state <> 'idle'";
    let began = Instant::now();
    loop {
        let row = app.state.db.query_one_raw(Statement::from_string(DbBackend::Postgres, busy)).await.unwrap().unwrap();
        if row.try_get::<i64>("", "busy").unwrap() == 0 {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "the database still works for a service that is gone");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// How many reports there are in all; each is whole: one revision, filed, with its figure, its step in the history and its two events.
async fn whole_reports(app: &TestApp) -> u64 {
    let db = &app.state.db;
    let of_wide = |code: &str| event::Entity::find().filter(event::Column::Action.eq(code));
    let reports = submission::Entity::find().count(db).await.unwrap();
    let revisions = revision::Entity::find().filter(revision::Column::FiledAt.is_not_null()).count(db).await.unwrap();
    let figures = revision_figure::Entity::find().count(db).await.unwrap();
    let steps = submission_event::Entity::find().select_only().column(submission_event::Column::SubmissionId).distinct();
    let steps: Vec<uuid::Uuid> = steps.into_tuple().all(db).await.unwrap();
    let all_steps = submission_event::Entity::find().count(db).await.unwrap();
    let created = of_wide("submission.created").count(db).await.unwrap();
    let submitted = of_wide("submission.submitted").count(db).await.unwrap();
    let found = [revisions, figures, steps.len().try_into().unwrap(), all_steps, created, submitted];
    assert_eq!(found, [reports; 6], "revisions, figures, reports with steps, steps, begun, filed");
    reports
}

#[actix_web::test]
async fn a_bulk_that_is_cut_off_is_there_whole_or_not_at_all() {
    let app = TestApp::demo().await;
    app.set_time("2025-01-10T01:00:00.000Z");
    let wide = Wide { tasks: 20, units: 15 }.enter(&app, ["2024-01", "2024-12"]).await;
    let folder = db::evidence_folder();
    std::fs::create_dir_all(&folder).unwrap();
    let mut place = Place { address: app.address().to_owned(), folder: folder.clone(), starts: 0 };
    // The whole, from end to end; killed as soon as it is answered.
    let body = bulk(true, "submit", wide.rows("2024-01"));
    let server = place.start();
    let began = Instant::now();
    let answer = server.cut_off("first", &body, None).expect("an answer");
    let mut whole = began.elapsed();
    assert_eq!((answer.status, &answer.body["succeeded"]), (200, &json!(300)));
    settle(&app).await;
    assert_eq!(whole_reports(&app).await, 300, "what was answered is there");

    let mut done = 300;
    let mut server = place.start();
    let mut cut = Vec::new();
    let trials = [true, false].into_iter().flat_map(|atomic| MOMENTS.map(|moment| (atomic, moment)));
    for (n, (atomic, moment)) in trials.enumerate() {
        let mut rows = wide.rows(&format!("2024-{:02}", n + 2));
        if !atomic {
            rows[7]["taskCode"] = json!("nothing");
        }
        let (right, status) = if atomic { (300, 200) } else { (299, 207) };
        let (body, key) = (bulk(atomic, "submit", rows), format!("trial-{n}"));
        server.cut_off(&key, &body, Some(whole.mul_f64(moment)));
        settle(&app).await;
        let there = whole_reports(&app).await - done;
        assert!(there == 0 || there == right, "trial {n}: {there} of {right} reports");
        cut.push(there);
        // The same request once more, to the service that was started anew.
        server = place.start();
        let began = Instant::now();
        let again = server.post("submissions/bulk", &key, &body).expect("an answer");
        if !again.replayed {
            whole = began.elapsed();
        }
        assert_eq!((again.status, &again.body["succeeded"], again.replayed), (status, &json!(right), there == right), "trial {n}");
        let outcomes = again.body["items"].as_array().unwrap().iter().filter(|row| row["outcome"] == "submitted").count();
        assert_eq!(u64::try_from(outcomes).unwrap(), right);
        done += right;
        assert_eq!(whole_reports(&app).await, done, "trial {n}: one effect in total");
    }
    println!("300 rows take {whole:?}; reports there after each kill: {cut:?}");
    assert!(cut.contains(&0), "no kill came before the end: {cut:?}");
    drop(server);
    let _ = std::fs::remove_dir_all(folder);
}
