//! The six plans as loaded hold what was counted by hand in the printed documents: tasks, leads, figures, steps, standards.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::TestApp;
use crate::support::documents::{SEEDS, Seed, list, tasks};

/// plan, task, text, operator, value, upper, unit of measure, firmness, stretch: from the hand reading of the printed texts.
const FIGURES: &str = include_str!("data/figures.tsv");

/// What the hand count says of a document, or of a part of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    tasks: usize,
    categories: usize,
    lead_mentions: usize,
    distinct_leads: usize,
    cooperating_mentions: usize,
    distinct_units: usize,
    with_a_figure: usize,
    numeric: usize,
    relative: usize,
    milestones: usize,
    aspirational: usize,
    stretch: usize,
    parameters: usize,
}

impl Counts {
    /// In the order of the columns.
    fn row(row: [usize; 13]) -> Self {
        let [tasks, categories, lead_mentions, distinct_leads, cooperating_mentions, distinct_units, rest @ ..] = row;
        let [with_a_figure, numeric, relative, milestones, aspirational, stretch, parameters] = rest;
        Self {
            tasks,
            categories,
            lead_mentions,
            distinct_leads,
            cooperating_mentions,
            distinct_units,
            with_a_figure,
            numeric,
            relative,
            milestones,
            aspirational,
            stretch,
            parameters,
        }
    }
}

/// A document with what is looked up in it.
struct Reading {
    document: Value,
    short_names: BTreeMap<String, String>,
    /// The phrases that count as figures to reach: in Huzhou those of the steps too, elsewhere those that make targets.
    roles: &'static [&'static str],
}

impl Reading {
    async fn of(app: &TestApp, folder: &str) -> Self {
        let document = Seed::of(folder).served(app).await;
        let name = |unit: &Value| (unit["code"].as_str().unwrap().to_owned(), unit["shortName"].as_str().unwrap().to_owned());
        let short_names = list(&document, "units").iter().map(name).collect();
        let roles: &[&str] = if folder == "huzhou-2017" { &["target", "checkpoint", "repeat"] } else { &["target"] };
        Self { document, short_names, roles }
    }

    fn printed(&self, duty: &Value) -> String {
        let short = duty["unitCode"].as_str().map(|code| self.short_names[code].clone());
        duty["printedAs"].as_str().map(str::to_owned).or(short).unwrap()
    }

    fn figures<'v>(&self, task: &'v Value) -> Vec<&'v Value> {
        list(task, "statements").iter().filter(|one| self.roles.contains(&one["role"].as_str().unwrap())).collect()
    }

    /// Counts these tasks; `is_lead` says which duties of a task are printed as leads.
    fn count(&self, chosen: &[&Value], categories: usize, is_lead: impl Fn(&Value, &Value) -> bool) -> Counts {
        let duties = || chosen.iter().flat_map(|task| list(task, "assignments").iter().map(move |duty| (*task, duty)));
        let of_units: Vec<_> = duties().filter(|(_, duty)| duty["unitCode"].is_string()).collect();
        let leads: Vec<_> = of_units.iter().filter(|(task, duty)| is_lead(task, duty)).collect();
        let names = |some: &[&(&Value, &Value)]| some.iter().map(|(_, duty)| self.printed(duty)).collect::<BTreeSet<_>>().len();
        let figures: Vec<&Value> = chosen.iter().flat_map(|task| self.figures(task)).collect();
        let has_figure = |task: &&&Value| self.figures(task).iter().any(|one| one["value"].is_number());
        Counts {
            tasks: chosen.len(),
            categories,
            lead_mentions: leads.len(),
            distinct_leads: names(&leads),
            cooperating_mentions: of_units.len() - leads.len(),
            distinct_units: names(&of_units.iter().collect::<Vec<_>>()),
            with_a_figure: chosen.iter().filter(has_figure).count(),
            numeric: figures.iter().filter(|one| one["value"].is_number()).count(),
            relative: figures.iter().filter(|one| one["value"].is_null()).count(),
            milestones: chosen.iter().map(|task| list(task, "milestones").len()).sum(),
            aspirational: figures.iter().filter(|one| one["firmness"] == "aspirational").count(),
            stretch: chosen.iter().flat_map(|task| list(task, "targets")).filter(|target| is_same_unit_stretch(target)).count(),
            parameters: chosen.iter().map(|task| list(task, "parameters").len()).sum(),
        }
    }
}

/// A stretch in another unit of measure (力争财政总收入达到400亿元) is a phrase of its own and counted there.
fn is_same_unit_stretch(target: &Value) -> bool {
    target["stretch"].is_object() && target["stretch"]["unitOfMeasure"].is_null()
}

fn labelled(_: &Value, duty: &Value) -> bool {
    duty["role"] == "lead"
}

#[actix_web::test]
async fn wuhan_is_as_counted() {
    let app = TestApp::demo().await;
    let reading = Reading::of(&app, "wuhan-2017").await;
    let all: Vec<&Value> = tasks(&reading.document).into_iter().map(|(task, _)| task).collect();
    // A sole 责任单位 leads where no 牵头单位 is printed (18, 20).
    let sole = |task: &Value, duty: &Value| {
        let responsible = list(task, "assignments").iter().filter(|duty| duty["role"] == "responsible").count();
        let has_lead = list(task, "assignments").iter().any(|duty| duty["role"] == "lead");
        duty["role"] == "lead" || (!has_lead && responsible == 1 && duty["role"] == "responsible")
    };
    assert_eq!(reading.count(&all, list(&reading.document, "sections").len(), sole), Counts::row([5, 1, 5, 3, 5, 7, 3, 7, 0, 15, 0, 0, 2]));
    assert_eq!(all.iter().map(|task| task["number"].as_str().unwrap()).collect::<Vec<_>>(), ["17", "18", "19", "20", "21"]);
    let steps: Vec<usize> = all.iter().map(|task| list(task, "milestones").len()).collect();
    assert_eq!(steps, [4, 3, 3, 1, 4]);
    let people: Vec<&str> = all
        .iter()
        .flat_map(|task| list(task, "assignments").iter().filter(|duty| duty["role"] == "principal"))
        .map(|duty| {
            list(&reading.document, "officials").iter().find(|one| one["code"] == duty["officialCode"]).unwrap()["name"].as_str().unwrap()
        })
        .collect();
    let cells = |name: &str| people.iter().filter(|one| **one == name).count();
    assert_eq!((people.len(), cells("孟晖"), cells("叶文静"), cells("陈红辉")), (5, 3, 1, 1));
}

#[actix_web::test]
async fn huzhou_is_as_counted() {
    let app = TestApp::demo().await;
    let reading = Reading::of(&app, "huzhou-2017").await;
    let all = tasks(&reading.document);
    let listed: Vec<_> = all.iter().filter(|(task, _)| task["code"] != "filing").collect();
    let key_works: Vec<&Value> = listed.iter().filter(|(_, above)| above.is_none()).map(|(task, _)| *task).collect();
    let measures: Vec<&Value> = listed.iter().filter(|(_, above)| above.is_some()).map(|(task, _)| *task).collect();
    // By the list's own rule every 责任单位 leads.
    let leads = |_: &Value, duty: &Value| duty["role"] == "responsible";
    assert_eq!(reading.count(&key_works, 1, leads), Counts::row([11, 1, 0, 0, 0, 0, 8, 31, 0, 0, 3, 1, 0]));
    let categories: BTreeSet<&str> = listed.iter().filter_map(|(_, above)| above.and_then(|above| above["code"].as_str())).collect();
    // Two conditions stand in the list beside what was counted as standards: a cycle of events (4.6) and 提前一年 (5.3).
    let mut counted = reading.count(&measures, categories.len(), leads);
    let conditions: Vec<&str> =
        measures.iter().filter(|task| !list(task, "parameters").is_empty()).map(|task| task["code"].as_str().unwrap()).collect();
    assert_eq!((conditions, counted.parameters), (vec!["4.6", "5.3"], 2));
    counted.parameters = 0;
    assert_eq!(counted, Counts::row([47, 11, 64, 35, 0, 35, 33, 121, 4, 127, 22, 3, 0]));
    let due = |text: &str| {
        let steps = measures.iter().flat_map(|task| list(task, "milestones"));
        steps.filter(|step| step["due"]["latest"] == text && step["due"]["kind"] == "month").count()
    };
    assert!(due("2017-06-30") >= 44 && due("2017-12-31") >= 35, "{} {}", due("2017-06-30"), due("2017-12-31"));
    let in_steps =
        measures.iter().flat_map(|task| reading.figures(task)).filter(|one| one["milestone"].is_string() && one["value"].is_number());
    assert_eq!(in_steps.count(), 104, "of the figures of the measures so many stand in steps");
    let rule = list(&reading.document, "reportingRules").iter().find(|rule| rule["taskCode"].is_null()).unwrap();
    let days: Vec<&str> = list(&rule["calendar"], "listed").iter().map(|one| one["dueOn"].as_str().unwrap()).collect();
    assert_eq!((days, &rule["textLimit"]), (vec!["2017-06-30", "2017-12-10"], &500.into()));
}

#[actix_web::test]
async fn yichang_is_as_counted() {
    let app = TestApp::demo().await;
    let reading = Reading::of(&app, "yichang-2024").await;
    let all: Vec<&Value> = tasks(&reading.document).into_iter().map(|(task, _)| task).collect();
    let sections = list(&reading.document, "sections").len();
    assert_eq!(reading.count(&all, sections, labelled), Counts::row([70, 10, 72, 22, 0, 22, 51, 54, 2, 0, 1, 0, 6]));
    let meeting = list(&reading.document, "units").iter().find(|unit| unit["code"] == reading.document["plan"]["meetingUnitCode"]).unwrap();
    assert_eq!(list(meeting, "members").len(), 21);
}

#[actix_web::test]
async fn tianmen_is_as_counted() {
    let app = TestApp::demo().await;
    let narrative = Reading::of(&app, "tianmen-narrative").await;
    let all: Vec<&Value> = tasks(&narrative.document).into_iter().map(|(task, _)| task).collect();
    assert_eq!(narrative.count(&all, 1, labelled), Counts::row([10, 1, 0, 0, 0, 0, 4, 5, 2, 1, 0, 0, 1]));
    let facts = all.iter().flat_map(|task| list(task, "statements")).filter(|one| one["role"] == "fact");
    assert!(facts.clone().count() > 0 && facts.clone().all(|one| list(one, "targets").is_empty()), "past results are no targets");

    let outline = Reading::of(&app, "tianmen-125").await;
    let all: Vec<&Value> = tasks(&outline.document).into_iter().map(|(task, _)| task).collect();
    let sections = list(&outline.document, "sections").len();
    assert_eq!(outline.count(&all, sections, labelled), Counts::row([52, 9, 107, 46, 102, 48, 26, 86, 2, 0, 9, 0, 0]));
    let binding = |task: &&&Value| list(task, "targets").iter().any(|target| target["class"] == "binding");
    let targets = all.iter().flat_map(|task| list(task, "targets")).filter(|target| target["class"] == "binding");
    assert_eq!((targets.count(), all.iter().filter(binding).count()), (14, 9));
    let names = |task: &&Value| list(task, "assignments").iter().map(|duty| outline.printed(duty)).collect::<Vec<_>>();
    let naming = |name: &str| all.iter().filter(|task| names(task).iter().any(|one| one == name)).count();
    assert_eq!((naming("各乡镇办场区园"), naming("有关部门")), (51, 51));
}

#[actix_web::test]
async fn weifang_is_as_counted() {
    let app = TestApp::demo().await;
    let reading = Reading::of(&app, "weifang-2021").await;
    let all: Vec<&Value> = tasks(&reading.document).into_iter().map(|(task, _)| task).collect();
    assert_eq!(reading.count(&all, 1, labelled), Counts::row([22, 1, 25, 15, 50, 36, 9, 22, 0, 0, 1, 0, 9]));
    let units = all.iter().flat_map(|task| list(task, "assignments")).map(|duty| duty["unitCode"].as_str().unwrap());
    assert_eq!(units.collect::<BTreeSet<_>>().len(), 34, "two units are printed under two names");
    let kinds = |dated: bool| all.iter().filter(|task| task["due"]["control"].is_string() == dated).count();
    assert_eq!((kinds(true), kinds(false)), (20, 2));
    let of = |day: &str| all.iter().filter(|task| task["due"]["control"] == day).count();
    assert_eq!((of("2021-12-31"), of("2021-11-30"), of("2021-10-31")), (16, 3, 1));
    assert_eq!((&reading.document["plan"]["batch"], &reading.document["plan"]["campaign"]), (&"第二批".into(), &"我为群众办实事".into()));
}

/// A figure as the list prints it: no trailing zeros.
fn printed(value: &Value) -> String {
    value.as_f64().map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[actix_web::test]
async fn every_figure_is_the_one_read_by_hand() {
    let app = TestApp::demo().await;
    let mut loaded: Vec<String> = Vec::new();
    let mut differing: Vec<String> = Vec::new();
    for seed in SEEDS {
        let reading = Reading::of(&app, seed.folder).await;
        for (task, _) in tasks(&reading.document) {
            // Weifang's list numbers its tasks in Chinese, all others have the printed number in the code.
            let name = task[if seed.folder == "weifang-2021" { "number" } else { "code" }].as_str().unwrap();
            for one in reading.figures(task) {
                let text = |member: &str, absent: &str| one[member].as_str().unwrap_or(absent).to_owned();
                let made: Vec<&Value> = list(one, "targets")
                    .iter()
                    .filter_map(|key| list(task, "targets").iter().find(|target| target["key"] == *key))
                    .collect();
                let target = made.first().copied().unwrap_or(&Value::Null);
                let is_its_own = one["role"] == "target" && is_same_unit_stretch(target);
                let stretch = &target["stretch"];
                let stretch = match is_its_own {
                    true => {
                        format!("{} {} {}", stretch["operator"].as_str().unwrap(), printed(&stretch["value"]), text("unitOfMeasure", "-"))
                    }
                    false => "-".to_owned(),
                };
                loaded.push(format!(
                    "{}\t{name}\t{}\t{}\t{}\t{}\t{}\t{}\t{stretch}",
                    seed.code,
                    text("text", "-"),
                    text("operator", "-"),
                    printed(&one["value"]),
                    printed(&one["upper"]),
                    text("unitOfMeasure", "-"),
                    text("firmness", "firm"),
                ));
                // A phrase that makes one target gives it its terms.
                let members = ["operator", "value", "upper", "text"];
                let is_stretch = |target: &Value| target["text"] != one["text"];
                if one["role"] == "target" && made.len() == 1 && !is_stretch(target) {
                    let wrong = members.iter().filter(|member| one[**member] != target[**member]);
                    differing.extend(wrong.map(|member| format!("{} {name}: {member} of {}", seed.code, one["text"])));
                    if one["firmness"] == "aspirational" && target["firmness"] != "aspirational" {
                        differing.push(format!("{} {name}: firmness of {}", seed.code, one["text"]));
                    }
                }
            }
        }
    }
    let mut expected: Vec<String> = FIGURES.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    loaded.sort();
    expected.sort();
    let only = |some: &[String], other: &[String]| some.iter().filter(|line| !other.contains(line)).cloned().collect::<Vec<_>>();
    assert_eq!((only(&loaded, &expected), only(&expected, &loaded)), (Vec::new(), Vec::new()));
    assert_eq!((loaded.len(), differing), (expected.len(), Vec::new()));
}
