//! The trajectory of some targets: a total, one that was changed, one to come down, a rate, one to hold, one assigned later.

use serde_json::{Value, json};

use super::book::day_of;
use super::compare::Asked;
use super::judged::{asked, judge, known_of, reports_of, value_of};
use super::story::{date, last_day};
use crate::model::points;

/// As (task, key).
const FOLLOWED: [(&str, &str); 9] =
    [("4", "1"), ("12", "1"), ("21", "1"), ("22", "1"), ("31", "1"), ("48", "2"), ("58", "1"), ("59", "1"), ("63", "1")];

impl Asked<'_> {
    pub(super) async fn courses(&self) {
        // A third of them at each moment, by turns.
        let turn = (self.when.known.timestamp() / 86_400).rem_euclid(3);
        for (task, key) in FOLLOWED.into_iter().skip(usize::try_from(turn).unwrap()).step_by(3) {
            let Some(goal) = self.goals.all.iter().find(|goal| goal.task == task && goal.key == key) else { continue };
            let path = format!("/reports/trajectory?targetId={}&{}", self.stage.targets[&(task.to_owned(), key.to_owned())], self.query());
            let found = self.plain(&self.get(&path).await);
            let (when, on) = (self.when, self.when.as_of.min(day_of(self.when.known)));
            let wanted = asked(goal, value_of(self.book, goal, when.as_of, when.known));
            let months = reports_of(self.book, goal, when.known).into_iter().map(|report| report.duty.month);
            let periods: Vec<_> = months.map(|month| (last_day(month), format!("2024-{month:02}"))).collect();
            let points = points(&wanted, on, &periods, |day| known_of(self.book, goal, when, day));
            let expected = json!({"startsOn": date(1, 1), "startsAt": wanted.starts_at(), "controlOn": wanted.control,
                "assessment": judge(self.book, goal, when).told, "points": points});
            for (member, value) in expected.as_object().unwrap() {
                assert_eq!(found["course"][member], *value, "{member} of {path} {:?}", self.when);
            }
            assert_eq!((&found["unit"], &found["members"], &found["target"]["key"]), (&Value::Null, &json!([]), &json!(key)), "{path}");
        }
    }
}
