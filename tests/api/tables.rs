//! Lists and reports as tables: the same rows as in JSON, as CSV and as a workbook.

use actix_web::http::Method;
use calamine::Data;
use serde_json::{Value, json};

use crate::support::workbook::{Sheets, XLSX};
use crate::support::{Person, Reply, TestApp};

async fn table(person: &Person, path: &str, headers: &[(&str, &str)]) -> Reply {
    person.send(Method::GET, path, headers, None).await.expect(200)
}

/// The rows of a CSV, the heading first.
fn csv_rows(reply: &Reply) -> Vec<Vec<String>> {
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(reply.body.as_slice());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

async fn yichang(person: &Person) -> String {
    person.get("/plans?code=yichang-2024-livelihood").await.expect(200).items()[0]["id"].as_str().unwrap().to_owned()
}

/// After the May deadline, when one report was filed in time and one was late.
async fn june(app: &TestApp) -> String {
    let wjw = app.login("reporter.wjw").await;
    let plan = yichang(&wjw).await;
    for (task, at) in [("4", "2024-06-02T01:00:00Z"), ("27", "2024-06-05T01:00:00Z")] {
        app.set_time(at);
        let wjw = app.login("reporter.wjw").await;
        let owed = wjw.owed("YC-WJW", task, "2024-05").await;
        wjw.file(owed.report(&vec![1.0; owed.0["targets"].as_array().unwrap().len()])).await;
    }
    app.set_time("2024-06-10T01:00:00Z");
    plan
}

#[actix_web::test]
async fn completeness_as_a_table_equals_the_report() {
    let app = TestApp::demo().await;
    let plan = june(&app).await;
    let supervisor = app.login("supervisor").await;
    for (by, name) in [("unit", "/unit/name"), ("section", "/section/title"), ("period", "/period")] {
        let path = format!("/reports/completeness?planId={plan}&groupBy={by}&knownAt=2024-06-10T00:00:00Z");
        let report = supervisor.get(&path).await.expect(200).json;
        let rows = csv_rows(&table(&supervisor, &path, &[("accept", "text/csv")]).await);
        let column =
            |title: &str| rows[0].iter().position(|heading| heading == title).unwrap_or_else(|| panic!("{title} in {:?}", rows[0]));
        let named = if by == "period" { 0 } else { 1 };
        let groups = report["groups"].as_array().unwrap();
        assert_eq!(rows.len(), groups.len() + 2, "a heading before and the whole behind");
        let counts = |one: &Value| ["expected", "onTime", "late", "missing"].map(|key| one["completeness"][key].as_u64().unwrap());
        for (row, group) in rows[1..].iter().zip(groups) {
            let told = ["应报", "按时", "迟报", "未报"].map(|title| row[column(title)].parse::<u64>().unwrap());
            assert_eq!((told, row[named].as_str()), (counts(group), group.pointer(name).and_then(Value::as_str).unwrap_or_default()));
        }
        let whole = rows.last().unwrap();
        assert_eq!(whole[named], "合计");
        assert_eq!(["应报", "按时", "迟报", "未报"].map(|title| whole[column(title)].parse::<u64>().unwrap()), counts(&report));
        assert_eq!(whole[column("及时率(%)")], report["completeness"]["onTimeRate"].to_string());
    }
    let path = format!("/reports/completeness?planId={plan}&period=2024-05&knownAt=2024-06-10T00:00:00Z");
    let reply = table(&supervisor, &path, &[("accept", XLSX)]).await;
    assert_eq!(reply.header("content-type"), XLSX);
    let name = "attachment; filename=\"attachment.xlsx\"; filename*=UTF-8''%E6%8A%A5%E9%80%81%E5%AE%8C%E6%95%B4%E7%8E%87-yichang-2024-livelihood-2024-05.xlsx";
    assert_eq!(reply.header("content-disposition"), name);
    assert_eq!(reply.body, table(&supervisor, &path, &[("accept", XLSX)]).await.body, "the same report, the same bytes");
    let sheets = Sheets::read(&reply.body);
    let rows = sheets.rows("报送完整率");
    let whole = rows.last().unwrap();
    // 72 owed, one in time, one late.
    assert_eq!(whole[2..6], [72.0, 1.0, 1.0, 70.0].map(Data::Float));
    assert_eq!(whole[6], Data::Float(0.0139), "1 of 72");
    let english = csv_rows(&table(&supervisor, &path, &[("accept", "text/csv"), ("accept-language", "en")]).await);
    assert_eq!((english[0][2].as_str(), english.last().unwrap()[1].as_str()), ("expected", "total"));
}

#[actix_web::test]
async fn what_is_owed_comes_whole_unless_a_page_is_asked_for() {
    let app = TestApp::demo().await;
    let plan = june(&app).await;
    let supervisor = app.login("supervisor").await;
    let path = format!("/obligations?planId={plan}");
    let total = supervisor.get(&format!("{path}&count=true")).await.json["page"]["total"].as_u64().unwrap();
    let (reply, cost) = app.statements_of(table(&supervisor, &path, &[("accept", "text/csv")])).await;
    let rows = csv_rows(&reply);
    assert_eq!(rows.len() as u64, total + 1, "more than a page of 200");
    assert!(total > 200 && cost < 40, "{total} rows in {cost} statements");
    assert_eq!(reply.header("link"), "");
    let may = csv_rows(&table(&supervisor, &format!("{path}&period=2024-05"), &[("accept", "text/csv")]).await);
    let column = |title: &str| may[0].iter().position(|heading| heading == title).unwrap();
    let four = may.iter().find(|row| row[column("事项代码")] == "4").unwrap();
    // Due on 3 June, 24:00 in China.
    assert_eq!(
        [four[column("截止日")].as_str(), &four[column("截止时点(UTC)")], &four[column("状态")], &four[column("单位代码")]],
        ["2024-06-03", "2024-06-03T16:00:00.000Z", "已提交", "YC-WJW"]
    );
    let page = table(&supervisor, &format!("{path}&limit=10"), &[("accept", "text/csv")]).await;
    assert_eq!(csv_rows(&page).len(), 11);
    assert!(page.header("link").contains("rel=\"next\""), "{}", page.header("link"));
    let marked = table(&supervisor, &format!("{path}&limit=1&bom=true"), &[("accept", "text/csv")]).await;
    assert!(marked.body.starts_with(b"\xef\xbb\xbf"));
    assert_eq!(table(&supervisor, &path, &[("accept", "*/*")]).await.header("content-type"), "application/json");
    supervisor.send(Method::GET, &path, &[("accept", "image/png")], None).await.expect_problem(406, "not_acceptable");
    let sheets = Sheets::read(&table(&supervisor, &format!("{path}&period=2024-05"), &[("accept", XLSX)]).await.body);
    let rows = sheets.rows("报送任务");
    assert_eq!(rows.len(), may.len());
    let day = &rows[1][column("截止日")];
    assert!(matches!(day, Data::DateTime(day) if day.to_ymd_hms_milli() == (2024, 6, 3, 0, 0, 0, 0)), "{day:?}");
}

#[actix_web::test]
async fn what_is_missing_as_a_table() {
    let app = TestApp::demo().await;
    let plan = june(&app).await;
    let supervisor = app.login("supervisor").await;
    let path = format!("/obligations/missing?planId={plan}");
    let json = supervisor.get(&format!("{path}&limit=200&count=true")).await.expect(200);
    let rows = csv_rows(&table(&supervisor, &path, &[("accept", "text/csv")]).await);
    assert_eq!(json.json["page"]["total"], json!(rows.len() - 1));
    let column = |title: &str| rows[0].iter().position(|heading| heading == title).unwrap();
    for (row, one) in rows[1..].iter().zip(json.items()) {
        assert_eq!(
            [&row[column("单位代码")], &row[column("事项代码")]].map(|cell| json!(cell)),
            [one["unit"]["code"].clone(), one["task"]["code"].clone()]
        );
        assert_eq!((row[column("情形")].as_str(), row[column("逾期天数")].clone()), ("未报", one["daysOverdue"].to_string()));
    }
}
