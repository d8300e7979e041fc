//! Bulks in few words: rows, results, and a wide plan that many units lead, reported by another system.

use duban::domain::role::Role;
use serde_json::{Value, json};

use super::drafts::over;
use super::{Person, Reply, TestApp};

/// A row on a report of the plan of Yichang for May, with `more` laid over it.
pub(crate) fn row(task: &str, more: Value) -> Value {
    let key = json!({"planCode": "yichang-2024-livelihood", "taskCode": task, "unitCode": "YC-WJW", "period": "2024-05"});
    over(key, more)
}

/// A request of these rows.
pub(crate) fn bulk(atomic: bool, action: &str, items: Vec<Value>) -> Value {
    json!({"atomic": atomic, "action": action, "items": items})
}

impl Reply {
    /// What came of each row: `0 submitted`, `3 failed /items/3/figures/0/value out_of_range`.
    pub(crate) fn outcomes(&self) -> Vec<String> {
        let row = |row: &Value| {
            let faults = row["errors"].as_array().unwrap().iter();
            let faults = faults.map(|fault| format!(" {} {}", fault["pointer"].as_str().unwrap(), fault["code"].as_str().unwrap()));
            format!("{} {}{}", row["index"], row["outcome"].as_str().unwrap(), faults.collect::<String>())
        };
        self.items().iter().map(row).collect()
    }

    /// How many rows came out so.
    pub(crate) fn with_outcome(&self, outcome: &str) -> usize {
        self.items().iter().filter(|row| row["outcome"] == outcome).count()
    }
}

/// The departments of Yichang that report.
pub(crate) const UNITS: &[&str] = &[
    "YC-FGW",
    "YC-ZZB",
    "YC-WXB",
    "YC-LGBJ",
    "YC-JYJ",
    "YC-JXJ",
    "YC-GAJ",
    "YC-MZJ",
    "YC-RSJ",
    "YC-ZJJ",
    "YC-JTYSJ",
    "YC-NYNCJ",
    "YC-XCZXJ",
    "YC-WLJ",
    "YC-WJW",
    "YC-SCJGJ",
    "YC-YBJ",
    "YC-CGW",
    "YC-LYHYLJ",
    "YC-TSW",
    "YC-FL",
    "YC-CL",
];

/// A plan of many tasks, each led by many units, with one target a task; and a system that files for all of them.
pub(crate) struct Wide {
    pub(crate) tasks: usize,
    pub(crate) units: usize,
}

impl Wide {
    /// Enters and issues the plan: monthly reports of these periods, open from the 25th of the month and never closed. The system is
    /// called `system`.
    pub(crate) async fn enter(self, app: &TestApp, periods: [&str; 2]) -> Self {
        let lead = |unit: &&str| json!({"role": "lead", "unitCode": unit, "label": "牵头单位"});
        let leads: Vec<Value> = UNITS[..self.units].iter().map(lead).collect();
        let task = |n: usize| {
            let target = json!({"key": "a", "indicator": "完成数", "text": "完成100个", "operator": "eq", "value": 100, "unitOfMeasure": "个",
                "series": "increment", "quantityKind": "count"});
            json!({"number": n.to_string(), "code": n.to_string(), "title": format!("事项{n}"), "assignments": leads, "targets": [target]})
        };
        let plan = json!({"code": "wide", "title": "宜昌市2024年重点工作清单", "kind": "keyWork", "state": "issued", "startsOn": "2024-01-01",
            "endsOn": "2024-12-31", "issuedOn": "2024-01-02", "leadRule": "labelled", "issuingUnitCode": "YC-ZFBGS",
            "coordinatingUnitCode": "YC-FGW"});
        let rule = json!({"n": 1, "title": "月报", "receiverUnitCode": "YC-FGW", "reporters": "everyLead", "parts": ["progress"],
            "limitPolicy": "off", "collectsFigures": true, "calendar": {"frequency": "monthly", "dueDay": 3, "opensDay": 25,
            "firstPeriod": periods[0], "lastPeriod": periods[1]}});
        let tasks: Vec<Value> = (1..=self.tasks).map(task).collect();
        let section = json!({"number": "一", "title": "重点工作", "tasks": tasks});
        let seed: Value = super::documents::Seed::of("yichang-2024").json();
        let document = json!({"format": seed["format"], "government": seed["government"], "units": seed["units"], "plan": plan,
            "sections": [section], "reportingRules": [rule]});
        app.login("supervisor").await.post("/plan-documents", document).await.expect(201);
        let grants: Vec<(Role, &str)> = UNITS[..self.units].iter().map(|unit| (Role::Service, *unit)).collect();
        app.db_account("system", "YC", &grants).await;
        self
    }

    /// The rows of all reports for a period, complete.
    pub(crate) fn rows(&self, period: &str) -> Vec<Value> {
        let pair = |task: usize| UNITS[..self.units].iter().map(move |unit| (task, *unit));
        let row = |(task, unit): (usize, &str)| {
            json!({"ref": format!("{task}/{unit}"), "planCode": "wide", "taskCode": task.to_string(), "unitCode": unit, "period": period,
                "progress": format!("{period}按序时推进。"), "figures": [{"targetKey": "a", "value": task}]})
        };
        (1..=self.tasks).flat_map(pair).map(row).collect()
    }
}

impl Person {
    /// How many reports of this plan and period somebody sees, at these stages.
    pub(crate) async fn reports(&self, plan: &str, period: &str, states: &str) -> u64 {
        let plan = self.plan_id(plan).await;
        let page = self.get(&format!("/submissions?planId={plan}&period={period}&state={states}&count=true&limit=1")).await.expect(200);
        page.json["page"]["total"].as_u64().unwrap()
    }
}
