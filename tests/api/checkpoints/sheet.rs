//! What Huzhou asks: its printed steps from a table that was read by hand, checked against the figures read by hand; all else, tasks and
//! leads and targets without steps, as the document has it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::model::{Ask, Edge, Form, Goal, Ratio, Step};
use crate::support::documents::list;

const STEPS: &str = include_str!("../data/checkpoints.tsv");
const FIGURES: &str = include_str!("../data/figures.tsv");

pub(super) fn date(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2017, month, day).unwrap()
}

/// A decimal as printed, in ten-thousandths.
fn e4(text: &str) -> i64 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{rest:0<4}").parse().unwrap()
}

fn e4_of(value: &Value) -> Option<i64> {
    value.as_number().map(|number| e4(&number.to_string()))
}

/// A row of the table.
pub(super) struct Row {
    pub(super) task: &'static str,
    pub(super) key: &'static str,
    pub(super) unit: &'static str,
    own: bool,
    pub(super) steps: Vec<Step>,
    /// The value of the target in the end.
    pub(super) value: i64,
    /// The figures printed at which task, in which unit of measure.
    printed: Vec<(&'static str, i64, &'static str)>,
}

impl Row {
    fn of(line: &'static str) -> Self {
        let [task, key, unit, way, june, september, end] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let mut row = Self { task, key, unit, own: way == "own", steps: Vec::new(), value: 0, printed: Vec::new() };
        for (due, cell) in [(date(6, 30), june), (date(9, 30), september)] {
            if cell == "-" {
                continue;
            }
            let (figure, elsewhere) = cell.split_once('=').map_or((cell, None), |(figure, other)| (figure, Some(other)));
            let e4 = if cell == "all" { 1_000_000 } else { e4(figure) };
            row.steps.push(Step { due, ask: if way == "share" || cell == "all" { Ask::Share(e4) } else { Ask::Value(e4) } });
            let measure = if way == "share" { "%" } else { unit };
            match elsewhere.map(|other| other.split_at(other.find(|c: char| !c.is_ascii_digit()).unwrap())) {
                Some((number, measure)) => row.printed.push((task, self::e4(number), measure)),
                None if cell == "all" => {}
                None => row.printed.push((task, e4, measure)),
            }
            row.value = e4;
        }
        match (end, end.split_once('@')) {
            ("=", _) => {}
            ("(100)", _) => row.value = 1_000_000,
            (_, Some((figure, at))) => row.end(at, e4(figure)),
            (_, None) if row.own => {
                let last = e4(end);
                row.printed.push((task, last, unit));
                row.steps.push(Step { due: date(12, 31), ask: Ask::Value(last) });
                row.value += last;
            }
            (_, None) => row.end(task, e4(end)),
        }
        // 「市级美丽乡村进度完成100%」 is a step of its own beside the 30.
        if task == "4.3" {
            row.steps.push(Step { due: date(12, 31), ask: Ask::Share(1_000_000) });
            row.printed.push((task, 1_000_000, "%"));
        }
        row
    }

    fn end(&mut self, at: &'static str, value: i64) {
        self.printed.push((at, value, self.unit));
        self.value = value;
    }
}

/// The table.
pub(super) fn rows() -> Vec<Row> {
    STEPS.lines().filter(|line| !line.starts_with('#')).map(Row::of).collect()
}

/// Every figure of the table is one that was read from the printed text; (task, figure, unit of measure) of those that are not.
pub(super) fn unprinted(rows: &[Row]) -> Vec<(&'static str, i64, &'static str)> {
    let printed = |line: &'static str| {
        let cells: Vec<&str> = line.split('\t').collect();
        (cells[0] == "huzhou-2017-key-work" && cells[4] != "-").then(|| (cells[1], e4(cells[4]), cells[6]))
    };
    let read: Vec<_> = FIGURES.lines().filter(|line| !line.starts_with('#')).filter_map(printed).collect();
    rows.iter().flat_map(|row| row.printed.clone()).filter(|one| !read.contains(one)).collect()
}

/// A target with the task it stands at.
pub(super) struct Target {
    pub(super) task: String,
    pub(super) key: String,
    /// The one unit whose figure counts.
    pub(super) reporter: Option<String>,
    pub(super) firm: bool,
    /// Each district must reach it, and none of them reports.
    pub(super) each: bool,
    pub(super) goal: Goal,
    /// Operator, value, unit of measure of its own.
    pub(super) stretch: Option<(String, i64, Option<String>)>,
}

/// A task or measure.
pub(super) struct Task {
    pub(super) code: String,
    pub(super) above: Option<String>,
    pub(super) leads: Vec<String>,
    /// Key and last day of each step, the first time of one that comes again; as the document has them.
    pub(super) steps: Vec<(String, Option<NaiveDate>, bool)>,
    pub(super) targets: Vec<Target>,
}

/// The plan.
pub(super) struct Sheet {
    pub(super) tasks: Vec<Task>,
    /// The same promise at a measure and at its key work: of the key work's target (task, key), those of measures.
    pub(super) same: BTreeMap<(String, String), Vec<(String, String)>>,
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn goal(task: &str, target: &Value, rows: &[Row]) -> Goal {
    let of = |member: &str| target[member].as_str().unwrap_or("");
    let row = rows.iter().find(|row| row.task == task && row.key == of("key"));
    let is_all = of("operator") == "all";
    let value = row.map(|row| row.value).or(e4_of(&target["value"])).or(is_all.then_some(1_000_000));
    let (series, kind, maintain) = (of("series"), of("quantityKind"), target["maintain"] == true);
    let downwards = matches!(of("operator"), "lte" | "lt");
    let form = match series {
        _ if kind == "growth" || maintain => Form::Hold,
        "cumulative" | "increment" => Form::Total,
        _ if downwards => Form::Hold,
        _ => Form::Level,
    };
    let reference = text(&target["reference"]["text"]);
    let unit = row.map_or(of("unitOfMeasure"), |row| row.unit);
    let plain = Goal::at_least(form, value.unwrap_or(0), unit, (date(1, 1), date(12, 31)));
    let strict = of("operator") == "gt";
    let plain = match of("operator") {
        "approx" => plain.about(5),
        "lte" | "lt" => plain.at_most(),
        _ => Goal { lower: Some(Edge { at: plain.value, strict }), ..plain },
    };
    assert_eq!(row.is_some_and(|row| row.own), series == "increment", "{task}");
    Goal {
        own: series == "increment",
        maintain,
        quotient: is_all || kind == "coverage",
        unknown: reference.filter(|_| value.is_none()),
        steps: row.map(|row| row.steps.clone()).unwrap_or_default(),
        ..plain
    }
}

fn task(value: &Value, above: Option<&str>, rows: &[Row], found: &mut Vec<Task>) {
    let code = text(&value["code"]).unwrap();
    // 「自7月份起,每两个月」: for the first time by the end of August.
    let again = |step: &Value| step["recurrence"].is_object().then(|| date(8, 31));
    let day = |step: &Value| again(step).or_else(|| step["due"]["control"].as_str().map(|day| day.parse().unwrap()));
    let target = |target: &Value| Target {
        task: code.clone(),
        key: text(&target["key"]).unwrap(),
        reporter: text(&target["reportingUnitCode"]),
        firm: target["firmness"] != "aspirational",
        each: target["perUnitGroupCode"].is_string(),
        goal: goal(&code, target, rows),
        stretch: e4_of(&target["stretch"]["value"])
            .map(|value| (text(&target["stretch"]["operator"]).unwrap(), value, text(&target["stretch"]["unitOfMeasure"]))),
    };
    let step = |step: &Value| (text(&step["key"]).unwrap(), day(step), step["recurrence"].is_object());
    found.push(Task {
        above: above.map(str::to_owned),
        leads: list(value, "assignments").iter().map(|duty| text(&duty["unitCode"]).unwrap()).collect(),
        steps: list(value, "milestones").iter().map(step).collect(),
        targets: list(value, "targets").iter().map(target).collect(),
        code: code.clone(),
    });
    list(value, "measures").iter().for_each(|measure| self::task(measure, Some(&code), rows, found));
}

impl Sheet {
    pub(super) fn of(document: &Value, rows: &[Row]) -> Self {
        let (mut tasks, mut same) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
        for top in list(document, "sections").iter().flat_map(|section| list(section, "tasks")) {
            task(top, None, rows, &mut tasks);
        }
        let place = |value: &Value| value.as_str().unwrap().split_once('/').map(|(task, key)| (task.to_owned(), key.to_owned())).unwrap();
        for link in list(document, "links").iter().filter(|link| link["kind"] == "same") {
            same.entry(place(&link["to"])).or_default().push(place(&link["from"]));
        }
        Self { tasks, same }
    }

    pub(super) fn target(&self, (task, key): &(String, String)) -> &Target {
        self.tasks.iter().flat_map(|one| &one.targets).find(|one| one.task == *task && one.key == *key).unwrap()
    }
}

/// A value carried by a share or a line, rounded down to hundredths so that it can be filed.
pub(super) fn part_of(at: Ratio, ten_thousandths: i64) -> i64 {
    at.times(ten_thousandths, 10_000).shown() / 100 * 100
}
