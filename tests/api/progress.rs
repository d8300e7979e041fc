//! Progress: three months of several tasks of the plan, played out, and what the reports say of them, worked out by hand.
//!
//! Of a year that begins on 1 January and a deadline of 30 November (335 days), 121 days have passed at the end of April, 152 at
//! the end of May, 182 at the end of June.

use std::collections::HashMap;

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::support::{Person, Reply, TestApp};

/// Hour (UTC, 2024), who, what, task and period, figures. `accept`, `return` and the like are of the report of the unit named before
/// the task.
pub(crate) const SCRIPT: &str = "
05-02T02 wjw file    wjw:4:04   620
05-02T02 mzj file    mzj:14:04  600
05-04T02 fgw accept  wjw:4:04
05-04T02 fgw accept  mzj:14:04
05-05T02 tsw file    tsw:9:04   60
05-06T02 fgw accept  tsw:9:04
06-02T02 wjw file    wjw:4:05   752
06-02T02 jyj file    jyj:21:05  4
06-02T02 jyj file    jyj:22:05  96
06-02T02 mzj file    mzj:19:05  40
06-02T02 mzj file    mzj:14:05  700
06-02T02 rsj file    rsj:58:05  4
06-02T02 rsj file    rsj:59:05  15
06-02T02 nyncj file  nyncj:48:05 1400
06-02T02 fgw.r file  fgw:56:05  0.5
06-02T02 lgbj file   lgbj:16:05 100
06-02T02 tsw file    tsw:7:05   6
06-02T02 tsw file    tsw:9:05   100
06-02T02 gaj file    gaj:70:05  98
06-02T02 zjj file    zjj:37:05  31
06-04T02 fgw return  wjw:4:05
06-04T02 tsw withdraw tsw:7:05
06-04T02 jyj file    jyj:5:05   600
06-04T02 zzb file    zzb:48:05  20
06-04T02 fgw accept  jyj:21:05
06-04T02 fgw accept  jyj:22:05
06-04T02 fgw accept  mzj:19:05
06-04T02 fgw accept  rsj:58:05
06-04T02 fgw accept  rsj:59:05
06-04T02 fgw accept  nyncj:48:05
06-04T02 fgw accept  fgw:56:05
06-04T02 fgw accept  lgbj:16:05
06-04T02 fgw accept  tsw:9:05
06-04T02 fgw accept  gaj:70:05
06-04T02 fgw accept  zjj:37:05
06-05T02 wjw refile  wjw:4:05   725
06-06T02 fgw accept  wjw:4:05
06-06T02 fgw accept  jyj:5:05
06-06T02 fgw accept  zzb:48:05
";

pub(crate) const LATER: &str = "
06-20T02 wjw correct wjw:4:05
06-20T02 wjw refile  wjw:4:05   724
06-21T02 fgw accept  wjw:4:05
07-02T02 wjw file    wjw:4:06   900
07-02T02 jyj file    jyj:22:06  94
07-02T02 rsj file    rsj:58:06  3
07-02T02 zjj file    zjj:56:06  0.9
07-04T02 fgw accept  wjw:4:06
07-04T02 fgw accept  jyj:22:06
07-04T02 fgw accept  rsj:58:06
07-04T02 fgw accept  zjj:56:06
07-04T02 fgw accept  mzj:14:05
";

/// Plays scripts.
pub(crate) struct Stage {
    pub(crate) app: TestApp,
    pub(crate) plan: String,
    /// Reports by unit, task and month.
    reports: HashMap<String, String>,
    people: HashMap<String, Person>,
    hour: String,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let app = TestApp::demo().await;
        let plan = app.login("leader").await.get("/plans").await.items()[0]["id"].as_str().unwrap().to_owned();
        Self { app, plan, reports: HashMap::new(), people: HashMap::new(), hour: String::new() }
    }

    /// Somebody with a token of this hour.
    async fn person(&mut self, name: &str) -> Person {
        if !self.people.contains_key(name) {
            let username = match name {
                "fgw" => "coordinator.fgw".to_owned(),
                "fgw.r" => "reporter.fgw".to_owned(),
                unit => format!("reporter.{unit}"),
            };
            self.people.insert(name.to_owned(), self.app.login(&username).await);
        }
        self.people[name].clone()
    }

    pub(crate) async fn play(&mut self, script: &str) {
        for line in script.lines().filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if self.hour != words[0] {
                words[0].clone_into(&mut self.hour);
                self.people.clear();
                self.app.set_time(&format!("2024-{}:00:00Z", words[0]));
            }
            let person = self.person(words[1]).await;
            let figures: Vec<f64> = words[4..].iter().map(|figure| figure.parse().unwrap()).collect();
            let report = words[3];
            if words[2] == "file" {
                let parts: Vec<&str> = report.split(':').collect();
                let unit = format!("YC-{}", parts[0].to_uppercase());
                let path = person.file(person.owed(&unit, parts[1], &format!("2024-{}", parts[2])).await.report(&figures)).await;
                self.reports.insert(report.to_owned(), path);
                continue;
            }
            let path = self.reports[report].clone();
            match words[2] {
                "refile" => {
                    let held = person.get(&path).await.json["figures"][0]["targetId"].clone();
                    person.edit(&path, json!({"figures": [{"targetId": held, "value": figures[0]}]})).await.expect(200);
                    person.step(&path, "submit").await;
                }
                "return" | "correct" => _ = person.step_because(&path, words[2], "数据有误").await,
                action => _ = person.step(&path, action).await,
            }
        }
    }

    /// The report of the plan, as the leader reads it at an hour.
    async fn read(&self, hour: &str, query: &str) -> Reply {
        self.app.set_time(&format!("2024-{hour}:00:00Z"));
        self.app.login("leader").await.get(&format!("/plans/{}/progress?{query}", self.plan)).await.expect(200)
    }
}

fn rows<'r>(report: &'r Value, list: &str) -> &'r Vec<Value> {
    report[list].as_array().unwrap()
}

fn task<'r>(report: &'r Value, code: &str) -> &'r Value {
    rows(report, "tasks").iter().find(|task| task["code"] == code).unwrap()
}

/// State, actual, expected, stale, pending of a target of a task.
fn told(report: &Value, code: &str, place: usize) -> (String, f64, f64, bool, bool) {
    let it = &task(report, code)["targets"][place]["assessment"];
    let number = |member: &str| it[member].as_f64().unwrap_or(-1.0);
    let flag = |member: &str| it[member].as_bool().unwrap();
    (it["state"].as_str().unwrap().to_owned(), number("actual"), number("expected"), flag("stale"), flag("pending"))
}

/// The counts that are not nought.
fn counts(row: &Value) -> String {
    let states = "notDue achieved ahead onTrack behind seriouslyBehind overdue noData notComputable total".split(' ');
    let shown = states.filter(|state| row[*state] != 0).map(|state| format!("{state} {}", row[state]));
    shown.collect::<Vec<_>>().join(", ")
}

/// expected, on time, late, missing.
fn complete(row: &Value) -> [u64; 4] {
    ["expected", "onTime", "late", "missing"].map(|member| row["completeness"][member].as_u64().unwrap())
}

const TENTH_OF_JUNE: &str = "asOf=2024-06-10&knownAt=2024-06-10T00:00:00Z";

#[actix_web::test]
async fn every_target_stands_where_it_does_by_hand() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    let report = stage.read("06-10T00", TENTH_OF_JUNE).await.json;
    let state = |code: &str, place: usize| told(&report, code, place);
    let sure = |state: &str, actual: f64, expected: f64| (state.to_owned(), actual, expected, false, false);
    for (code, place, expected) in [
        ("4", 0, sure("onTrack", 725.0, 762.2687)),         // 1680·152/335; 4.9 % short
        ("5", 0, sure("onTrack", 600.0, 571.7015)),         // 1260·152/335; filed late, counted all the same
        ("21", 0, sure("behind", 4.0, 4.3104)),             // 10个左右: from 9.5 on; 9.5·152/335; 7.2 % short
        ("22", 0, sure("achieved", 96.0, -1.0)),            // 超95%; a level is not expected on the way
        ("19", 0, sure("notDue", 40.0, -1.0)),              // 力争50%
        ("58", 0, sure("behind", 4.0, 3.5463)),             // 四档→三档: 4 − 152/335; 12.8 % above
        ("59", 0, sure("onTrack", 15.0, 14.25)),            // 15%左右 holds: from 14.25 to 15.75
        ("48", 0, sure("onTrack", 1400.0, 1361.194)),       // 3000·152/335
        ("48", 1, sure("seriouslyBehind", 20.0, 43.1045)),  // 100人左右: 95·152/335; 54 % short
        ("56", 0, sure("ahead", 0.5, 0.4537)),              // 1·152/335; 10.2 % more
        ("16", 0, sure("achieved", 100.0, 45.3731)),        // 100·152/335
        ("9", 0, sure("seriouslyBehind", 100.0, 136.1194)), // 300·152/335; 26.5 % short
        ("37", 0, sure("achieved", 31.0, -1.0)),
        ("70", 0, sure("notDue", 98.0, -1.0)),
        // Filed and not reviewed: judged at the end of April, 1673·121/335.
        ("14", 0, ("onTrack".to_owned(), 600.0, 604.2776, false, true)),
        // Withdrawn: nothing.
        ("7", 0, sure("noData", -1.0, 6.3522)),  // 14·152/335
        ("56", 1, sure("noData", -1.0, 0.7577)), // 1.67·152/335
        ("62", 0, sure("notComputable", -1.0, -1.0)),
        ("63", 0, sure("notComputable", -1.0, -1.0)),
    ] {
        assert_eq!(state(code, place), expected, "{code} {place}");
    }
    assert_eq!(
        task(&report, "4")["sentence"]["zh"],
        "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。"
    );
    let why = |code: &str| task(&report, code)["targets"][0]["assessment"]["reason"].clone();
    assert_eq!((why("62"), why("63")), ("referenceUnresolved".into(), "referenceUnresolved".into()));
    // A task is in the state of its worst firm target; one that only strives is in none.
    let states = ["48", "56", "19", "1"].map(|code| task(&report, code)["state"].clone());
    assert_eq!(states, ["seriouslyBehind".into(), "noData".into(), Value::Null, Value::Null]);
    let units = |place: usize| task(&report, "48")["targets"][place]["reportingUnit"]["name"].clone();
    assert_eq!((units(0), units(1)), ("市农业农村局".into(), "市委组织部".into()));
}

#[actix_web::test]
async fn counts_add_up_by_hand() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    let report = stage.read("06-10T00", TENTH_OF_JUNE).await.json;
    // Of 56 targets 55 are firm; of 70 tasks 52 have a firm one.
    assert_eq!(
        counts(&report["targets"]["firm"]),
        "notDue 1, achieved 3, ahead 1, onTrack 5, behind 2, seriouslyBehind 2, noData 39, notComputable 2, total 55"
    );
    assert_eq!(
        (counts(&report["targets"]["binding"]), counts(&report["targets"]["aspirational"])),
        (String::new(), "notDue 1, total 1".into())
    );
    assert_eq!(
        counts(&report["counts"]),
        "notDue 1, achieved 3, onTrack 4, behind 2, seriouslyBehind 2, noData 38, notComputable 2, total 52"
    );
    assert_eq!((&report["withoutFigures"], &report["cancelled"], &report["state"]), (&18.into(), &0.into(), &"seriouslyBehind".into()));
    // 3 of 53.
    assert_eq!(report["attainment"], 5.66);

    let section = |n: usize| {
        let row = &report["sections"][n - 1];
        (row["state"].as_str().unwrap(), counts(&row["counts"]), row["withoutFigures"].as_u64().unwrap(), complete(row))
    };
    assert_eq!(section(1), ("onTrack", "onTrack 2, total 2".into(), 3, [10, 2, 1, 7]));
    assert_eq!(section(3), ("noData", "achieved 1, onTrack 1, noData 4, total 6".into(), 1, [14, 4, 0, 10]));
    assert_eq!(section(7), ("seriouslyBehind", "seriouslyBehind 1, noData 6, total 7".into(), 0, [16, 1, 1, 14]));
    assert_eq!(section(9), ("behind", "onTrack 1, behind 1, noData 1, notComputable 2, total 5".into(), 3, [16, 2, 0, 14]));
    assert_eq!(section(10), ("noData", "notDue 1, noData 2, total 3".into(), 2, [10, 1, 0, 9]));

    let unit = |name: &str| {
        let row = rows(&report, "units").iter().find(|row| row["unit"]["name"] == name).unwrap();
        (row["state"].as_str().unwrap_or("-"), counts(&row["counts"]), row["withoutFigures"].as_u64().unwrap(), complete(row))
    };
    assert_eq!(unit("市卫健委"), ("noData", "onTrack 1, noData 3, total 4".into(), 5, [18, 2, 0, 16]));
    assert_eq!(unit("市教育局"), ("behind", "achieved 1, onTrack 1, behind 1, noData 1, total 4".into(), 2, [12, 2, 1, 9]));
    assert_eq!(unit("市委组织部"), ("seriouslyBehind", "seriouslyBehind 1, total 1".into(), 0, [2, 0, 1, 1]));
    assert_eq!(unit("市农业农村局"), ("seriouslyBehind", "seriouslyBehind 1, noData 2, total 3".into(), 0, [6, 1, 0, 5]));
    assert_eq!(unit("团市委"), ("seriouslyBehind", "seriouslyBehind 1, noData 4, total 5".into(), 1, [12, 1, 1, 10]));

    // April and May, 72 reports each.
    assert_eq!(complete(&report), [144, 15, 3, 126]);
    let of = |member: &str| report["completeness"][member].as_f64().unwrap();
    assert_eq!(["notYetDue", "filedEarly", "accepted", "returned", "outstanding", "void"].map(of), [504.0, 0.0, 17.0, 0.0, 126.0, 0.0]);
    assert_eq!((of("onTimeRate"), of("filedRate")), (10.42, 12.5)); // 15/144, 18/144
    let months: Vec<[u64; 4]> = rows(&report, "periods").iter().map(complete).collect();
    assert_eq!(&months[..3], [[72, 2, 1, 69], [72, 13, 2, 57], [0, 0, 0, 0]]);
    for list in ["periods", "units", "sections"] {
        for (member, whole) in report["completeness"].as_object().unwrap() {
            if !member.ends_with("Rate") {
                let sum: u64 = rows(&report, list).iter().map(|row| row["completeness"][member].as_u64().unwrap()).sum();
                assert_eq!(sum, whole.as_u64().unwrap(), "{list} {member}");
            }
        }
    }
}

#[actix_web::test]
async fn a_report_speaks_of_one_day_as_known_at_one_instant() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    // At the end of May only the reports for April are due; what was known later still tells of May.
    let may = stage.read("06-10T00", "asOf=2024-05-31").await.json;
    assert_eq!(complete(&may), [72, 2, 1, 69]);
    assert_eq!(told(&may, "4", 0).1, 725.0);
    // On the fifth the report of task 4 was sent back: the figure of April stands in, and is 18.7 % short of what May asks.
    let fifth = stage.read("06-10T00", "asOf=2024-06-10&knownAt=2024-06-05T01:00:00Z").await.json;
    assert_eq!(told(&fifth, "4", 0), ("behind".to_owned(), 620.0, 762.2687, true, false));
    assert_eq!(complete(&fifth), [144, 15, 3, 126], "a return keeps the first submit");
    let of = |report: &Value, member: &str| report["completeness"][member].as_u64().unwrap();
    // Returned on the fourth with three days: until the end of the seventh nothing is overdue.
    assert_eq!(["returned", "returnedOverdue", "outstanding", "accepted"].map(|member| of(&fifth, member)), [1, 0, 127, 14]);
    // Before the withdrawal task 7 had filed in time, and waits for review.
    let third = stage.read("06-10T00", "asOf=2024-06-10&knownAt=2024-06-03T16:00:00.001Z").await.json;
    assert_eq!((complete(&third), of(&third, "accepted")), ([144, 16, 1, 127], 3));
    assert!(told(&third, "7", 0).4);
    // When nothing was due nor known.
    let april = stage.read("06-10T00", "asOf=2024-04-30&knownAt=2024-05-01T00:00:00Z").await.json;
    assert_eq!((complete(&april), &april["state"]), ([0; 4], &"notComputable".into()));
    assert_eq!(counts(&april["counts"]), "notDue 50, notComputable 2, total 52");
}

#[actix_web::test]
async fn what_was_published_stays_reproducible() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    let four = {
        let report = stage.read("06-10T00", TENTH_OF_JUNE).await.json;
        task(&report, "4")["id"].as_str().unwrap().to_owned()
    };
    let published = stage.read("06-10T00", TENTH_OF_JUNE).await;
    let path = format!("/tasks/{four}/progress?{TENTH_OF_JUNE}");
    let of_task = stage.app.login("leader").await.get(&path).await.expect(200);
    stage.play(LATER).await;
    let again = stage.read("07-05T00", TENTH_OF_JUNE).await;
    assert_eq!((String::from_utf8(again.body.clone()), again.tag()), (String::from_utf8(published.body.clone()), published.tag()));
    assert_eq!(stage.app.login("leader").await.get(&path).await.body, of_task.body);

    // The same day as known now: the erratum of one place more makes it behind.
    let erratum = stage.read("07-05T00", "asOf=2024-06-10&knownAt=2024-06-22T00:00:00Z").await.json;
    assert_eq!(told(&erratum, "4", 0), ("behind".to_owned(), 724.0, 762.2687, false, false));
    assert!(task(&erratum, "4")["sentence"]["zh"].as_str().unwrap().contains("实报724个,差38.27个"));
    // While the correction waited, the accepted figure was in force.
    let waiting = stage.read("07-05T00", "asOf=2024-06-10&knownAt=2024-06-20T23:00:00Z").await.json;
    assert_eq!(told(&waiting, "4", 0).1, 725.0);
    assert_eq!(complete(&waiting), [144, 15, 3, 126]);

    let july = stage.read("07-05T00", "").await.json;
    assert_eq!((&july["asOf"], complete(&july)), (&"2024-07-05".into(), [216, 19, 3, 194]));
    for (code, place, expected) in [
        ("4", 0, ("onTrack", 900.0, 912.7164, false, false)),         // 1680·182/335
        ("22", 0, ("notDue", 94.0, -1.0, false, false)),              // a level may revert
        ("58", 0, ("achieved", 3.0, 3.4567, false, false)),           // 4 − 182/335
        ("56", 0, ("behind", 0.5, 0.5433, true, false)),              // June missing: 8 % short
        ("56", 1, ("onTrack", 0.9, 0.9073, false, false)),            // 1.67·182/335
        ("14", 0, ("seriouslyBehind", 700.0, 908.9134, true, false)), // 1673·182/335; 23 % short
    ] {
        let (state, actual, at, stale, pending) = expected;
        assert_eq!(told(&july, code, place), (state.to_owned(), actual, at, stale, pending), "{code} {place}");
    }
    // Already known on the last of June, when the reports for June were not due: the state of May.
    let june = stage.read("07-05T00", "asOf=2024-06-30").await.json;
    assert_eq!((told(&june, "56", 0), complete(&june)), (("ahead".to_owned(), 0.5, 0.4537, false, false), [144, 15, 3, 126]));
    let refused = stage.app.login("leader").await.get(&format!("/plans/{}/progress?knownAt=2024-07-05T00:00:01Z", stage.plan)).await;
    assert_eq!((refused.status, refused.faults()), (400, vec!["knownAt out_of_range".to_owned()]));
}

#[actix_web::test]
async fn a_task_tells_its_reports_and_figures() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    let report = stage.read("06-10T00", TENTH_OF_JUNE).await.json;
    let leader = stage.app.login("leader").await;
    let path = |code: &str| format!("/tasks/{}/progress?{TENTH_OF_JUNE}", task(&report, code)["id"].as_str().unwrap());
    let four = leader.get(&path("4")).await.expect(200).json;
    assert_eq!(&four["task"], task(&report, "4"), "the same as in the report of the plan");
    assert_eq!(complete(&four), [2, 2, 0, 0]);
    let readings = rows(&four["task"]["targets"][0], "readings");
    assert_eq!(
        readings.iter().map(|it| (&it["period"], &it["value"])).collect::<Vec<_>>(),
        [(&json!("2024-04"), &json!(620)), (&json!("2024-05"), &json!(725))]
    );
    let owed: Vec<(&Value, &Value, &Value)> =
        rows(&four, "obligations").iter().map(|it| (&it["period"], &it["timeliness"], &it["state"])).take(3).collect();
    let (on_time, accepted) = (json!("onTime"), json!("accepted"));
    let expected = [
        (&json!("2024-04"), &on_time, &accepted),
        (&json!("2024-05"), &on_time, &accepted),
        (&json!("2024-06"), &json!("notYetDue"), &Value::Null),
    ];
    assert_eq!(owed, expected);
    // Two leads, a target each.
    let joint = leader.get(&path("48")).await.expect(200).json;
    assert_eq!((rows(&joint, "obligations").len(), complete(&joint)), (18, [4, 1, 1, 2]));
    let by: Vec<(&Value, &Value)> = rows(&joint["task"], "targets")
        .iter()
        .flat_map(|target| rows(target, "readings").iter().map(|it| (&it["unit"]["name"], &it["value"])))
        .collect();
    assert_eq!(by, [(&json!("市农业农村局"), &json!(1400)), (&json!("市委组织部"), &json!(20))]);
}

#[actix_web::test]
async fn everybody_reads_their_part() {
    let mut stage = Stage::set().await;
    stage.play(SCRIPT).await;
    let whole = stage.read("06-10T00", TENTH_OF_JUNE).await.json;
    let plan = format!("/plans/{}/progress?{TENTH_OF_JUNE}", stage.plan);
    let five = format!("/tasks/{}/progress", task(&whole, "5")["id"].as_str().unwrap());
    let wjw = stage.app.login("reporter.wjw").await;
    let part = wjw.get(&plan).await.expect(200).json;
    let codes: Vec<&str> = rows(&part, "tasks").iter().map(|task| task["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["1", "4", "27", "28", "29", "31", "32", "33", "34"]);
    assert_eq!(complete(&part), [18, 2, 0, 16]);
    assert_eq!(counts(&part["counts"]), "onTrack 1, noData 3, total 4");
    wjw.get(&five).await.expect_problem(404, "not_found");
    // A joint lead sees the whole of the joint task, and of the other unit what it led to, not the report.
    let zzb = stage.app.login("reporter.zzb").await;
    let part = zzb.get(&plan).await.expect(200).json;
    assert_eq!(rows(&part, "tasks").len(), 1);
    assert_eq!(task(&part, "48")["targets"][0]["assessment"]["state"], "onTrack");
    assert_eq!((complete(&part), task(&part, "48")["targets"][0]["readings"].clone()), ([2, 0, 1, 1], json!([])));
    for (name, status) in [
        ("coordinator.fgw", 200),
        ("supervisor", 200),
        ("supervisor.huzhou", 404),
        ("reporter.huzhou", 404),
        ("sysadmin", 403),
        ("auditor", 403),
    ] {
        let person = stage.app.login(name).await;
        person.get(&plan).await.expect(status);
        person.get(&five).await.expect(status);
    }
    // The list can be narrowed; the counts are of all.
    let leader = stage.app.login("leader").await;
    let narrow = leader.get(&format!("{plan}&state=behind,achieved")).await.expect(200).json;
    let codes: Vec<&str> = rows(&narrow, "tasks").iter().map(|task| task["code"].as_str().unwrap()).collect();
    assert_eq!((codes, &narrow["counts"]), (vec!["16", "21", "22", "37", "58"], &whole["counts"]));
    leader.get(&format!("{plan}&limit=10")).await.expect_problem(400, "unknown_parameter");
}

#[actix_web::test]
async fn a_report_is_sent_again_only_when_it_changed() {
    let stage = Stage::set().await;
    let leader = stage.app.login("leader").await;
    let path = format!("/plans/{}/progress", stage.plan);
    let first = leader.get(&path).await.expect(200);
    let again = |tag: String| {
        let (leader, path) = (leader.clone(), path.clone());
        async move { leader.send(Method::GET, &path, &[("if-none-match", &tag)], None).await }
    };
    stage.app.set_time("2024-06-01T01:05:00Z");
    assert_eq!(again(first.tag()).await.status, 304, "time alone changes nothing");
    let wjw = stage.app.login("reporter.wjw").await;
    let path = wjw.file(wjw.owed("YC-WJW", "4", "2024-05").await.report(&[725.0])).await;
    let second = again(first.tag()).await.expect(200);
    stage.app.login("coordinator.fgw").await.step(&path, "accept").await;
    let third = again(second.tag()).await.expect(200);
    assert_ne!(second.tag(), third.tag());
}

/// 216 reports: everything owed for three months.
#[actix_web::test]
async fn a_report_costs_the_same_however_much_was_filed() {
    let stage = Stage::set().await;
    stage.app.set_time("2024-06-25T01:00:00Z");
    let leader = stage.app.login("leader").await;
    let path = format!("/plans/{}/progress", stage.plan);
    let task = leader.get("/tasks?q=4").await.items().iter().find(|task| task["code"] == "48").unwrap()["id"].as_str().unwrap().to_owned();
    let of_task = format!("/tasks/{task}/progress");
    let (_, little) = stage.app.statements_of(leader.get(&path)).await;
    let (_, little_of_task) = stage.app.statements_of(leader.get(&of_task)).await;
    let fgw = stage.app.login("coordinator.fgw").await;
    let mut filed = 0;
    for period in ["2024-04", "2024-05", "2024-06"] {
        let owed = fgw.get(&format!("/obligations?period={period}&limit=200")).await.expect(200);
        let mut people: HashMap<String, Person> = HashMap::new();
        for one in owed.items() {
            let name = format!("reporter.{}", one["unit"]["code"].as_str().unwrap().trim_start_matches("YC-").to_lowercase());
            if !people.contains_key(&name) {
                people.insert(name.clone(), stage.app.login(&name).await);
            }
            let figures = vec![1.0; one["targets"].as_array().unwrap().len()];
            let item = people[&name].file(crate::support::cycle::Owed(one.clone()).report(&figures)).await;
            fgw.step(&item, "accept").await;
            filed += 1;
        }
    }
    let (report, much) = stage.app.statements_of(leader.get(&path)).await;
    let (_, much_of_task) = stage.app.statements_of(leader.get(&of_task)).await;
    assert_eq!((filed, &report.expect(200).json["completeness"]["accepted"]), (216, &json!(216)));
    assert_eq!((much, much_of_task), (little, little_of_task));
}
