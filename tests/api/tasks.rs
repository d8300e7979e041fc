//! Tasks and measures of a plan in draft: entering, changing, moving and removing them, and what they inherit.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::drafts::{Draft, over, plan};
use crate::support::{Reply, TestApp};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

fn task(plan: &str, code: &str, more: Value) -> Value {
    over(json!({"planId": plan, "number": code, "code": code, "title": format!("事项{code}")}), more)
}

async fn draft(app: &TestApp, more: Value) -> Draft {
    Draft::new(&app.login("supervisor").await, plan("P", more)).await
}

/// Names of the units of effective leads, with the task they come from.
fn leads(task: &Value) -> Vec<(String, Value)> {
    let leads = task["effectiveLeads"].as_array().unwrap();
    leads.iter().map(|lead| (lead["unit"]["code"].as_str().unwrap().to_owned(), lead["inheritedFrom"].clone())).collect()
}

#[actix_web::test]
async fn a_task_keeps_what_is_written() {
    let app = TestApp::demo().await;
    let draft = draft(&app, json!({})).await;
    let section = draft.part("/sections", json!({"number": "一", "title": "幼有善育"})).await;
    let due = json!({"text": "6月底前", "kind": "month", "earliest": null, "latest": "2024-06-30", "control": "2024-06-30"});
    let parameter = json!({"text": "3岁以下", "kind": "eligibility", "operator": "lt", "value": 3, "upper": null, "unitOfMeasure": "岁"});
    let new = task(
        &draft.id,
        "4",
        json!({
            "number": "(七)3", "sectionId": section, "ord": 7, "title": "新增3岁以下婴幼儿托位1680个", "content": "建设普惠托育机构。\n分两批。",
            "how": "以奖代补", "startsOn": "2024-02-01", "due": due, "parameters": [parameter]
        }),
    );
    let made = draft.author.post("/tasks", new.clone()).await.expect(201);
    assert_eq!(made.header("location"), format!("/api/v1/tasks/{}", made.id()));
    assert!(made.tag().starts_with("\"1-"), "{}", made.tag());
    for (member, value) in new.as_object().unwrap() {
        assert_eq!(&made.json[member], value, "{member}");
    }
    let unset = json!({
        "parentId": null, "cancelled": false, "versionNumber": 1, "effectiveOn": "2024-01-01", "reason": null, "version": 1,
        "leads": [], "effectiveLeads": [], "effectiveStartsOn": "2024-02-01", "effectiveDue": due,
        "allowedActions": ["update", "delete", "addMeasure", "addTarget", "addMilestone", "addStatement", "addAssignment"]
    });
    for (member, value) in unset.as_object().unwrap() {
        assert_eq!(&made.json[member], value, "{member}");
    }
    let read = draft.author.get(&format!("/tasks/{}", made.id())).await.expect(200);
    assert_eq!((read.tag(), &read.json), (made.tag(), &made.json));
}

#[actix_web::test]
async fn a_change_keeps_what_it_does_not_name() {
    let app = TestApp::demo().await;
    let draft = draft(&app, json!({})).await;
    let more = json!({"content": "甲", "due": {"text": "6月底前", "kind": "month", "latest": "2024-06-30"}, "parameters": [
        {"text": "3岁以下", "kind": "eligibility", "operator": "lt", "value": 3, "unitOfMeasure": "岁"}]});
    let id = draft.part("/tasks", task(&draft.id, "1", more)).await;
    let path = format!("/tasks/{id}");
    let patch = |tag: &'static str, body: Value| draft.author.patch(&path, tag, body);

    draft.author.send(Method::PATCH, &path, &[], Some("{}".into())).await.expect_problem(428, "if_match_required");
    let changed = patch("\"1\"", json!({"title": "乙", "due": {"control": "2024-06-15"}})).await.expect(200);
    assert_eq!((&changed.json["version"], &changed.json["versionNumber"]), (&json!(2), &json!(1)), "a draft is edited in place");
    assert_eq!((&changed.json["title"], &changed.json["content"]), (&json!("乙"), &json!("甲")));
    let merged = json!({"text": "6月底前", "kind": "month", "earliest": null, "latest": "2024-06-30", "control": "2024-06-15"});
    assert_eq!(changed.json["due"], merged, "objects within are merged");

    let stale = patch("\"1\"", json!({"title": "丙"})).await.expect_problem(412, "version_conflict");
    assert_eq!((&stale.json["currentVersion"], &stale.json["changedBy"].is_string()), (&json!(2), &true));
    let cleared = patch("\"2\"", json!({"due": {"control": null}, "content": null, "parameters": []})).await.expect(200);
    assert_eq!(cleared.json["due"]["control"], json!(null));
    assert_eq!((&cleared.json["due"]["latest"], &cleared.json["content"]), (&json!("2024-06-30"), &json!(null)));
    assert_eq!(cleared.json["parameters"], json!([]), "lists are replaced whole");
    let none = patch("\"3\"", json!({"due": null})).await.expect(200);
    assert_eq!((&none.json["due"], &none.json["effectiveDue"]), (&json!(null), &json!(null)), "the plan has no deadline either");
    let part = patch("\"4\"", json!({"due": {"control": "2024-06-15"}})).await.expect_problem(422, "validation_failed");
    assert_eq!(part.faults(), ["/due/text required"], "nothing to merge into");
    let null = patch("\"4\"", json!({"title": null, "code": null})).await.expect_problem(422, "validation_failed");
    assert_eq!(null.faults().len(), 2, "{:?}", null.faults());
    let early = patch("\"4\"", json!({"reason": "因为", "effectiveOn": "2024-06-01"})).await.expect_problem(422, "validation_failed");
    assert_eq!(early.faults(), ["/effectiveOn must_be_absent", "/reason must_be_absent"]);
    assert_eq!(draft.author.get(&path).await.json["version"], 4, "what was refused changed nothing");
    draft.author.delete(&path, "\"3\"").await.expect_problem(412, "version_conflict");
    draft.author.delete(&path, "\"4\"").await.expect(204);
    draft.author.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn what_is_wrong_is_named_at_its_place() {
    let app = TestApp::demo().await;
    let draft = draft(&app, json!({})).await;
    let month = |more: Value| over(json!({"text": "6月底前", "kind": "month", "latest": "2024-06-30"}), more);
    for (more, faults) in [
        (json!({"title": null, "number": "", "x": 1, "path": "/"}), vec!["/path read_only_field", "/x unknown_field", "/title required"]),
        (json!({"number": "", "code": "x".repeat(65), "ord": -1}), vec!["/code too_long", "/number required", "/ord out_of_range"]),
        (
            json!({"title": " \u{3000}", "number": " ", "code": "a b"}),
            vec!["/code invalid_character", "/number required", "/title required"],
        ),
        (json!({"title": "长".repeat(501)}), vec!["/title too_long"]),
        (json!({"due": month(json!({"latest": null}))}), vec!["/due/latest required"]),
        (json!({"due": month(json!({"control": "2024-07-01"}))}), vec!["/due/control out_of_range"]),
        (json!({"due": month(json!({"earliest": "2024-07-01"}))}), vec!["/due/latest out_of_range"]),
        (json!({"due": month(json!({"kind": "soon"}))}), vec!["/due/kind invalid_value"]),
        (json!({"startsOn": "2024-02-30"}), vec!["/startsOn invalid_date"]),
        (json!({"startsOn": "2024-07-01", "due": month(json!({}))}), vec!["/due end_before_start"]),
        (
            json!({"parameters": [{"text": " ", "kind": "cycle", "operator": "eq", "unitOfMeasure": "月".repeat(51)}]}),
            vec!["/parameters/0/text required", "/parameters/0/unitOfMeasure too_long"],
        ),
        (json!({"planId": NOBODY}), vec!["/planId not_found"]),
        (json!({"sectionId": NOBODY, "parentId": NOBODY}), vec!["/parentId not_found", "/sectionId not_found"]),
    ] {
        let reply = draft.author.post("/tasks", task(&draft.id, "1", more.clone())).await.expect_problem(422, "validation_failed");
        let (mut found, mut faults) = (reply.faults(), faults);
        found.sort();
        faults.sort_unstable();
        assert_eq!(found, faults, "{more}");
    }
    let none = draft.author.get(&format!("/tasks?planId={}&count=true", draft.id)).await.expect(200);
    assert_eq!(none.json["page"]["total"], 0);
}

#[actix_web::test]
async fn headings_and_parents_are_of_the_same_plan_and_codes_are_unique_in_it() {
    let app = TestApp::demo().await;
    let draft = draft(&app, json!({})).await;
    let other = Draft::new(&draft.author, plan("Q", json!({}))).await;
    let (section, parent) = (other.part("/sections", json!({"number": "一", "title": "别处"})).await, other.task("1", None).await);
    let places = json!({"sectionId": section, "parentId": parent});
    let reply = draft.author.post("/tasks", task(&draft.id, "1", places.clone())).await.expect_problem(422, "validation_failed");
    assert_eq!(reply.faults(), ["/sectionId not_found", "/parentId not_found"]);

    let first = draft.task("1", None).await;
    let again = draft.author.post("/tasks", task(&draft.id, "1", json!({}))).await.expect_problem(409, "already_exists");
    assert_eq!(again.faults(), ["/code already_exists"]);
    draft.task("2", Some(&first)).await;
    let path = format!("/tasks/{first}");
    let taken = draft.author.patch(&path, "\"1\"", json!({"code": "2"})).await.expect_problem(409, "already_exists");
    assert_eq!(taken.faults(), ["/code already_exists"]);
    let moved = draft.author.patch(&path, "\"1\"", places).await.expect_problem(422, "validation_failed");
    assert_eq!(moved.faults(), ["/sectionId not_found", "/parentId not_found"]);
    let foreign = app.login("supervisor.huzhou").await;
    let reply = foreign.post("/tasks", task(&draft.id, "9", json!({}))).await.expect_problem(422, "validation_failed");
    assert_eq!(reply.faults(), ["/planId not_found"]);
    foreign.patch(&path, "\"1\"", json!({"title": "x"})).await.expect_problem(404, "not_found");
    app.login("reporter.wjw").await.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn a_branch_moves_whole_and_never_below_itself() {
    let app = TestApp::demo().await;
    let draft = draft(&app, json!({})).await;
    let (a, b) = (draft.task("A", None).await, draft.task("B", None).await);
    let a1 = draft.task("A1", Some(&a)).await;
    let a11 = draft.task("A11", Some(&a1)).await;
    draft.lead(&a, "YC-WJW").await;
    draft.lead(&b, "YC-JYJ").await;
    let move_to = |id: &str, parent: Value| {
        let (path, author) = (format!("/tasks/{id}"), draft.author.clone());
        async move { author.patch(&path, "\"1\"", json!({"parentId": parent})).await }
    };
    for below in [&a, &a1, &a11] {
        let cycle = move_to(&a, json!(below)).await.expect_problem(409, "cycle");
        assert_eq!(cycle.faults(), ["/parentId cycle"]);
    }
    let read = |id: &str| {
        let (path, author) = (format!("/tasks/{id}"), draft.author.clone());
        async move { author.get(&path).await.expect(200).json }
    };
    assert_eq!(leads(&read(&a11).await), [("YC-WJW".to_owned(), json!(a))]);
    move_to(&a1, json!(b)).await.expect(200);
    assert_eq!(leads(&read(&a11).await), [("YC-JYJ".to_owned(), json!(b))], "what is below moves along");
    let below_b = draft.author.get(&format!("/tasks?parentId={b}")).await.expect(200);
    assert_eq!(below_b.items().iter().map(|task| task["code"].clone()).collect::<Vec<_>>(), ["A1"]);
    let cycle = draft.author.patch(&format!("/tasks/{b}"), "\"1\"", json!({"parentId": a11})).await.expect_problem(409, "cycle");
    assert_eq!(cycle.faults(), ["/parentId cycle"], "the new place counts");
    let top = draft.author.patch(&format!("/tasks/{a1}"), "\"2\"", json!({"parentId": null})).await.expect(200);
    assert_eq!((&top.json["parentId"], leads(&top.json)), (&json!(null), Vec::new()));
    move_to(&a, json!(a11)).await.expect(200);
    assert_eq!(leads(&read(&a).await), [("YC-WJW".to_owned(), json!(null))], "its own lead");
}

#[actix_web::test]
async fn measures_nest_sixteen_deep_and_no_deeper() {
    let app = TestApp::demo().await;
    let draft = draft(&app, json!({})).await;
    let mut parent = draft.task("1", None).await;
    let top = parent.clone();
    for code in 2..=16 {
        parent = draft.task(&code.to_string(), Some(&parent)).await;
    }
    let too_deep = task(&draft.id, "17", json!({"parentId": parent}));
    let reply = draft.author.post("/tasks", too_deep).await.expect_problem(422, "validation_failed");
    assert_eq!(reply.faults(), ["/parentId out_of_range"]);
    let above = draft.task("above", None).await;
    let moved = draft.author.patch(&format!("/tasks/{top}"), "\"1\"", json!({"parentId": above})).await;
    assert_eq!(moved.expect_problem(422, "validation_failed").faults(), ["/parentId out_of_range"]);
}

#[actix_web::test]
async fn what_is_not_written_is_inherited_from_the_nearest_above_and_then_from_the_plan() {
    let app = TestApp::demo().await;
    let due = |text: &str, day: &str| json!({"text": text, "kind": "day", "earliest": null, "latest": day, "control": day});
    let draft = draft(&app, json!({"defaultDue": due("11月底前", "2024-11-30"), "startsOn": "2024-01-01"})).await;
    let key = draft.part("/tasks", task(&draft.id, "1", json!({"startsOn": "2024-03-01"}))).await;
    let measure = draft.part("/tasks", task(&draft.id, "1.1", json!({"parentId": key, "due": due("9月底前", "2024-09-30")}))).await;
    let step = draft.task("1.1.1", Some(&measure)).await;
    let beside = draft.task("1.2", Some(&key)).await;
    draft.lead(&key, "YC-WJW").await;
    draft.lead(&measure, "YC-JYJ").await;
    draft.lead(&measure, "YC-MZJ").await;
    let read = |id: &str| {
        let (path, author) = (format!("/tasks/{id}"), draft.author.clone());
        async move { author.get(&path).await.expect(200).json }
    };
    let seen = |task: &Value| (task["effectiveDue"]["control"].clone(), task["effectiveStartsOn"].clone());
    let (key_now, measure_now, step_now, beside_now) = (read(&key).await, read(&measure).await, read(&step).await, read(&beside).await);
    assert_eq!(seen(&key_now), (json!("2024-11-30"), json!("2024-03-01")));
    assert_eq!(seen(&measure_now), (json!("2024-09-30"), json!("2024-03-01")));
    assert_eq!(seen(&step_now), (json!("2024-09-30"), json!("2024-03-01")));
    assert_eq!(seen(&beside_now), (json!("2024-11-30"), json!("2024-03-01")));
    let of = |unit: &str, from: Value| (unit.to_owned(), from);
    assert_eq!(leads(&key_now), [of("YC-WJW", json!(null))]);
    assert_eq!(leads(&measure_now), [of("YC-JYJ", json!(null)), of("YC-MZJ", json!(null))]);
    assert_eq!(leads(&step_now), [of("YC-JYJ", json!(measure)), of("YC-MZJ", json!(measure))]);
    assert_eq!(leads(&beside_now), [of("YC-WJW", json!(key))]);
    assert_eq!((&step_now["leads"], &step_now["due"], &step_now["startsOn"]), (&json!([]), &json!(null), &json!(null)), "as written");
    assert_eq!(measure_now["leads"].as_array().unwrap().len(), 2);
}

/// The same names on a task lead by what the document says of leads. Worked out by hand from the rules.
#[actix_web::test]
async fn the_lead_rule_of_the_plan_says_who_leads() {
    let app = TestApp::demo().await;
    let author = app.login("supervisor").await;
    for (rule, with_lead, two_responsible, one_responsible) in [
        ("labelled", vec!["YC-JYJ"], vec![], vec![]),
        ("all", vec!["YC-WJW", "YC-JYJ"], vec!["YC-MZJ", "YC-WJW"], vec!["YC-WJW"]),
        ("sole", vec!["YC-JYJ"], vec![], vec!["YC-WJW"]),
        ("first", vec!["YC-JYJ"], vec!["YC-MZJ"], vec!["YC-WJW"]),
        ("starred", vec!["YC-WJW"], vec!["YC-WJW"], vec![]),
    ] {
        let draft = Draft::new(&author, plan(rule, json!({"leadRule": rule}))).await;
        let name = async |task: &String, unit: &str, role: &str, ord: i32, starred: bool| {
            let duty = json!({"taskId": task, "unitCode": unit, "role": role, "ord": ord, "isStarred": starred});
            author.post("/assignments", duty).await.expect(201);
        };
        let [a, b, c] = [draft.task("A", None).await, draft.task("B", None).await, draft.task("C", None).await];
        name(&a, "YC-FL", "cooperating", 1, true).await;
        name(&a, "YC-JYJ", "lead", 3, false).await;
        name(&a, "YC-WJW", "responsible", 2, true).await;
        name(&b, "YC-WJW", "responsible", 2, true).await;
        name(&b, "YC-MZJ", "responsible", 1, false).await;
        name(&c, "YC-WJW", "responsible", 1, false).await;
        name(&c, "YC-FL", "jointly", 2, false).await;
        for (id, expected) in [(a, with_lead), (b, two_responsible), (c, one_responsible)] {
            let now = author.get(&format!("/tasks/{id}")).await.expect(200).json;
            assert_eq!(leads(&now).into_iter().map(|lead| lead.0).collect::<Vec<_>>(), expected, "{rule}");
        }
    }
}

#[actix_web::test]
async fn no_deadline_lies_before_the_first_day_wherever_either_comes_from() {
    let app = TestApp::demo().await;
    let day = |day: &str| json!({"text": day, "kind": "day", "latest": day, "control": day});
    let draft = draft(&app, json!({"defaultDue": day("2024-11-30")})).await;
    let refused = |reply: Reply| reply.expect_problem(422, "validation_failed").faults();
    let late = task(&draft.id, "0", json!({"startsOn": "2024-12-01"}));
    assert_eq!(refused(draft.author.post("/tasks", late).await), ["/startsOn end_before_start"], "the plan's deadline");
    let key = draft.part("/tasks", task(&draft.id, "1", json!({"due": day("2024-06-30")}))).await;
    let after = task(&draft.id, "1.1", json!({"parentId": key, "startsOn": "2024-07-01"}));
    assert_eq!(refused(draft.author.post("/tasks", after).await), ["/startsOn end_before_start"], "the deadline above");
    let same = draft.part("/tasks", task(&draft.id, "1.2", json!({"parentId": key, "startsOn": "2024-06-30"}))).await;
    let path = format!("/tasks/{key}");
    let shorter = draft.author.patch(&path, "\"1\"", json!({"due": {"latest": "2024-06-29", "control": "2024-06-29"}})).await;
    let shorter = shorter.expect_problem(422, "validation_failed");
    assert_eq!(shorter.faults(), ["/due end_before_start"], "a measure begins later");
    assert_eq!(shorter.json["errors"][0]["params"]["task"], "1.2");
    let free = draft.part("/tasks", task(&draft.id, "2", json!({"startsOn": "2024-10-01"}))).await;
    let moved = draft.author.patch(&format!("/tasks/{free}"), "\"1\"", json!({"parentId": key})).await;
    assert_eq!(refused(moved), ["/startsOn end_before_start"], "a new place, a new deadline");
    draft.author.patch(&format!("/tasks/{same}"), "\"1\"", json!({"due": day("2024-12-31")})).await.expect(200);
    draft.author.patch(&path, "\"1\"", json!({"due": {"latest": "2024-06-29", "control": "2024-06-29"}})).await.expect(200);
    let season = json!({"text": "2024年供暖季前", "kind": "season"});
    draft.author.patch(&path, "\"2\"", json!({"due": season, "startsOn": "2024-12-31"})).await.expect(422);
    draft.author.patch(&format!("/tasks/{same}"), "\"2\"", json!({"parentId": null})).await.expect(200);
    let open = draft.author.patch(
        &path,
        "\"2\"",
        json!({"due": {"text": "供暖季前", "kind": "season", "latest": null, "control": null}, "startsOn": "2024-12-31"}),
    );
    open.await.expect(200);
}

#[actix_web::test]
async fn what_something_hangs_on_is_not_removed() {
    let app = TestApp::demo().await;
    let draft = draft(&app, json!({})).await;
    let key = draft.task("1", None).await;
    let path = format!("/tasks/{key}");
    let measure = draft.task("1.1", Some(&key)).await;
    let lead = draft.lead(&key, "YC-WJW").await;
    let target = draft.target(&key, "新增托位").await;
    for hanging in [format!("/tasks/{measure}"), format!("/assignments/{lead}"), format!("/targets/{target}")] {
        draft.author.delete(&path, "\"1\"").await.expect_problem(409, "has_children");
        draft.author.delete(&hanging, "\"1\"").await.expect(204);
    }
    draft.author.send(Method::DELETE, &path, &[], None).await.expect_problem(428, "if_match_required");
    draft.author.delete(&path, "\"1\"").await.expect(204);
}
