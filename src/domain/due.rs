//! Deadlines as documents print them (时限): an interval with its text, and the one date used for judging.
//! 「X日前」 runs to 24:00 of X and 「X月底前」 to 24:00 of the last day of X, in the business time zone.

use chrono::NaiveDate;
use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::day;

/// The longest text of a deadline, in Unicode scalars.
const TEXT_LIMIT: usize = 200;

/// What kind of deadline the document prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum DueKind {
    /// A day (6月30日前)
    Day,
    /// A month (6月底前)
    Month,
    /// A quarter (二季度)
    Quarter,
    /// A half-year (上半年)
    Half,
    /// A year (年内, 2024年底前)
    Year,
    /// A season (供暖季前, 汛期前); has no date until someone sets the control date
    Season,
    /// An event (开学前); has no date until someone sets the control date
    Event,
    /// Reaching an outcome (直至完成)
    Outcome,
    /// A condition (待…获批后)
    Condition,
    /// None printed (长期, 持续推进)
    None,
}

impl DueKind {
    /// Whether the text itself names a last day.
    #[must_use]
    pub const fn is_dated(self) -> bool {
        matches!(self, Self::Day | Self::Month | Self::Quarter | Self::Half | Self::Year)
    }
}

/// A deadline: the interval in which it falls, the text as printed, and the control date once there is one.
/// A date counts to 24:00 of that day in the business time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, FromJsonQueryResult)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Due {
    /// As printed (2021年供暖季前), 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "6月底前")]
    pub text: String,
    /// What kind of deadline it is.
    pub kind: DueKind,
    /// The earliest day that can be meant; absent when the text gives none.
    #[serde(default, deserialize_with = "day::optional")]
    pub earliest: Option<NaiveDate>,
    /// The last day that can be meant (6月底前: 30 June).
    #[serde(default, deserialize_with = "day::optional")]
    pub latest: Option<NaiveDate>,
    /// The day used for judging; null until someone fixes it when the text gives none.
    #[serde(default, deserialize_with = "day::optional")]
    pub control: Option<NaiveDate>,
}

impl Due {
    /// What is wrong with it, all faults at once: (JSON member, error code). Empty when it is good.
    ///
    /// Codes: `required`, `too_long`, `out_of_range` (`latest` before `earliest`, `control` outside the interval).
    #[must_use]
    pub fn check(&self) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        if self.text.trim().is_empty() {
            faults.push(("text", "required"));
        } else if self.text.chars().count() > TEXT_LIMIT {
            faults.push(("text", "too_long"));
        }
        if self.kind.is_dated() && self.latest.is_none() {
            faults.push(("latest", "required"));
        }
        if follows(self.earliest, self.latest) {
            faults.push(("latest", "out_of_range"));
        }
        if follows(self.earliest, self.control) || follows(self.control, self.latest) {
            faults.push(("control", "out_of_range"));
        }
        faults
    }
}

/// Whether `a` comes after `b`; not where one is absent.
fn follows(a: Option<NaiveDate>, b: Option<NaiveDate>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a > b)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "a test may panic")]
    use super::{Due, DueKind};
    use chrono::NaiveDate;
    use proptest::option;
    use proptest::prelude::{Strategy, prop_assert_eq, proptest};
    use sea_orm::{ActiveEnum, Iterable};

    fn due(kind: DueKind, dates: [&str; 3]) -> Due {
        let [earliest, latest, control] = dates.map(|text| text.parse().ok());
        Due { text: "6月底前".to_owned(), kind, earliest, latest, control }
    }

    #[test]
    fn good_deadlines() {
        for good in [
            due(DueKind::Month, ["", "2024-06-30", "2024-06-30"]),
            due(DueKind::Half, ["2024-01-01", "2024-06-30", "2024-01-01"]),
            due(DueKind::Day, ["2024-06-30", "2024-06-30", "2024-06-30"]),
            due(DueKind::Season, ["", "", ""]),
            due(DueKind::Event, ["", "", "2024-09-01"]),
            due(DueKind::None, ["", "", ""]),
        ] {
            assert_eq!(good.check(), [], "{good:?}");
        }
    }

    #[test]
    fn faults_are_named_all_at_once() {
        for kind in [DueKind::Day, DueKind::Month, DueKind::Quarter, DueKind::Half, DueKind::Year] {
            assert_eq!(due(kind, ["2024-01-01", "", ""]).check(), [("latest", "required")]);
        }
        let reversed = due(DueKind::Month, ["2024-07-01", "2024-06-30", "2024-06-30"]);
        assert_eq!(reversed.check(), [("latest", "out_of_range"), ("control", "out_of_range")]);
        let after = due(DueKind::Month, ["", "2024-06-30", "2024-07-01"]);
        assert_eq!(after.check(), [("control", "out_of_range")]);
        let before = due(DueKind::Season, ["2024-11-15", "", "2024-11-14"]);
        assert_eq!(before.check(), [("control", "out_of_range")]);
        let mut text = due(DueKind::None, ["", "", ""]);
        text.text = " \u{3000}".to_owned();
        assert_eq!(text.check(), [("text", "required")]);
        text.text = "月".repeat(200);
        assert_eq!(text.check(), []);
        text.text.push('前');
        text.kind = DueKind::Year;
        assert_eq!(text.check(), [("text", "too_long"), ("latest", "required")]);
    }

    #[test]
    fn json() {
        let json = r#"{"text":"6月底前","kind":"month","earliest":null,"latest":"2024-06-30","control":null}"#;
        let it: Due = serde_json::from_str(json).unwrap();
        assert_eq!(it, due(DueKind::Month, ["", "2024-06-30", ""]));
        assert_eq!(serde_json::to_string(&it).unwrap(), json);
        let short: Due = serde_json::from_str(r#"{"text":"长期","kind":"none"}"#).unwrap();
        assert_eq!((short.earliest, short.latest, short.control), (None, None, None));
        for wrong in [r#"{"text":"长期","kind":"none","by":null}"#, r#"{"kind":"none"}"#, r#"{"text":"","kind":"None"}"#] {
            assert!(serde_json::from_str::<Due>(wrong).is_err(), "{wrong}");
        }
        let wrong = serde_json::json!({"text": "长期", "kind": "none", "latest": "2024-6-30"});
        assert_eq!(serde_json::from_value::<Due>(wrong).unwrap_err().to_string(), "invalid_date");
    }

    #[test]
    fn the_names_in_tables_are_those_in_json() {
        for kind in DueKind::iter() {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.to_value());
        }
        assert_eq!(DueKind::iter().count(), 10);
    }

    fn some_day() -> impl Strategy<Value = Option<NaiveDate>> {
        let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        option::of((0..5_u64).prop_map(move |days| first + chrono::Days::new(days)))
    }

    proptest! {
        #[test]
        fn good_means_in_order(earliest in some_day(), latest in some_day(), control in some_day()) {
            let it = Due { text: "近期".to_owned(), kind: DueKind::Condition, earliest, latest, control };
            let order: Vec<NaiveDate> = [earliest, control, latest].into_iter().flatten().collect();
            prop_assert_eq!(it.check().is_empty(), order.is_sorted());
        }
    }
}
