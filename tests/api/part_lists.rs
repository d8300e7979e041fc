//! Lists of tasks, assignments, targets and checkpoints: filters, order, pages, what they cost, and who sees what.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::drafts::{Draft, over, plan};
use crate::support::{Person, Reply, TestApp};

/// A plan with two headings, a small tree, duties, targets and checkpoints.
async fn small(author: &Person, code: &str) -> (Draft, [String; 4]) {
    let draft = Draft::new(author, plan(code, json!({}))).await;
    let section = draft.part("/sections", json!({"number": "一", "title": "甲"})).await;
    let due = |day: &str| json!({"text": day, "kind": "day", "latest": day, "control": day});
    let part = async |code: &str, more: Value| {
        draft.part("/tasks", over(json!({"number": code, "code": code, "title": format!("事项{code}")}), more)).await
    };
    let a = part("a", json!({"sectionId": section, "title": "新增托位 Nursery", "due": due("2024-06-30"), "ord": 3})).await;
    let b = part("b", json!({"parentId": a, "due": due("2024-09-30"), "ord": 2})).await;
    let c = part("c", json!({"parentId": a, "number": "十九%", "ord": 1})).await;
    let d = part("d", json!({"ord": 1})).await;
    draft.lead(&a, "YC-WJW").await;
    let duty =
        json!({"taskId": a, "unitCode": "YC-JYJ", "role": "cooperating", "effectiveFrom": "2024-03-01", "effectiveTo": "2024-05-31"});
    author.post("/assignments", duty).await.expect(201);
    author.post("/assignments", json!({"taskId": d, "unitCode": "YC-JYJ", "role": "responsible"})).await.expect(201);
    author.patch(&format!("/tasks/{d}"), "\"1\"", json!({"cancelled": true})).await.expect(200);
    (draft, [a, b, c, d])
}

fn values(reply: &Reply, member: &str) -> Vec<String> {
    reply.items().iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

async fn id_of(person: &Person, unit: &str) -> String {
    person.get(&format!("/units?code={unit}")).await.items()[0]["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn tasks_are_found_by_every_filter() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let (draft, [a, ..]) = small(&author, "P").await;
    let section = author.get(&format!("/sections?planId={}", draft.id)).await.items()[0]["id"].as_str().unwrap().to_owned();
    let (wjw, jyj) = (id_of(&author, "YC-WJW").await, id_of(&author, "YC-JYJ").await);
    for (filter, expected) in [
        (String::new(), vec!["c", "d", "b", "a"]),
        ("sort=-ord".to_owned(), vec!["a", "b", "d", "c"]),
        ("sort=code".to_owned(), vec!["a", "b", "c", "d"]),
        ("sort=-code".to_owned(), vec!["d", "c", "b", "a"]),
        (format!("sectionId={section}"), vec!["a"]),
        (format!("parentId={a}"), vec!["c", "b"]),
        ("code=b".to_owned(), vec!["b"]),
        ("code=B".to_owned(), vec![]),
        (format!("unitId={wjw}"), vec!["a"]),
        (format!("unitId={jyj}"), vec!["d", "a"]),
        (format!("unitId={jyj}&role=cooperating,lead"), vec!["a"]),
        ("role=lead,responsible".to_owned(), vec!["d", "a"]),
        ("due.lte=2024-06-30".to_owned(), vec!["a"]),
        ("due.gte=2024-06-30".to_owned(), vec!["b", "a"]),
        ("due.gte=2024-07-01&due.lte=2024-09-29".to_owned(), vec![]),
        ("cancelled=true".to_owned(), vec!["d"]),
        ("cancelled=false&sort=code".to_owned(), vec!["a", "b", "c"]),
        ("q=nursery".to_owned(), vec!["a"]),
        ("q=%E4%BA%8B%E9%A1%B9&sort=code".to_owned(), vec!["b", "c", "d"]),
        ("q=%25".to_owned(), vec!["c"]),
        ("q=_".to_owned(), vec![]),
    ] {
        let page = author.get(format!("/tasks?planId={}&count=true&{filter}", draft.id).trim_end_matches('&')).await.expect(200);
        let found = values(&page, "code");
        // c and d share a place: the older one first, by id.
        assert_eq!(
            (found, &page.json["page"]["total"]),
            (expected.iter().map(|code| (*code).to_owned()).collect(), &json!(expected.len())),
            "{filter}"
        );
    }
    for (wrong, code) in [
        ("due.lt=2024-06-30", "unknown_parameter"),
        ("code=a&code=b", "unknown_parameter"),
        ("sort=title", "invalid_parameter"),
        ("role=boss", "invalid_parameter"),
        ("cancelled=yes", "invalid_parameter"),
        ("due.lte=2024-6-30", "invalid_parameter"),
        ("planId=x", "invalid_parameter"),
        ("limit=0", "invalid_parameter"),
        ("limit=201", "invalid_parameter"),
    ] {
        author.get(&format!("/tasks?{wrong}")).await.expect_problem(400, code);
    }
}

#[actix_web::test]
async fn duties_targets_and_checkpoints_are_found_by_every_filter() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let (draft, [a, _, _, d]) = small(&author, "P").await;
    let (jyj, id) = (id_of(&author, "YC-JYJ").await, &draft.id);
    let post = async |task: &str, key: &str, more: Value| {
        let plain = json!({"taskId": task, "key": key, "indicator": format!("指标{key}"), "text": "新增 100 Beds", "operator": "eq",
            "value": 100, "series": "cumulative", "quantityKind": "count"});
        author.post("/targets", over(plain, more)).await.expect(201).id()
    };
    let one = post(&a, "1", json!({"operator": "gte", "reportingUnitId": jyj})).await;
    post(&a, "2", json!({"partOfId": one, "firmness": "aspirational", "series": "increment"})).await;
    post(&d, "3", json!({"class": "binding", "series": "level", "text": "空气优良"})).await;
    for (due_on, share) in [("2024-09-30", 75), ("2024-03-31", 25), ("2024-06-30", 50)] {
        author.post("/checkpoints", json!({"targetId": one, "dueOn": due_on, "share": share})).await.expect(201);
    }
    for (list, member, filter, expected) in [
        ("assignments", "role", "sort=effectiveFrom".to_owned(), vec!["lead", "responsible", "cooperating"]),
        ("assignments", "role", "sort=-effectiveFrom&limit=1".to_owned(), vec!["cooperating"]),
        ("assignments", "role", format!("taskId={a}"), vec!["lead", "cooperating"]),
        ("assignments", "role", format!("unitId={jyj}&sort=effectiveFrom"), vec!["responsible", "cooperating"]),
        ("assignments", "role", "role=lead,jointly".to_owned(), vec!["lead"]),
        ("assignments", "role", format!("taskId={a}&validOn=2024-02-29"), vec!["lead"]),
        ("assignments", "role", format!("taskId={a}&validOn=2024-03-01"), vec!["lead", "cooperating"]),
        ("assignments", "role", format!("taskId={a}&validOn=2024-05-31"), vec!["lead", "cooperating"]),
        ("assignments", "role", format!("taskId={a}&validOn=2024-06-01"), vec!["lead"]),
        ("assignments", "role", "validOn=2023-12-31".to_owned(), vec![]),
        ("targets", "key", String::new(), vec!["1", "2", "3"]),
        ("targets", "key", "sort=-indicator".to_owned(), vec!["3", "2", "1"]),
        ("targets", "key", "sort=createdAt".to_owned(), vec!["1", "2", "3"]),
        ("targets", "key", format!("taskId={a}"), vec!["1", "2"]),
        ("targets", "key", format!("partOfId={one}"), vec!["2"]),
        ("targets", "key", "operator=gte,lte".to_owned(), vec!["1"]),
        ("targets", "key", "firmness=aspirational".to_owned(), vec!["2"]),
        ("targets", "key", "class=binding".to_owned(), vec!["3"]),
        ("targets", "key", "series=increment,level".to_owned(), vec!["2", "3"]),
        ("targets", "key", format!("reportingUnitId={jyj}"), vec!["1"]),
        ("targets", "key", "q=100beds".to_owned(), vec!["1", "2"]),
        ("targets", "key", "q=%E6%8C%87%E6%A0%873".to_owned(), vec!["3"]),
        ("targets", "key", "q=%25".to_owned(), vec![]),
        ("checkpoints", "dueOn", String::new(), vec!["2024-03-31", "2024-06-30", "2024-09-30"]),
        ("checkpoints", "dueOn", "sort=-dueOn&limit=2".to_owned(), vec!["2024-09-30", "2024-06-30"]),
        ("checkpoints", "dueOn", format!("targetId={one}&dueOn.lte=2024-06-30"), vec!["2024-03-31", "2024-06-30"]),
        ("checkpoints", "dueOn", "dueOn.gte=2024-06-30".to_owned(), vec!["2024-06-30", "2024-09-30"]),
        ("checkpoints", "dueOn", "dueOn.gte=2024-07-01&dueOn.lte=2024-09-29".to_owned(), vec![]),
    ] {
        let page = author.get(format!("/{list}?planId={id}&{filter}").trim_end_matches('&')).await.expect(200);
        assert_eq!(values(&page, member), expected, "/{list}?{filter}");
    }
    for wrong in [
        "/assignments?sort=role",
        "/assignments?validOn=today",
        "/targets?operator=about",
        "/targets?sort=value",
        "/checkpoints?sort=value",
    ] {
        author.get(wrong).await.expect_problem(400, "invalid_parameter");
    }
}

#[actix_web::test]
async fn pages_neither_skip_nor_repeat() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    for (list, total) in
        [("/tasks?sort=-updatedAt", 70_usize), ("/assignments?sort=ord", 72), ("/targets?sort=-createdAt", 56), ("/tasks?sort=code", 70)]
    {
        let (mut seen, mut pages) = (BTreeSet::new(), 0);
        let mut path = format!("{list}&limit=30&count=true");
        loop {
            let page = author.get(&path).await.expect(200);
            assert_eq!(page.json["page"]["total"], total, "{list}");
            pages += 1;
            for id in values(&page, "id") {
                assert!(seen.insert(id), "{path} repeats");
            }
            let Some(next) = page.json["page"]["nextCursor"].as_str() else { break };
            path = format!("{list}&limit=30&count=true&cursor={next}");
        }
        assert_eq!((seen.len(), pages), (total, total.div_ceil(30)), "{list}");
    }
    let cursor = author.get("/tasks?limit=30").await.text_at("/page/nextCursor");
    author.get(&format!("/tasks?limit=30&cancelled=false&cursor={cursor}")).await.expect_problem(400, "cursor_mismatch");
    author.get(&format!("/targets?limit=30&cursor={cursor}")).await.expect_problem(400, "cursor_mismatch");
}

/// Also where a page spans several plans, each with a lead rule and a deadline of its own.
#[actix_web::test]
async fn a_list_costs_the_same_however_long_it_is_and_however_many_plans_it_spans() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    for code in ["P", "Q", "R"] {
        small(&author, code).await;
    }
    for list in ["tasks", "assignments", "targets"] {
        let mut costs = Vec::new();
        for query in ["limit=2", "limit=200", "limit=200&sort=-updatedAt"] {
            let (page, cost) = app.statements_of(author.get(&format!("/{list}?{query}"))).await;
            costs.push((cost, page.expect(200).items().len()));
        }
        let plans: BTreeSet<String> = values(&author.get("/tasks?limit=200").await, "planId").into_iter().collect();
        assert_eq!(plans.len(), 4);
        // A page that names no unit saves looking them up.
        assert!(costs[1].1 > 50 && costs.iter().all(|(cost, _)| (costs[0].0..=costs[0].0 + 1).contains(cost)), "{list}: {costs:?}");
    }
    let task = author.get("/tasks?code=4").await.items()[0]["id"].as_str().unwrap().to_owned();
    let (_, short) = app.statements_of(author.get(&format!("/tasks/{task}/versions"))).await;
    for n in 1..=5 {
        author.patch(&format!("/tasks/{task}"), &format!("\"{n}\""), json!({"reason": format!("{n}")})).await.expect(200);
    }
    let (_, long) = app.statements_of(author.get(&format!("/tasks/{task}/versions"))).await;
    assert_eq!(short, long);
}

/// What a change of duties costs does not grow with the reports that follow from it.
#[actix_web::test]
async fn changing_hands_costs_a_constant_number_of_statements() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let task = author.get("/tasks?code=4").await.items()[0]["id"].clone();
    let name = async |unit: &str, from: &str| {
        let duty = json!({"taskId": task, "unitCode": unit, "role": "lead", "effectiveFrom": from});
        let (reply, cost) = app.statements_of(author.post("/assignments", duty)).await;
        reply.expect(201);
        cost
    };
    assert_eq!(name("YC-JYJ", "2024-12-01").await, name("YC-LXHY", "2024-07-01").await, "one report, or 21 units times six months");
}

#[actix_web::test]
async fn a_unit_sees_its_tasks_with_what_is_above_and_below_them() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    let draft = Draft::new(&author, plan("P", json!({}))).await;
    let key = draft.task("1", None).await;
    let (mine, other) = (draft.task("1.1", Some(&key)).await, draft.task("1.2", Some(&key)).await);
    let below = draft.task("1.1.1", Some(&mine)).await;
    let apart = draft.task("2", None).await;
    draft.lead(&key, "YC-WJW").await;
    let duty = json!({"taskId": mine, "unitCode": "YC-CGW", "role": "cooperating"});
    author.post("/assignments", duty).await.expect(201);
    let mut targets = Vec::new();
    for task in [&key, &mine, &other, &below, &apart] {
        let target = draft.target(task, "指标").await;
        author.post("/checkpoints", json!({"targetId": target, "dueOn": "2024-06-30", "share": 50})).await.expect(201);
        targets.push(target);
    }
    let reporter = app.login("reporter.cgw").await;
    let codes = async |person: &Person| {
        let page = person.get(&format!("/tasks?planId={}&sort=code&count=true", draft.id)).await.expect(200);
        assert_eq!(page.json["page"]["total"], page.items().len());
        values(&page, "code")
    };
    assert_eq!(codes(&reporter).await, Vec::<String>::new(), "a draft is nobody's yet");
    reporter.get(&format!("/targets/{}", targets[1])).await.expect_problem(404, "not_found");
    draft.run("issue").await.expect(200);
    assert_eq!(codes(&reporter).await, ["1", "1.1", "1.1.1"]);
    assert_eq!(codes(&app.login("reporter.wjw").await).await, ["1", "1.1", "1.1.1", "1.2"], "everything below the key work");
    assert_eq!(codes(&app.login("coordinator.fgw").await).await.len(), 5, "who collects sees all");
    for (list, total) in [("targets", 3), ("checkpoints", 3), ("assignments", 2)] {
        let page = reporter.get(&format!("/{list}?planId={}&count=true", draft.id)).await.expect(200);
        assert_eq!(page.json["page"]["total"], total, "{list}");
    }
    for (task, target, status) in
        [(&key, &targets[0], 200), (&below, &targets[3], 200), (&other, &targets[2], 404), (&apart, &targets[4], 404)]
    {
        reporter.get(&format!("/tasks/{task}")).await.expect(status);
        reporter.get(&format!("/targets/{target}")).await.expect(status);
        reporter.get(&format!("/targets/{target}/versions")).await.expect(status);
    }
    let inherited = reporter.get(&format!("/tasks/{below}")).await.json;
    assert_eq!(inherited["effectiveLeads"][0]["unit"]["code"], "YC-WJW", "who helps does not lead");
    assert_eq!((&inherited["effectiveLeads"][0]["inheritedFrom"], &inherited["allowedActions"]), (&json!(key), &json!([])));
    reporter.patch(&format!("/tasks/{mine}"), "\"1\"", json!({"title": "x", "reason": "x"})).await.expect_problem(403, "forbidden");
}
