//! Reminding units of reports that wait for them: whom, how often, and what is kept of it.

use duban::entity::job;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::{Person, Reply, TestApp};

async fn plan_of(person: &Person) -> String {
    person.get("/plans?code=yichang-2024-livelihood").await.items()[0]["id"].as_str().unwrap().to_owned()
}

/// How many were reminded, and how many too lately.
fn numbers(reply: &Reply) -> (u64, u64, usize) {
    let number = |name: &str| reply.json[name].as_u64().unwrap();
    (number("reminded"), number("tooSoon"), reply.items().len())
}

async fn deliveries(app: &TestApp) -> Vec<Value> {
    let waiting = job::Entity::find().filter(job::Column::Kind.eq("deliver")).all(&app.state.db).await.unwrap();
    assert!(waiting.iter().all(|row| row.payload["type"] == "obligation.reminded" && row.done_at.is_none()));
    waiting.into_iter().map(|row| row.payload["data"].clone()).collect()
}

/// On 1 June the windows of April and May are open, that of June is not. All 72 reports of May wait but one filed and one void; one is
/// sent back and waits again.
#[actix_web::test]
async fn units_are_reminded_of_what_waits_for_them_once_a_day() {
    let app = TestApp::demo().await;
    let (wjw, fgw) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let plan = plan_of(&fgw).await;
    let filed = wjw.owed("YC-WJW", "4", "2024-05").await;
    wjw.file(filed.report(&[839.0])).await;
    let returned = wjw.owed("YC-WJW", "1", "2024-05").await;
    let count = returned.0["targets"].as_array().unwrap().len();
    let path = wjw.file(returned.report(&vec![1.0; count])).await;
    fgw.step_because(&path, "return", "请核实").await;
    app.db_void(&wjw.owed("YC-WJW", "33", "2024-05").await).await;
    let unit = wjw.get("/me").await.text_at("/unit/id");

    let some = json!({"planId": plan, "period": "2024-05", "unitIds": [unit]});
    let first = fgw.post("/obligations/remind", some).await.expect(200);
    assert_eq!(numbers(&first), (7, 0, 7), "nine, one of them filed and one void");
    let one = &first.items()[0];
    let told = ["result", "remindedAt", "nextFrom"].map(|member| one[member].clone());
    assert_eq!(told, [json!("reminded"), json!("2024-06-01T01:00:00.000Z"), json!("2024-06-02T01:00:00.000Z")]);
    assert!(first.items().iter().any(|one| one["obligationId"] == returned.id()));
    assert_eq!(deliveries(&app).await.len(), 7);

    app.set_time("2024-06-02T00:59:59.999Z");
    let all = json!({"planId": plan, "period": "2024-05"});
    let second = app.login("supervisor").await.post("/obligations/remind", all.clone()).await.expect(200);
    assert_eq!(numbers(&second), (63, 7, 70));
    app.set_time("2024-06-02T01:00:00Z");
    let fgw = app.login("coordinator.fgw").await;
    let third = fgw.post("/obligations/remind", all).await.expect(200);
    assert_eq!(numbers(&third), (7, 63, 70));
    let payloads = deliveries(&app).await;
    assert_eq!(payloads.len(), 77);
    let one = payloads.iter().find(|one| one["obligationId"] == returned.id()).unwrap();
    assert_eq!((&one["unitId"], &one["dueAt"]), (&json!(unit), &json!("2024-06-03T16:00:00.000Z")));
    let words = one["text"]["zh"].as_str().unwrap();
    let task = returned.0["task"]["title"].as_str().unwrap();
    for word in ["市卫健委", "宜昌市落实湖北省2024年十大民生项目工作方案", "第1项", task, "2024-05", "2024-06-03 24:00", "还有2天"]
    {
        assert!(words.contains(word), "{word} in {words}");
    }
    assert!(one["text"]["en"].as_str().unwrap().contains("is to be filed by 2024-06-03 24:00; 2 days are left"), "{one}");
    assert_eq!(
        (&one["unitName"], &one["taskTitle"], &one["sentBy"]),
        (&json!("宜昌市卫生健康委员会"), &json!(task), &json!("发改委汇总员"))
    );
    let june = fgw.post("/obligations/remind", json!({"planId": plan, "period": "2024-06"})).await.expect(200);
    assert_eq!(numbers(&june), (0, 0, 0), "its window has not opened");

    for (filter, expected) in [
        (String::new(), 77),
        (format!("planId={plan}"), 77),
        (format!("unitId={unit}"), 14),
        (format!("obligationId={}", returned.id()), 2),
        (format!("obligationId={}", filed.id()), 0),
        ("period=2024-05".into(), 77),
        ("period=2024-04".into(), 0),
    ] {
        let page = fgw.get(&format!("/reminders?count=true&limit=1&sort=-sentAt&{filter}")).await.expect(200);
        assert_eq!(page.json["page"]["total"], expected, "{filter}");
    }
    let wjw = app.login("reporter.wjw").await;
    assert_eq!(wjw.get("/reminders?count=true").await.expect(200).json["page"]["total"], 14, "a unit sees its own");
    let events = app.login("auditor").await.get("/audit-events?action=obligation.reminded&count=true&limit=1").await.expect(200);
    assert_eq!(events.json["page"]["total"], 77);
}

#[actix_web::test]
async fn a_call_or_a_letter_is_noted_and_nothing_is_delivered() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let plan = plan_of(&supervisor).await;
    let call = json!({"planId": plan, "period": "2024-04", "channel": "phone"});
    assert_eq!(numbers(&supervisor.post("/obligations/remind", call).await.expect(200)), (72, 0, 72));
    assert_eq!(deliveries(&app).await.len(), 0);
    let page = supervisor.get("/reminders?limit=1").await.expect(200);
    assert_eq!((&page.items()[0]["channel"], &page.items()[0]["period"]), (&json!("phone"), &json!("2024-04")));
}

#[actix_web::test]
async fn only_who_collects_or_supervises_reminds() {
    let app = TestApp::demo().await;
    let supervisor = app.login("supervisor").await;
    let plan = plan_of(&supervisor).await;
    let wish = json!({"planId": plan, "period": "2024-05"});
    for who in ["reporter.wjw", "leader", "auditor"] {
        app.login(who).await.post("/obligations/remind", wish.clone()).await.expect_problem(403, "forbidden");
    }
    let foreign = app.login("supervisor.huzhou").await.post("/obligations/remind", wish).await.expect(422);
    assert_eq!(foreign.faults(), ["/planId not_found"]);
    let nobody = "0197a6f0-c0de-7000-a000-0000000000ff";
    for (wish, faults) in [
        (json!({"planId": plan, "period": "2024-05", "unitIds": [nobody]}), "/unitIds/0 not_found"),
        (json!({"planId": plan, "period": "2024-05", "unitIds": []}), "/unitIds required"),
        (json!({"planId": plan, "period": "2024-05", "channel": "pigeon"}), "/channel invalid_value"),
        (json!({"planId": plan}), "/period required"),
    ] {
        assert_eq!(supervisor.post("/obligations/remind", wish.clone()).await.expect(422).faults(), [faults], "{wish}");
    }
    supervisor.act(&format!("/plans/{plan}"), "close", json!({})).await.expect(200);
    let closed = supervisor.post("/obligations/remind", json!({"planId": plan, "period": "2024-05"})).await;
    assert_eq!(closed.expect_problem(409, "invalid_transition").json["state"], "closed");
}

#[actix_web::test]
async fn reminding_costs_the_same_however_many() {
    let app = TestApp::demo().await;
    let (supervisor, wjw) = (app.login("supervisor").await, app.login("reporter.wjw").await);
    let (plan, unit) = (plan_of(&supervisor).await, wjw.get("/me").await.text_at("/unit/id"));
    let few = json!({"planId": plan, "period": "2024-05", "unitIds": [unit]});
    let few = app.statements_of(supervisor.post("/obligations/remind", few)).await;
    let every: Vec<Value> = {
        let page = supervisor.get("/units?limit=200").await.expect(200);
        page.items().iter().map(|one| one["id"].clone()).collect()
    };
    let many = json!({"planId": plan, "period": "2024-04", "unitIds": every});
    let many = app.statements_of(supervisor.post("/obligations/remind", many)).await;
    assert_eq!((few.0.json["reminded"].as_u64(), many.0.json["reminded"].as_u64()), (Some(9), Some(72)));
    assert_eq!(few.1, many.1);
}
