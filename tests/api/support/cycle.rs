//! The monthly cycle in few words: obligations, reports, a small plan of one's own; and the two things no request can do.

use duban::db::Tx;
use duban::domain::role::Role;
use duban::domain::schedule::VoidReason;
use duban::entity::{app_user, obligation, unit};
use duban::features::users::account::{self, NewAccount};
use duban::http::Reply as Answer;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{Person, Reply, TestApp};

/// What somebody owes, as they see it.
#[derive(Clone, Debug)]
pub(crate) struct Owed(pub(crate) Value);

impl Owed {
    pub(crate) fn id(&self) -> &str {
        self.0["id"].as_str().unwrap()
    }

    /// The targets it asks for, by their place.
    pub(crate) fn target(&self, place: usize) -> String {
        self.0["targets"][place]["targetId"].as_str().unwrap_or_else(|| panic!("no target {place} in {}", self.0)).to_owned()
    }

    /// A complete report with these figures, for the targets in their order.
    pub(crate) fn report(&self, figures: &[f64]) -> Value {
        let figures: Vec<Value> =
            figures.iter().enumerate().map(|(at, value)| json!({"targetId": self.target(at), "value": value})).collect();
        json!({"obligationId": self.id(), "progress": "按序时推进。", "figures": figures})
    }
}

impl Person {
    /// The one obligation of a unit (by code) on a task (by code) for a period, in whatever plan the task has this code.
    pub(crate) async fn owed(&self, unit: &str, task: &str, period: &str) -> Owed {
        let page = self.get(&format!("/obligations?period={period}&limit=200")).await.expect(200);
        let found = page.items().iter().find(|one| one["task"]["code"] == task && one["unit"]["code"] == unit);
        Owed(found.unwrap_or_else(|| panic!("{unit} owes nothing on {task} for {period}")).clone())
    }

    /// Begins a report; its path.
    pub(crate) async fn begin(&self, report: Value) -> String {
        format!("/submissions/{}", self.post("/submissions", report).await.expect(201).id())
    }

    /// Begins a report and submits it; its path.
    pub(crate) async fn file(&self, report: Value) -> String {
        let path = self.begin(report).await;
        self.act_at(&path, "submit", "\"1\"", json!({})).await.expect(200);
        path
    }

    /// Takes a step that must succeed.
    pub(crate) async fn step(&self, item: &str, action: &str) -> Reply {
        self.act(item, action, json!({})).await.expect(200)
    }

    /// Takes a step with a reason, that must succeed.
    pub(crate) async fn step_because(&self, item: &str, action: &str, reason: &str) -> Reply {
        self.act(item, action, json!({"reason": reason})).await.expect(200)
    }

    /// Changes a report as it is now.
    pub(crate) async fn edit(&self, item: &str, patch: Value) -> Reply {
        let tag = self.get(item).await.expect(200).tag();
        self.patch(item, &tag, patch).await
    }
}

impl TestApp {
    /// An account with these grants (role, unit code): accounts are made on the command line only.
    pub(crate) async fn db_account(&self, username: &str, home: &str, grants: &[(Role, &str)]) {
        self.db_account_like("leader", "2024-01-01", (username, home), grants).await;
    }

    /// The same in the government of somebody else, with grants from a day on.
    pub(crate) async fn db_account_like(&self, like: &str, since: &str, (username, home): (&str, &str), grants: &[(Role, &str)]) {
        let like = app_user::Entity::find().filter(app_user::Column::Username.eq(like)).one(&self.state.db).await.unwrap().unwrap();
        let units = unit::Entity::find().filter(unit::Column::GovernmentId.eq(like.government_id)).all(&self.state.db).await.unwrap();
        let id_of = |code: &str| units.iter().find(|unit| unit.code == code).unwrap_or_else(|| panic!("no unit {code}")).id;
        let account = NewAccount {
            username: username.to_owned(),
            name: username.to_owned(),
            unit: id_of(home),
            official: None,
            password_hash: like.password_hash,
            must_change_password: false,
            installation_admin: false,
            grants: grants.iter().map(|(role, code)| (*role, id_of(code), false)).collect(),
        };
        let mut tx = Tx::begin_as(&self.state, account::command_line(like.government_id)).await.unwrap();
        account::insert(&mut tx, account, since.parse().unwrap()).await.unwrap();
        tx.commit(Answer::no_content()).await.unwrap();
    }

    /// Makes an obligation void from now on.
    pub(crate) async fn db_void(&self, owed: &Owed) {
        let row = obligation::ActiveModel {
            id: Set(owed.id().parse().unwrap()),
            void_reason: Set(Some(VoidReason::TaskCancelled)),
            voided_at: Set(Some(self.state.clock.now())),
            ..Default::default()
        };
        row.update(&self.state.db).await.unwrap();
    }

    /// A plan of one task led by 市卫健委, issued on 6 May 2024; `targets` are its figures, `rule` changes its monthly report: of May
    /// and later, due on the 3rd, open from the 25th, closed five days after the deadline.
    pub(crate) async fn small_plan(&self, rule: Value, targets: &[Value]) -> String {
        let writer = self.login("supervisor").await;
        let plan = json!({"code": "small", "title": "小方案", "kind": "livelihood", "startsOn": "2023-01-01", "endsOn": "2024-12-31",
            "issuedOn": "2024-05-06", "leadRule": "labelled", "issuingUnitCode": "YC-ZFBGS", "coordinatingUnitCode": "YC-FGW",
            "defaultDue": {"text": "年底前", "kind": "year", "latest": "2024-12-31", "control": "2024-12-31"}});
        let plan = writer.post("/plans", plan).await.expect(201).id();
        let task = json!({"planId": plan, "number": "1", "code": "1", "title": "建成村卫生室"});
        let task = writer.post("/tasks", task).await.expect(201).id();
        writer.post("/assignments", json!({"taskId": task, "unitCode": "YC-WJW", "role": "lead"})).await.expect(201);
        for target in targets {
            let mut whole = json!({"taskId": task, "indicator": "村卫生室", "text": "建成村卫生室", "operator": "eq", "value": 100,
                "unitOfMeasure": "个", "series": "cumulative", "quantityKind": "count"});
            whole.as_object_mut().unwrap().extend(target.as_object().unwrap().clone());
            writer.post("/targets", whole).await.expect(201);
        }
        let mut whole = json!({"planId": plan, "title": "月报", "receiverUnitCode": "YC-FGW", "reporters": "everyLead", "parts": ["progress"],
            "calendar": {"frequency": "monthly", "dueDay": 3, "opensDay": 25, "closesAfterDays": 5}, "collectsFigures": true});
        whole.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
        writer.post("/reporting-rules", whole).await.expect(201);
        writer.step(&format!("/plans/{plan}"), "issue").await;
        plan
    }

    /// The obligation of 市卫健委 in the small plan for a period.
    pub(crate) async fn small_owed(&self, plan: &str, period: &str) -> Owed {
        let page = self.login("reporter.wjw").await.get(&format!("/obligations?planId={plan}&period={period}")).await.expect(200);
        Owed(page.items()[0].clone())
    }
}
