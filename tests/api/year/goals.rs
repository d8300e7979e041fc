//! The targets of the plan of Yichang as its document has them, and the figures that units report on the way there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::story::{Duty, date, last_day};
use crate::support::documents::Seed;

/// What a target asks, in the few kinds that occur in this plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A total to date that should be the value or more.
    Total,
    /// A total of about the value: 5 % less will do.
    About,
    /// A share or rate that should be the value or more; `true`: above it.
    Rate(bool),
    /// A state that should come down to the value from this one.
    Down(i64),
    /// A growth rate of about the value, 5 % more or less, to be held all the time.
    Growth,
}

/// A target. Figures are ten-thousandths.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    pub(super) task: String,
    pub(super) key: String,
    pub(super) kind: Kind,
    pub(super) value: Option<i64>,
    /// The one unit whose figure counts.
    pub(super) reporter: Option<String>,
    pub(super) firm: bool,
    pub(super) indicator: String,
    /// As printed.
    pub(super) text: String,
    pub(super) unit: Option<String>,
    /// What it is measured against.
    pub(super) reference: Option<String>,
}

/// A task or heading as printed.
#[derive(Clone, Debug)]
pub(super) struct Printed {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) content: Option<String>,
}

/// The plan as printed.
pub(super) struct Goals {
    pub(super) all: Vec<Goal>,
    /// The number of the heading of each task, in printed order.
    pub(super) sections: BTreeMap<u32, String>,
    /// The tasks by code.
    pub(super) tasks: BTreeMap<u32, Printed>,
    pub(super) headings: Vec<Printed>,
    /// The unit above each unit, by code.
    pub(super) above: BTreeMap<String, Option<String>>,
}

fn e4(value: &Value) -> Option<i64> {
    value.as_f64().map(|value| (value * 10_000.0).round() as i64)
}

fn kind_of(target: &Value) -> Kind {
    match (target["series"].as_str().unwrap(), target["quantityKind"].as_str().unwrap(), target["operator"].as_str().unwrap()) {
        ("cumulative", _, "approx") => Kind::About,
        ("cumulative", _, "eq" | "gte") => Kind::Total,
        ("level", "growth", _) => Kind::Growth,
        ("level", _, _) if target["judgedAs"] == "atMost" => Kind::Down(e4(&target["baseline"]["value"]).unwrap()),
        ("level", _, operator) => Kind::Rate(operator == "gt"),
        other => panic!("no kind for {other:?}"),
    }
}

impl Goals {
    pub(super) fn read() -> Self {
        let plan = Seed::of("yichang-2024").json();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let printed = |one: &Value| {
            let [number, title] = ["number", "title"].map(|member| text(&one[member]).unwrap());
            Printed { number, title, content: text(&one["content"]) }
        };
        let (mut all, mut sections, mut tasks, mut headings) = (Vec::new(), BTreeMap::new(), BTreeMap::new(), Vec::new());
        for section in plan["sections"].as_array().unwrap() {
            headings.push(printed(section));
            for task in section["tasks"].as_array().unwrap() {
                let code = text(&task["code"]).unwrap();
                sections.insert(code.parse().unwrap(), text(&section["number"]).unwrap());
                tasks.insert(code.parse().unwrap(), printed(task));
                for target in task["targets"].as_array().into_iter().flatten() {
                    all.push(Goal {
                        task: code.clone(),
                        key: text(&target["key"]).unwrap(),
                        kind: kind_of(target),
                        value: e4(&target["value"]),
                        reporter: text(&target["reportingUnitCode"]),
                        firm: target["firmness"] != "aspirational",
                        indicator: text(&target["indicator"]).unwrap(),
                        text: text(&target["text"]).unwrap(),
                        unit: text(&target["unitOfMeasure"]),
                        reference: text(&target["reference"]["text"]),
                    });
                }
            }
        }
        let units = plan["units"].as_array().unwrap();
        let above = units.iter().map(|unit| (text(&unit["code"]).unwrap(), text(&unit["parentCode"]))).collect();
        Self { all, sections, tasks, headings, above }
    }

    /// The targets of a task that a unit reports.
    pub(super) fn of<'g>(&'g self, task: &'g str, unit: &'g str) -> impl Iterator<Item = &'g Goal> {
        self.all.iter().filter(move |goal| goal.task == task && goal.reporter.as_ref().is_none_or(|reporter| reporter == unit))
    }

    /// What a unit files: by the pace of each target, each later edition 3 % less than the one before.
    pub(super) fn filed(&self, duty: &Duty, paces: &str, edition: i64) -> Vec<(String, i64)> {
        let goals = self.of(&duty.task, &duty.unit).zip(paces.chars());
        goals.map(|(goal, pace)| (goal.key.clone(), goal.figure(pace, duty.month, edition))).collect()
    }
}

impl Goal {
    /// A figure of the script for a month, at a pace.
    fn figure(&self, pace: char, month: u32, edition: i64) -> i64 {
        let value = self.value.unwrap_or(if self.kind == Kind::Total { 1_200 * 10_000 } else { 50_000 });
        let later = usize::try_from(month - 4).unwrap();
        let less = |figure: i64| figure - figure * 3 * edition / 100;
        let of_value = |percent: i64| less(value * percent / 100);
        match (self.kind, pace) {
            // Totals, in percent of the straight line; what is counted in hundreds is counted in whole ones.
            (Kind::Total | Kind::About, pace) => {
                let percent = match pace {
                    'a' => 118,
                    'o' => 98,
                    'b' => 88,
                    's' => 62,
                    'f' => 150,
                    // Reached after the last day, and never.
                    'l' if month < 12 => 85,
                    'l' => 95,
                    'n' => 91,
                    // In jumps: nothing for long, then all.
                    'j' if month < 9 => 40,
                    'j' => 125,
                    other => panic!("no pace {other} of a total"),
                };
                let days = (last_day(month) - date(1, 1)).num_days() + 1;
                let figure = less(value * percent / 100 * days / 335);
                if value >= 100 * 10_000 { figure / 10_000 * 10_000 } else { figure / 100 * 100 }
            }
            (Kind::Down(from), _) => [from, from, from * 9 / 10, from, value, value, from, value, value][later],
            (Kind::Growth, _) => {
                [of_value(101), 142_500, of_value(92), of_value(60), 157_500, of_value(107), of_value(140), of_value(97), of_value(95)]
                    [later]
            }
            // Rates: below until the end, above from July on, above and fallen back.
            (Kind::Rate(_), 'u') => of_value(90),
            (Kind::Rate(_), 'U') => of_value(if month < 7 { 97 } else { 102 }.min(if value == 1_000_000 { 100 } else { 102 })),
            (Kind::Rate(_), 'r') => {
                of_value([99, 100, 101, 101, 96, 100, 99, 100, 98][later].min(if value == 1_000_000 { 100 } else { 101 }))
            }
            (_, pace) => panic!("no pace {pace}"),
        }
    }
}
