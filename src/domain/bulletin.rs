//! Bulletins (通报, 专报): their kinds and stages, what may happen to them, and how their number and dates are written.

use chrono::{Datelike, NaiveDate};
use sea_orm::sea_query::StringLen;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::identity;
use crate::domain::period::{Granularity, Period};

/// What a bulletin is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum BulletinKind {
    /// 季度通报: speaks of a quarter
    Quarterly,
    /// 半年专报: speaks of a half-year
    HalfYear,
    /// 专项通报: speaks of any period
    Special,
}

impl BulletinKind {
    /// The word a title ends with.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quarterly | Self::Special => "通报",
            Self::HalfYear => "专报",
        }
    }

    /// Whether it speaks of a period of this length.
    #[must_use]
    pub fn speaks_of(self, period: Period) -> bool {
        match self {
            Self::Quarterly => period.granularity() == Granularity::Quarter,
            Self::HalfYear => period.granularity() == Granularity::Half,
            Self::Special => true,
        }
    }
}

/// The stage a bulletin is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum BulletinState {
    /// 起草: computed anew whenever it is read
    Draft,
    /// 已印发: frozen
    Issued,
    /// 已撤回: frozen, and no longer valid
    Withdrawn,
}

/// What can be done with a bulletin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum BulletinAction {
    /// Change its texts and dates
    Edit,
    /// Delete the draft
    Delete,
    /// 印发
    Issue,
    /// 撤回
    Withdraw,
}

impl BulletinState {
    /// What the stage allows.
    #[must_use]
    pub const fn allowed(self) -> &'static [BulletinAction] {
        match self {
            Self::Draft => &[BulletinAction::Edit, BulletinAction::Delete, BulletinAction::Issue],
            Self::Issued => &[BulletinAction::Withdraw],
            Self::Withdrawn => &[],
        }
    }
}

/// The prefix of a document number (机关代字), such as 宜督办, without white space; `None` when no number can begin with it.
#[must_use]
pub fn number_prefix(text: &str) -> Option<String> {
    let number = identity::document_number(&format!("{text}〔2000〕1号"))?;
    let prefix = number.strip_suffix("〔2000〕1号")?;
    (!prefix.contains('〔')).then(|| prefix.to_owned())
}

/// A document number: 宜督办〔2024〕7号. While the serial is not known its place stays empty.
#[must_use]
pub fn number(prefix: &str, year: i32, serial: Option<i32>) -> String {
    serial.map_or_else(|| format!("{prefix}〔{year}〕　号"), |serial| format!("{prefix}〔{year}〕{serial}号"))
}

/// A period in words: 2024年第二季度.
#[must_use]
pub fn period_zh(period: Period) -> String {
    let (year, month) = (period.first_day().year(), period.first_day().month());
    match (period.granularity(), month) {
        (Granularity::Year, _) => format!("{year}年"),
        (Granularity::Half, 1) => format!("{year}年上半年"),
        (Granularity::Half, _) => format!("{year}年下半年"),
        (Granularity::Quarter, 1) => format!("{year}年第一季度"),
        (Granularity::Quarter, 4) => format!("{year}年第二季度"),
        (Granularity::Quarter, 7) => format!("{year}年第三季度"),
        (Granularity::Quarter, _) => format!("{year}年第四季度"),
        (Granularity::Month, _) => format!("{year}年{month}月"),
    }
}

/// A day as official documents write it (GB/T 9704 7.3.5.4): 2024年7月8日, in Arabic figures without leading noughts.
#[must_use]
pub fn day_zh(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::{BulletinKind, day_zh, number, number_prefix, period_zh};

    #[test]
    fn numbers_have_the_form_of_document_numbers() {
        assert_eq!(number_prefix(" 宜督办 ").as_deref(), Some("宜督办"));
        for bad in ["", "宜督〔办", "宜督办〔2024〕7号", "宜-督"] {
            assert_eq!(number_prefix(bad), None, "{bad}");
        }
        assert_eq!(number("宜督办", 2024, Some(7)), "宜督办〔2024〕7号");
        assert_eq!(number("宜督办", 2024, None), "宜督办〔2024〕　号");
    }

    #[test]
    fn periods_and_days_are_told_in_words() {
        for (text, told) in [("2024", "2024年"), ("2024H2", "2024年下半年"), ("2024Q2", "2024年第二季度"), ("2024-05", "2024年5月")]
        {
            assert_eq!(period_zh(text.parse().unwrap()), told);
        }
        assert_eq!(day_zh("2024-07-08".parse().unwrap()), "2024年7月8日");
        assert!(BulletinKind::Quarterly.speaks_of("2024Q4".parse().unwrap()));
        assert!(!BulletinKind::HalfYear.speaks_of("2024Q4".parse().unwrap()));
    }
}
