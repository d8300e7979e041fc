//! The rows of a bulk on their way: each is read by itself, and fails by itself.

use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;
use validator::Validate;

use super::shapes::BulkOutcome;
use crate::entity::submission;
use crate::features::submissions::together::below;
use crate::http::body::{self, MAX_FAULTS};
use crate::http::{Fault, Problem, Result};

/// One row: what was sent, until it is taken up, and what came of it.
pub(super) struct Row<T> {
    pub(super) reference: Option<String>,
    pub(super) item: Option<T>,
    /// By pointers into the row.
    faults: Vec<Fault>,
    pub(super) outcome: BulkOutcome,
    /// The report as it is, as far as the caller may know of it.
    pub(super) report: Option<submission::Model>,
    /// The report was begun by this request.
    pub(super) is_new: bool,
}

/// All rows of a request, in its order.
pub(super) struct Rows<T>(pub(super) Vec<Row<T>>);

impl<T: DeserializeOwned + Validate + ToSchema> Rows<T> {
    /// Reads the items.
    pub(super) fn read(items: Vec<Value>) -> Self {
        Self(items.into_iter().map(Row::read).collect())
    }
}

impl<T: DeserializeOwned + Validate + ToSchema> Row<T> {
    fn read(item: Value) -> Self {
        let reference = item.get("ref").and_then(Value::as_str).filter(|text| text.chars().count() <= 200).map(str::to_owned);
        let (item, faults) = match body::item(item) {
            Ok(item) => (Some(item), Vec::new()),
            Err(faults) => (None, faults),
        };
        Self { reference, item, faults, outcome: BulkOutcome::Failed, report: None, is_new: false }
    }
}

impl<T> Rows<T> {
    /// The rows that can still succeed, with their places.
    pub(super) fn open(&mut self) -> impl Iterator<Item = (usize, &mut Row<T>)> {
        self.0.iter_mut().enumerate().filter(|(_, row)| row.faults.is_empty())
    }

    /// The row at a place, if it can still succeed.
    pub(super) fn open_at(&mut self, index: usize) -> Option<&mut Row<T>> {
        self.0.get_mut(index).filter(|row| row.faults.is_empty())
    }

    /// What the rows that can still succeed say, with their places.
    pub(super) fn items(&self) -> impl Iterator<Item = (usize, &T)> {
        let open = self.0.iter().enumerate().filter(|(_, row)| row.faults.is_empty());
        open.filter_map(|(index, row)| Some((index, row.item.as_ref()?)))
    }

    /// Something is wrong with a row.
    pub(super) fn fail(&mut self, index: usize, faults: impl IntoIterator<Item = Fault>) {
        if let Some(row) = self.0.get_mut(index) {
            row.faults.extend(faults);
            row.faults.truncate(MAX_FAULTS);
        }
    }

    /// A row came out well: the report is now as it shows.
    pub(super) fn done(&mut self, index: usize, outcome: BulkOutcome, report: submission::Model) {
        if let Some(row) = self.0.get_mut(index) {
            row.is_new = row.report.is_none();
            (row.outcome, row.report) = (outcome, Some(report));
        }
    }

    /// The faults of a row, by pointers into the request.
    pub(super) fn faults(index: usize, row: &Row<T>) -> impl Iterator<Item = Fault> {
        row.faults.iter().map(move |fault| below(index, fault.clone()))
    }

    /// Refuses the whole where it is all or nothing and something is wrong.
    ///
    /// # Errors
    /// 422 with every fault of every row, and the caller's own text beside it.
    pub(super) fn unless_broken(&self, atomic: bool) -> Result<()> {
        let named = |(index, row)| {
            let row: &Row<T> = row;
            Self::faults(index, row).map(|fault| match &row.reference {
                Some(reference) => fault.with("ref", reference.as_str()),
                None => fault,
            })
        };
        let faults: Vec<Fault> = if atomic { self.0.iter().enumerate().flat_map(named).collect() } else { Vec::new() };
        Problem::unless_empty(faults)
    }
}
