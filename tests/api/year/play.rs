//! The stage: every act of the script as the request of the person who takes it, with the clock at its instant.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use serde_json::{Value, json};

use super::story::{Act, Deed, Duty, NAMED, Story, Time, moment};
use crate::support::{Person, Reply, TestApp};

/// The superiors who answer for some tasks, one of whom follows another.
async fn name_officials(supervisor: &Person, tasks: &HashMap<String, String>) {
    for official in [
        json!({"code": "YC-LY", "name": "罗毅", "validFrom": "2024-08-01"}),
        json!({"code": "YC-MH", "name": "孟晖", "validTo": "2024-07-31", "successorCode": "YC-LY"}),
        json!({"code": "YC-ZM", "name": "张敏"}),
    ] {
        supervisor.post("/officials", official).await.expect(201);
    }
    for (task, official) in NAMED {
        let duty = json!({"taskId": tasks[task], "officialCode": official, "role": "principal", "effectiveFrom": "2024-04-02"});
        supervisor.post("/assignments", duty).await.expect(201);
    }
}

/// The service and the people of the year.
pub(super) struct Stage<'a> {
    pub(super) app: &'a TestApp,
    pub(super) plan: String,
    story: &'a Story,
    people: HashMap<String, Person>,
    /// Ids of targets by (task, key).
    pub(super) targets: HashMap<(String, String), String>,
    /// Ids of tasks by code.
    pub(super) tasks: HashMap<String, String>,
    obligations: RefCell<HashMap<Duty, String>>,
    /// Path and version of every report begun.
    reports: RefCell<HashMap<Duty, (String, u64)>>,
    done: Cell<usize>,
}

/// The account that files for a unit.
fn reporter(unit: &str) -> String {
    format!("reporter.{}", unit.trim_start_matches("YC-").to_lowercase())
}

/// What the receiver reads.
pub(super) fn progress(duty: &Duty) -> String {
    format!("{}月份,第{}项工作按计划推进,详见佐证材料。", duty.month, duty.task)
}

/// The same, where something had to be put right.
pub(super) fn progress_again(duty: &Duty) -> String {
    format!("{}数据已核实。", progress(duty))
}

impl<'a> Stage<'a> {
    /// Everybody logs in on the day of issue, for the whole year; the check of reports is told to be silent.
    pub(super) async fn open(app: &'a TestApp, story: &'a Story) -> Self {
        app.state.clock.set(moment(4, 2, 10));
        let mut people = HashMap::new();
        let units = story.acts.iter().map(|act| act.duty.unit.as_str()).filter(|unit| !unit.is_empty());
        let mut names: Vec<String> = units.map(reporter).collect();
        names.extend(["leader", "supervisor", "coordinator.fgw"].map(str::to_owned));
        names.sort();
        names.dedup();
        for name in names {
            let person = app.login_for_years(&name).await;
            people.insert(name, person);
        }
        let leader = &people["leader"];
        let plan = leader.get("/plans?code=yichang-2024-livelihood").await.expect(200).items()[0]["id"].as_str().unwrap().to_owned();
        let tree = leader.get(&format!("/plans/{plan}/tree")).await.expect(200).json;
        let (mut tasks, mut targets) = (HashMap::new(), HashMap::new());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        for task in tree["sections"].as_array().unwrap().iter().flat_map(|section| section["tasks"].as_array().unwrap()) {
            tasks.insert(text(&task["code"]), text(&task["id"]));
            for target in task["targets"].as_array().unwrap() {
                targets.insert((text(&task["code"]), text(&target["key"])), text(&target["id"]));
            }
        }
        let off: serde_json::Map<String, Value> = ["textCopied", "cumulativeFalls", "valueAtTarget", "farOffTrajectory"]
            .into_iter()
            .map(|rule| (rule.into(), json!("off")))
            .collect();
        let path = format!("/plans/{plan}");
        let tag = people["supervisor"].get(&path).await.expect(200).tag();
        people["supervisor"].patch(&path, &tag, json!({"lintPolicy": off})).await.expect(200);
        name_officials(&people["supervisor"], &tasks).await;
        let (obligations, reports, done) = Default::default();
        Self { app, plan, story, people, targets, tasks, obligations, reports, done }
    }

    pub(super) fn person(&self, name: &str) -> &Person {
        &self.people[name]
    }

    /// Plays every act before an instant, and sets the clock to it.
    pub(super) async fn play_until(&self, end: Time) {
        let acts: Vec<&Act> = self.story.acts.iter().skip(self.done.get()).take_while(|act| act.at < end).collect();
        self.done.set(self.done.get() + acts.len());
        for moment in acts.chunk_by(|one, other| one.at == other.at) {
            self.app.state.clock.set(moment[0].at);
            let (new, others): (Vec<&&Act>, Vec<&&Act>) = moment.iter().partition(|act| self.is_new(act));
            // What a unit files at one instant for the first time it files in one go.
            let mut units: Vec<(&str, u32)> = new.iter().map(|act| (act.duty.unit.as_str(), act.duty.month)).collect();
            units.sort_unstable();
            units.dedup();
            for (unit, month) in units {
                let together = new.iter().copied().filter(|act| act.duty.unit == unit && act.duty.month == month);
                self.file_month(unit, month, &together.copied().collect::<Vec<_>>()).await;
            }
            for act in others {
                self.play(act).await;
            }
        }
        self.app.state.clock.set(end);
    }

    fn is_new(&self, act: &Act) -> bool {
        matches!(act.deed, Deed::File(_)) && !self.reports.borrow().contains_key(&act.duty)
    }

    fn figures(&self, duty: &Duty, figures: &[(String, i64)]) -> Value {
        let figure = |(key, value): &(String, i64)| json!({"targetId": self.targets[&(duty.task.clone(), key.clone())], "value": *value as f64 / 10_000.0});
        figures.iter().map(figure).collect()
    }

    async fn file_month(&self, unit: &str, month: u32, acts: &[&Act]) {
        let mut items = Vec::new();
        for act in acts {
            let Deed::File(figures) = &act.deed else { panic!("{act:?}") };
            items.push(json!({"obligationId": self.obligation(&act.duty).await, "progress": progress(&act.duty),
                "figures": self.figures(&act.duty, figures)}));
        }
        let path = format!("/plans/{}/unit-reports/2024-{month:02}", self.plan);
        let body = json!({"unitCode": unit, "action": "submit", "items": items});
        let filed = self.people[&reporter(unit)].post(&path, body).await.expect(200);
        for act in acts {
            let item = filed.items().iter().find(|item| item["task"]["code"] == act.duty.task.as_str()).unwrap();
            self.note(&act.duty, &item["submission"]);
        }
    }

    fn note(&self, duty: &Duty, submission: &Value) {
        let path = format!("/submissions/{}", submission["id"].as_str().unwrap());
        self.reports.borrow_mut().insert(duty.clone(), (path, submission["version"].as_u64().unwrap()));
    }

    /// The id of what is owed.
    async fn obligation(&self, duty: &Duty) -> String {
        if !self.obligations.borrow().contains_key(duty) {
            let path = format!("/obligations?planId={}&period=2024-{:02}&void=false&limit=200", self.plan, duty.month);
            for one in self.people["leader"].get(&path).await.expect(200).items() {
                let text = |pointer: &str| one.pointer(pointer).unwrap().as_str().unwrap().to_owned();
                let duty = Duty { task: text("/task/code"), unit: text("/unit/code"), month: duty.month };
                self.obligations.borrow_mut().insert(duty, text("/id"));
            }
        }
        self.obligations.borrow().get(duty).unwrap_or_else(|| panic!("{duty:?} is not owed")).clone()
    }

    #[expect(clippy::cognitive_complexity, reason = "one arm for each deed of the script")]
    async fn play(&self, act: &Act) {
        let duty = &act.duty;
        let (fgw, supervisor) = (&self.people["coordinator.fgw"], &self.people["supervisor"]);
        match &act.deed {
            Deed::Begin => {
                let draft = json!({"obligationId": self.obligation(duty).await, "progress": progress(duty)});
                let begun = self.own(duty).post("/submissions", draft).await.expect(201);
                self.note(duty, &begun.json);
            }
            Deed::File(figures) => {
                let (path, version) = self.reports.borrow()[duty].clone();
                let again = json!({"progress": progress_again(duty), "figures": self.figures(duty, figures)});
                let saved = self.own(duty).patch(&path, &format!("\"{version}\""), again).await.expect(200);
                self.note(duty, &saved.json);
                self.step(self.own(duty), duty, "submit", json!({})).await;
            }
            Deed::Withdraw => self.step(self.own(duty), duty, "withdraw", json!({})).await,
            Deed::Return => self.step(fgw, duty, "return", json!({"reason": "请核实数据"})).await,
            Deed::Accept => self.step(fgw, duty, "accept", json!({})).await,
            Deed::Correct => self.step(self.own(duty), duty, "correct", json!({"reason": "重复统计,予以核减"})).await,
            Deed::Extend(until) | Deed::Ask(until) => {
                let who = if matches!(act.deed, Deed::Ask(_)) { self.own(duty) } else { fgw };
                let wish = json!({"obligationId": self.obligation(duty).await, "untilOn": until, "reason": "县市区数据尚在核实"});
                who.post("/extensions", wish).await.expect(201);
            }
            Deed::Grant => self.decide(duty, "approve", json!({})).await,
            Deed::Refuse => self.decide(duty, "refuse", json!({"reason": "已过期限两天,不予延期"})).await,
            Deed::Transfer(to) => {
                let path = format!("/obligations/{}", self.obligation(duty).await);
                supervisor.act(&path, "transfer", json!({"unitCode": to, "reason": "职责划转"})).await.expect(201);
                self.obligations.borrow_mut().clear();
            }
            Deed::EndDuty(_) | Deed::NewDuty(_) | Deed::Cancel(..) | Deed::Value(..) => self.turn(act).await,
        }
    }

    fn own(&self, duty: &Duty) -> &Person {
        &self.people[&reporter(&duty.unit)]
    }

    async fn step(&self, who: &Person, duty: &Duty, action: &str, body: Value) {
        let (path, version) = self.reports.borrow()[duty].clone();
        let taken = who.act_at(&path, action, &format!("\"{version}\""), body).await;
        assert_eq!(taken.status, 200, "{action} {duty:?}: {}", taken.json);
        self.note(duty, &taken.json);
    }

    async fn decide(&self, duty: &Duty, decision: &str, body: Value) {
        let fgw = &self.people["coordinator.fgw"];
        let asked = fgw.get(&format!("/extensions?obligationId={}", self.obligation(duty).await)).await.expect(200);
        let path = format!("/extensions/{}", asked.items()[0]["id"].as_str().unwrap());
        fgw.act(&path, decision, body).await.expect(200);
    }

    /// A change of the plan itself.
    async fn turn(&self, act: &Act) {
        let supervisor = &self.people["supervisor"];
        let Duty { task, unit, .. } = &act.duty;
        let change = async |path: String, body: Value| -> Reply {
            let tag = supervisor.get(&path).await.expect(200).tag();
            supervisor.patch(&path, &tag, body).await.expect(200)
        };
        match &act.deed {
            Deed::EndDuty(last) => {
                let held = supervisor.get(&format!("/assignments?taskId={}", self.tasks[task])).await.expect(200);
                let duty = held.items().iter().find(|duty| duty["unit"]["code"] == unit.as_str()).unwrap();
                change(format!("/assignments/{}", duty["id"].as_str().unwrap()), json!({"effectiveTo": last})).await;
            }
            Deed::NewDuty(first) => {
                let duty =
                    json!({"taskId": self.tasks[task], "unitCode": unit, "role": "lead", "label": "牵头单位", "effectiveFrom": first});
                supervisor.post("/assignments", duty).await.expect(201);
            }
            Deed::Cancel(cancelled, on) => {
                let reason = "联席会议议定";
                let body = json!({"cancelled": cancelled, "effectiveOn": on, "reason": reason});
                change(format!("/tasks/{}", self.tasks[task]), body).await;
            }
            Deed::Value(value, on) => {
                let target = &self.targets[&(task.clone(), "1".to_owned())];
                let body = json!({"value": *value as f64 / 10_000.0, "effectiveOn": on, "reason": "联席会议议定"});
                change(format!("/targets/{target}"), body).await;
            }
            other => panic!("{other:?}"),
        }
        self.obligations.borrow_mut().clear();
    }
}
