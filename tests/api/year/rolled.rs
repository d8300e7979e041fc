//! The reports that add up: the dashboard, the list of tasks by state, the ranking of units, the officials.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::book::day_of;
use super::compare::{Asked, e4, instant, states};
use super::count::{Counts, Table, none, of, plus, shown, table};
use super::judged::control;
use super::story::last_day;
use super::whole::{States, Sum, Task, Whole};
use crate::model::{Ratio, number};

/// A share in percent, two decimals; null of nothing.
fn percent(part: u64, whole: u64) -> Value {
    let whole = i64::try_from(whole).unwrap();
    if whole == 0 { Value::Null } else { number(Ratio::of(i64::try_from(part).unwrap() * 10_000).times(100, whole).short()) }
}

/// Targets by state: firm ones, and the others; none of this plan is binding.
fn targets<'w>(judged: impl Iterator<Item = &'w super::judged::Judged>) -> (Value, Value) {
    let (mut firm, mut others) = (States::new(), States::new());
    for one in judged {
        *if one.firm { &mut firm } else { &mut others }.entry(one.state).or_default() += 1;
    }
    let achieved = firm.get("achieved").copied().unwrap_or(0);
    let judged = firm.values().sum::<u64>() - firm.get("notComputable").copied().unwrap_or(0);
    let all = json!({"firm": states(&firm), "binding": states(&States::new()), "aspirational": states(&others)});
    (all, percent(achieved, judged))
}

/// What is judged and counted at a moment.
struct Ground {
    whole: Whole,
    all: Table,
    /// Of the period reported last.
    current: Option<(u32, Table)>,
}

impl Ground {
    fn of(asked: &Asked<'_>) -> Self {
        let (book, when) = (asked.book, asked.when);
        let on = when.as_of.min(day_of(when.known));
        let owed = book.reports.iter().filter(|report| report.is_known(when.known) && !report.is_void(when.known));
        let current = owed.map(|report| report.duty.month).filter(|month| last_day(*month) <= on).max();
        Self {
            whole: Whole::of(book, asked.goals, when),
            all: table(book, asked.goals, None, when),
            current: current.map(|month| (month, table(book, asked.goals, Some(month), when))),
        }
    }

    /// A group of tasks: their states, targets, reports; `cancelled` where it is told of.
    fn group(&self, wanted: impl Fn(u32, &Task) -> bool, tells: bool, reports: impl Fn(&Table) -> Option<Counts>) -> Value {
        let Sum { state, counts, without_figures, cancelled } = self.whole.sum(&wanted);
        let of_group = |task: &str| {
            let number = task.parse().unwrap();
            wanted(number, &self.whole.tasks[&number])
        };
        let (targets, attainment) = targets(self.whole.targets.iter().filter(|((task, _), _)| of_group(task)).map(|(_, one)| one));
        let current = self.current.as_ref().and_then(|(_, table)| reports(table)).unwrap_or_else(none);
        json!({
            "state": state, "counts": states(&counts), "withoutFigures": without_figures, "cancelled": if tells { cancelled } else { 0 },
            "targets": targets, "attainment": attainment, "completeness": shown(&reports(&self.all).unwrap_or_else(none)),
            "current": shown(&current),
        })
    }
}

fn with(mut row: Value, more: Value) -> Value {
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    row
}

impl Asked<'_> {
    /// Every report that is made of the judged plan, whole.
    pub(super) async fn reports(&self) {
        let ground = Ground::of(self);
        self.dashboard(&ground).await;
        self.tasks(&ground).await;
        self.ranking(&ground.whole, None).await;
        self.ranking(&ground.whole, Some(6)).await;
        self.officials(&ground).await;
        self.due(&ground.whole).await;
        self.discipline().await;
        self.ledger(&ground.whole).await;
        self.year_on_year(&ground.whole).await;
        self.courses().await;
    }

    async fn dashboard(&self, ground: &Ground) {
        let path = format!("/reports/dashboard?planId={}&top=50&{}", self.stage.plan, self.query());
        let mut found = self.plain(&self.get(&path).await);
        let whole = ground.group(|_, _| true, true, |table| Some(table.all.clone()));
        let sections = self.goals.headings.iter().map(|heading| {
            let number = &heading.number;
            let of = ground.group(|task, _| self.goals.sections[&task] == *number, true, |table| table.by_section.get(number).cloned());
            with(of, json!({"number": number, "title": heading.title}))
        });
        let period =
            ground.current.as_ref().map(|(month, table)| json!({"period": format!("2024-{month:02}"), "completeness": shown(&table.all)}));
        let expected = with(
            whole,
            json!({
                "plan": "yichang-2024-livelihood", "asOf": self.when.as_of, "knownAt": instant(self.when.known),
                "thresholds": {"ahead": 10, "onTrack": 5, "behind": 20}, "currentPeriod": period,
                "sections": sections.collect::<Vec<Value>>(), "units": self.unit_rows(ground), "officials": official_rows(ground),
                "worst": self.worst(&ground.whole), "binding": {"total": 0, "items": []}, "overdueSteps": {"total": 0, "items": []},
                "errata": self.errata(&mut found),
            }),
        );
        found.as_object_mut().unwrap().remove("palette");
        for (member, value) in expected.as_object().unwrap() {
            assert_eq!(found[member], *value, "{member} of {path} {:?}", self.when);
        }
        assert_eq!(found.as_object().unwrap().len(), expected.as_object().unwrap().len(), "{path}");
    }

    /// Leads as the plan first names them, then those that only owe reports, by code.
    fn unit_rows(&self, ground: &Ground) -> Vec<Value> {
        let mut order: Vec<&str> = Vec::new();
        for task in ground.whole.tasks.values().filter(|task| !task.cancelled) {
            order.extend(task.leads.iter().map(String::as_str));
        }
        order.extend(ground.all.by_unit.keys().map(String::as_str));
        let mut seen = Vec::new();
        order.retain(|unit| {
            !seen.contains(unit) && {
                seen.push(*unit);
                true
            }
        });
        let row = |unit: &str| {
            let leads = |_, task: &Task| !task.cancelled && task.leads.iter().any(|lead| lead == unit);
            with(ground.group(leads, false, |table| table.by_unit.get(unit).cloned()), json!({"unit": unit}))
        };
        order.into_iter().map(row).collect()
    }

    /// Tasks in trouble; all are due on the same day, so in printed order by how bad they are.
    fn worst(&self, whole: &Whole) -> Value {
        let order = ["overdue", "seriouslyBehind", "behind", "noData", "notComputable"];
        let mut found: Vec<(usize, u32, &Task)> = Vec::new();
        for (number, task) in &whole.tasks {
            let place = order.iter().position(|state| task.state == Some(*state));
            found.extend(place.filter(|_| !task.cancelled).map(|place| (place, *number, task)));
        }
        found.sort_by_key(|(place, number, _)| (*place, *number));
        let item = |(place, number, task): &(usize, u32, &Task)| {
            json!({"task": number.to_string(), "leadUnits": task.leads, "dueOn": control(), "state": order[*place],
                "sentence": whole.sentence(&number.to_string())})
        };
        json!({"total": found.len(), "items": found.iter().take(50).map(item).collect::<Vec<Value>>()})
    }

    /// Corrected figures, the latest first; of those corrected at one instant the order is not looked at.
    fn errata(&self, found: &mut Value) -> Value {
        let closed = self.book.figures.iter().filter(|held| last_day(held.duty.month) <= self.when.as_of);
        let closed: Vec<_> = closed.filter_map(|held| held.to.filter(|to| *to <= self.when.known).map(|to| (to, held))).collect();
        let mut items: Vec<Value> = Vec::new();
        for (to, held) in &closed {
            let heir = self.book.figures.iter().find(|heir| heir.duty == held.duty && heir.key == held.key && heir.from == *to);
            let cancelled = self.book.is_cancelled(&held.duty.task, self.when.as_of, self.when.known);
            let goal = self.goals.all.iter().find(|goal| goal.task == held.duty.task && goal.key == held.key).unwrap();
            let known = |text: &str| if cancelled { Value::Null } else { json!(text) };
            items.push(
                json!({"targetId": format!("{}/{}", held.duty.task, held.key), "task": known(&held.duty.task), "text": known(&goal.text),
                "unit": held.duty.unit, "period": format!("2024-{:02}", held.duty.month), "before": number(held.value),
                "after": heir.map(|heir| number(heir.value)), "correctedAt": instant(*to)}),
            );
        }
        let told = found["errata"]["items"].as_array_mut().unwrap();
        let at = |one: &Value| one["correctedAt"].as_str().unwrap().to_owned();
        assert!(told.is_sorted_by(|one, next| at(one) >= at(next)), "the latest first");
        let by = |one: &Value| (std::cmp::Reverse(at(one)), one.to_string());
        told.sort_by_key(by);
        items.sort_by_key(by);
        assert!(items.len() <= 50, "more than are told: choose the order");
        json!({"total": closed.len(), "items": items})
    }

    async fn officials(&self, ground: &Ground) {
        let path = format!("/reports/officials?planId={}&{}", self.stage.plan, self.query());
        let found = self.plain(&self.get(&path).await["items"]);
        let tasks_of = |official: &str| -> Vec<Value> {
            let named = ground.whole.tasks.iter().filter(|(_, task)| task.official == Some(official));
            let row = |(number, task): (&u32, &Task)| {
                let code = number.to_string();
                let sentence = ground.whole.sentence(&code);
                json!({"task": code, "dueOn": control(), "cancelled": task.cancelled, "state": task.state, "sentence": sentence})
            };
            named.map(row).collect()
        };
        let whole = |row: Value| {
            let tasks = tasks_of(row["official"].as_str().unwrap());
            with(row, json!({"tasks": tasks}))
        };
        let expected: Vec<Value> = official_rows(ground).into_iter().map(whole).collect();
        assert_eq!(found, json!(expected), "{path} {:?}", self.when);
    }

    async fn tasks(&self, ground: &Ground) {
        let list = format!("/reports/tasks?planId={}&limit=200&{}", self.stage.plan, self.query());
        let found = self.plain(&self.get(&list).await["items"]);
        let row = |(number, task): (&u32, &Task)| {
            let (code, printed) = (number.to_string(), &self.goals.tasks[number]);
            let (targets, _) = targets(ground.whole.of_task(&code).into_iter().map(|(_, one)| one));
            json!({"code": code, "number": printed.number, "title": printed.title, "leadUnits": task.leads, "officials": task.official.as_slice(),
                "dueOn": control(), "dueText": "2024年11月底前", "cancelled": task.cancelled, "state": task.state,
                "sentence": ground.whole.sentence(&code), "targets": targets, "overdueSteps": 0})
        };
        let expected: Vec<Value> = ground.whole.tasks.iter().map(row).collect();
        for (found, expected) in found.as_array().unwrap().iter().zip(&expected) {
            assert_eq!(found, expected, "{list} {:?}", self.when);
        }
        assert_eq!(found.as_array().unwrap().len(), expected.len());
        for state in super::STATES.into_iter().filter(|_| self.live) {
            let path = format!("{list}&state={state}");
            let found = self.plain(&self.get(&path).await["items"]);
            let of_state: Vec<&Value> = expected.iter().filter(|row| row["state"] == state).collect();
            assert_eq!(found, json!(of_state), "{path}");
        }
    }

    /// The ranking, with the reports of all months or of one.
    async fn ranking(&self, whole: &Whole, month: Option<u32>) {
        let period = month.map(|month| format!("&period=2024-{month:02}")).unwrap_or_default();
        let path = format!("/reports/ranking?planId={}{period}&{}", self.stage.plan, self.query());
        let found = self.plain(&self.get(&path).await);
        let mut merits: BTreeMap<&str, (States, Counts)> = BTreeMap::new();
        for (number, task) in whole.tasks.iter().filter(|(_, task)| !task.cancelled) {
            for lead in &task.leads {
                merits.entry(lead).or_insert_with(|| (States::new(), none()));
            }
            for goal in self.goals.all.iter().filter(|goal| goal.firm && goal.task == number.to_string()) {
                let state = whole.targets[&(goal.task.clone(), goal.key.clone())].state;
                let led: Vec<&str> = goal.reporter.as_deref().map_or(task.leads.iter().map(String::as_str).collect(), |unit| vec![unit]);
                for unit in led {
                    *merits.entry(unit).or_insert_with(|| (States::new(), none())).0.entry(state).or_default() += 1;
                }
            }
        }
        let owed = self.book.reports.iter().filter(|report| report.is_known(self.when.known));
        for report in owed.filter(|report| month.is_none_or(|month| report.duty.month == month)) {
            plus(&mut merits.entry(&report.duty.unit).or_insert_with(|| (States::new(), none())).1, &of(report, self.when));
        }
        let mut rows: Vec<Value> = merits.into_iter().map(|(unit, (states, reports))| ranked(unit, &states, &reports)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(e4(&row["points"])));
        for at in 0..rows.len() {
            let better = rows.iter().filter(|row| e4(&row["points"]) > e4(&rows[at]["points"])).count();
            rows[at]["rank"] = if rows[at]["points"].is_null() { Value::Null } else { json!(better + 1) };
        }
        let period = month.map(|month| format!("2024-{month:02}"));
        let weights = json!({"achievement": 60, "timeliness": 20, "completeness": 20});
        assert_eq!((&found["period"], &found["weights"]), (&json!(period), &weights), "{path}");
        for (found, expected) in found["items"].as_array().unwrap().iter().zip(&rows) {
            assert_eq!(found, expected, "{path} {:?}", self.when);
        }
        assert_eq!(found["items"].as_array().unwrap().len(), rows.len(), "{path}");
    }
}

/// Officials as the plan first names them, by who answers on the day, with the reports on all their tasks.
fn official_rows(ground: &Ground) -> Vec<Value> {
    let mut order: Vec<&str> = Vec::new();
    for official in ground.whole.tasks.values().filter(|task| !task.cancelled).filter_map(|task| task.official) {
        if !order.contains(&official) {
            order.push(official);
        }
    }
    let row = |official: &str| {
        let named = |task: &Task| task.official == Some(official);
        let reports = |table: &Table| {
            let mut sum = none();
            let of_task = |code: &str| &ground.whole.tasks[&code.parse::<u32>().unwrap()];
            table.by_task.iter().filter(|(code, _)| named(of_task(code))).for_each(|(_, counts)| plus(&mut sum, counts));
            Some(sum)
        };
        with(ground.group(|_, task| !task.cancelled && named(task), false, reports), json!({"official": official}))
    };
    order.into_iter().map(row).collect()
}

/// The points of a unit: 60 parts what it reached, 20 parts each what it filed in time and filed at all, of those there are.
fn ranked(unit: &str, reached: &States, reports: &Counts) -> Value {
    let count = |states: &[&str]| states.iter().map(|state| reached.get(state).copied().unwrap_or(0)).sum::<u64>();
    let (full, half) = (count(&["achieved", "ahead", "onTrack"]), count(&["behind"]));
    let none = count(&["seriouslyBehind", "overdue", "noData"]);
    let filed = reports["onTime"] + reports["late"];
    let shares =
        [(60, 2 * full + half, 2 * (full + half + none)), (20, reports["onTime"], reports["expected"]), (20, filed, reports["expected"])];
    let (mut sum, mut weights) = (Ratio::of(0), 0);
    for (weight, part, all) in shares.into_iter().filter(|(_, _, all)| *all > 0) {
        sum = sum.plus(Ratio::of(i64::try_from(part).unwrap() * 10_000).times(100 * weight, i64::try_from(all).unwrap()));
        weights += weight;
    }
    let [achievement, timeliness, completeness] = shares.map(|(_, part, all)| percent(part, all));
    let points = if weights == 0 { Value::Null } else { number(sum.times(1, weights).short()) };
    json!({"rank": null, "unit": unit, "points": points, "achievement": achievement, "timeliness": timeliness, "completeness": completeness,
        "credits": {"full": full, "half": half, "none": none}, "targets": states(reached), "reports": shown(reports)})
}
