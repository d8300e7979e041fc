//! What the service answers is what the contract says: every member is described, and every member that is promised is there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::contract::{document, operations};
use crate::support::cycle::Owed;
use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::files::png;
use crate::support::shape::Shapes;
use crate::support::{Person, TestApp};

/// Whoever reads: between them they may read everything.
const READERS: &[&str] = &["supervisor", "coordinator.fgw", "reporter.wjw", "supervisor.huzhou", "sysadmin", "secadmin", "auditor"];

/// A draft in which every optional part of a plan, a task and a target is written.
async fn write_a_full_draft(app: &TestApp) {
    let author = app.login("supervisor").await;
    let full = json!({
        "parentText": "湖北省方案", "meetingUnitCode": "YC-LXHY", "supervisingUnitCode": "YC-ZWDCS", "documentNumber": "宜府办发〔2024〕21号",
        "defaultDue": {"text": "年底前", "kind": "year", "latest": "2024-12-31", "control": "2024-12-31"},
        "campaign": "为民办实事", "batch": "第一批", "source": {"name": "宜昌日报", "publishedOn": "2024-04-03", "reprint": true},
        "palette": {"behind": "#112233"}, "thresholds": {"ahead": 12, "onTrack": 6, "behind": 18}
    });
    let draft = Draft::new(&author, plan("full", full)).await;
    let section = draft.part("/sections", json!({"number": "一", "title": "教育"})).await;
    let task = json!({
        "number": "1", "code": "1", "title": "新增托位", "sectionId": section, "content": "新增托位1000个", "how": "新建改建",
        "startsOn": "2024-01-01", "due": {"text": "6月底前", "kind": "month", "latest": "2024-06-30", "control": "2024-06-30"},
        "parameters": [{"text": "3岁以下", "kind": "eligibility", "operator": "lt", "value": 3, "unitOfMeasure": "岁"}]
    });
    let task = draft.part("/tasks", task).await;
    draft.lead(&task, "YC-WJW").await;
    let target = json!({
        "taskId": task, "indicator": "托位", "text": "新增托位1000个,力争1200个", "operator": "gte", "value": 1000, "unitOfMeasure": "个",
        "series": "cumulative", "quantityKind": "count", "stretch": {"operator": "gte", "value": 1200},
        "baseline": {"value": 100, "period": "2023"}, "reportingUnitCode": "YC-WJW"
    });
    let target = author.post("/targets", target).await.expect(201).id();
    author.post("/checkpoints", json!({"targetId": target, "dueOn": "2024-03-31", "value": 300})).await.expect(201);
    draft.rule(quarterly(json!({"parts": ["progress"], "textLimit": 500}))).await;
    let site =
        author.post("/sites", json!({"taskId": task, "name": "托育中心", "unitCode": "YC-WJW", "place": "西陵区", "money": 300})).await;
    let share = json!({"targetId": target, "unitCode": "YC-WJW", "siteId": site.expect(201).id(), "period": "2024Q2", "value": 500});
    author.post("/allocations", share).await.expect(201);
    let other = draft.target(&task, "托位使用").await;
    author.post("/target-links", json!({"fromId": other, "toId": target, "kind": "numeratorOf"})).await.expect(201);
}

/// Two officials, one of whom takes over from the other and has the supervisor's account; they answer for a task of the issued plan.
async fn name_officials(app: &TestApp) {
    let (author, sys) = (app.login("supervisor").await, app.login("sysadmin").await);
    let next = json!({"code": "YC-ZM", "name": "赵敏", "post": "副市长", "unitCode": "YC-ZFBGS", "validFrom": "2024-05-01"});
    let next = author.post("/officials", next).await.expect(201).id();
    let first = json!({"code": "YC-MH", "name": "孟晖", "validTo": "2024-04-30", "successorCode": "YC-ZM"});
    author.post("/officials", first).await.expect(201);
    let task = author.get("/tasks?code=4").await.expect(200).items()[0]["id"].clone();
    let duty = json!({"taskId": task, "officialCode": "YC-MH", "role": "principal", "label": "总责任人"});
    author.post("/assignments", duty).await.expect(201);
    let unit = json!({"taskId": task, "unitCode": "YC-JYJ", "role": "cooperating", "printedAs": "教育部门"});
    author.post("/assignments", unit).await.expect(201);
    let own = sys.get("/users?username=supervisor").await.expect(200).items()[0].clone();
    let path = format!("/users/{}", own["id"].as_str().unwrap());
    sys.patch(&path, &format!("\"{}\"", own["version"]), json!({"officialId": next})).await.expect(200);
}

/// An issued plan with steps and a phrase, and a report that tells of the steps.
async fn report_steps(app: &TestApp) {
    let (author, reporter) = (app.login("supervisor").await, app.login("reporter.wjw").await);
    let draft = Draft::new(&author, plan("steps", json!({}))).await;
    let task = draft.task("s", None).await;
    draft.lead(&task, "YC-WJW").await;
    let target = draft.target(&task, "托位").await;
    let june =
        json!({"taskId": task, "text": "新增50个", "how": "新建", "due": {"text": "6月底前", "kind": "month", "latest": "2024-06-30"}});
    let june = author.post("/milestones", june).await.expect(201).id();
    let again = json!({"taskId": task, "text": "督查", "condition": "待批复", "due": {"text": "每季度", "kind": "none"},
        "recurrence": {"everyMonths": 3, "from": "2024-01-01"}});
    let again = author.post("/milestones", again).await.expect(201).id();
    let stands = json!({"targetId": target, "milestoneId": june, "dueOn": "2024-06-30", "value": 50});
    let stands = author.post("/checkpoints", stands).await.expect(201).id();
    let says = json!({"taskId": task, "milestoneId": june, "text": "新增50个", "role": "checkpoint", "operator": "eq", "value": 50,
        "unitOfMeasure": "个", "firmness": "firm", "targetIds": [target], "checkpointId": stands});
    author.post("/statements", says).await.expect(201);
    draft.rule(quarterly(json!({}))).await;
    draft.run("issue").await.expect(200);
    let owed = reporter.owed("YC-WJW", "s", "2024Q2").await;
    let told = json!([{"milestoneId": june, "doneOn": "2024-05-31"}, {"milestoneId": again, "occursOn": "2024-06-30", "note": "筹备中"}]);
    reporter.begin(json!({"obligationId": owed.id(), "milestones": told})).await;
}

/// Reports in several stages: one accepted and being corrected, one returned, one in draft.
async fn file_reports(app: &TestApp) {
    let (reporter, coordinator) = (app.login("reporter.wjw").await, app.login("coordinator.fgw").await);
    let owed = reporter.owed("YC-WJW", "4", "2024-05").await;
    let accepted = reporter.file(owed.report(&[839.0])).await;
    coordinator.step(&accepted, "accept").await;
    reporter.step_because(&accepted, "correct", "重复统计").await;
    let no_figures = reporter.owed("YC-WJW", "27", "2024-05").await;
    let figures: Vec<Value> =
        no_figures.0["targets"].as_array().unwrap().iter().map(|one| json!({"targetId": one["targetId"], "value": 1})).collect();
    let report =
        json!({"obligationId": no_figures.id(), "progress": "按序时推进。", "problems": "无", "suggestions": "无", "figures": figures});
    let returned = reporter.file(report).await;
    coordinator.step_because(&returned, "return", "请补充进展").await;
    let draft = reporter.owed("YC-WJW", "1", "2024-05").await;
    let path = reporter.begin(json!({"obligationId": draft.id()})).await;
    reporter.attach(&path, "照片.png", &png(1), &[("description", "现场照片")]).await.expect(201);
    extend_and_remind(&reporter, &coordinator, &draft).await;
}

/// An extension granted, one asked for, and reminders.
async fn extend_and_remind(reporter: &Person, coordinator: &Person, draft: &Owed) {
    for day in ["2024-06-12", "2024-06-20"] {
        let wish = json!({"obligationId": draft.id(), "untilOn": day, "reason": "数据尚在核实"});
        let asker = if day == "2024-06-12" { coordinator } else { reporter };
        asker.post("/extensions", wish).await.expect(201);
    }
    let whom = json!({"planId": draft.0["plan"]["id"], "period": "2024-05"});
    coordinator.post("/obligations/remind", whom).await.expect(200);
}

/// The next month of the first of these tasks: a contribution given by the unit that cooperates, and a draft that the check warns of.
async fn contribute(app: &TestApp) {
    let owed = app.login("reporter.wjw").await.owed("YC-WJW", "4", "2024-05").await;
    let task = owed.0["task"]["id"].clone();
    app.set_time("2024-06-26T01:00:00.000Z");
    let (helper, reporter) = (app.login("reporter.jyj").await, app.login("reporter.wjw").await);
    let figures = json!([{"targetId": owed.target(0), "value": 12, "note": "公办园"}]);
    let part = json!({"taskId": task, "unitCode": "YC-JYJ", "period": "2024-06", "text": "新增托班12个。", "figures": figures});
    let part = format!("/contributions/{}", helper.post("/contributions", part).await.expect(201).id());
    helper.step(&part, "give").await;
    let june = reporter.owed("YC-WJW", "4", "2024-06").await;
    let late = reporter.begin(june.report(&[800.0])).await;
    let lint = reporter.get(&format!("{late}/lint")).await.expect(200);
    assert_eq!(lint.json["warnings"], 1, "839 in May, 800 in June");
}

/// A bulletin of the plan as of the end of May, issued.
async fn issue_a_bulletin(app: &TestApp) {
    let author = app.login("supervisor").await;
    let plan = author.plan_id("yichang-2024-livelihood").await;
    let bulletin = json!({"kind": "special", "period": "2024-05", "numberPrefix": "宜督办", "addressees": "市直各部门"});
    let path = format!("/bulletins/{}", author.post(&format!("/plans/{plan}/bulletins"), bulletin).await.expect(201).id());
    author.step(&path, "issue").await;
}

fn schema_of(operation: &Value) -> &Value {
    &operation["responses"]["200"]["content"]["application/json"]["schema"]
}

/// Reads one path as everybody who may, and returns the bodies that are not empty lists.
async fn read_as_all(readers: &[Person], path: &str) -> Vec<Value> {
    let mut bodies = Vec::new();
    for reader in readers {
        let reply = reader.get(path).await;
        if reply.status == 200 && reply.json["items"].as_array().is_none_or(|items| !items.is_empty()) {
            bodies.push(reply.json);
        }
    }
    bodies
}

#[actix_web::test]
async fn answers_have_exactly_the_members_of_their_schemas() {
    let app = TestApp::demo().await;
    write_a_full_draft(&app).await;
    name_officials(&app).await;
    file_reports(&app).await;
    report_steps(&app).await;
    contribute(&app).await;
    let notice = "篇1\n\n(一)教育。建成3所。\n\n篇2\n\n1.新建公园3个。(责任领导:李明;牵头单位:市城管委、市云梯公司)\n2.改造公厕(牵头单";
    app.login("supervisor").await.hand_in("text/plain", notice.as_bytes()).await.expect(201);
    issue_a_bulletin(&app).await;
    let mut readers = Vec::new();
    for name in READERS {
        readers.push(app.login(name).await);
    }
    let (shapes, sparse) = (Shapes { document: document(), whole: true }, Shapes { document: document(), whole: false });
    let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    // Lists come before the things in them, whose ids they give.
    let is_json = |operation: &Value| operation["responses"]["200"]["content"]["application/json"].is_object();
    let reads = operations().into_iter().filter(|(_, verb, operation)| verb == "get" && is_json(operation));
    let mut all: Vec<(String, Value)> = reads.map(|(path, _, operation)| (path, operation)).collect();
    all.sort_by_key(|(path, _)| (path.matches('{').count(), path.contains("/reports/"), path.ends_with('}')));
    for (template, operation) in all {
        let collection = template.split("/{").next().unwrap().to_owned();
        let paths: Vec<String> = match template.as_str() {
            "/api/v1/units/resolve" => vec![format!("/{template}?name=%E5%B8%82%E5%B8%82%E7%9B%91%E5%B1%80")],
            "/api/v1/reports/completeness" => {
                let plans = &ids["/api/v1/plans"];
                plans
                    .iter()
                    .flat_map(|id| ["unit", "section", "period"].map(|by| format!("/{template}?planId={id}&groupBy={by}")))
                    .collect()
            }
            "/api/v1/reports/trajectory" => ids["/api/v1/targets"].iter().take(40).map(|id| format!("/{template}?targetId={id}")).collect(),
            "/api/v1/reports/changes" => ids["/api/v1/plans"].iter().map(|id| format!("/{template}?planId={id}&from=2024-05-01")).collect(),
            "/api/v1/reports/due" => vec![format!("/{template}?days=366&limit=200"), format!("/{template}?days=366&limit=1")],
            _ if template.starts_with("/api/v1/reports/") => {
                ids["/api/v1/plans"].iter().map(|id| format!("/{template}?planId={id}")).collect()
            }
            "/problems/{code}" => vec!["//problems/not_found".to_owned()],
            "/api/v1/plan-imports/{id}/difference" => {
                let (import, plan) = (&ids["/api/v1/plan-imports"][0], &ids["/api/v1/plans"]);
                plan.iter().map(|plan| format!("/{template}?planId={plan}").replace("{id}", import)).collect()
            }
            _ if template.contains("{id}") => ids[&collection]
                .iter()
                .take(6)
                .map(|id| format!("/{}", template.replace("{id}", id).replace("{n}", "1").replace("{period}", "2024-05")))
                .collect(),
            _ if operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "limit")) => {
                vec![format!("/{template}?limit=200&count=true"), format!("/{template}?limit=1")]
            }
            _ => vec![format!("/{template}")],
        };
        let mut bodies = Vec::new();
        for path in &paths {
            bodies.extend(read_as_all(&readers, path).await);
        }
        assert!(!bodies.is_empty(), "nobody can read {template}");
        for body in bodies {
            // A plan document leaves out what is null, false or empty.
            let shapes = if template.ends_with("/document") { &sparse } else { &shapes };
            wrong.extend(shapes.faults(schema_of(&operation), &body).into_iter().map(|fault| format!("{template} {fault}")));
            let found = body["items"].as_array().into_iter().flatten().filter_map(|item| item["id"].as_str().map(str::to_owned));
            // What is listed below a report lives at an address of its own.
            let lives_at = template.replace("/api/v1/submissions/{id}/attachments", "/api/v1/attachments");
            let known = ids.entry(lives_at).or_default();
            found.for_each(|id| {
                if !known.contains(&id) {
                    known.push(id)
                }
            });
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} faults, first: {:#?}", wrong.len(), &wrong[..wrong.len().min(40)]);
}

/// A problem is an answer too.
#[actix_web::test]
async fn refusals_have_the_members_of_a_problem() {
    let app = TestApp::demo().await;
    let (supervisor, stranger) = (app.login("supervisor").await, app.stranger());
    let id = supervisor.get("/plans?limit=1").await.items()[0]["id"].as_str().unwrap().to_owned();
    let shapes = Shapes { document: document(), whole: false };
    let problem = json!({"$ref": "#/components/schemas/ProblemBody"});
    for (reply, code) in [
        (stranger.get("/me").await, "authentication_required"),
        (supervisor.get("/plans?limit=0").await, "invalid_parameter"),
        (supervisor.get("/plans?stat=draft").await, "unknown_parameter"),
        (supervisor.post("/plans", json!({"titel": "方案"})).await, "validation_failed"),
        (supervisor.patch(&format!("/plans/{id}"), "\"99\"", json!({})).await, "version_conflict"),
        (supervisor.act(&format!("/plans/{id}"), "archive", json!({})).await, "invalid_transition"),
        (supervisor.delete(&format!("/plans/{id}"), "").await, "version_conflict"),
    ] {
        assert_eq!(reply.json["code"], code, "{}", reply.json);
        assert_eq!(shapes.faults(&problem, &reply.json), Vec::<String>::new(), "{code}");
    }
}

/// Every example in the contract is one the service could send or take.
#[test]
fn examples_fit_their_schemas() {
    let shapes = Shapes { document: document(), whole: false };
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (name, schema) in shapes.document["components"]["schemas"].as_object().unwrap() {
        let examples = schema.get("example").into_iter().chain(schema["examples"].as_array().into_iter().flatten());
        for example in examples {
            wrong.extend(shapes.faults(schema, example).into_iter().map(|fault| format!("{name} {fault}")));
            compared += 1;
        }
    }
    for (name, response) in shapes.document["components"]["responses"].as_object().unwrap() {
        let content = &response["content"]["application/problem+json"];
        for (code, example) in content["examples"].as_object().into_iter().flatten() {
            wrong.extend(shapes.faults(&content["schema"], &example["value"]).into_iter().map(|fault| format!("{name} {code} {fault}")));
            compared += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(compared > 80, "only {compared} examples");
}
