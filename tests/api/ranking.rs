//! The ranking of units, the lists of tasks, of what is due and of officials: worked out by hand and from the long report.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::progress::{SCRIPT, Stage};
use crate::support::{Person, Reply};

fn rows(report: &Value) -> &Vec<Value> {
    report["items"].as_array().unwrap_or_else(|| panic!("no items in {report}"))
}

async fn stage() -> (Stage, Person) {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    stage.app.set_time("2024-06-10T00:00:00Z");
    let leader = stage.app.login("leader").await;
    (stage, leader)
}

async fn ask(person: &Person, stage: &Stage, report: &str, query: &str) -> Reply {
    person.get(&format!("/reports/{report}?planId={}{query}", stage.plan)).await.expect(200)
}

/// Full, half and no credits of a unit, from the states of the firm targets it leads or reports.
fn credits(progress: &Value, unit: &Value) -> [i128; 3] {
    let mut credits = [0; 3];
    for task in progress["tasks"].as_array().unwrap() {
        let leads = task["leadUnits"].as_array().unwrap().iter().any(|lead| lead["id"] == *unit);
        for target in task["targets"].as_array().unwrap().iter().filter(|target| target["firmness"] == "firm") {
            let own = if target["reportingUnit"].is_null() { leads } else { target["reportingUnit"]["id"] == *unit };
            match target["assessment"]["state"].as_str().unwrap() {
                _ if !own => {}
                "achieved" | "ahead" | "onTrack" => credits[0] += 1,
                "behind" => credits[1] += 1,
                "seriouslyBehind" | "overdue" | "noData" => credits[2] += 1,
                _ => {}
            }
        }
    }
    credits
}

/// The points in hundredths: the mean of 60 parts targets and 20 parts each of timeliness and completeness, of those there are.
fn points(progress: &Value, row: &Value) -> Option<i128> {
    let [full, half, none] = credits(progress, &row["id"]);
    let count = |member: &str| i128::from(row["completeness"][member].as_u64().unwrap_or(0));
    let (judged, expected, in_time, filed) = (full + half + none, count("expected"), count("onTime"), count("onTime") + count("late"));
    let (sum, whole) = match (judged, expected) {
        (0, 0) => return None,
        (0, _) => (in_time + filed, 2 * expected),
        (_, 0) => (2 * full + half, 2 * judged),
        _ => (3 * (2 * full + half) * expected + 2 * judged * (in_time + filed), 10 * judged * expected),
    };
    Some((sum * 20_000 + whole) / (whole * 2))
}

#[actix_web::test]
async fn the_ranking_is_the_one_by_hand() {
    let (stage, leader) = stage().await;
    let progress = leader.get(&format!("/plans/{}/progress", stage.plan)).await.expect(200).json;
    let ranking = ask(&leader, &stage, "ranking", "").await.json;
    let told: BTreeMap<&str, (f64, [&Value; 3])> = rows(&ranking)
        .iter()
        .map(|row| {
            (
                row["unit"]["name"].as_str().unwrap(),
                (row["points"].as_f64().unwrap(), ["achievement", "timeliness", "completeness"].map(|m| &row[m])),
            )
        })
        .collect();
    // One target of four on track, two reports of eighteen filed, in time: 15 + 2·20/9.
    assert_eq!(told["市卫健委"], (19.44, [&json!(25), &json!(11.11), &json!(11.11)]));
    // Its one target is seriously behind; of two reports one is late: nothing but 20/2.
    assert_eq!(told["市委组织部"], (10.0, [&json!(0), &json!(0), &json!(50)]));
    // Two and a half credits of four; of twelve reports two in time and one late: 37.5 + 20/6 + 5.
    assert_eq!(told["市教育局"], (45.83, [&json!(62.5), &json!(16.67), &json!(25)]));

    let mut expected: Vec<(std::cmp::Reverse<Option<i128>>, String)> = progress["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let flat = json!({"id": row["unit"]["id"], "completeness": row["completeness"]});
            (std::cmp::Reverse(points(&progress, &flat)), row["unit"]["code"].as_str().unwrap().to_owned())
        })
        .collect();
    expected.sort();
    let hundredths = |row: &Value| row["points"].as_f64().map(|points| (points * 100.0).round() as i128);
    let listed: Vec<_> =
        rows(&ranking).iter().map(|row| (std::cmp::Reverse(hundredths(row)), row["unit"]["code"].as_str().unwrap().to_owned())).collect();
    assert_eq!(listed, expected);
    for (row, (mine, _)) in rows(&ranking).iter().zip(&expected) {
        let better = expected.iter().filter(|(other, _)| other.0 > mine.0).count();
        assert_eq!(row["rank"], mine.0.map_or(Value::Null, |_| json!(better + 1)), "{row}");
    }
    let ranks: Vec<u64> = rows(&ranking).iter().filter_map(|row| row["rank"].as_u64()).collect();
    assert!(ranks.windows(2).any(|pair| pair[0] == pair[1]), "some units filed nothing at all: {ranks:?}");
}

#[actix_web::test]
async fn a_period_counts_its_own_reports() {
    let (stage, leader) = stage().await;
    let may = ask(&leader, &stage, "ranking", "&period=2024-05").await.json;
    let row = rows(&may).iter().find(|row| row["unit"]["name"] == "市卫健委").unwrap();
    // One of nine for May.
    assert_eq!((&row["reports"]["expected"], &row["timeliness"], &row["points"]), (&json!(9), &json!(11.11), &json!(19.44)));
    let june = ask(&leader, &stage, "ranking", "&period=2024-06").await.json;
    let row = rows(&june).iter().find(|row| row["unit"]["name"] == "市卫健委").unwrap();
    assert_eq!(
        (&row["timeliness"], &row["completeness"], &row["points"]),
        (&Value::Null, &Value::Null, &json!(25)),
        "nothing of June is due"
    );
    let csv = leader
        .send(actix_web::http::Method::GET, &format!("/reports/ranking?planId={}", stage.plan), &[("accept", "text/csv")], None)
        .await;
    let text = String::from_utf8(csv.expect(200).body).unwrap();
    assert!(text.starts_with("名次,单位代码,单位,得分"), "{text}");
    assert!(text.lines().any(|line| line.contains("YC-WJW,市卫健委,19.44,25,11.11,11.11")), "{text}");
}

#[actix_web::test]
async fn tasks_are_listed_page_by_page_in_printed_order() {
    let (stage, leader) = stage().await;
    let progress = leader.get(&format!("/plans/{}/progress", stage.plan)).await.expect(200).json;
    let tasks = progress["tasks"].as_array().unwrap();
    let mut listed: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = ask(&leader, &stage, "tasks", &format!("&limit=32&count=true{cursor}")).await.json;
        assert_eq!(page["page"]["total"], 70);
        listed.extend(rows(&page).clone());
        let Some(next) = page["page"]["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(listed.len(), 70);
    for (row, task) in listed.iter().zip(tasks) {
        for member in
            ["id", "parentId", "code", "number", "title", "sectionId", "leadUnits", "dueOn", "dueText", "cancelled", "state", "sentence"]
        {
            assert_eq!(row[member], task[member], "{member}");
        }
    }
    let unit = &tasks[3]["leadUnits"][0]["id"];
    let section = &tasks[3]["sectionId"];
    for (query, wanted) in [
        (
            "&state=behind,seriouslyBehind".to_owned(),
            Box::new(|task: &Value| task["state"] == "behind" || task["state"] == "seriouslyBehind") as Box<dyn Fn(&Value) -> bool>,
        ),
        (
            format!("&unitId={}", unit.as_str().unwrap()),
            Box::new(|task| task["leadUnits"].as_array().unwrap().iter().any(|lead| lead["id"] == *unit)),
        ),
        (format!("&sectionId={}", section.as_str().unwrap()), Box::new(|task| task["sectionId"] == *section)),
        ("&q=%E6%89%98%E4%BD%8D".to_owned(), Box::new(|task| task["title"].as_str().unwrap().contains("托位"))),
        ("&keyWork=false".to_owned(), Box::new(|_| false)),
    ] {
        let found: Vec<Value> =
            rows(&ask(&leader, &stage, "tasks", &format!("{query}&limit=200")).await.json).iter().map(|row| row["code"].clone()).collect();
        let expected: Vec<Value> = tasks.iter().filter(|task| wanted(task)).map(|task| task["code"].clone()).collect();
        assert_eq!(found, expected, "{query}");
    }
    let bad = format!("/reports/tasks?planId={}&state=behind&cursor={}", stage.plan, cursor.trim_start_matches("&cursor="));
    leader.get(&bad).await.expect_problem(400, "cursor_mismatch");
}

#[actix_web::test]
async fn what_is_due_is_listed_with_what_is_overdue() {
    let (stage, leader) = stage().await;
    let total = async |query: &str| {
        ask(&leader, &stage, "due", &format!("{query}&count=true&limit=1")).await.json["page"]["total"].as_u64().unwrap()
    };
    let progress = leader.get(&format!("/plans/{}/progress", stage.plan)).await.expect(200).json;
    assert_eq!(total("&kind=obligation&overdue=true").await, progress["completeness"]["missing"].as_u64().unwrap());
    // The next deadline is 3 July: 23 days ahead; with it come the 72 reports for June.
    assert_eq!((total("&kind=obligation&overdue=false&days=22").await, total("&kind=obligation&overdue=false&days=23").await), (0, 72));
    assert_eq!((total("&kind=milestone&days=366").await, total("&kind=target&days=172").await), (0, 0));
    // All 56 targets are due on 30 November, 173 days ahead; three are achieved.
    assert_eq!(total("&kind=target&days=173").await, 56 - 3);
    let first = ask(&leader, &stage, "due", "&limit=1").await.json["items"][0].clone();
    assert_eq!(
        json!([first["kind"], first["dueOn"], first["dueAt"], first["daysLeft"], first["overdue"], first["period"]]),
        json!(["obligation", "2024-05-03", "2024-05-03T16:00:00.000Z", -38, true, "2024-04"])
    );
    let printed: Vec<usize> =
        progress["tasks"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap().parse().unwrap()).collect();
    let owed = ask(&leader, &stage, "due", "&kind=obligation&overdue=false&days=23&limit=200").await.json;
    let told: Vec<usize> = rows(&owed).iter().map(|item| item["task"]["number"].as_str().unwrap().parse().unwrap()).collect();
    assert!(printed.is_sorted() && told.is_sorted(), "in printed order, not 1, 10, 11, 2: {told:?}");
    let everywhere = leader.get("/reports/due?count=true&limit=1").await.expect(200).json;
    assert_eq!(everywhere["page"]["total"], total("").await, "it is the only issued plan");
    let reporter = stage.app.login("reporter.wjw").await;
    let own = reporter.get("/reports/due?kind=obligation&limit=200").await.expect(200);
    assert!(own.items().iter().all(|item| item["units"][0]["code"] == "YC-WJW") && !own.items().is_empty());
    leader.get("/reports/due?days=367").await.expect_problem(400, "invalid_parameter");
}

#[actix_web::test]
async fn officials_answer_for_what_names_them_or_those_before_them() {
    let (stage, leader) = stage().await;
    let author = stage.app.login("supervisor").await;
    let next = json!({"code": "YC-ZM", "name": "赵敏", "post": "副市长", "unitCode": "YC-ZFBGS", "validFrom": "2024-05-01"});
    author.post("/officials", next).await.expect(201);
    let first = json!({"code": "YC-MH", "name": "孟晖", "validTo": "2024-04-30", "successorCode": "YC-ZM"});
    author.post("/officials", first).await.expect(201);
    for (code, who) in [("4", "YC-MH"), ("9", "YC-ZM"), ("1", "YC-MH")] {
        let task = author.get(&format!("/tasks?code={code}")).await.expect(200).items()[0]["id"].clone();
        author.post("/assignments", json!({"taskId": task, "officialCode": who, "role": "principal"})).await.expect(201);
    }
    let told = ask(&leader, &stage, "officials", "").await.json;
    let [only] = rows(&told).as_slice() else { panic!("{told}") };
    assert_eq!(only["official"]["name"], "赵敏", "she took over in May");
    let tasks: Vec<&Value> = only["tasks"].as_array().unwrap().iter().map(|row| &row["task"]["code"]).collect();
    assert_eq!(tasks, ["1", "4", "9"]);
    assert_eq!(
        (&only["counts"]["onTrack"], &only["counts"]["seriouslyBehind"], &only["withoutFigures"]),
        (&json!(1), &json!(1), &json!(1))
    );
    // April and May of three tasks with one lead each: 4 twice and 9 twice, the first one late.
    assert_eq!(["expected", "onTime", "late", "missing"].map(|m| only["completeness"][m].as_u64().unwrap()), [6, 3, 1, 2]);
    let dashboard = ask(&leader, &stage, "dashboard", "").await.json;
    assert_eq!(dashboard["officials"][0]["completeness"], only["completeness"]);
    let id = only["official"]["id"].as_str().unwrap();
    assert_eq!(rows(&ask(&leader, &stage, "tasks", &format!("&officialId={id}")).await.json).len(), 3);
}
