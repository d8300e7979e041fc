//! Officials and their tasks (总责任人): a small plan with three of them, as in 武汉; who reads what, and who takes over.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::drafts::{Draft, over, plan, quarterly};
use crate::support::{Person, Reply, TestApp};

/// 17, 18 with 18.1, and 19 are 孟晖's, but 19.1 is 李强's; 20 is 李强's, 21 is 王芳's. 市卫健委 leads 17 to 19, 市教育局 20 and 21.
struct Wuhan {
    draft: Draft,
    tasks: BTreeMap<&'static str, String>,
    officials: BTreeMap<&'static str, String>,
}

impl Wuhan {
    async fn issued(app: &TestApp) -> Self {
        let wuhan = Self::drafted(app).await;
        wuhan.draft.run("issue").await.expect(200);
        wuhan
    }

    async fn drafted(app: &TestApp) -> Self {
        let draft = Draft::new(&app.login("supervisor").await, plan("ten", json!({"title": "十件实事"}))).await;
        draft.rule(quarterly(json!({}))).await;
        let mut officials = BTreeMap::new();
        for (code, name) in [("MH", "孟晖"), ("LQ", "李强"), ("WF", "王芳")] {
            officials.insert(code, draft.author.post("/officials", json!({"code": code, "name": name})).await.expect(201).id());
        }
        let mut tasks: BTreeMap<&'static str, String> = BTreeMap::new();
        for code in ["17", "18", "18.1", "19", "19.1", "20", "21"] {
            let parent = code.split_once('.').map(|(parent, _)| tasks[parent].clone());
            tasks.insert(code, draft.task(code, parent.as_ref()).await);
        }
        for (code, unit) in [("17", "YC-WJW"), ("18", "YC-WJW"), ("19", "YC-WJW"), ("20", "YC-JYJ"), ("21", "YC-JYJ")] {
            draft.lead(&tasks[code], unit).await;
        }
        for (code, official) in [("17", "MH"), ("18", "MH"), ("19", "MH"), ("19.1", "LQ"), ("20", "LQ"), ("21", "WF")] {
            let duty = json!({"taskId": tasks[code], "officialCode": official, "role": "principal", "label": "总责任人"});
            draft.author.post("/assignments", duty).await.expect(201);
        }
        for code in ["17", "18.1", "20"] {
            draft.target(&tasks[code], &format!("指标{code}")).await;
        }
        Self { draft, tasks, officials }
    }

    fn task(&self, code: &str) -> String {
        format!("/tasks/{}", self.tasks[code])
    }

    /// Somebody with the account of an official and no role.
    async fn account(&self, app: &TestApp, username: &str, official: &str) -> Person {
        app.db_account(username, "YC-ZFBGS", &[]).await;
        self.link(app, username, json!({"officialId": self.officials[official]})).await.expect(200);
        app.login(username).await
    }

    async fn link(&self, app: &TestApp, username: &str, change: Value) -> Reply {
        let sys = app.login("sysadmin").await;
        let row = sys.get(&format!("/users?username={username}")).await.expect(200).items()[0].clone();
        sys.patch(&format!("/users/{}", row["id"].as_str().unwrap()), &format!("\"{}\"", row["version"]), change).await
    }

    /// From 1 July on 赵敏 takes over from 孟晖.
    async fn hand_over(&mut self) {
        let new = json!({"code": "ZM", "name": "赵敏", "validFrom": "2024-07-01"});
        self.officials.insert("ZM", self.draft.author.post("/officials", new).await.expect(201).id());
        let change = json!({"validTo": "2024-06-30", "successorCode": "ZM"});
        self.draft.author.patch(&format!("/officials/{}", self.officials["MH"]), "\"1\"", change).await.expect(200);
    }
}

/// The codes of a list in their order.
async fn codes(person: &Person, path: &str) -> Vec<String> {
    let page = person.get(path).await.expect(200);
    page.items().iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect()
}

async fn mine(person: &Person) -> Vec<String> {
    codes(person, "/me/tasks?sort=code").await
}

#[actix_web::test]
async fn answers_show_who_answers_as_written_and_as_inherited() {
    let app = TestApp::demo().await;
    let wuhan = Wuhan::drafted(&app).await;
    let author = &wuhan.draft.author;
    let task = async |code: &str| author.get(&wuhan.task(code)).await.expect(200).json;
    let brief = |code: &str, name: &str| json!({"id": wuhan.officials[code], "code": code, "name": name, "post": null});
    let own = task("18").await;
    assert_eq!(own["principals"], json!([{"official": brief("MH", "孟晖"), "label": "总责任人"}]));
    let expected = json!([{"official": brief("MH", "孟晖"), "holder": brief("MH", "孟晖"), "label": "总责任人", "inheritedFrom": null}]);
    assert_eq!(own["effectivePrincipals"], expected);
    let below = task("18.1").await;
    assert_eq!((&below["principals"], &below["effectivePrincipals"][0]["official"]["code"]), (&json!([]), &json!("MH")));
    assert_eq!(below["effectivePrincipals"][0]["inheritedFrom"], json!(wuhan.tasks["18"]));
    assert_eq!(task("19.1").await["effectivePrincipals"][0]["official"]["code"], "LQ", "the nearest one that names anybody");
    assert_eq!(own["leads"].as_array().unwrap().len(), 1, "an official leads nothing");

    let tree = author.get(&format!("{}/tree", wuhan.draft.path())).await.expect(200).json;
    let measure = &tree["tasks"][1]["measures"][0];
    assert_eq!((&measure["code"], &measure["assignments"]), (&json!("18.1"), &json!([])));
    assert_eq!(measure["effectivePrincipals"][0]["holder"], brief("MH", "孟晖"));
    assert_eq!(measure["effectivePrincipals"][0]["taskId"], json!(wuhan.tasks["18"]));
    let written = tree["tasks"][1]["assignments"].as_array().unwrap();
    assert_eq!(
        (&written[1]["role"], &written[1]["official"], &written[1]["unit"]),
        (&json!("principal"), &brief("MH", "孟晖"), &Value::Null)
    );

    let named = async |filter: &str| codes(author, &format!("/tasks?planId={}&sort=code&{filter}", wuhan.draft.id)).await;
    assert_eq!(named(&format!("officialId={}", wuhan.officials["MH"])).await, ["17", "18", "19"]);
    assert_eq!(named(&format!("officialId={}", wuhan.officials["LQ"])).await, ["19.1", "20"]);
    assert_eq!(named(&format!("officialId={}&role=lead", wuhan.officials["LQ"])).await, Vec::<String>::new());
    assert_eq!(named("role=principal").await, ["17", "18", "19", "19.1", "20", "21"]);
    let (_, one) = app.statements_of(author.get(&format!("/tasks?planId={}&limit=1", wuhan.draft.id))).await;
    let (_, all) = app.statements_of(author.get(&format!("/tasks?planId={}", wuhan.draft.id))).await;
    assert_eq!(one, all);
}

#[actix_web::test]
async fn an_official_reads_their_tasks_and_not_those_of_others() {
    let app = TestApp::demo().await;
    let wuhan = Wuhan::drafted(&app).await;
    let mh = wuhan.account(&app, "mh", "MH").await;
    assert_eq!((mine(&mh).await, codes(&mh, "/plans").await), (vec![], vec![]), "nothing of a draft");
    wuhan.draft.run("issue").await.expect(200);
    assert_eq!(mine(&mh).await, ["17", "18", "18.1", "19"]);
    assert_eq!(codes(&mh, "/plans").await, ["ten"], "and not the plan of Yichang, which names nobody");
    assert_eq!(codes(&mh, "/tasks?sort=code").await, ["17", "18", "18.1", "19", "19.1"], "with all below them");
    for (code, status) in [("17", 200), ("18.1", 200), ("19.1", 200), ("20", 404), ("21", 404)] {
        mh.get(&wuhan.task(code)).await.expect(status);
        mh.get(&format!("{}/progress", wuhan.task(code))).await.expect(status);
    }
    let lq = wuhan.account(&app, "lq", "LQ").await;
    assert_eq!(mine(&lq).await, ["19.1", "20"]);
    assert_eq!(codes(&lq, "/tasks?sort=code").await, ["19", "19.1", "20"], "with all above them");
    let row = mh.get("/me/tasks?sort=code&limit=2").await.expect(200);
    let measure = mh.get("/me/tasks?sort=-code").await.expect(200).items()[1].clone();
    assert_eq!((&measure["code"], &measure["plan"]["code"], &measure["plan"]["state"]), (&json!("18.1"), &json!("ten"), &json!("issued")));
    assert_eq!(measure["effectiveLeads"][0]["unit"]["code"], "YC-WJW");
    assert_eq!(measure["effectivePrincipals"][0]["inheritedFrom"], json!(wuhan.tasks["18"]));
    assert!(row.json["page"]["nextCursor"].is_string());
    assert_eq!(codes(&mh, &format!("/me/tasks?planId={}", wuhan.officials["MH"])).await, Vec::<String>::new());

    // Reading is all: nothing is written by being an official.
    mh.patch(&wuhan.task("17"), "\"1\"", json!({"title": "x", "reason": "x"})).await.expect_problem(403, "forbidden");
    mh.post("/submissions", json!({})).await.expect_problem(403, "forbidden");
    mh.post("/officials", json!({})).await.expect_problem(403, "forbidden");
    assert_eq!(mh.get(&wuhan.task("17")).await.expect(200).json["allowedActions"], json!([]));
    mh.get("/users").await.expect_problem(403, "forbidden");

    // Strangers: without a link, of another government, and the administrators.
    app.db_account("nobody", "YC-ZFBGS", &[]).await;
    for other in ["nobody", "sysadmin", "secadmin", "auditor"] {
        app.login(other).await.get("/me/tasks").await.expect_problem(403, "forbidden");
        app.login(other).await.get(&wuhan.task("17")).await.expect_problem(403, "forbidden");
    }
    for other in ["supervisor.huzhou", "leader", "reporter.wjw"] {
        assert_eq!(mine(&app.login(other).await).await, Vec::<String>::new(), "{other}");
    }
    app.login("supervisor.huzhou").await.get(&wuhan.task("17")).await.expect_problem(404, "not_found");
    // Without the account there is nothing left, at once.
    wuhan.link(&app, "mh", json!({"officialId": null})).await.expect(200);
    mh.get("/me/tasks").await.expect_problem(403, "forbidden");
}

#[actix_web::test]
async fn being_an_official_adds_to_the_roles_one_has() {
    let app = TestApp::demo().await;
    let wuhan = Wuhan::issued(&app).await;
    let reporter = app.login("reporter.jyj").await;
    let before = codes(&reporter, "/tasks?limit=200&sort=code").await;
    assert!(before.contains(&"20".to_owned()) && !before.contains(&"17".to_owned()), "{before:?}");
    wuhan.link(&app, "reporter.jyj", json!({"officialId": wuhan.officials["MH"]})).await.expect(200);
    let ten = format!("/tasks?planId={}&sort=code", wuhan.draft.id);
    assert_eq!(codes(&reporter, &ten).await, ["17", "18", "18.1", "19", "19.1", "20", "21"]);
    assert_eq!(mine(&reporter).await, ["17", "18", "18.1", "19"]);
    wuhan.link(&app, "leader", json!({"officialId": wuhan.officials["WF"]})).await.expect(200);
    assert_eq!(mine(&app.login("leader").await).await, ["21"]);
}

#[actix_web::test]
async fn an_official_reads_the_reports_on_their_tasks_as_they_were_filed() {
    let app = TestApp::demo().await;
    let wuhan = Wuhan::issued(&app).await;
    app.set_time("2024-07-05T01:00:00Z");
    let mh = wuhan.account(&app, "mh", "MH").await;
    let (wjw, jyj, fgw) = (app.login("reporter.wjw").await, app.login("reporter.jyj").await, app.login("coordinator.fgw").await);
    let theirs = wjw.begin(wjw.owed("YC-WJW", "17", "2024Q2").await.report(&[40.0])).await;
    let other = jyj.file(jyj.owed("YC-JYJ", "20", "2024Q2").await.report(&[30.0])).await;
    let owed = mh.get("/obligations?period=2024Q2&limit=200").await.expect(200);
    let mut tasks: Vec<&Value> = owed.items().iter().map(|one| &one["task"]["code"]).collect();
    tasks.sort_by_key(|code| code.to_string());
    assert_eq!(tasks, ["17", "18", "19"]);
    mh.get(&theirs).await.expect_problem(404, "not_found");
    wjw.step(&theirs, "submit").await;
    let shown = mh.get(&theirs).await.expect(200).json;
    assert_eq!((&shown["state"], &shown["allowedActions"]), (&json!("submitted"), &json!([])));
    mh.act(&theirs, "accept", json!({})).await.expect_problem(403, "forbidden");
    mh.get(&other).await.expect_problem(404, "not_found");
    for report in [&theirs, &other] {
        fgw.step(report, "accept").await;
    }
    let figures = mh.get("/figures").await.expect(200);
    assert_eq!(figures.items().iter().map(|one| &one["value"]).collect::<Vec<_>>(), [40]);
    let progress = mh.get(&format!("{}/progress", wuhan.task("17"))).await.expect(200).json;
    assert_eq!(progress["task"]["targets"][0]["readings"][0]["value"], 40);
    assert_eq!(progress["obligations"].as_array().unwrap().len(), 3, "the second quarter and the two to come");
    let whole = mh.get(&format!("{}/progress", wuhan.draft.path())).await.expect(200).json;
    let listed: Vec<&Value> = whole["tasks"].as_array().unwrap().iter().map(|row| &row["code"]).collect();
    assert_eq!(listed, ["17", "18", "18.1", "19", "19.1"]);
    // Nine reports of 市卫健委 on three tasks; those of 市教育局 are not told of.
    assert_eq!((&whole["completeness"]["expected"], &whole["completeness"]["notYetDue"]), (&json!(0), &json!(9)));

    // 李强 reads the reports on what he answers for, not those on the task above it.
    let lq = wuhan.account(&app, "lq", "LQ").await;
    lq.get(&other).await.expect(200);
    lq.get(&wuhan.task("19")).await.expect(200);
    let owed = lq.get("/obligations?period=2024Q2").await.expect(200);
    assert_eq!(owed.items().iter().map(|one| &one["task"]["code"]).collect::<Vec<_>>(), ["20"]);
    let (one, two) =
        (app.statements_of(lq.get("/obligations?limit=1")).await.1, app.statements_of(lq.get("/obligations?limit=200")).await.1);
    assert_eq!(one, two);
}

#[actix_web::test]
async fn a_successor_takes_over_and_what_is_written_stays() {
    let app = TestApp::demo().await;
    let mut wuhan = Wuhan::issued(&app).await;
    let before = wuhan.draft.author.get(&format!("/assignments?planId={}&role=principal", wuhan.draft.id)).await.expect(200).json;
    wuhan.hand_over().await;
    let (mh, zm) = (wuhan.account(&app, "mh", "MH").await, wuhan.account(&app, "zm", "ZM").await);
    assert_eq!(mine(&mh).await, ["17", "18", "18.1", "19"], "until the end of June");
    zm.get("/me/tasks").await.expect_problem(403, "forbidden");
    let holder = async |at: &str| {
        app.set_time(at);
        let author = app.login("supervisor").await;
        let task = author.get(&wuhan.task("18.1")).await.expect(200).json;
        let tree = author.get(&format!("{}/tree", wuhan.draft.path())).await.expect(200).json;
        let shown = &task["effectivePrincipals"][0];
        assert_eq!(tree["tasks"][1]["measures"][0]["effectivePrincipals"][0]["holder"], shown["holder"]);
        assert_eq!(shown["official"]["name"], "孟晖", "as written");
        shown["holder"]["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(holder("2024-06-30T15:59:59Z").await, "孟晖", "the last second of June in Yichang");
    assert_eq!(holder("2024-06-30T16:00:00Z").await, "赵敏");

    let (mh, zm) = (app.login("mh").await, app.login("zm").await);
    assert_eq!(mine(&zm).await, ["17", "18", "18.1", "19"]);
    zm.get(&wuhan.task("19.1")).await.expect(200);
    zm.get(&wuhan.task("20")).await.expect_problem(404, "not_found");
    mh.get("/me/tasks").await.expect_problem(403, "forbidden");
    let author = app.login("supervisor").await;
    let after = author.get(&format!("/assignments?planId={}&role=principal", wuhan.draft.id)).await.expect(200).json;
    assert_eq!(after, before, "duties are not rewritten");

    // Somebody who follows two answers for both.
    let change = json!({"validTo": "2024-06-30", "successorCode": "ZM"});
    author.patch(&format!("/officials/{}", wuhan.officials["WF"]), "\"1\"", change).await.expect(200);
    assert_eq!(mine(&zm).await, ["17", "18", "18.1", "19", "21"]);
}

#[actix_web::test]
async fn an_official_named_after_issue_answers_from_that_day_on() {
    let app = TestApp::demo().await;
    let wuhan = Wuhan::issued(&app).await;
    let author = &wuhan.draft.author;
    let held = author.get(&format!("/assignments?taskId={}&role=principal", wuhan.tasks["21"])).await.expect(200).items()[0].clone();
    let path = format!("/assignments/{}", held["id"].as_str().unwrap());
    author.patch(&path, "\"1\"", json!({"effectiveTo": "2024-06-09"})).await.expect(200);
    let new = over(json!({"taskId": wuhan.tasks["21"], "officialCode": "MH", "role": "principal"}), json!({"effectiveFrom": "2024-06-10"}));
    author.post("/assignments", new).await.expect(201);
    let (mh, wf) = (wuhan.account(&app, "mh", "MH").await, wuhan.account(&app, "wf", "WF").await);
    assert_eq!((mine(&mh).await.len(), mine(&wf).await), (4, vec!["21".to_owned()]));
    app.set_time("2024-06-10T01:00:00Z");
    let (mh, wf) = (app.login("mh").await, app.login("wf").await);
    assert_eq!(mine(&mh).await, ["17", "18", "18.1", "19", "21"]);
    assert_eq!(mine(&wf).await, Vec::<String>::new());
    wf.get(&wuhan.task("21")).await.expect(200);
}

#[actix_web::test]
async fn the_reports_on_the_tasks_of_an_official_are_counted() {
    let app = TestApp::demo().await;
    let wuhan = Wuhan::issued(&app).await;
    let leader = app.login("leader").await;
    let path = format!("/reports/completeness?planId={}&period=2024Q2", wuhan.draft.id);
    let owed = async |official: &str| {
        let report = leader.get(&format!("{path}&officialId={}", wuhan.officials[official])).await.expect(200);
        let by_section = leader.get(&format!("{path}&groupBy=section&officialId={}", wuhan.officials[official])).await.expect(200);
        assert_eq!(report.json["completeness"], by_section.json["completeness"]);
        report.json["completeness"]["notYetDue"].as_u64().unwrap()
    };
    // 17, 18 and 19 are led by 市卫健委, 20 and 21 by 市教育局: a report each.
    assert_eq!((owed("MH").await, owed("LQ").await, owed("WF").await), (3, 1, 1));
    assert_eq!(leader.get(&path).await.expect(200).json["completeness"]["notYetDue"], 5);
    let nobody = leader.get(&format!("{path}&officialId=0197a6f0-c0de-7000-a000-0000000000ff")).await.expect(400);
    assert_eq!(nobody.faults(), ["officialId not_found"]);
    // 孟晖 leaves and 王芳 takes over: hers are four from then on, and those of 孟晖 stay to be found.
    let author = app.login("supervisor").await;
    let official = format!("/officials/{}", wuhan.officials["MH"]);
    let tag = author.get(&official).await.expect(200).tag();
    author.patch(&official, &tag, json!({"validTo": "2024-05-31", "successorCode": "WF"})).await.expect(200);
    assert_eq!((owed("MH").await, owed("WF").await), (3, 4));
}
