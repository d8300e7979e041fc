//! The plan of Yichang as loaded equals what was written down independently of it: counts, figures, leads.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::TestApp;

/// task, operator, value, unit of measure, firmness, text: typed from the document.
const TARGETS: &str = include_str!("yichang_expected.txt");

/// task, lead units: found in the document's own text.
const LEADS: &str = include_str!("yichang_leads.txt");

async fn tree(app: &TestApp) -> Value {
    let leader = app.login("leader").await;
    let plans = leader.get("/plans").await.expect(200);
    let id = plans.items()[0]["id"].as_str().unwrap().to_owned();
    leader.get(&format!("/plans/{id}/tree")).await.expect(200).json
}

fn tasks(tree: &Value) -> Vec<&Value> {
    let sections = tree["sections"].as_array().unwrap();
    sections.iter().flat_map(|section| section["tasks"].as_array().unwrap()).collect()
}

/// Figures as the list prints them: no trailing zeros.
fn printed(value: &Value) -> String {
    value.as_f64().map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[actix_web::test]
async fn seventy_tasks_stand_in_ten_sections() {
    let app = TestApp::demo().await;
    let tree = tree(&app).await;
    let sizes: Vec<usize> = tree["sections"].as_array().unwrap().iter().map(|section| section["tasks"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [5, 8, 7, 6, 8, 9, 7, 7, 8, 5]);
    let numbers: Vec<String> = tasks(&tree).iter().map(|task| task["number"].as_str().unwrap().to_owned()).collect();
    assert_eq!(numbers, (1..=70).map(|n| n.to_string()).collect::<Vec<_>>(), "the numbering runs on across sections");
}

#[actix_web::test]
async fn every_target_says_what_the_document_says() {
    let app = TestApp::demo().await;
    let tree = tree(&app).await;
    let mut loaded: Vec<String> = Vec::new();
    for task in tasks(&tree) {
        for target in task["targets"].as_array().unwrap() {
            let unit = target["unitOfMeasure"].as_str().unwrap_or("-");
            let text = |member: &str| target[member].as_str().unwrap().to_owned();
            let (task, value) = (task["number"].as_str().unwrap(), printed(&target["value"]));
            loaded.push(format!("{task}\t{}\t{value}\t{unit}\t{}\t{}", text("operator"), text("firmness"), text("text")));
        }
    }
    let mut expected: Vec<String> = TARGETS.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    loaded.sort();
    expected.sort();
    assert_eq!(loaded, expected);
    let with = |operator: &str| expected.iter().filter(|line| line.split('\t').nth(1) == Some(operator)).count();
    assert_eq!((expected.len(), with("eq"), with("gte"), with("approx"), with("gt")), (56, 39, 13, 3, 1));
    assert_eq!(expected.iter().filter(|line| line.split('\t').nth(2) == Some("-")).count(), 2, "two are relative");
}

#[actix_web::test]
async fn every_lead_is_the_one_the_document_names() {
    let app = TestApp::demo().await;
    let tree = tree(&app).await;
    let mut loaded = BTreeMap::new();
    for task in tasks(&tree) {
        let leads = task["effectiveLeads"].as_array().unwrap().iter().map(|lead| lead["unit"]["name"].as_str().unwrap().to_owned());
        loaded.insert(task["number"].as_str().unwrap().to_owned(), leads.collect::<Vec<_>>());
    }
    let mut expected = BTreeMap::new();
    for line in LEADS.lines().filter(|line| !line.starts_with('#')) {
        let (task, units) = line.split_once('\t').unwrap();
        expected.insert(task.to_owned(), units.split(',').map(str::to_owned).collect::<Vec<_>>());
    }
    assert_eq!(loaded, expected);
    let mentions: Vec<&String> = expected.values().flatten().collect();
    let distinct: BTreeSet<&String> = mentions.iter().copied().collect();
    assert_eq!((mentions.len(), distinct.len()), (72, 22));
}

#[actix_web::test]
async fn deadline_parameters_and_reporting_are_the_plans_own() {
    let app = TestApp::demo().await;
    let tree = tree(&app).await;
    assert!(tasks(&tree).iter().all(|task| task["effectiveDue"]["control"] == "2024-11-30" && task["due"].is_null()));
    let parameters: Vec<(&str, &str)> = tasks(&tree)
        .into_iter()
        .flat_map(|task| task["parameters"].as_array().unwrap().iter().map(move |p| (task["number"].as_str().unwrap(), p["text"].as_str().unwrap())))
        .collect();
    assert_eq!(parameters.iter().map(|(task, _)| *task).collect::<Vec<_>>(), ["4", "9", "9", "31", "31", "68"], "{parameters:?}");
    assert_eq!(tree["plan"]["documentNumber"], "宜府办发〔2024〕21号");
    assert_eq!((&tree["plan"]["coordinatingUnit"]["name"], &tree["plan"]["state"]), (&"市发改委".into(), &"issued".into()));
    let rule = &tree["reportingRules"][0];
    assert_eq!((&rule["reporters"], &rule["calendar"]["frequency"], &rule["calendar"]["dueDay"], &rule["calendar"]["opensDay"]), (&"everyLead".into(), &"monthly".into(), &3.into(), &25.into()));
}

#[actix_web::test]
async fn everybody_who_leads_owes_a_report_every_month() {
    let app = TestApp::demo().await;
    let leader = app.login("leader").await;
    let all = leader.get("/obligations?count=true&limit=1").await.expect(200);
    assert_eq!(all.json["page"]["total"], 72 * 9);
    for (period, due) in [("2024-04", "2024-05-03T16:00:00Z"), ("2024-05", "2024-06-03T16:00:00Z"), ("2024-12", "2025-01-03T16:00:00Z")] {
        let month = leader.get(&format!("/obligations?period={period}&count=true&limit=200")).await.expect(200);
        assert_eq!(month.json["page"]["total"], 72, "{period}");
        assert!(month.items().iter().all(|one| one["dueAt"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>() == due.parse()), "{period}");
    }
    let before = leader.get("/obligations?period=2024-03&count=true").await.expect(200);
    assert_eq!(before.json["page"]["total"], 0, "the plan was issued in April");
}

/// Seeding again, as every start in development does, changes nothing.
#[actix_web::test]
async fn loading_twice_changes_nothing() {
    let app = TestApp::demo().await;
    let before = tree(&app).await;
    duban::seed::load(&app.state).await.unwrap();
    assert_eq!(tree(&app).await, before);
    let leader = app.login("leader").await;
    assert_eq!(leader.get("/plans?count=true").await.json["page"]["total"], 1);
}
