//! A unit's month as a workbook: downloaded, filled in with another program, uploaded as the same write.

use calamine::Data;
use serde_json::{Value, json};

use crate::support::drafts::{Draft, plan};
use crate::support::workbook::{Sheets, XLSX};
use crate::support::{Person, TestApp};

/// The path of the month of May in the plan of Yichang.
async fn may(person: &Person) -> String {
    let plans = person.get("/plans?code=yichang-2024-livelihood").await.expect(200);
    format!("/plans/{}/unit-reports/2024-05", plans.items()[0]["id"].as_str().unwrap())
}

fn cells(reply: &crate::support::Reply) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    reply.json["errors"].as_array().unwrap().iter().map(|fault| (text(&fault["params"]["cell"]), text(&fault["code"]))).collect()
}

fn pair(place: String, code: &str) -> (String, String) {
    (place, code.to_owned())
}

/// Fills every figure with 1 and every progress with a sentence.
fn complete(book: &mut Sheets) {
    for row in 2..book.rows("填报").len() {
        book.set("填报", row, "本期值", 1.0);
    }
    for row in 2..book.rows("文字").len() {
        book.set("文字", row, "工作进展", "按序时推进。".to_owned());
    }
}

fn item<'m>(month: &'m Value, task: &str) -> &'m Value {
    month["items"].as_array().unwrap().iter().find(|item| item["task"]["code"] == task).unwrap()
}

#[actix_web::test]
async fn a_month_goes_out_and_comes_back() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let get = format!("{path}/workbook");
    let mut book = wjw.download(&get).await;
    let names: Vec<&str> = book.0.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["填报", "文字", "进度", "核查提示", "说明", "督办标识"]);
    assert_eq!(book.rows("文字").len(), 2 + 9, "市卫健委 leads nine tasks");
    let four = book.row("填报", "事项代码", "4");
    assert_eq!(book.get("填报", four, "目标值"), Data::Float(1680.0));
    assert_eq!(book.get("填报", four, "本期应达"), Data::Float(762.2687), "1680·152/335 by the end of May");
    assert_eq!(book.get("填报", four, "计量单位"), Data::String("个".to_owned()));
    let first = book.clone();

    // Full-width digits, and the unit of measure behind the number.
    book.set("填报", four, "本期值", "８３９个".to_owned());
    let words = book.row("文字", "事项代码", "4");
    book.set("文字", words, "工作进展", "新增839个。\n正在推进。".to_owned());
    let post = |action: &str| format!("{get}?action={action}");
    let dry = wjw.upload_book(&format!("{}&dryRun=true", post("save")), &[], book.write()).await.expect(200);
    assert_eq!(item(&dry.json, "4")["submission"]["figures"][0]["value"], 839);
    assert!(wjw.get(&path).await.items().iter().all(|item| item["submission"].is_null()), "a dry run writes nothing");
    let saved = wjw.upload_book(&post("save"), &[], book.write()).await.expect(200);
    let four_saved = item(&saved.json, "4")["submission"].clone();
    assert_eq!(
        (&four_saved["state"], &four_saved["figures"][0]["value"], &four_saved["progress"]),
        (&json!("draft"), &json!(839), &json!("新增839个。\n正在推进。"))
    );
    assert_eq!(saved.items().iter().filter(|item| !item["submission"].is_null()).count(), 1, "what says nothing is not begun");
    assert_eq!(saved.json, wjw.get(&path).await.expect(200).json, "the answer of the other door");

    // Somebody else writes meanwhile.
    let mut behind = wjw.download(&get).await;
    let line = json!({"taskCode": "4", "version": 1, "problems": "用地未落实。"});
    wjw.post(&path, json!({"unitCode": "YC-WJW", "action": "save", "items": [line]})).await.expect(200);
    behind.set("文字", words, "工作进展", "抢先".to_owned());
    let refused = wjw.upload_book(&post("save"), &[], behind.write()).await.expect_problem(412, "version_conflict");
    assert_eq!(cells(&refused), [pair(behind.place("文字", words, "事项"), "version_conflict")]);

    let mut book = wjw.download(&get).await;
    assert_eq!(book.get("填报", four, "本期值"), Data::Float(839.0));
    assert_eq!(book.get("文字", words, "状态"), Data::String("草稿".to_owned()));
    let again = wjw.upload_book(&post("save"), &[], book.write()).await.expect(200);
    assert_eq!(item(&again.json, "4")["submission"]["version"], 2, "what says nothing new changes nothing");
    complete(&mut book);
    let filed = wjw.upload_book(&post("submit"), &[], book.write()).await.expect(200);
    assert!(filed.items().iter().all(|item| item["submission"]["state"] == "submitted"), "{}", filed.json);
    let closed = wjw.upload_book(&post("submit"), &[], wjw.download(&get).await.write()).await.expect(200);
    assert_eq!(item(&closed.json, "4")["submission"]["version"], 3, "nothing is left to submit");

    // The workbook of before anything was written is stale.
    let mut stale = first;
    stale.set("文字", words, "工作进展", "旧稿".to_owned());
    let refused = wjw.upload_book(&post("save"), &[], stale.write()).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
    assert!(cells(&refused).contains(&pair(stale.place("文字", words, "事项"), "required")), "{}", refused.json);
}

#[actix_web::test]
async fn a_workbook_of_another_month_unit_or_making_is_refused() {
    let app = TestApp::demo().await;
    let (wjw, jyj) = (app.login("reporter.wjw").await, app.login("reporter.jyj").await);
    let path = may(&wjw).await;
    let book = wjw.download(&format!("{path}/workbook")).await;
    let june = format!("{}/workbook?action=save", path.replace("2024-05", "2024-06"));
    let refused = wjw.upload_book(&june, &[], book.write()).await.expect_problem(422, "validation_failed");
    let params = &refused.json["errors"][0]["params"];
    assert_eq!(
        (refused.faults(), &params["expected"], &params["found"]),
        (vec!["/period contradiction".to_owned()], &json!("2024-06"), &json!("2024-05"))
    );
    let mut others = book.clone();
    let words = others.row("文字", "事项代码", "4");
    others.set("文字", words, "工作进展", "代写".to_owned());
    let post = format!("{path}/workbook?action=save");
    // Units may be seen by all; what they owe may not: the rows mean nothing to a stranger.
    let refused = jyj.upload_book(&post, &[], others.write()).await.expect(422);
    assert_eq!(cells(&refused), [pair(others.place("文字", words, "工作进展"), "not_found")]);
    app.login("reporter.huzhou").await.upload_book(&post, &[], others.write()).await.expect_problem(404, "not_found");
    app.login("coordinator.fgw").await.upload_book(&post, &[], others.write()).await.expect_problem(403, "forbidden");
    // Somebody else's month can be read as far as one may see it, and is closed.
    let theirs = jyj.download(&format!("{path}/workbook?unitCode=YC-WJW")).await;
    assert_eq!(theirs.rows("文字").len(), 2);
    jyj.get(&format!("{path}/workbook?unitCode=HZ-XXX")).await.expect_problem(404, "not_found");

    let mut unmarked = book.clone();
    unmarked.0.retain(|(name, _)| name != "督办标识");
    let refused = wjw.upload_book(&post, &[], unmarked.write()).await.expect_problem(422, "unsupported_workbook");
    assert_eq!(refused.json["reason"], "marks");
    let mut unheaded = book.clone();
    unheaded.rows_mut("填报")[1].iter_mut().for_each(|cell| {
        if *cell == Data::String("本期值".to_owned()) {
            *cell = Data::String("本月值".to_owned());
        }
    });
    let refused = wjw.upload_book(&post, &[], unheaded.write()).await.expect_problem(422, "validation_failed");
    let params = &refused.json["errors"][0]["params"];
    assert_eq!((&params["sheet"], &params["columns"]), (&json!("填报"), &json!(["本期值"])));
    wjw.upload_book(&format!("{path}/workbook?action=sign"), &[], book.write()).await.expect_problem(400, "invalid_parameter");
}

#[actix_web::test]
async fn every_fault_is_named_by_its_cell_and_comes_back_in_its_row() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let (get, post) = (format!("{path}/workbook"), format!("{path}/workbook?action=submit"));
    let mut book = wjw.download(&get).await;
    complete(&mut book);
    let good = book.clone();
    let four = book.row("填报", "事项代码", "4");
    let (five, six) = (four + 1, four + 2);
    book.set("填报", four, "本期值", "=1+1".to_owned());
    book.set("填报", five, "本期值", "1,23".to_owned());
    book.set("填报", six, "本期值", 0.123_456);
    let refused = wjw.upload_book(&post, &[], book.write()).await.expect_problem(422, "validation_failed");
    let named = |book: &Sheets| {
        vec![
            pair(book.place("填报", four, "本期值"), "formula_not_allowed"),
            pair(book.place("填报", five, "本期值"), "invalid_value"),
            pair(book.place("填报", six, "本期值"), "precision_exceeded"),
        ]
    };
    assert_eq!(cells(&refused), named(&book));

    let both = [("accept", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/json;q=0.5")];
    let back = wjw.upload_book(&post, &both, book.write()).await.expect(422);
    assert_eq!(back.header("content-type"), XLSX);
    let mut back = Sheets::read(&back.body);
    assert_eq!(back.get("填报", five, "本期值"), Data::String("1,23".to_owned()), "what was typed stays");
    assert!(back.get("填报", four, "错误").to_string().contains("公式"), "{:?}", back.get("填报", four, "错误"));
    assert!(back.get("填报", five, "错误").to_string().contains("本期值"));
    assert!([Data::Empty, Data::String(String::new())].contains(&back.get("填报", six + 1, "错误")));
    assert_eq!(back.rows("错误清单").len(), 2 + 3);

    // Faults of the write itself: a missing figure and a missing text, by their rows.
    let mut lacking = good;
    lacking.set("填报", four, "本期值", Data::Empty);
    let words = lacking.row("文字", "事项代码", "4");
    lacking.set("文字", words, "工作进展", " \u{3000}".to_owned());
    let refused = wjw.upload_book(&post, &[], lacking.write()).await.expect_problem(422, "validation_failed");
    let expected = [pair(lacking.place("文字", words, "工作进展"), "required"), pair(lacking.place("填报", four, "本期值"), "required")];
    assert_eq!(cells(&refused), expected);
    assert!(wjw.get(&path).await.items().iter().all(|item| item["submission"].is_null()), "nothing was written");

    // Put right in the very workbook that came back.
    for row in [four, five, six] {
        back.set("填报", row, "本期值", 1.0);
    }
    let done = wjw.upload_book(&post, &both, back.write()).await.expect(200);
    assert_eq!(done.header("content-type"), XLSX);
    let done = Sheets::read(&done.body);
    assert!(!done.has("错误清单"));
    assert_eq!(done.get("文字", words, "状态"), Data::String("已提交".to_owned()));
}

#[actix_web::test]
async fn rows_may_be_sorted_and_deleted_but_not_doubled() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let (get, post) = (format!("{path}/workbook"), format!("{path}/workbook?action=save"));
    let mut book = wjw.download(&get).await;
    complete(&mut book);
    wjw.upload_book(&post, &[], book.write()).await.expect(200);
    let mut book = wjw.download(&get).await;
    book.rows_mut("填报")[2..].reverse();
    let four = book.row("填报", "事项代码", "4");
    book.set("填报", four, "本期值", 620.0);
    // The figures of another task are gone from the sheet, its words are emptied; a note of one's own lies far below.
    let other = book
        .rows("填报")
        .iter()
        .position(|row| row[2] != Data::String("4".to_owned()) && row[2] != Data::Empty && row[0].to_string().len() == 36);
    let code = book.get("填报", other.unwrap(), "事项代码").to_string();
    book.rows_mut("填报").retain(|row| row[2] != Data::String(code.clone()));
    let words = book.row("文字", "事项代码", &code);
    book.set("文字", words, "工作进展", Data::Empty);
    let width = book.rows("填报")[1].len();
    book.rows_mut("填报").extend(vec![vec![Data::Empty; width]; 30]);
    let mut note = vec![Data::Empty; width];
    note[5] = Data::String("内部备注".to_owned());
    book.rows_mut("填报").push(note);
    let saved = wjw.upload_book(&post, &[], book.write()).await.expect(200);
    assert_eq!(item(&saved.json, "4")["submission"]["figures"][0]["value"], 620);
    let kept = &item(&saved.json, &code)["submission"];
    assert_eq!((&kept["progress"], &kept["figures"][0]["value"]), (&Value::Null, &json!(1)), "a deleted row keeps, an emptied cell clears");

    let mut doubled = wjw.download(&get).await;
    let four = doubled.row("填报", "事项代码", "4");
    let row = doubled.rows("填报")[four].clone();
    doubled.rows_mut("填报").push(row);
    let last = doubled.rows("填报").len() - 1;
    let refused = wjw.upload_book(&post, &[], doubled.write()).await.expect(422);
    assert_eq!(cells(&refused), [pair(doubled.place("填报", last, "指标"), "duplicate_item")]);
    let mut stray = wjw.download(&get).await;
    stray.set("填报", four, "报送编号", Data::Empty);
    let refused = wjw.upload_book(&post, &[], stray.write()).await.expect(422);
    assert_eq!(cells(&refused), [pair(stray.place("填报", four, "本期值"), "not_found")]);
}

#[actix_web::test]
async fn warnings_are_acknowledged_in_the_workbook() {
    let app = TestApp::demo().await;
    let plan = app.small_plan(json!({"textLimit": 5, "limitPolicy": "warn"}), &[json!({})]).await;
    let path = format!("/plans/{plan}/unit-reports/2024-05/workbook");
    let wjw = app.login("reporter.wjw").await;
    let mut book = wjw.download(&path).await;
    book.set("填报", 2, "本期值", 70.0);
    book.set("文字", 2, "工作进展", "一二三四五六".to_owned());
    let post = format!("{path}?action=submit");
    let refused = wjw.upload_book(&post, &[], book.write()).await.expect_problem(422, "not_acknowledged");
    assert_eq!(cells(&refused), [pair(book.place("文字", 2, "工作进展"), "not_acknowledged")]);
    let back = wjw.upload_book(&post, &[("accept", XLSX)], book.write()).await.expect(422);
    let mut back = Sheets::read(&back.body);
    assert_eq!(back.get("核查提示", 2, "提示代码"), Data::String("textTooLong".to_owned()));
    back.set("核查提示", 2, "说明理由", "情况复杂".to_owned());
    let filed = wjw.upload_book(&post, &[], back.write()).await.expect(200);
    let acknowledged = &filed.items()[0]["submission"]["acknowledged"];
    assert_eq!((&acknowledged[0]["code"], &acknowledged[0]["reason"]), (&json!("textTooLong"), &json!("情况复杂")));
}

#[actix_web::test]
async fn a_key_repeats_neither_a_dry_run_nor_another_action() {
    let app = TestApp::demo().await;
    let wjw = app.login("reporter.wjw").await;
    let path = may(&wjw).await;
    let mut book = wjw.download(&format!("{path}/workbook")).await;
    let words = book.row("文字", "事项代码", "4");
    book.set("文字", words, "工作进展", "一".to_owned());
    let body = book.write();
    let post = |query: &str| format!("{path}/workbook?{query}");
    let key = |key: &'static str| [("idempotency-key", key)];
    wjw.upload_book(&post("action=save&dryRun=true"), &key("may"), body.clone()).await.expect(200);
    wjw.upload_book(&post("action=save"), &key("may"), body.clone()).await.expect_problem(422, "idempotency_mismatch");
    let first = wjw.upload_book(&post("action=save"), &key("june"), body.clone()).await.expect(200);
    let again = wjw.upload_book(&post("action=save"), &key("june"), body).await.expect(200);
    assert_eq!((again.header("idempotent-replayed"), &again.json), ("true", &first.json));
}

/// A plan with a qualitative target, a coverage, and two steps; 市卫健委 reports for 2024H1 by 30 June.
async fn with_steps(app: &TestApp) -> String {
    let author = app.login("supervisor").await;
    let by = |text: &str, kind: &str, day: &str| json!({"text": text, "kind": kind, "latest": day, "control": day});
    let draft = Draft::new(
        &author,
        plan("hz", json!({"leadRule": "all", "issuedOn": "2024-03-31", "defaultDue": by("年底前", "year", "2024-12-31")})),
    )
    .await;
    let task = draft.task("1", None).await;
    author.post("/assignments", json!({"taskId": task, "unitCode": "YC-WJW", "role": "responsible"})).await.expect(201);
    for (text, day) in [("印发方案。", "2024-05-31"), ("开工建设。", "2024-06-30")] {
        author.post("/milestones", json!({"taskId": task, "text": text, "due": by("月底前", "month", day)})).await.expect(201);
    }
    let stages = json!([{"key": "out", "title": "出台"}, {"key": "started", "title": "开工"}, {"key": "built", "title": "建成"}]);
    let built = json!({"taskId": task, "indicator": "医院", "text": "建成医院", "operator": "gte", "value": null, "series": "level",
        "quantityKind": "count", "stages": stages});
    author.post("/targets", built).await.expect(201);
    let share = json!({"taskId": task, "indicator": "覆盖率", "text": "应保尽保", "operator": "all", "unitOfMeasure": "%", "series": "level",
        "quantityKind": "coverage"});
    author.post("/targets", share).await.expect(201);
    draft.rule(json!({"title": "落实情况", "receiverUnitCode": "YC-FGW", "reporters": "everyLead", "parts": ["progress"], "collectsFigures": true,
        "calendar": {"frequency": "listed", "listed": [{"period": "2024H1", "dueOn": "2024-06-30"}]}})).await;
    draft.run("issue").await.expect(200);
    draft.id
}

#[actix_web::test]
async fn stages_parts_and_steps_are_told_in_the_workbook() {
    let app = TestApp::demo().await;
    let plan = with_steps(&app).await;
    let path = format!("/plans/{plan}/unit-reports/2024H1");
    let (get, post) = (format!("{path}/workbook"), format!("{path}/workbook?action=save"));
    app.set_time("2024-06-29T01:00:00Z");
    let wjw = app.login("reporter.wjw").await;
    let mut book = wjw.download(&get).await;
    let (stage, share) = (book.row("填报", "指标", "医院"), book.row("填报", "指标", "覆盖率"));
    book.set("填报", stage, "本期值", "2 开工".to_owned());
    book.set("填报", share, "分子", "1,200".to_owned());
    book.set("填报", share, "分母", 1600.0);
    let (issued, started) = (book.row("进度", "进度安排", "印发方案。"), book.row("进度", "进度安排", "开工建设。"));
    book.set("进度", issued, "是否完成", "是".to_owned());
    let refused = wjw.upload_book(&post, &[], book.write()).await.expect(422);
    assert_eq!(cells(&refused), [pair(book.place("进度", issued, "完成日期"), "required")]);
    book.set("进度", issued, "完成日期", "2024年5月28日".to_owned());
    book.set("进度", started, "是否完成", "否".to_owned());
    book.set("进度", started, "情况说明", "用地手续办理中".to_owned());
    let saved = wjw.upload_book(&post, &[], book.write()).await.expect(200);
    let written = &saved.items()[0]["submission"];
    let figures = written["figures"].as_array().unwrap();
    let of = |indicator: &str| figures.iter().find(|figure| figure["target"]["indicator"] == indicator).unwrap();
    assert_eq!(of("医院")["value"], 2);
    assert_eq!((&of("覆盖率")["numerator"], &of("覆盖率")["denominator"]), (&json!(1200), &json!(1600)));
    let steps: Vec<(&Value, &Value)> =
        written["milestones"].as_array().unwrap().iter().map(|step| (&step["doneOn"], &step["note"])).collect();
    assert!(
        steps.contains(&(&json!("2024-05-28"), &Value::Null)) && steps.contains(&(&Value::Null, &json!("用地手续办理中"))),
        "{steps:?}"
    );
    let book = wjw.download(&get).await;
    assert_eq!(book.get("填报", stage, "本期值"), Data::String("2 开工".to_owned()));
    assert_eq!(book.get("进度", issued, "是否完成"), Data::String("是".to_owned()));
    let again = wjw.upload_book(&post, &[], book.write()).await.expect(200);
    assert_eq!(again.items()[0]["submission"]["version"], 1, "days come back as serial numbers and mean the same");
    // A day after today is refused by its cell.
    let mut ahead = book;
    ahead.set("进度", issued, "完成日期", "2024-06-30".to_owned());
    let refused = wjw.upload_book(&post, &[], ahead.write()).await.expect(422);
    assert_eq!(cells(&refused), [pair(ahead.place("进度", issued, "完成日期"), "out_of_range")]);
}
