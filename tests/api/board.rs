//! The board and the pictures: they hold what the reports say, bring nothing from outside, and look right in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::progress::{SCRIPT, Stage};
use crate::support::{Person, Reply, TestApp};
use crate::trajectory::target;

async fn drawn(person: &Person, path: &str, accept: &str) -> Reply {
    person.send(Method::GET, path, &[("accept", accept)], None).await.expect(200)
}

fn body(reply: &Reply) -> String {
    String::from_utf8(reply.body.clone()).unwrap()
}

/// Nothing is fetched and nothing runs: the only address is the name of the SVG vocabulary.
fn stands_alone(text: &str) {
    let addresses = text.match_indices("://").count();
    assert_eq!(addresses, text.matches("http://www.w3.org/2000/svg").count(), "an address from outside");
    for word in ["<script", "javascript:", "@import", "url(", "<link", "<img", "onload", "<iframe"] {
        assert!(!text.contains(word), "{word}");
    }
}

async fn stage() -> (Stage, Person) {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    stage.app.set_time("2024-06-10T00:00:00Z");
    let leader = stage.app.login("leader").await;
    (stage, leader)
}

#[actix_web::test]
async fn the_board_shows_what_the_dashboard_tells() {
    let (stage, leader) = stage().await;
    let path = format!("/plans/{}/board", stage.plan);
    let reply = drawn(&leader, &path, "text/html").await;
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert!(reply.header("content-security-policy").starts_with("default-src 'none'"), "{}", reply.header("content-security-policy"));
    assert!(reply.header("content-disposition").starts_with("inline;"));
    let page = body(&reply);
    stands_alone(&page);
    let dashboard = leader.get(&format!("/reports/dashboard?planId={}", stage.plan)).await.expect(200).json;
    assert!(page.contains("宜昌市落实湖北省2024年十大民生项目工作方案") && page.contains("截至 2024-06-10"));
    let written =
        |text: &Value| text.as_str().unwrap().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    for task in dashboard["worst"]["items"].as_array().unwrap() {
        assert!(page.contains(&written(&task["task"]["title"])), "{task}");
        assert!(page.contains(&written(&task["sentence"]["zh"])), "{task}");
    }
    for (name, count) in [("已完成", &dashboard["counts"]["achieved"]), ("逾期", &dashboard["counts"]["overdue"])] {
        assert!(page.contains(&format!("<span>{name}</span><b>{count}</b>")), "{name} {count}");
    }
    let tag = reply.header("etag").to_owned();
    let again = leader.send(Method::GET, &path, &[("accept", "text/html"), ("if-none-match", &tag)], None).await;
    assert_eq!(again.status, 304, "the same page has the same tag");
    let pinned = format!("{path}?asOf=2024-05-31&knownAt=2024-06-05T00:00:00Z");
    let first = drawn(&leader, &pinned, "text/html").await.body;
    stage.app.set_time("2024-06-10T09:00:00Z");
    let later = stage.app.login("leader").await;
    assert_eq!(first, drawn(&later, &pinned, "text/html").await.body, "to the byte");
    later.send(Method::GET, &path, &[("accept", "application/pdf")], None).await.expect_problem(406, "not_acceptable");
    stage.app.login("leader.huzhou").await.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn pictures_hold_the_numbers_of_their_reports() {
    let (stage, leader) = stage().await;
    let dashboard = format!("/reports/dashboard?planId={}&asOf=2024-05-31", stage.plan);
    let bars = drawn(&leader, &dashboard, "image/svg+xml").await;
    assert_eq!(bars.header("content-type"), "image/svg+xml");
    let picture = body(&bars);
    stands_alone(&picture);
    let counts = leader.get(&dashboard).await.expect(200).json["counts"].clone();
    let told = format!("全部:共{}项", counts["total"]);
    assert!(picture.contains(&told), "{told}");

    let discipline = format!("/reports/discipline?planId={}&asOf=2024-06-10", stage.plan);
    let heat = body(&drawn(&leader, &discipline, "image/svg+xml").await);
    stands_alone(&heat);
    let report = leader.get(&discipline).await.expect(200).json;
    let all: Vec<&Value> = report["units"].as_array().unwrap().iter().collect();
    let sum = |member: &str| all.iter().map(|unit| unit["completeness"][member].as_u64().unwrap()).sum::<u64>();
    let whole = leader.get(&format!("/reports/completeness?planId={}&asOf=2024-06-10", stage.plan)).await.expect(200).json;
    for member in ["expected", "onTime", "late", "missing", "notYetDue", "returned"] {
        assert_eq!(json!(sum(member)), whole["completeness"][member], "{member}");
    }
    let wjw = all.iter().find(|unit| unit["unit"]["code"] == "YC-WJW").unwrap();
    assert_eq!(wjw["periods"].as_array().unwrap().len(), 9, "April to December");
    let owed = |period: usize| wjw["periods"][period]["completeness"]["expected"].as_u64().unwrap();
    assert_eq!((owed(0), owed(1), owed(2)), (9, 9, 0), "nine tasks; June is not due yet");
    let name = wjw["unit"]["name"].as_str().unwrap();
    let (on_time, late) = (wjw["completeness"]["onTime"].as_u64().unwrap(), wjw["completeness"]["late"].as_u64().unwrap());
    let told = format!("{name}:应报18,按时{on_time},迟报{late},缺报{}", 18 - on_time - late);
    assert!(heat.contains(&told), "{told}");
    let table = body(&drawn(&leader, &discipline, "text/csv").await);
    assert_eq!(table.lines().count(), 1 + all.iter().map(|unit| unit["periods"].as_array().unwrap().len()).sum::<usize>());
}

/// Yichang 4 after 620 and 725 of 1680 (`trajectory.rs` works out the numbers), and the units by their points.
#[actix_web::test]
async fn trajectories_and_rankings_are_drawn() {
    let (stage, leader) = stage().await;
    let id = target(&leader, "yichang-2024-livelihood", "4", 0).await;
    let path = format!("/reports/trajectory?targetId={id}&asOf=2024-06-10");
    let course = leader.get(&path).await.expect(200).json;
    let reply = drawn(&leader, &path, "image/svg+xml").await;
    assert!(reply.header("content-disposition").starts_with("inline;"), "{}", reply.header("content-disposition"));
    let picture = body(&reply);
    stands_alone(&picture);
    assert!(picture.contains("目标 1680个") && picture.contains("截至 2024-06-10"), "{picture}");
    let last = course["course"]["points"].as_array().unwrap().iter().rev().find(|point| !point["actual"].is_null()).unwrap();
    for (value, word) in [(&last["actual"], "实际"), (&course["course"]["assessment"]["forecast"]["atControl"], "预测")] {
        assert!(picture.contains(&format!("{word} {value}")), "{word} {value}: {picture}");
    }
    let ranking = format!("/reports/ranking?planId={}&asOf=2024-06-10", stage.plan);
    let picture = body(&drawn(&leader, &ranking, "image/svg+xml").await);
    stands_alone(&picture);
    let units = leader.get(&ranking).await.expect(200).json["items"].as_array().unwrap().clone();
    assert!(picture.contains("达成60分、及时20分、完整20分"));
    for unit in &units {
        let name = unit["unit"]["name"].as_str().unwrap();
        let told = match unit["rank"].as_u64() {
            Some(rank) => format!("第{rank}名{name}{}分", unit["points"]),
            None => format!("{name}不排名"),
        };
        assert!(picture.contains(&told), "{told}");
    }
}

/// Huzhou's steps are printed: a staircase up to the goal, not a line.
#[actix_web::test]
async fn printed_steps_are_drawn_as_stairs() {
    let app = TestApp::demo().await;
    app.set_time("2017-07-20T01:00:00Z");
    let leader = app.login("leader.huzhou").await;
    let id = target(&leader, "huzhou-2017-key-work", "3.1", 0).await;
    let path = format!("/reports/trajectory?targetId={id}&asOf=2017-07-20");
    let course = leader.get(&path).await.expect(200).json["course"].clone();
    let steps: Vec<&Value> = course["points"].as_array().unwrap().iter().filter(|point| point["checkpoint"] == true).collect();
    let picture = body(&drawn(&leader, &path, "image/svg+xml").await);
    assert!(!steps.is_empty(), "{course}");
    for step in steps {
        let (on, planned) = (step["on"].as_str().unwrap(), &step["planned"]);
        assert!(picture.contains(&format!("{on} 应达 {planned}")), "{on} {planned}");
    }
    let line = picture.split("class=\"dv-expected\" points=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let corners: Vec<(&str, &str)> = line.split(' ').map(|corner| corner.split_once(',').unwrap()).collect();
    assert!(corners.windows(2).all(|pair| pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1), "only level and upright strokes: {line}");
}

/// A browser, where there is one. CI asks for one to be there.
#[expect(clippy::disallowed_methods, reason = "the browser is one of this machine")]
fn browser() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let named = |name: &str| std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|file| file.is_file());
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(named);
    if found.is_none() {
        assert!(std::env::var_os("REQUIRE_BROWSER").is_none(), "no Chromium on the path");
        eprintln!("no Chromium on the path: nobody looked at the page");
    }
    found
}

/// What is measured in the page: texts that leave their picture, boxes that leave the window, and what was to be loaded.
const LOOK: &str = "<script>const wrong=[];for(const svg of document.querySelectorAll('svg')){const [,,w,h]=svg.getAttribute('viewBox').split(' ').map(Number);\
for(const text of svg.querySelectorAll('text')){const box=text.getBBox();if(box.x<-0.5||box.y<-0.5||box.x+box.width>w+0.5||box.y+box.height>h+0.5)\
wrong.push(text.textContent);}}document.title=JSON.stringify({wrong,pictures:document.querySelectorAll('svg').length,\
wide:document.documentElement.scrollWidth-document.documentElement.clientWidth,loaded:performance.getEntriesByType('resource').length});</script>";

fn look(browser: &Path, page: &str, width: u32) -> Value {
    let file = std::env::temp_dir().join(format!("duban-board-{}-{width}.html", std::process::id()));
    let (before, after) = page.rsplit_once("</body>").unwrap();
    std::fs::write(&file, format!("{before}{LOOK}</body>{after}")).unwrap();
    let seen = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=2000"])
        .arg(format!("--window-size={width},900"))
        .arg(format!("--user-data-dir={}", file.with_extension("profile").display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&seen.stdout).into_owned();
    std::fs::remove_file(&file).unwrap();
    std::fs::remove_dir_all(file.with_extension("profile")).ok();
    let title = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_else(|| panic!("{dom}"));
    serde_json::from_str(&title.replace("&quot;", "\"").replace("&amp;", "&")).unwrap_or_else(|error| panic!("{error}: {title}"))
}

#[actix_web::test]
async fn in_a_browser_nothing_is_cut_off_and_nothing_is_loaded() {
    let Some(browser) = browser() else { return };
    let (stage, leader) = stage().await;
    let page = body(&drawn(&leader, &format!("/plans/{}/board", stage.plan), "text/html").await);
    let target = target(&leader, "yichang-2024-livelihood", "4", 0).await;
    let mut pictures = String::new();
    for path in [format!("trajectory?targetId={target}"), format!("ranking?planId={}", stage.plan)] {
        pictures += &body(&drawn(&leader, &format!("/reports/{path}&asOf=2024-06-10"), "image/svg+xml").await);
    }
    let seen = look(&browser, &format!("<html><head><title></title></head><body>{pictures}</body></html>"), 800);
    assert_eq!(seen["wrong"], json!([]), "texts that leave their picture");
    for width in [1280, 500] {
        let seen = look(&browser, &page, width);
        assert_eq!(seen, json!({"wrong": [], "pictures": 2, "wide": 0, "loaded": 0}), "at {width} pixels");
    }
}
