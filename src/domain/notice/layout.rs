//! Which layout a text has, and the reader for it.

use super::lines::Line;
use super::outline::outline;
use super::proposal::Layout;
use super::record::{Group, Reading};
use super::shape::shape;
use super::{collapsed, flat, grid, inline};

/// A text read by its layout.
pub(crate) struct Laid<'a> {
    pub(crate) layout: Layout,
    pub(crate) reading: Reading<'a>,
}

/// Reads the lines by the first layout that fits.
pub(crate) fn lay<'a>(lines: &[Line<'a>], now: Option<i32>) -> Laid<'a> {
    let after = |at: usize| lines.get(at..).unwrap_or(&[]);
    if let Some((at, cut)) = grid::head(lines, now) {
        let reading = grid::read(after(at), cut, now);
        if reading.root.count() > 0 {
            let layout = match cut {
                grid::Cut::Pipe => Layout::PipeTable,
                grid::Cut::Tab => Layout::DelimitedTable,
                grid::Cut::Blank => Layout::SpacedTable,
            };
            return Laid { layout, reading };
        }
    }
    if let Some(at) = collapsed::begins(lines) {
        let reading = collapsed::read(after(at), now);
        if reading.root.count() > 0 {
            return Laid { layout: Layout::CollapsedRows, reading };
        }
    }
    if let Some(reading) = flattened(lines, now) {
        return Laid { layout: Layout::FlattenedTable, reading };
    }
    let reading = shape(&outline(lines));
    if reading.root.count() == 0
        && let Some(reading) = inline::read(lines)
    {
        return Laid { layout: Layout::NumberedList, reading };
    }
    let layout = kind(&reading.root);
    Laid { layout, reading }
}

fn flattened<'a>(lines: &[Line<'a>], now: Option<i32>) -> Option<Reading<'a>> {
    let unpiped = flat::unpiped(lines);
    let lines = unpiped.as_deref().unwrap_or(lines);
    let (till, columns) = flat::head(lines)?;
    let reading = flat::read(lines.get(till..)?, &columns, now);
    (reading.root.count() > 0).then_some(reading)
}

fn kind(root: &Group<'_>) -> Layout {
    let mut counts = (0_usize, 0_usize, 0_usize);
    tally(root, &mut counts, 0);
    let (closed, labelled, all) = counts;
    if all == 0 {
        Layout::Unknown
    } else if closed.saturating_mul(2) >= all {
        Layout::ClosedBlocks
    } else if labelled.saturating_mul(2) >= all {
        Layout::LabelledBlocks
    } else {
        Layout::NumberedList
    }
}

fn tally(group: &Group<'_>, counts: &mut (usize, usize, usize), depth: usize) {
    for record in &group.records {
        counts.2 = counts.2.saturating_add(1);
        match record.rule {
            "layout.closedBlock" => counts.0 = counts.0.saturating_add(1),
            "layout.labelledBlock" => counts.1 = counts.1.saturating_add(1),
            _ => {}
        }
    }
    for group in group.groups.iter().filter(|_| depth < 12) {
        tally(group, counts, depth.saturating_add(1));
    }
}
