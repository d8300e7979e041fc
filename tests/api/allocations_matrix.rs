//! The matrix of shares: checks below, equal and above the whole, what follows by the rule of parts, and what the units reached.

use serde_json::{Value, json};

use crate::support::drafts::{Draft, plan, quarterly};
use crate::support::{Person, TestApp};

/// 106 = 76 + 30 at a task that 市卫健委 and 市教育局 lead; a rate beside them.
pub(crate) struct Divided {
    pub(crate) draft: Draft,
    pub(crate) whole: String,
    trade: String,
    other: String,
    rate: String,
}

pub(crate) async fn divided(author: &Person) -> Divided {
    let due = json!({"text": "2024年底前", "kind": "year", "latest": "2024-12-31", "control": "2024-12-31"});
    let draft = Draft::new(author, plan("p", json!({"defaultDue": due}))).await;
    let task = draft.task("7", None).await;
    for unit in ["YC-WJW", "YC-JYJ"] {
        draft.lead(&task, unit).await;
    }
    let target = |indicator: &str, more: Value| {
        let mut whole = json!({"taskId": task, "indicator": indicator, "text": indicator, "operator": "eq", "unitOfMeasure": "家",
            "series": "cumulative", "quantityKind": "count"});
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        author.post("/targets", whole)
    };
    let whole = target("下转上", json!({"value": 106, "partsAddUp": true})).await.expect(201).id();
    let trade = target("其中批零住餐", json!({"value": 76, "partOfId": whole})).await.expect(201).id();
    let other = target("其中其他", json!({"value": 30, "partOfId": whole})).await.expect(201).id();
    let rate = json!({"value": 90, "unitOfMeasure": "%", "series": "level", "quantityKind": "rate", "operator": "gte"});
    let rate = target("覆盖率", rate).await.expect(201).id();
    draft.rule(quarterly(json!({}))).await;
    Divided { draft, whole, trade, other, rate }
}

pub(crate) async fn share(author: &Person, target: &str, unit: Option<&str>, period: Option<&str>, value: f64) {
    let body = json!({"targetId": target, "unitCode": unit, "period": period, "value": value});
    author.post("/allocations", body).await.expect(201);
}

fn row<'v>(matrix: &'v Value, target: &str) -> &'v Value {
    matrix["rows"].as_array().unwrap().iter().find(|row| row["targetId"] == target).unwrap()
}

/// Unit, share, origin of the cells of a row.
fn cells(row: &Value) -> Vec<(String, f64, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let cell = |cell: &Value| (text(&cell["unit"]["code"]), cell["share"].as_f64().unwrap(), text(&cell["origin"]));
    row["units"]["cells"].as_array().unwrap().iter().map(cell).collect()
}

fn cell(unit: &str, share: f64, origin: &str) -> (String, f64, String) {
    (unit.to_owned(), share, origin.to_owned())
}

#[actix_web::test]
async fn shares_against_the_whole_and_what_follows() {
    let app = TestApp::demo().await;
    app.set_time("2024-04-05T09:00:00+08:00");
    let author = app.login("supervisor").await;
    let it = divided(&author).await;
    share(&author, &it.trade, Some("YC-WJW"), None, 46.0).await;
    share(&author, &it.trade, Some("YC-JYJ"), None, 30.0).await;
    share(&author, &it.other, Some("YC-JYJ"), None, 20.0).await;
    // 市卫健委 has 70 of the whole, in two halves: so 24 of the rest, which makes 44 where 30 are asked for.
    share(&author, &it.whole, Some("YC-WJW"), Some("2024H1"), 40.0).await;
    share(&author, &it.whole, Some("YC-WJW"), Some("2024H2"), 30.0).await;
    share(&author, &it.whole, None, Some("2024Q1"), 20.0).await;
    share(&author, &it.rate, Some("YC-WJW"), None, 92.0).await;
    share(&author, &it.rate, Some("YC-JYJ"), None, 85.0).await;
    let matrix = author.get(&format!("/reports/allocations?planId={}", it.draft.id)).await.expect(200).json;
    let of = |target: &str| cells(row(&matrix, target));
    assert_eq!(of(&it.trade), [cell("YC-JYJ", 30.0, "entered"), cell("YC-WJW", 46.0, "entered")]);
    assert_eq!(of(&it.whole), [cell("YC-JYJ", 50.0, "inferred"), cell("YC-WJW", 70.0, "summed")]);
    assert_eq!(of(&it.other), [cell("YC-JYJ", 20.0, "entered"), cell("YC-WJW", 24.0, "inferred")]);
    let check = |target: &str, by: &str| {
        let division = &row(&matrix, target)[by];
        (division["check"].clone(), division["allocated"].clone(), division["difference"].clone())
    };
    assert_eq!(check(&it.trade, "units"), (json!("equal"), json!(76), json!(0)));
    assert_eq!(check(&it.whole, "units"), (json!("above"), json!(120), json!(14)));
    assert_eq!(check(&it.other, "units"), (json!("above"), json!(44), json!(14)));
    assert_eq!(check(&it.whole, "periods"), (json!("below"), json!(20), json!(-86)));
    assert_eq!(check(&it.whole, "sites"), (json!("none"), Value::Null, Value::Null));
    assert_eq!(check(&it.rate, "units"), (json!("notSummed"), Value::Null, Value::Null));
    let against: Vec<&Value> = row(&matrix, &it.rate)["units"]["cells"].as_array().unwrap().iter().map(|cell| &cell["against"]).collect();
    assert_eq!(against, ["below", "above"]);
    // Nothing of it is stored, and one target comes with its parts.
    let stored = author.get(&format!("/allocations?planId={}&count=true", it.draft.id)).await.expect(200);
    assert_eq!(stored.json["page"]["total"], 8);
    let one = author.get(&format!("/reports/allocations?targetId={}", it.whole)).await.expect(200).json;
    assert_eq!(one["rows"].as_array().unwrap().len(), 3);
    assert_eq!(row(&one, &it.whole), row(&matrix, &it.whole));
    let both = format!("/reports/allocations?targetId={}&planId={}", it.whole, it.draft.id);
    assert_eq!(author.get(&both).await.expect(400).faults(), ["targetId contradiction"]);
    assert_eq!(author.get("/reports/allocations").await.expect(400).faults(), ["planId required"]);
}

#[actix_web::test]
async fn figures_of_units_are_rolled_up_by_series() {
    let app = TestApp::demo().await;
    app.set_time("2024-04-05T09:00:00+08:00");
    let author = app.login("supervisor").await;
    let it = divided(&author).await;
    for (target, first, second) in [(&it.trade, 46.0, 30.0), (&it.rate, 92.0, 85.0)] {
        share(&author, target, Some("YC-WJW"), None, first).await;
        share(&author, target, Some("YC-JYJ"), None, second).await;
    }
    it.draft.run("issue").await.expect(200);
    app.set_time("2024-07-02T09:00:00+08:00");
    for (unit, [whole, trade, other, rate]) in [("wjw", [30.0, 23.0, 7.0, 91.0]), ("jyj", [15.0, 10.0, 5.0, 80.0])] {
        let reporter = app.login(&format!("reporter.{unit}")).await;
        let owed = reporter.owed(&format!("YC-{}", unit.to_uppercase()), "7", "2024Q2").await;
        let figures = [(&it.whole, whole), (&it.trade, trade), (&it.other, other), (&it.rate, rate)];
        let figures: Vec<Value> = figures.iter().map(|(target, value)| json!({"targetId": target, "value": value})).collect();
        let filed = reporter.file(json!({"obligationId": owed.id(), "progress": "按序时推进。", "figures": figures})).await;
        app.login("coordinator.fgw").await.step(&filed, "accept").await;
    }
    let path = format!("/reports/allocations?planId={}&asOf=2024-06-30", it.draft.id);
    let leader = app.login("leader").await;
    let (reply, statements) = app.statements_of(leader.get(&path)).await;
    let matrix = reply.expect(200).json;
    let told = |target: &str| {
        let cells = row(&matrix, target)["units"]["cells"].as_array().unwrap();
        cells.iter().map(|cell| (cell["actual"].as_f64().unwrap(), cell["attainment"].as_f64().unwrap())).collect::<Vec<_>>()
    };
    // 10 of 30 and 23 of 46; 80 of 85 and 91 of 92 percent.
    assert_eq!(told(&it.trade), [(10.0, 33.33), (23.0, 50.0)]);
    assert_eq!(told(&it.rate), [(80.0, 94.12), (91.0, 98.91)]);
    let rolled = |target: &str| (row(&matrix, target)["unitsActual"].clone(), row(&matrix, target)["actual"].clone());
    assert_eq!(rolled(&it.trade), (json!(33), json!(33)));
    // Rates are never summed: the first lead's counts.
    assert_eq!(rolled(&it.rate), (Value::Null, json!(91)));
    // A joint lead sees the shares of both, and its own figures.
    let mine = app.login("reporter.jyj").await.get(&path).await.expect(200).json;
    let seen: Vec<&Value> = row(&mine, &it.trade)["units"]["cells"].as_array().unwrap().iter().map(|cell| &cell["actual"]).collect();
    assert_eq!(seen, [&json!(10), &Value::Null]);
    app.login("reporter.mzj").await.get(&path).await.expect_problem(404, "not_found");
    let leader = app.login("leader").await;
    let yichang = leader.plan_id("yichang-2024-livelihood").await;
    let (_, other) = app.statements_of(leader.get(&format!("/reports/allocations?planId={yichang}"))).await;
    assert!(other.abs_diff(statements) <= 1, "{other} and {statements}: no shares, no units to name");
}
