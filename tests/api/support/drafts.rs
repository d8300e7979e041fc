//! Small plans of a test's own, entered over HTTP by somebody who may write plans.

use serde_json::{Value, json};

use super::{Person, Reply};

/// A plan that somebody is writing.
pub(crate) struct Draft {
    pub(crate) author: Person,
    pub(crate) id: String,
}

/// The least a plan of Yichang needs, with `more` laid over it.
pub(crate) fn plan(code: &str, more: Value) -> Value {
    let least = json!({
        "code": code, "title": "宜昌市2024年小型清单", "kind": "keyWork", "startsOn": "2024-01-01", "endsOn": "2024-12-31",
        "issuedOn": "2024-04-02", "leadRule": "labelled", "issuingUnitCode": "YC-ZFBGS", "coordinatingUnitCode": "YC-FGW"
    });
    over(least, more)
}

/// The quarterly rule of a small plan: 市发改委 receives, with figures, by the 10th.
pub(crate) fn quarterly(more: Value) -> Value {
    let least = json!({
        "title": "季报", "receiverUnitCode": "YC-FGW", "reporters": "everyLead", "collectsFigures": true,
        "calendar": {"frequency": "quarterly", "dueDay": 10}
    });
    over(least, more)
}

/// An object with the members of another written over its own; null takes a member out.
pub(crate) fn over(mut least: Value, more: Value) -> Value {
    let members = least.as_object_mut().unwrap();
    for (name, value) in more.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    least
}

impl Draft {
    /// Enters a plan.
    pub(crate) async fn new(author: &Person, plan: Value) -> Self {
        let id = author.post("/plans", plan).await.expect(201).id();
        Self { author: author.clone(), id }
    }

    pub(crate) fn path(&self) -> String {
        format!("/plans/{}", self.id)
    }

    /// Enters a part that names the plan it belongs to, and returns its id.
    pub(crate) async fn part(&self, collection: &str, part: Value) -> String {
        self.author.post(collection, over(json!({"planId": self.id}), part)).await.expect(201).id()
    }

    pub(crate) async fn rule(&self, rule: Value) -> String {
        self.part("/reporting-rules", rule).await
    }

    /// A task or measure with nothing but its code.
    pub(crate) async fn task(&self, code: &str, parent: Option<&String>) -> String {
        let task = json!({"number": code, "code": code, "title": format!("事项{code}"), "parentId": parent});
        self.part("/tasks", task).await
    }

    /// Makes a unit lead a task.
    pub(crate) async fn lead(&self, task: &str, unit: &str) -> String {
        let duty = json!({"taskId": task, "unitCode": unit, "role": "lead", "label": "牵头单位"});
        self.author.post("/assignments", duty).await.expect(201).id()
    }

    /// A total to reach.
    pub(crate) async fn target(&self, task: &str, indicator: &str) -> String {
        let target = json!({
            "taskId": task, "indicator": indicator, "text": format!("{indicator}100个"), "operator": "eq", "value": 100,
            "unitOfMeasure": "个", "series": "cumulative", "quantityKind": "count"
        });
        self.author.post("/targets", target).await.expect(201).id()
    }

    /// Issues, closes or archives.
    pub(crate) async fn run(&self, action: &str) -> Reply {
        self.author.act(&self.path(), action, json!({})).await
    }
}
