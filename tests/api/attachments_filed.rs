//! Evidence in the review: who sees it, when it can change, and that filed revisions keep theirs.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::files::{pdf, png};
use crate::support::{Person, TestApp};

async fn names(person: &Person, path: &str, query: &str) -> Vec<String> {
    let page = person.get(&format!("{path}/attachments{query}")).await.expect(200);
    let mut names: Vec<String> = page.items().iter().map(|item| item["fileName"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn path_of(attachment: &Value) -> String {
    format!("/attachments/{}", attachment["id"].as_str().unwrap())
}

#[actix_web::test]
async fn a_filed_revision_keeps_its_files_exactly() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let path = wjw.begin(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    let kept = wjw.attach(&path, "1.png", &png(1), &[]).await.expect(201).json;
    let dropped = wjw.attach(&path, "2.pdf", &pdf(100), &[]).await.expect(201).json;
    wjw.step(&path, "submit").await;
    assert_eq!(names(&fgw, &path, "").await, ["1.png", "2.pdf"]);
    // Filed is filed.
    wjw.attach(&path, "3.png", &png(3), &[]).await.expect_problem(409, "invalid_transition");
    wjw.delete(&path_of(&kept), "\"1\"").await.expect_problem(409, "invalid_transition");
    fgw.step_because(&path, "return", "请补充照片").await;
    wjw.delete(&path_of(&dropped), "\"1\"").await.expect(204);
    wjw.delete(&path_of(&dropped), "\"1\"").await.expect_problem(409, "has_children");
    let new = wjw.attach(&path, "3.png", &png(3), &[]).await.expect(201).json;
    assert_eq!(names(&wjw, &path, "?revision=1").await, ["1.png", "2.pdf"]);
    assert_eq!(names(&wjw, &path, "?revision=2").await, ["1.png", "3.png"]);
    // The receiving unit sees what was filed, and nothing of what is being written.
    assert_eq!(names(&fgw, &path, "").await, ["1.png", "2.pdf"]);
    assert_eq!(names(&fgw, &path, "?revision=2").await, [""; 0]);
    assert_eq!(fgw.get(&path_of(&kept)).await.expect(200).json["revisions"], json!([1]));
    assert_eq!(wjw.get(&path_of(&kept)).await.expect(200).json["revisions"], json!([1, 2]));
    fgw.get(&path_of(&new)).await.expect_problem(404, "not_found");
    fgw.get(&format!("{}/content", path_of(&new))).await.expect_problem(404, "not_found");
    assert!(fgw.get(&format!("{}/content", path_of(&dropped))).await.expect(200).body == pdf(100));
    wjw.step(&path, "submit").await;
    fgw.step(&path, "accept").await;
    assert_eq!(names(&fgw, &path, "?revision=2").await, ["1.png", "3.png"]);
    // A correction begins with the files of the accepted revision; when it is given up, so are its changes.
    wjw.step_because(&path, "correct", "重复统计").await;
    wjw.delete(&path_of(&kept), "\"1\"").await.expect(204);
    wjw.attach(&path, "4.png", &png(4), &[]).await.expect(201);
    wjw.step(&path, "withdraw").await;
    assert_eq!(names(&wjw, &path, "?revision=2").await, ["1.png", "3.png"]);
    wjw.step_because(&path, "correct", "重复统计").await;
    assert_eq!(names(&wjw, &path, "?revision=4").await, ["1.png", "3.png"]);
}

#[actix_web::test]
async fn who_may_read_the_report_reads_its_files_and_nobody_else() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = wjw.begin(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    let item = path_of(&wjw.attach(&path, "1.png", &png(1), &[]).await.expect(201).json);
    let content = format!("{item}/content");
    let nobody = "/attachments/0197a6f0-c0de-7000-a000-0000000000ff";
    for stranger in ["reporter.nyncj", "supervisor.huzhou", "coordinator.fgw", "leader"] {
        let stranger = app.login(stranger).await;
        for path in [&item, &content, &format!("{path}/attachments"), nobody] {
            stranger.get(path).await.expect_problem(404, "not_found");
        }
    }
    let other = app.login("reporter.nyncj").await;
    other.attach(&path, "1.png", &png(2), &[]).await.expect_problem(404, "not_found");
    other.delete(&item, "\"1\"").await.expect_problem(404, "not_found");
    for who in ["sysadmin", "auditor"] {
        app.login(who).await.get(&item).await.expect_problem(403, "forbidden");
    }
    app.stranger().get(&content).await.expect_problem(401, "authentication_required");
    wjw.step(&path, "submit").await;
    for reader in ["coordinator.fgw", "leader", "supervisor"] {
        let reader = app.login(reader).await;
        assert!(reader.get(&content).await.expect(200).body == png(1));
        reader.attach(&path, "1.png", &png(2), &[]).await.expect_problem(403, "forbidden");
        reader.delete(&item, "\"1\"").await.expect_problem(403, "forbidden");
    }
    other.get(&content).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn a_file_goes_with_its_draft_and_by_its_tag() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = wjw.begin(json!({"obligationId": wjw.owed("YC-WJW", "4", "2024-05").await.id()})).await;
    let item = path_of(&wjw.attach(&path, "1.png", &png(1), &[]).await.expect(201).json);
    wjw.delete(&item, "").await.expect_problem(412, "version_conflict");
    wjw.delete(&item, "\"1\"").await.expect(204);
    wjw.get(&item).await.expect(404);
    let item = path_of(&wjw.attach(&path, "1.png", &png(1), &[]).await.expect(201).json);
    wjw.delete(&path, "\"1\"").await.expect(204);
    wjw.get(&item).await.expect(404);
    app.set_time("2024-06-01T03:00:00Z");
    let swept = duban::evidence::sweep(&app.state.db, &app.state.evidence, app.state.clock.now()).await.unwrap();
    assert_eq!(swept.blobs, 1, "nothing refers to the content any more");
}

#[actix_web::test]
async fn the_list_needs_a_constant_number_of_statements() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = wjw.begin(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    wjw.attach(&path, "1.png", &png(1), &[]).await.expect(201);
    let list = format!("{path}/attachments");
    let (_, one) = app.statements_of(wjw.get(&list)).await;
    for n in 2..12 {
        wjw.attach(&path, "1.png", &png(n), &[]).await.expect(201);
    }
    let (page, many) = app.statements_of(wjw.get(&list)).await;
    assert_eq!((page.items().len(), many), (11, one));
}

/// A plan of one task of 市卫健委 with a step, and another task with one; the report for May, and the ids of both steps.
async fn with_steps(app: &TestApp) -> (String, [String; 2]) {
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("steps", json!({}))).await;
    let due = json!({"text": "5月底前", "kind": "month", "latest": "2024-05-31", "control": "2024-05-31"});
    let mut steps = Vec::new();
    for code in ["1", "2"] {
        let task = draft.task(code, None).await;
        draft.lead(&task, "YC-WJW").await;
        let step = json!({"taskId": task, "text": "完成选址。", "due": due});
        steps.push(author.post("/milestones", step).await.expect(201).id());
    }
    let monthly = json!({"frequency": "monthly", "dueDay": 3});
    draft.rule(quarterly(json!({"title": "月报", "parts": ["progress"], "calendar": monthly}))).await;
    draft.run("issue").await.expect(200);
    let page = author.get(&format!("/obligations?planId={}&period=2024-05", draft.id)).await.expect(200);
    let owed = page.items().iter().find(|one| one["task"]["code"] == "1").unwrap()["id"].as_str().unwrap().to_owned();
    (owed, steps.try_into().unwrap())
}

#[actix_web::test]
async fn a_file_shows_that_a_step_was_done_and_revisions_differ_in_both() {
    let app = TestApp::demo().await;
    let (owed, [step, other]) = with_steps(&app).await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let told = json!([{"milestoneId": step, "note": "正在比选"}]);
    let path = wjw.begin(json!({"obligationId": owed, "progress": "已开展。", "milestones": told})).await;
    for (id, code) in
        [(other.as_str(), "milestone_of_another_task"), ("0197a6f0-c0de-7000-a000-0000000000ff", "not_found"), ("x", "invalid_id")]
    {
        let refused = wjw.attach(&path, "1.png", &png(1), &[("milestoneId", id)]).await.expect(422);
        assert_eq!(refused.faults(), [format!("/milestoneId {code}")]);
    }
    let old = wjw.attach(&path, "比选.png", &png(1), &[]).await.expect(201).json;
    wjw.step(&path, "submit").await;
    fgw.step_because(&path, "return", "请补充批复").await;
    wjw.edit(&path, json!({"milestones": [{"milestoneId": step, "doneOn": "2024-05-28"}]})).await.expect(200);
    wjw.delete(&path_of(&old), "\"1\"").await.expect(204);
    let new = wjw.attach(&path, "批复.pdf", &pdf(100), &[("milestoneId", step.as_str())]).await.expect(201).json;
    assert_eq!((&new["milestoneId"], &new["targetId"]), (&json!(step), &Value::Null));
    wjw.step(&path, "submit").await;
    let difference = fgw.get(&format!("{path}/revisions/2/difference")).await.expect(200).json;
    let steps = difference["milestones"].as_array().unwrap();
    assert_eq!((steps.len(), &steps[0]["milestoneId"], &steps[0]["change"]), (1, &json!(step), &json!("changed")));
    assert_eq!(steps[0]["before"], json!({"doneOn": null, "note": "正在比选"}));
    assert_eq!(
        (&steps[0]["after"], &steps[0]["milestone"]["text"]),
        (&json!({"doneOn": "2024-05-28", "note": null}), &json!("完成选址。"))
    );
    let files: Vec<_> = difference["attachments"].as_array().unwrap().iter().map(|file| (&file["change"], &file["fileName"])).collect();
    assert_eq!(files, [(&json!("added"), &json!("批复.pdf")), (&json!("removed"), &json!("比选.png"))]);
    let told = ["attachmentId", "sha256", "milestoneId", "size"].map(|member| difference["attachments"][0][member].clone());
    assert_eq!(told, [new["id"].clone(), new["sha256"].clone(), json!(step), json!(100)]);
    let beginning = fgw.get(&format!("{path}/revisions/1/difference")).await.expect(200).json;
    let first = (&beginning["milestones"][0]["change"], &beginning["attachments"][0]["change"], &beginning["milestones"][0]["before"]);
    assert_eq!(first, (&json!("added"), &json!("added"), &Value::Null));
    let same = fgw.get(&format!("{path}/revisions/2/difference?from=2")).await.expect(200).json;
    assert_eq!((&same["milestones"], &same["attachments"]), (&json!([]), &json!([])));
}
