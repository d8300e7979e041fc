//! Steps in reports, in the manner of Huzhou: asked about, filed, reviewed, corrected; and overdue ones in the state of their task.

use serde_json::{Value, json};

use crate::support::cycle::Owed;
use crate::support::drafts::{Draft, plan};
use crate::support::{Person, TestApp};

/// A key work with two measures. 3.1 of 市卫健委 and 市教育局 has three dated steps and a cumulative target that 市卫健委 reports; 3.2 of 市教育局
/// has a quarterly step, one that waits for an approval, and one for the whole year. Reports are due on 30 June and 10 December.
struct Small {
    plan: String,
    /// 6月底前, 9月底前, 12月底前 of 3.1.
    dated: [String; 3],
    /// 每季度, 待…获批后, 全年 of 3.2.
    other: [String; 3],
}

fn by(text: &str, kind: &str, day: Option<&str>) -> Value {
    json!({"text": text, "kind": kind, "latest": day, "control": day})
}

async fn step(author: &Person, task: &str, text: &str, due: Value, again: Value) -> String {
    let body = json!({"taskId": task, "text": text, "due": due, "recurrence": again});
    author.post("/milestones", body).await.expect(201).id()
}

/// The target of 3.1, with a checkpoint at each of its steps.
async fn enter_target(author: &Person, task: &str, steps: &[String; 3]) {
    let target = json!({"taskId": task, "indicator": "整治和淘汰", "text": "整治和淘汰1000家", "operator": "gte", "value": 1000,
        "unitOfMeasure": "家", "series": "cumulative", "quantityKind": "count", "reportingUnitCode": "YC-WJW"});
    let target = author.post("/targets", target).await.expect(201).id();
    for (due_on, value, step) in [("2024-06-30", 600, &steps[0]), ("2024-09-30", 800, &steps[1]), ("2024-12-31", 1000, &steps[2])] {
        author.post("/checkpoints", json!({"targetId": target, "milestoneId": step, "dueOn": due_on, "value": value})).await.expect(201);
    }
}

/// The steps of both measures.
async fn enter_steps(author: &Person, [one, two]: [&str; 2]) -> ([String; 3], [String; 3]) {
    let (once, quarterly) = (Value::Null, json!({"everyMonths": 3, "from": "2024-01-01"}));
    let month = |text, day| by(text, "month", Some(day));
    let dated = [
        step(author, one, "累计整治和淘汰600家以上。", month("6月底前", "2024-06-30"), once.clone()).await,
        step(author, one, "累计整治和淘汰800家以上。", month("9月底前", "2024-09-30"), once.clone()).await,
        step(author, one, "累计整治和淘汰1000家以上。", month("12月底前", "2024-12-31"), once.clone()).await,
    ];
    let other = [
        step(author, two, "每季度召开重大项目开竣工活动。", by("每季度", "none", None), quarterly).await,
        step(author, two, "编制实施方案。", by("待规划获批后", "condition", None), once.clone()).await,
        step(author, two, "开展督查。", by("全年", "year", Some("2024-12-31")), once).await,
    ];
    (dated, other)
}

async fn small(app: &TestApp) -> Small {
    let author = app.login("supervisor").await;
    let year = json!({"leadRule": "all", "issuedOn": "2024-03-31", "defaultDue": by("年底前", "year", Some("2024-12-31"))});
    let draft = Draft::new(&author, plan("hz", year)).await;
    let key = draft.task("3", None).await;
    let (one, two) = (draft.task("3.1", Some(&key)).await, draft.task("3.2", Some(&key)).await);
    for (task, unit) in [(&one, "YC-WJW"), (&one, "YC-JYJ"), (&two, "YC-JYJ")] {
        author.post("/assignments", json!({"taskId": task, "unitCode": unit, "role": "responsible"})).await.expect(201);
    }
    let (dated, other) = enter_steps(&author, [&one, &two]).await;
    enter_target(&author, &one, &dated).await;
    let listed = json!([{"period": "2024H1", "dueOn": "2024-06-30"}, {"period": "2024", "asAt": "2024-12-10", "dueOn": "2024-12-10"}]);
    let rule = json!({"title": "落实情况", "receiverUnitCode": "YC-FGW", "reporters": "everyLead", "parts": ["progress"],
        "collectsFigures": true, "calendar": {"frequency": "listed", "listed": listed}});
    draft.rule(rule).await;
    draft.run("issue").await.expect(200);
    Small { plan: draft.id, dated, other }
}

impl Small {
    async fn owed(&self, person: &Person, unit: &str, task: &str, period: &str) -> Owed {
        let page = person.get(&format!("/obligations?planId={}&period={period}", self.plan)).await.expect(200);
        let found = page.items().iter().find(|one| one["task"]["code"] == task && one["unit"]["code"] == unit);
        Owed(found.unwrap_or_else(|| panic!("{unit} owes nothing on {task}")).clone())
    }

    /// 市卫健委 files 610家 on 3.1 for the first half-year with these steps; the path of the report.
    async fn file_one(&self, app: &TestApp, steps: Value) -> String {
        let wjw = app.login("reporter.wjw").await;
        let owed = self.owed(&wjw, "YC-WJW", "3.1", "2024H1").await;
        let mut report = owed.report(&[610.0]);
        report["milestones"] = steps;
        wjw.file(report).await
    }

    /// 市教育局 files on 3.2 for the first half-year that the first quarter's meeting took place; the path of the report.
    async fn file_two(&self, app: &TestApp) -> String {
        let jyj = app.login("reporter.jyj").await;
        let mut report = self.owed(&jyj, "YC-JYJ", "3.2", "2024H1").await.report(&[]);
        report["milestones"] = json!([
            {"milestoneId": self.other[0], "occursOn": "2024-03-31", "doneOn": "2024-03-29"},
            {"milestoneId": self.other[0], "occursOn": "2024-06-30", "note": "定于6月28日召开"},
            {"milestoneId": self.other[1], "note": "规划尚未获批"}
        ]);
        jyj.file(report).await
    }

    async fn progress(&self, person: &Person, query: &str) -> Value {
        person.get(&format!("/plans/{}/progress?{query}", self.plan)).await.expect(200).json
    }
}

/// The row of a task in a progress report.
fn row<'v>(report: &'v Value, code: &str) -> &'v Value {
    report["tasks"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap()
}

/// The states of the steps of a task, in order.
fn states(report: &Value, code: &str) -> Vec<String> {
    row(report, code)["milestones"].as_array().unwrap().iter().map(|step| step["state"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_report_is_asked_about_the_steps_due_or_open_in_its_period() {
    let app = TestApp::demo().await;
    let small = small(&app).await;
    let asked = async |user: &str, period: &str| -> Vec<Value> {
        let page = app.login(user).await.get(&format!("/me/obligations?planId={}&period={period}", small.plan)).await.expect(200);
        let mut found: Vec<Value> = Vec::new();
        for owed in page.items() {
            for step in owed["milestones"].as_array().unwrap() {
                found.push(json!([owed["task"]["code"], step["key"], step["occursOn"], step["dueOn"], step["doneOn"]]));
            }
        }
        found.sort_by_key(Value::to_string);
        found
    };
    assert_eq!(asked("reporter.wjw", "2024H1").await, [json!(["3.1", "1", null, "2024-06-30", null])]);
    let half = [
        json!(["3.1", "1", null, "2024-06-30", null]),
        json!(["3.2", "1", "2024-03-31", "2024-03-31", null]),
        json!(["3.2", "1", "2024-06-30", "2024-06-30", null]),
        json!(["3.2", "2", null, null, null]),
    ];
    assert_eq!(asked("reporter.jyj", "2024H1").await, half);
    app.set_time("2024-06-25T02:00:00Z");
    let path = small.file_two(&app).await;
    app.login("coordinator.fgw").await.step(&path, "accept").await;
    let year = asked("reporter.jyj", "2024").await;
    assert_eq!(year.len(), 3 + 4 + 1 + 1, "{year:?}");
    assert!(year.contains(&json!(["3.2", "1", "2024-03-31", "2024-03-31", "2024-03-29"])), "due in the year and done: {year:?}");
    assert!(year.contains(&json!(["3.2", "2", null, null, null])), "without a day and open: {year:?}");
    let page = app.login("reporter.jyj").await.get(&format!("/me/obligations?planId={}", small.plan)).await;
    let (_, few) = app.statements_of(app.login("reporter.jyj").await.get(&format!("/me/obligations?planId={}&limit=1", small.plan))).await;
    let (_, all) = app.statements_of(app.login("reporter.jyj").await.get(&format!("/me/obligations?planId={}", small.plan))).await;
    assert_eq!((page.items().len(), few), (3, all));
}

#[actix_web::test]
async fn steps_are_filed_like_figures_and_shown_as_filed() {
    let app = TestApp::demo().await;
    let small = small(&app).await;
    app.set_time("2024-06-25T02:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    let owed = small.owed(&wjw, "YC-WJW", "3.1", "2024H1").await;
    let mut report = owed.report(&[610.0]);
    report["milestones"] =
        json!([{"milestoneId": small.dated[0], "doneOn": "2024-06-20", "note": "已完成"}, {"milestoneId": small.dated[1]}]);
    let path = wjw.begin(report).await;
    let shown = wjw.get(&path).await.json["milestones"].clone();
    let due = json!({"text": "6月底前", "kind": "month", "earliest": null, "latest": "2024-06-30", "control": "2024-06-30"});
    let first = json!({"milestoneId": small.dated[0], "occursOn": null, "doneOn": "2024-06-20", "note": "已完成",
        "milestone": {"id": small.dated[0], "taskId": shown[0]["milestone"]["taskId"], "key": "1", "text": "累计整治和淘汰600家以上。", "due": due}});
    assert_eq!((shown.as_array().unwrap().len(), &shown[0]), (2, &first));
    let kept = wjw.edit(&path, json!({"progress": "按序时推进,已完成610家。"})).await.expect(200).json;
    assert_eq!(kept["milestones"], shown, "absent keeps");
    let one = json!([{"milestoneId": small.dated[0], "doneOn": "2024-06-21"}]);
    let replaced = wjw.edit(&path, json!({"milestones": one})).await.expect(200).json;
    assert_eq!((replaced["milestones"].as_array().unwrap().len(), &replaced["milestones"][0]["doneOn"]), (1, &json!("2024-06-21")));
    assert_eq!((&replaced["milestones"][0]["note"], &replaced["figures"][0]["value"]), (&json!(null), &json!(610)));
    let step = format!("/milestones/{}", small.dated[0]);
    wjw.step(&path, "submit").await;
    assert_eq!(wjw.get(&step).await.json["doneOn"], json!(null), "not before it is accepted");
    let coordinator = app.login("coordinator.fgw").await;
    coordinator.step_because(&path, "return", "请附照片").await;
    let revisions = wjw.get(&format!("{path}/revisions")).await.json["items"].clone();
    assert_eq!((&revisions[0]["milestones"], &revisions[1]["milestones"]), (&replaced["milestones"], &replaced["milestones"]));
    wjw.edit(&path, json!({"milestones": []})).await.expect(200);
    let revisions = wjw.get(&format!("{path}/revisions")).await.json["items"].clone();
    assert_eq!((&revisions[0]["milestones"], &revisions[1]["milestones"]), (&replaced["milestones"], &json!([])), "what was filed stays");

    let jyj = app.login("reporter.jyj").await;
    let draft = jyj
        .begin(json!({"obligationId": small.owed(&jyj, "YC-JYJ", "3.2", "2024H1").await.id(), "milestones": [
        {"milestoneId": small.other[1], "note": "x"}]}))
        .await;
    jyj.delete(&draft, "\"1\"").await.expect(204);
}

#[actix_web::test]
async fn what_is_wrong_with_the_steps_of_a_report_is_named_in_place() {
    let app = TestApp::demo().await;
    let small = small(&app).await;
    app.set_time("2024-06-25T02:00:00Z");
    let (wjw, jyj) = (app.login("reporter.wjw").await, app.login("reporter.jyj").await);
    let (own, theirs) = (small.owed(&wjw, "YC-WJW", "3.1", "2024H1").await, small.owed(&jyj, "YC-JYJ", "3.2", "2024H1").await);
    let both = [&small.dated[0], &small.other[0]];
    for (person, owed, steps, faults) in [
        (&wjw, &own, json!([{"milestoneId": both[0], "doneOn": "2024-06-26"}]), vec!["/milestones/0/doneOn out_of_range"]),
        (&wjw, &own, json!([{"milestoneId": both[0]}, {"milestoneId": both[0]}]), vec!["/milestones/1/milestoneId duplicate_item"]),
        (&wjw, &own, json!([{"milestoneId": both[0], "occursOn": "2024-06-30"}]), vec!["/milestones/0/occursOn must_be_absent"]),
        (&wjw, &own, json!([{"milestoneId": both[1], "occursOn": "2024-06-30"}]), vec!["/milestones/0/milestoneId not_found"]),
        (&wjw, &own, json!([{"milestoneId": both[0], "stage": "done"}]), vec!["/milestones/0/stage unknown_field"]),
        (&jyj, &theirs, json!([{"milestoneId": both[0]}]), vec!["/milestones/0/milestoneId milestone_of_another_task"]),
        (
            &jyj,
            &theirs,
            json!([{"milestoneId": both[1]}, {"milestoneId": both[1], "occursOn": "2024-05-31"}]),
            vec!["/milestones/0/occursOn required", "/milestones/1/occursOn not_found"],
        ),
    ] {
        let body = json!({"obligationId": owed.id(), "milestones": steps});
        assert_eq!(person.post("/submissions", body).await.expect_problem(422, "validation_failed").faults(), faults, "{steps}");
    }
    let body = json!({"obligationId": own.id(), "figures": [{"targetId": small.other[0], "value": 1}], "milestones": [{"milestoneId": small.other[0]}]});
    let refused = wjw.post("/submissions", body).await.expect_problem(422, "validation_failed");
    assert_eq!(refused.faults().len(), 2, "figures and steps at once: {:?}", refused.faults());
    app.set_time("2024-07-05T02:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    let late = json!({"obligationId": own.id(), "milestones": [{"milestoneId": both[0], "doneOn": "2024-07-01"}]});
    let refused = wjw.post("/submissions", late).await.expect_problem(422, "validation_failed");
    assert_eq!(
        (refused.faults(), &refused.json["errors"][0]["params"]["max"]),
        (vec!["/milestones/0/doneOn out_of_range".to_owned()], &json!("2024-06-30"))
    );
}

#[actix_web::test]
async fn an_accepted_report_tells_when_a_step_was_done_until_it_is_corrected() {
    let app = TestApp::demo().await;
    let small = small(&app).await;
    app.set_time("2024-06-25T02:00:00Z");
    let path = small.file_one(&app, json!([{"milestoneId": small.dated[0], "doneOn": "2024-06-20"}])).await;
    app.set_time("2024-06-27T02:00:00Z");
    let (wjw, coordinator) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    coordinator.step(&path, "accept").await;
    let two = small.file_two(&app).await;
    coordinator.step(&two, "accept").await;
    let step = format!("/milestones/{}", small.dated[0]);
    let done = async |person: &Person| person.get(&step).await.expect(200).json["doneOn"].clone();
    assert_eq!(done(&wjw).await, json!("2024-06-20"));
    let meetings = app.login("reporter.jyj").await.get(&format!("/milestones/{}", small.other[0])).await.expect(200).json;
    let days = [("2024-03-31", json!("2024-03-29")), ("2024-06-30", json!(null)), ("2024-09-30", json!(null)), ("2024-12-31", json!(null))];
    assert_eq!(meetings["occurrences"], json!(days.map(|(day, done)| json!({"occursOn": day, "doneOn": done}))));
    assert_eq!(meetings["doneOn"], json!(null));

    app.set_time("2024-07-08T02:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    wjw.step_because(&path, "correct", "日期有误").await;
    wjw.edit(&path, json!({"milestones": [{"milestoneId": small.dated[0], "doneOn": "2024-06-22"}]})).await.expect(200);
    wjw.step(&path, "submit").await;
    assert_eq!(done(&wjw).await, json!("2024-06-20"), "in force until the correction is accepted");
    app.set_time("2024-07-09T02:00:00Z");
    let (wjw, coordinator) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    coordinator.step(&path, "accept").await;
    assert_eq!(done(&wjw).await, json!("2024-06-22"));
    let tree = wjw.get(&format!("/plans/{}/tree", small.plan)).await.expect(200).json;
    assert_eq!(tree["tasks"][0]["measures"][0]["milestones"][0]["doneOn"], json!("2024-06-22"));
    let at = async |known: &str| {
        let report = small.progress(&coordinator, &format!("asOf=2024-06-30&knownAt={known}")).await;
        let step = row(&report, "3.1")["milestones"][0].clone();
        (step["doneOn"].clone(), step["state"].clone())
    };
    assert_eq!(at("2024-07-09T01:59:59Z").await, (json!("2024-06-20"), json!("done")));
    assert_eq!(at("2024-07-09T02:00:00Z").await, (json!("2024-06-22"), json!("done")));

    wjw.step_because(&path, "correct", "尚未完成").await;
    wjw.edit(&path, json!({"milestones": [{"milestoneId": small.dated[0], "note": "尚未完成"}]})).await.expect(200);
    wjw.step(&path, "submit").await;
    coordinator.step(&path, "accept").await;
    assert_eq!(done(&wjw).await, json!(null), "taken back");
}

#[actix_web::test]
async fn overdue_steps_put_their_task_and_all_above_it_behind() {
    let app = TestApp::demo().await;
    let small = small(&app).await;
    let now_as_leader = async || small.progress(&app.login("leader").await, "").await;
    app.set_time("2024-06-25T02:00:00Z");
    let now = now_as_leader().await;
    assert_eq!(
        states(&now, "3.2"),
        ["awaitingReport", "notDue", "notDue", "notDue", "notDue", "notDue"],
        "no report has told of March yet"
    );
    assert_eq!((&row(&now, "3.2")["state"], &row(&now, "3.2")["sentence"]), (&json!(null), &json!(null)));
    let one = small.file_one(&app, json!([{"milestoneId": small.dated[0], "doneOn": "2024-06-20"}])).await;
    let two = small.file_two(&app).await;
    for path in [&one, &two] {
        app.login("coordinator.fgw").await.step(path, "accept").await;
    }
    app.set_time("2024-06-30T10:00:00Z");
    let now = now_as_leader().await;
    assert_eq!(states(&now, "3.2")[..2], ["done", "notDue"], "the last day is not over");
    app.set_time("2024-07-05T02:00:00Z");
    let now = now_as_leader().await;
    assert_eq!(states(&now, "3.1"), ["done", "notDue", "notDue"]);
    assert_eq!(states(&now, "3.2"), ["done", "overdue", "notDue", "notDue", "notDue", "notDue"]);
    assert_eq!((&row(&now, "3.1")["state"], &row(&now, "3.2")["state"]), (&json!("onTrack"), &json!("overdue")), "610 of 600; the meeting");
    let sentence = json!({"zh": "1项进度逾期未完成:「每季度召开重大项目开竣工活动」应于2024年6月30日前完成。",
        "en": "1 step overdue: \"每季度召开重大项目开竣工活动\" was due by 30 June 2024."});
    assert_eq!((&row(&now, "3.2")["sentence"], &row(&now, "3")["sentence"]), (&sentence, &sentence));
    assert_eq!((&row(&now, "3")["state"], &now["state"], &now["counts"]["overdue"]), (&json!("overdue"), &json!("overdue"), &json!(1)));
    let unit = now["units"].as_array().unwrap().iter().find(|one| one["unit"]["code"] == "YC-JYJ").unwrap();
    assert_eq!((&unit["counts"]["onTrack"], &unit["counts"]["overdue"]), (&json!(1), &json!(1)));
    let task =
        app.login("leader").await.get(&format!("/tasks/{}/progress", row(&now, "3.2")["id"].as_str().unwrap())).await.expect(200).json;
    assert_eq!(task["task"]["milestones"], row(&now, "3.2")["milestones"]);

    // The report that speaks of September is due in December.
    app.set_time("2024-10-15T02:00:00Z");
    assert_eq!(states(&now_as_leader().await, "3.1"), ["done", "awaitingReport", "notDue"]);
    app.set_time("2024-12-11T02:00:00Z");
    let now = now_as_leader().await;
    assert_eq!(states(&now, "3.1"), ["done", "overdue", "notDue"], "nobody filed");
    assert_eq!(states(&now, "3.2"), ["done", "overdue", "overdue", "notDue", "notDue", "notDue"]);
    app.set_time("2025-01-10T02:00:00Z");
    let now = now_as_leader().await;
    assert_eq!(states(&now, "3.2"), ["done", "overdue", "overdue", "overdue", "notDue", "overdue"], "without a control date never");
    let fixed = json!({"due": {"control": "2024-10-31"}, "reason": "规划已于7月获批"});
    app.login("supervisor").await.patch(&format!("/milestones/{}", small.other[1]), "\"1\"", fixed).await.expect(200);
    let now = now_as_leader().await;
    assert_eq!(states(&now, "3.2")[4], "overdue");
    let said = row(&now, "3.2")["sentence"]["zh"].as_str().unwrap();
    assert!(said.starts_with("5项进度逾期未完成:") && said.ends_with(";另有2项。"), "{said}");
}

#[actix_web::test]
async fn the_month_of_a_unit_tells_of_steps_as_a_single_report_does() {
    let app = TestApp::demo().await;
    let small = small(&app).await;
    app.set_time("2024-06-25T02:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    let path = format!("/plans/{}/unit-reports/2024H1", small.plan);
    let write = |action: &str, line: Value| json!({"unitCode": "YC-WJW", "action": action, "items": [line]});
    let wrong = json!([{"milestoneId": small.dated[0], "doneOn": "2024-06-26"}, {"milestoneId": small.other[0]}]);
    for action in ["save", "submit"] {
        let line = json!({"taskCode": "3.1", "progress": "按序时推进。", "milestones": wrong});
        let faults = wjw.post(&path, write(action, line)).await.expect_problem(422, "validation_failed").faults();
        let steps: Vec<&String> = faults.iter().filter(|fault| fault.contains("/milestones/")).collect();
        assert_eq!(steps, ["/items/0/milestones/0/doneOn out_of_range", "/items/0/milestones/1/milestoneId not_found"], "{action}");
    }
    let told = json!([{"milestoneId": small.dated[0], "doneOn": "2024-06-20", "note": "已完成"}, {"milestoneId": small.dated[1]}]);
    let saved = wjw.post(&path, write("save", json!({"taskCode": "3.1", "milestones": told}))).await.expect(200);
    let draft = saved.items()[0].clone();
    assert_eq!(draft["submission"]["milestones"].as_array().unwrap().len(), 2);
    assert_eq!((&draft["submission"]["milestones"][0]["doneOn"], &draft["submission"]["version"]), (&json!("2024-06-20"), &json!(1)));
    let figures = json!([{"targetId": draft["targets"][0]["targetId"], "value": 610}]);
    let line = json!({"taskCode": "3.1", "version": 1, "progress": "按序时推进。", "figures": figures});
    let filed = wjw.post(&path, write("submit", line)).await.expect(200).items()[0]["submission"].clone();
    assert_eq!((&filed["state"], &filed["milestones"]), (&json!("submitted"), &draft["submission"]["milestones"]), "absent keeps");
    let report = format!("/submissions/{}", filed["id"].as_str().unwrap());
    assert_eq!(wjw.get(&report).await.expect(200).json, filed, "the same report by every door");
    app.login("coordinator.fgw").await.step_because(&report, "return", "请核实日期").await;
    let line = json!({"taskCode": "3.1", "version": 3, "milestones": [{"milestoneId": small.dated[0], "doneOn": "2024-06-21"}]});
    let again = wjw.post(&path, write("submit", line)).await.expect(200).items()[0]["submission"].clone();
    assert_eq!((again["milestones"].as_array().unwrap().len(), &again["milestones"][0]["doneOn"]), (1, &json!("2024-06-21")));
    let revisions = wjw.get(&format!("{report}/revisions")).await.expect(200);
    assert_eq!(revisions.items()[0]["milestones"], filed["milestones"], "what was filed stays");
}
