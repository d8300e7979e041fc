//! Plan documents: the six of `seeds/`, how to get one over HTTP, and how to walk through it.

use serde_json::Value;

use super::{Person, TestApp};

/// A document of `seeds/`.
#[derive(Clone, Copy)]
pub(crate) struct Seed {
    /// Its folder.
    pub(crate) folder: &'static str,
    /// The code of its plan.
    pub(crate) code: &'static str,
    /// Who supervises its government.
    pub(crate) supervisor: &'static str,
    /// Its file.
    pub(crate) text: &'static str,
}

macro_rules! seed {
    ($folder:literal, $code:literal, $supervisor:literal) => {
        Seed {
            folder: $folder,
            code: $code,
            supervisor: $supervisor,
            text: include_str!(concat!("../../../seeds/", $folder, "/plan.json")),
        }
    };
}

pub(crate) const SEEDS: &[Seed] = &[
    seed!("wuhan-2017", "wuhan-2017-livelihood", "supervisor.wuhan"),
    seed!("huzhou-2017", "huzhou-2017-key-work", "supervisor.huzhou"),
    seed!("yichang-2024", "yichang-2024-livelihood", "supervisor"),
    seed!("tianmen-125", "tianmen-125-outline", "supervisor.tianmen"),
    seed!("tianmen-narrative", "tianmen-county-work", "supervisor.tianmen"),
    seed!("weifang-2021", "weifang-2021-livelihood-2", "supervisor.weifang"),
];

impl Seed {
    pub(crate) fn of(folder: &str) -> Self {
        *SEEDS.iter().find(|seed| seed.folder == folder).unwrap()
    }

    /// The file as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.text).unwrap()
    }

    /// The document as the service gives it.
    pub(crate) async fn served(&self, app: &TestApp) -> Value {
        let supervisor = app.login(self.supervisor).await;
        supervisor.document(self.code).await
    }
}

impl Person {
    /// The id of the plan with this code.
    pub(crate) async fn plan_id(&self, code: &str) -> String {
        let page = self.get(&format!("/plans?code={code}")).await.expect(200);
        page.items()[0]["id"].as_str().unwrap().to_owned()
    }

    /// The document of the plan with this code.
    pub(crate) async fn document(&self, code: &str) -> Value {
        let id = self.plan_id(code).await;
        self.get(&format!("/plans/{id}/document")).await.expect(200).json
    }
}

/// The items of a member that may be absent.
pub(crate) fn list<'v>(object: &'v Value, member: &str) -> &'v [Value] {
    object[member].as_array().map_or(&[], Vec::as_slice)
}

/// All tasks and measures of a document, each with the task it is a measure of.
pub(crate) fn tasks(document: &Value) -> Vec<(&Value, Option<&Value>)> {
    fn below<'v>(task: &'v Value, above: Option<&'v Value>, found: &mut Vec<(&'v Value, Option<&'v Value>)>) {
        found.push((task, above));
        list(task, "measures").iter().for_each(|measure| below(measure, Some(task), found));
    }
    fn under<'v>(heading: &'v Value, found: &mut Vec<(&'v Value, Option<&'v Value>)>) {
        list(heading, "sections").iter().for_each(|section| under(section, found));
        list(heading, "tasks").iter().for_each(|task| below(task, None, found));
    }
    let mut found = Vec::new();
    under(document, &mut found);
    found
}
