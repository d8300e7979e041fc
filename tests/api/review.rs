//! The review of reports: return, resubmit, withdraw, sign, accept, correct; who may do what at which stage.

use duban::domain::role::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::cycle::Owed;
use crate::support::{Person, Reply, TestApp};

fn actions(reply: &Reply) -> Vec<&str> {
    reply.json["allowedActions"].as_array().unwrap().iter().map(|action| action.as_str().unwrap()).collect()
}

fn values(reply: &Reply) -> Vec<&Value> {
    reply.items().iter().map(|figure| &figure["value"]).collect()
}

#[actix_web::test]
async fn a_return_needs_a_reason_and_opens_the_next_revision() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let path = wjw.file(owed.report(&[752.0])).await;
    for body in [json!({}), json!({"reason": " \n"})] {
        let refused = fgw.act(&path, "return", body).await.expect_problem(422, "validation_failed");
        assert_eq!(refused.faults(), ["/reason reason_required"]);
    }
    let returned = fgw.step_because(&path, "return", "其中27个为2023年建成,请核实。").await;
    assert_eq!((&returned.json["state"], &returned.json["workingRevision"]), (&"returned".into(), &2.into()));
    // The first of June, and three days: until 24:00 of the 4th in Yichang.
    assert_eq!(returned.json["openUntil"], "2024-06-04T16:00:00.000Z");
    wjw.edit(&path, json!({"figures": [{"targetId": owed.target(0), "value": 725}]})).await.expect(200);
    // While it is being written again, others see what was filed.
    let (inside, outside) = (wjw.get(&path).await, fgw.get(&path).await);
    let shown = |reply: &Reply| (reply.json["shownRevision"].clone(), reply.json["figures"][0]["value"].clone());
    assert_eq!((shown(&inside), shown(&outside)), ((json!(2), json!(725)), (json!(1), json!(752))));
    assert_eq!(fgw.get(&format!("{path}/revisions")).await.items().len(), 1);
    wjw.step(&path, "submit").await;

    let revisions = fgw.get(&format!("{path}/revisions")).await.expect(200);
    let told: Vec<(&Value, &Value)> = revisions.items().iter().map(|it| (&it["n"], &it["figures"][0]["value"])).collect();
    assert_eq!(told, [(&json!(1), &json!(752)), (&json!(2), &json!(725))], "each exactly as filed");
    let events = fgw.get(&format!("{path}/events")).await.expect(200);
    let told: Vec<[&str; 4]> =
        events.items().iter().map(|it| ["action", "fromState", "toState", "actor"].map(|member| it[member].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [
            ["submit", "draft", "submitted", "卫健委填报员"],
            ["return", "submitted", "returned", "发改委汇总员"],
            ["submit", "returned", "submitted", "卫健委填报员"],
        ]
    );
    assert_eq!((&events.items()[1]["reason"], &events.items()[1]["revision"]), (&"其中27个为2023年建成,请核实。".into(), &1.into()));
}

#[actix_web::test]
async fn a_return_opens_a_window_of_its_own() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({"returnDays": 2}), &[json!({})]).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    let path = app.login("reporter.wjw").await.file(owed.report(&[10.0])).await;
    // Closed since the 8th; returned on the 20th in the evening of Yichang: two days more, to the end of the 22nd.
    app.set_time("2024-06-20T12:00:00.000Z");
    let returned = app.login("coordinator.fgw").await.step_because(&path, "return", "请核实").await;
    assert_eq!(returned.json["openUntil"], "2024-06-22T16:00:00.000Z");
    app.set_time("2024-06-22T16:00:00.001Z");
    let wjw = app.login("reporter.wjw").await;
    wjw.act(&path, "submit", json!({})).await.expect_problem(409, "window_closed");
    wjw.edit(&path, json!({"progress": "迟"})).await.expect_problem(409, "window_closed");
    assert_eq!(actions(&wjw.get(&path).await), [""; 0]);
    app.set_time("2024-06-22T16:00:00.000Z");
    let wjw = app.login("reporter.wjw").await;
    assert_eq!(actions(&wjw.get(&path).await), ["edit", "submit"]);
    let filed = wjw.step(&path, "submit").await;
    assert_eq!(
        (&filed.json["firstFiledAt"], &filed.json["onTime"]),
        (&"2024-06-01T01:00:00.000Z".into(), &true.into()),
        "a return keeps T"
    );
}

#[actix_web::test]
async fn what_is_withdrawn_was_not_filed() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = wjw.file(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    app.set_time("2024-06-04T01:00:00.000Z");
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let back = wjw.step_because(&path, "withdraw", "数据有误").await;
    assert_eq!((&back.json["state"], &back.json["firstFiledAt"], &back.json["onTime"]), (&"draft".into(), &Value::Null, &Value::Null));
    assert_eq!((&back.json["workingRevision"], &back.json["figures"][0]["value"]), (&2.into(), &839.into()));
    fgw.get(&path).await.expect_problem(404, "not_found");
    let again = wjw.step(&path, "submit").await;
    assert_eq!((&again.json["firstFiledAt"], &again.json["onTime"]), (&"2024-06-04T01:00:00.000Z".into(), &false.into()));
    // Returned once, T stays, even when what was filed again is withdrawn.
    fgw.step_because(&path, "return", "请核实").await;
    app.set_time("2024-06-05T01:00:00.000Z");
    let wjw = app.login("reporter.wjw").await;
    wjw.step(&path, "submit").await;
    let back = wjw.step(&path, "withdraw").await;
    assert_eq!(back.json["firstFiledAt"], "2024-06-04T01:00:00.000Z");
    let revisions = wjw.get(&format!("{path}/revisions")).await.expect(200);
    let withdrawn: Vec<bool> = revisions.items().iter().map(|it| !it["withdrawnAt"].is_null()).collect();
    assert_eq!(withdrawn, [true, false, true, false]);
}

#[actix_web::test]
async fn a_draft_belongs_to_its_unit_until_it_is_filed() {
    let app = TestApp::demo().await;
    app.db_account("boss", "YC-WJW", &[(Role::Reporter, "YC-WJW"), (Role::Leader, "YC")]).await;
    let wjw = app.login("reporter.wjw").await;
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let path = wjw.begin(owed.report(&[839.0])).await;
    for outside in ["coordinator.fgw", "supervisor", "leader", "reporter.jyj"] {
        let person = app.login(outside).await;
        person.get(&path).await.expect_problem(404, "not_found");
        person.get(&format!("{path}/revisions")).await.expect_problem(404, "not_found");
        assert_eq!(person.get("/submissions?count=true").await.json["page"]["total"], 0, "{outside}");
        if outside != "reporter.jyj" {
            let seen = person.get(&format!("/obligations/{}", owed.id())).await.expect(200);
            assert_eq!(seen.json["submission"], Value::Null, "{outside}");
            let begun = person.get("/obligations?state=draft&count=true").await.expect(200);
            let nothing = person.get("/obligations?state=none&period=2024-05&count=true").await.expect(200);
            assert_eq!((&begun.json["page"]["total"], &nothing.json["page"]["total"]), (&0.into(), &72.into()), "{outside}");
        }
    }
    for inside in ["approver.wjw", "boss"] {
        let person = app.login(inside).await;
        assert_eq!(person.get(&path).await.expect(200).json["state"], "draft", "{inside}");
        assert_eq!(person.get(&format!("/obligations/{}", owed.id())).await.json["submission"]["state"], "draft", "{inside}");
    }
    wjw.step(&path, "submit").await;
    for outside in ["coordinator.fgw", "supervisor", "leader"] {
        assert_eq!(app.login(outside).await.get(&path).await.expect(200).json["state"], "submitted", "{outside}");
    }
}

#[actix_web::test]
async fn a_correction_replaces_the_figure_only_when_it_is_accepted() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let owed = wjw.owed("YC-WJW", "4", "2024-05").await;
    let path = wjw.file(owed.report(&[752.0])).await;
    fgw.step(&path, "accept").await;
    app.set_time("2024-06-10T01:00:00.000Z");
    let wjw = app.login("reporter.wjw").await;
    let refused = wjw.act(&path, "correct", json!({})).await.expect(422);
    assert_eq!(refused.faults(), ["/reason reason_required"]);
    let open = wjw.step_because(&path, "correct", "重复统计27个").await;
    assert_eq!(
        (&open.json["state"], &open.json["workingRevision"], &open.json["acceptedRevision"]),
        (&"draft".into(), &2.into(), &1.into())
    );
    assert_eq!((&open.json["revisionKind"], &open.json["reason"]), (&"correction".into(), &"重复统计27个".into()));
    wjw.edit(&path, json!({"figures": [{"targetId": owed.target(0), "value": 725}]})).await.expect(200);
    wjw.step(&path, "submit").await;
    assert_eq!(values(&wjw.get("/figures").await), [752], "the old figure is in force");
    app.set_time("2024-06-11T01:00:00.000Z");
    let fgw = app.login("coordinator.fgw").await;
    let done = fgw.step(&path, "accept").await;
    assert_eq!((&done.json["state"], &done.json["acceptedRevision"]), (&"accepted".into(), &2.into()));
    assert_eq!((&done.json["firstFiledAt"], &done.json["onTime"]), (&"2024-06-01T01:00:00.000Z".into(), &true.into()));

    let now = fgw.get("/figures").await.expect(200);
    let new = &now.items()[0];
    assert_eq!((values(&now), &new["knownFrom"], &new["knownTo"]), (vec![&json!(725)], &"2024-06-11T01:00:00.000Z".into(), &Value::Null));
    let before = fgw.get("/figures?knownAt=2024-06-11T00:59:59.999Z").await.expect(200);
    let old = &before.items()[0];
    assert_eq!(values(&before), [752]);
    assert_eq!((&old["knownFrom"], &old["knownTo"]), (&"2024-06-01T01:00:00.000Z".into(), &"2024-06-11T01:00:00.000Z".into()));
    assert_eq!((&old["revision"], &new["revision"]), (&1.into(), &2.into()));
    assert_eq!(values(&fgw.get("/figures?knownAt=2024-06-11T01:00:00Z").await), [725]);
    assert_eq!(values(&fgw.get("/figures?knownAt=2024-06-01T00:59:59.999Z").await), [0; 0]);
}

/// A correction begun by mistake must not leave the report open for ever.
#[actix_web::test]
async fn a_correction_can_be_given_up() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({}), &[json!({})]).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    let path = app.login("reporter.wjw").await.file(owed.report(&[10.0])).await;
    app.login("coordinator.fgw").await.step(&path, "accept").await;
    // No window binds a correction.
    app.set_time("2024-09-01T01:00:00.000Z");
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let accepted = wjw.get(&path).await.json;
    wjw.step_because(&path, "correct", "误点").await;
    wjw.edit(&path, json!({"progress": "不作数"})).await.expect(200);
    let back = wjw.step(&path, "withdraw").await;
    assert_eq!((&back.json["state"], &back.json["workingRevision"]), (&"accepted".into(), &1.into()));
    assert_eq!((&back.json["progress"], &back.json["firstFiledAt"]), (&accepted["progress"], &accepted["firstFiledAt"]));
    assert_eq!(actions(&back), ["correct"]);
    // Filed, returned and given up; and corrected again, from what is in force.
    wjw.step_because(&path, "correct", "再改").await;
    wjw.edit(&path, json!({"figures": [{"targetId": owed.target(0), "value": 11}]})).await.expect(200);
    wjw.step(&path, "submit").await;
    fgw.step_because(&path, "return", "不必改").await;
    wjw.step(&path, "withdraw").await;
    let third = wjw.step_because(&path, "correct", "确需更正").await;
    assert_eq!((&third.json["workingRevision"], &third.json["figures"][0]["value"]), (&5.into(), &10.into()));
    wjw.step(&path, "submit").await;
    fgw.step(&path, "accept").await;
    let figures = fgw.get(&format!("/figures?planId={plan}")).await.expect(200);
    assert_eq!((values(&figures), &figures.items()[0]["revision"]), (vec![&json!(10)], &1.into()), "an unchanged figure stays as it was");
}

#[actix_web::test]
async fn nobody_judges_what_they_filed() {
    let app = TestApp::demo().await;
    app.db_account("both", "YC-FGW", &[(Role::Reporter, "YC-WJW"), (Role::Coordinator, "YC-FGW")]).await;
    let both = app.login("both").await;
    let path = both.file(both.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    assert_eq!(actions(&both.get(&path).await), ["return", "withdraw"]);
    both.act(&path, "accept", json!({})).await.expect_problem(403, "separation_of_duties");
    assert_eq!(actions(&app.login("coordinator.fgw").await.get(&path).await), ["return", "accept"]);
    // What somebody else of the unit filed they may accept.
    both.step(&path, "withdraw").await;
    app.login("reporter.wjw").await.step(&path, "submit").await;
    assert_eq!(actions(&both.get(&path).await), ["return", "accept", "withdraw"]);
    both.step(&path, "accept").await;
}

#[actix_web::test]
async fn the_head_of_the_unit_signs_where_the_rule_asks() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({"signsFirst": true}), &[json!({})]).await;
    let owed = app.small_owed(&plan, "2024-05").await;
    let (wjw, head, fgw) = (app.login("reporter.wjw").await, app.login("approver.wjw").await, app.login("coordinator.fgw").await);
    let path = wjw.file(owed.report(&[10.0])).await;
    let early = fgw.act(&path, "accept", json!({})).await.expect_problem(409, "invalid_transition");
    assert_eq!((&early.json["state"], &early.json["allowedActions"]), (&"submitted".into(), &json!(["sign", "return", "withdraw"])));
    let signed = head.step(&path, "sign").await;
    assert_eq!((&signed.json["state"], actions(&signed)), (&"signed".into(), vec!["withdraw"]));
    wjw.step(&path, "withdraw").await;
    // The head may file too, but then somebody else must sign.
    head.step(&path, "submit").await;
    assert_eq!(actions(&head.get(&path).await), ["withdraw"]);
    head.act(&path, "sign", json!({})).await.expect_problem(403, "separation_of_duties");
    head.step(&path, "withdraw").await;
    wjw.step(&path, "submit").await;
    head.step(&path, "sign").await;
    fgw.step(&path, "accept").await;
}

#[actix_web::test]
async fn of_fifty_at_once_one_succeeds() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let path = wjw.begin(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    for (person, action) in [(&wjw, "submit"), (&fgw, "accept")] {
        let tag = person.get(&path).await.tag();
        let replies = join_all((0..50).map(|_| person.act_at(&path, action, &tag, json!({})))).await;
        let with = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
        assert_eq!((with(200), with(412)), (1, 49), "{action}");
    }
    let figures = fgw.get("/figures?count=true").await.expect(200);
    let events = fgw.get(&format!("{path}/events?count=true")).await.expect(200);
    assert_eq!((&figures.json["page"]["total"], &events.json["page"]["total"]), (&1.into(), &2.into()));
}

#[actix_web::test]
async fn every_step_is_in_the_trail() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let path = wjw.begin(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    wjw.edit(&path, json!({"problems": "无"})).await.expect(200);
    wjw.step(&path, "submit").await;
    wjw.step(&path, "withdraw").await;
    wjw.step(&path, "submit").await;
    fgw.step_because(&path, "return", "请核实").await;
    wjw.step(&path, "submit").await;
    fgw.step(&path, "accept").await;
    wjw.step_because(&path, "correct", "更正").await;
    wjw.act(&path, "accept", json!({})).await.expect(403);
    let id = path.trim_start_matches("/submissions/");
    let auditor = app.login("auditor").await;
    let trail = auditor.get(&format!("/audit-events?subjectId={id}&sort=at&limit=200")).await.expect(200);
    let told: Vec<&str> = trail.items().iter().map(|event| event["action"].as_str().unwrap()).collect();
    let expected = "created updated submitted withdrawn submitted returned submitted accepted corrected";
    let expected: Vec<String> = expected.split(' ').map(|word| format!("submission.{word}")).collect();
    assert_eq!(told.iter().filter(|action| action.starts_with("submission.")).copied().collect::<Vec<_>>(), expected);
    assert_eq!((&trail.items()[5]["data"]["reason"], &trail.items()[5]["actorName"]), (&"请核实".into(), &"发改委汇总员".into()));
    let refused = auditor.get("/audit-events?action=write.refused&sort=-at&limit=1").await.expect(200);
    assert_eq!(refused.items()[0]["data"]["code"], "forbidden");
}

async fn cost(app: &TestApp, person: &Person, lists: &[String]) -> Vec<usize> {
    let mut costs = Vec::new();
    for list in lists {
        let (page, statements) = app.statements_of(person.get(list)).await;
        page.expect(200);
        costs.push(statements);
    }
    costs
}

#[actix_web::test]
async fn lists_cost_the_same_however_long() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let first = wjw.file(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[839.0])).await;
    fgw.step(&first, "accept").await;
    let mut lists: Vec<String> = ["revisions", "events"].iter().map(|part| format!("{first}/{part}")).collect();
    lists.extend(["/submissions", "/figures", "/obligations"].iter().map(|list| format!("{list}?limit=200")));
    let few = cost(&app, &fgw, &lists).await;
    for task in ["27", "29", "33"] {
        let path = wjw.file(wjw.owed("YC-WJW", task, "2024-05").await.report(&[1.0])).await;
        fgw.step(&path, "accept").await;
    }
    wjw.step_because(&first, "correct", "更正").await;
    wjw.step(&first, "submit").await;
    fgw.step(&first, "accept").await;
    assert_eq!(cost(&app, &fgw, &lists).await, few);
}

/// Of the stages: a report in each, by way of real requests.
struct Desk {
    wjw: Person,
    head: Person,
    fgw: Person,
    left: Vec<Owed>,
}

impl Desk {
    async fn at(&mut self, stage: &str) -> String {
        let owed = self.left.pop().expect("enough is owed for the whole table");
        let figures = vec![10.0; owed.0["targets"].as_array().unwrap().len()];
        let path = self.wjw.begin(owed.report(&figures)).await;
        for step in stage.split(' ').skip(1) {
            let person = match step {
                "sign" => &self.head,
                "return" | "accept" => &self.fgw,
                _ => &self.wjw,
            };
            person.act(&path, step, body(step)).await.expect(200);
        }
        path
    }
}

fn body(step: &str) -> Value {
    if matches!(step, "return" | "correct") { json!({"reason": "理由"}) } else { json!({}) }
}

const ACTIONS: [&str; 7] = ["edit", "submit", "sign", "return", "accept", "withdraw", "correct"];

/// By hand. The steps that lead to a stage; then who, and what comes of each action in the order above. 404: a draft belongs to its
/// unit, and reports to their units; 403: not theirs to do; 409: not at this stage.
const WITHOUT_SIGNING: &str = "
draft
    reporter.wjw    200 200 403 403 403 409 409
    approver.wjw    200 200 409 403 403 409 409
    coordinator.fgw 403 403 403 404 404 403 403
draft submit
    reporter.wjw    409 409 403 403 403 200 409
    approver.wjw    409 409 409 403 403 200 409
    coordinator.fgw 403 403 403 200 200 403 403
draft submit return
    reporter.wjw    200 200 403 403 403 409 409
    approver.wjw    200 200 409 403 403 409 409
    coordinator.fgw 403 403 403 409 409 403 403
draft submit accept
    reporter.wjw    409 409 403 403 403 409 200
    approver.wjw    409 409 409 403 403 409 200
    coordinator.fgw 403 403 403 409 409 403 403
draft submit accept correct
    reporter.wjw    200 200 403 403 403 200 409
    approver.wjw    200 200 409 403 403 200 409
    coordinator.fgw 403 403 403 409 409 403 403
draft submit accept correct submit
    reporter.wjw    409 409 403 403 403 200 409
    coordinator.fgw 403 403 403 200 200 403 403
";

const SIGNS_FIRST: &str = "
draft
    approver.wjw    200 200 409 403 403 409 409
draft submit
    reporter.wjw    409 409 403 403 403 200 409
    approver.wjw    409 409 200 403 403 200 409
    coordinator.fgw 403 403 403 200 409 403 403
draft submit sign
    reporter.wjw    409 409 403 403 403 200 409
    approver.wjw    409 409 409 403 403 200 409
    coordinator.fgw 403 403 403 200 200 403 403
draft submit sign accept
    reporter.wjw    409 409 403 403 403 409 200
    coordinator.fgw 403 403 403 409 409 403 403
";

/// What the others get at every stage.
const OTHERS: &str = "
    reporter.jyj        404 404 403 403 403 404 404
    reporter.huzhou     404 404 403 403 403 404 404
    supervisor          403 403 403 403 403 403 403
    supervisor.huzhou   403 403 403 403 403 403 403
    leader              403 403 403 403 403 403 403
    sysadmin            403 403 403 403 403 403 403
    secadmin            403 403 403 403 403 403 403
    auditor             403 403 403 403 403 403 403
";

async fn attempt(person: &Person, path: &str, action: &str) -> u16 {
    // Whoever cannot read it knows no tag; any will do.
    let tag = Some(person.get(path).await).filter(|reply| reply.status == 200).map_or_else(|| "\"1\"".to_owned(), |reply| reply.tag());
    match action {
        "edit" => person.patch(path, &tag, json!({"problems": "无"})).await.status,
        _ => person.act_at(path, action, &tag, body(action)).await.status,
    }
}

/// A row of a table: who, and what comes of each action.
struct Row<'t> {
    person: Person,
    line: &'t str,
    cells: Vec<(&'static str, &'t str)>,
}

impl<'t> Row<'t> {
    async fn read(app: &TestApp, line: &'t str) -> Self {
        let (name, cells) = line.trim().split_once(' ').unwrap();
        Self { person: app.login(name).await, line, cells: ACTIONS.into_iter().zip(cells.split_whitespace()).collect() }
    }

    /// Tries every action; where one works and moves the report, another one is taken.
    async fn check(&self, desk: &mut Desk, stage: &str, path: &mut String) {
        let seen = self.person.get(path).await;
        if seen.status == 200 {
            let works: Vec<&str> = self.cells.iter().filter(|(_, cell)| *cell == "200").map(|(action, _)| *action).collect();
            assert_eq!(actions(&seen), works, "{stage}: {}", self.line);
        }
        for (action, expected) in &self.cells {
            assert_eq!(attempt(&self.person, path, action).await.to_string(), *expected, "{stage}: {}: {action}", self.line);
            if *expected == "200" && *action != "edit" {
                *path = desk.at(stage).await;
            }
        }
    }
}

async fn check(app: &TestApp, desk: &mut Desk, table: &str) {
    let mut others = Vec::new();
    for line in OTHERS.lines().filter(|line| !line.is_empty()) {
        others.push(Row::read(app, line).await);
    }
    let (mut stage, mut path) = ("", String::new());
    for line in table.lines().filter(|line| !line.is_empty()) {
        if line.starts_with(' ') {
            Row::read(app, line).await.check(desk, stage, &mut path).await;
            continue;
        }
        stage = line;
        path = desk.at(stage).await;
        for other in &others {
            other.check(desk, stage, &mut path).await;
        }
    }
}

/// Everything 市卫健委 can report now, to be used up.
async fn desk(app: &TestApp, plan: &str) -> Desk {
    let wjw = app.login("reporter.wjw").await;
    let page = wjw.get(&format!("/me/obligations?planId={plan}&limit=200")).await.expect(200);
    let left = page.items().iter().map(|one| Owed(one.clone())).collect();
    Desk { wjw, head: app.login("approver.wjw").await, fgw: app.login("coordinator.fgw").await, left }
}

#[actix_web::test]
async fn everybody_can_do_at_every_stage_what_the_table_says() {
    let app = TestApp::demo().await;
    // Nine tasks and three months.
    app.set_time("2024-06-25T01:00:00.000Z");
    let plan = app.login("leader").await.get("/plans").await.items()[0]["id"].as_str().unwrap().to_owned();
    let mut desk = desk(&app, &plan).await;
    check(&app, &mut desk, WITHOUT_SIGNING).await;
}

#[actix_web::test]
async fn where_the_head_signs_first_too() {
    let app = TestApp::demo().await;
    // One task from January 2023 to May 2024.
    let calendar = json!({"frequency": "monthly", "dueDay": 3, "opensDay": 25, "firstPeriod": "2023-01"});
    let plan = app.small_plan(json!({"signsFirst": true, "calendar": calendar}), &[json!({})]).await;
    let mut desk = desk(&app, &plan).await;
    check(&app, &mut desk, SIGNS_FIRST).await;
}
