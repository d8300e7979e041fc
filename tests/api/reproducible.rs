//! What was said of a date with the knowledge of an instant is said again later, whatever was filed, corrected, changed or cancelled since.

use serde_json::{Value, json};

use crate::support::TestApp;

/// Small numbers in an order of their own, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The month for which something is reported at this step, and the day on which that happens.
const STEPS: [(&str, &str); 6] = [
    ("2024-04", "2024-05-02"),
    ("2024-04", "2024-05-06"),
    ("2024-05", "2024-06-02"),
    ("2024-05", "2024-06-12"),
    ("2024-06", "2024-07-02"),
    ("2024-06", "2024-07-20"),
];

/// Files a month of 市卫健委 on task 4 and has it accepted, or corrects it where it was accepted.
async fn report(app: &TestApp, month: &str, value: u64) {
    let (reporter, receiver) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let owed = reporter.owed("YC-WJW", "4", month).await;
    let begun = reporter.get(&format!("/submissions?obligationId={}", owed.id())).await.expect(200).items().first().cloned();
    let path = match begun {
        None => reporter.file(owed.report(&[value as f64])).await,
        Some(begun) => {
            let path = format!("/submissions/{}", begun["id"].as_str().unwrap());
            reporter.step_because(&path, "correct", "重新核实").await;
            let figures = json!({"figures": [{"targetId": owed.target(0), "value": value}]});
            reporter.edit(&path, figures).await.expect(200);
            reporter.step(&path, "submit").await;
            path
        }
    };
    receiver.step(&path, "accept").await;
}

/// Changes the target, or the deadline of its task.
async fn amend(app: &TestApp, task: &Value, target: &str, value: u64) {
    let author = app.login("supervisor").await;
    let path = if value.is_multiple_of(2) { format!("/targets/{target}") } else { format!("/tasks/{}", task.as_str().unwrap()) };
    let due = json!({"text": "2024年12月20日前", "kind": "day", "latest": "2024-12-20", "control": "2024-12-20"});
    let change =
        if value.is_multiple_of(2) { json!({"value": value, "reason": "调整"}) } else { json!({"due": due, "reason": "延期"}) };
    let tag = author.get(&path).await.expect(200).tag();
    author.patch(&path, &tag, change).await.expect(200);
}

#[actix_web::test]
async fn the_past_stays_what_it_was() {
    let app = TestApp::demo().await;
    app.set_time("2024-05-01T01:00:00Z");
    let leader = app.login("leader").await;
    let plan = leader.plan_id("yichang-2024-livelihood").await;
    let task = leader.get(&format!("/tasks?planId={plan}&code=4")).await.expect(200).items()[0]["id"].clone();
    let target = leader.get(&format!("/targets?taskId={}", task.as_str().unwrap())).await.expect(200).items()[0]["id"].clone();
    let target = target.as_str().unwrap();
    let mut dice = Dice(7);
    let mut said: Vec<(String, Vec<u8>)> = Vec::new();
    for ((month, day), nth) in STEPS.into_iter().zip(0_u64..) {
        app.set_time(&format!("{day}T01:00:00Z"));
        // A total to date grows from month to month.
        report(&app, month, 300 + nth / 2 * 400 + dice.roll(200)).await;
        amend(&app, &task, target, 1_500 + dice.roll(300)).await;
        let known = format!("{day}T01:00:00.000Z");
        let of = ["2024-04-30", "2024-05-31", day][dice.roll(3) as usize];
        let times = format!("asOf={of}&knownAt={known}");
        app.set_time(&format!("{day}T01:00:01Z"));
        let leader = app.login("leader").await;
        for path in [
            format!("/reports/trajectory?targetId={target}&{times}"),
            format!("/reports/ledger?planId={plan}&{times}"),
            format!("/plans/{plan}/progress?{times}"),
            format!("/reports/changes?planId={plan}&from=2024-04-30&knownAtFrom=2024-05-01T01:00:00Z&to={day}&knownAt={known}"),
        ] {
            let body = leader.get(&path).await.expect(200).body;
            said.push((path, body));
        }
    }
    app.set_time("2024-08-01T01:00:00Z");
    let (author, path) = (app.login("supervisor").await, format!("/tasks/{}", task.as_str().unwrap()));
    let tag = author.get(&path).await.expect(200).tag();
    author.patch(&path, &tag, json!({"cancelled": true, "reason": "并入其他项目"})).await.expect(200);
    let leader = app.login("leader").await;
    for (path, body) in said {
        let again = leader.get(&path).await.expect(200).body;
        assert_eq!(String::from_utf8(again).unwrap(), String::from_utf8(body).unwrap(), "{path}");
    }
}
