//! Tables drawn with lines of their own characters (┌─┬─┐ │ ├─┼─┤): their rows become lines between pipes. A cell that runs over several
//! printed lines is put together, a cell that spans several rows stands in each of them.

use super::text::Mark;

/// Most columns that are told apart.
const COLUMNS: usize = 24;
/// A cell longer than this is not printed again in the rows it spans.
const REPEATED: usize = 240;

const fn is_border(c: char) -> bool {
    matches!(c, '│' | '┃' | '║' | '┌'..='╋' | '═'..='╬')
}

const fn is_rule(c: char) -> bool {
    matches!(c, '─' | '━' | '═' | '┄'..='┉')
}

/// A line of such a table begins with a border and ends with one.
fn is_boxed(line: &[Mark]) -> bool {
    let solid = |mark: &&Mark| !mark.read.is_whitespace();
    let first = line.iter().find(solid);
    let last = line.iter().rev().find(solid);
    first.zip(last).is_some_and(|(first, last)| is_border(first.printed) && is_border(last.printed) && !std::ptr::eq(first, last))
}

/// One cell of one printed line.
enum Piece<'m> {
    Rule,
    Text(&'m [Mark]),
}

fn pieces(line: &[Mark]) -> Vec<Piece<'_>> {
    let inner = line.split(|mark| is_border(mark.printed) && !is_rule(mark.printed));
    let mut found: Vec<Piece<'_>> = inner
        .take(COLUMNS.saturating_add(2))
        .map(|piece| {
            let ruled = !piece.is_empty() && piece.iter().all(|mark| is_rule(mark.printed));
            if ruled { Piece::Rule } else { Piece::Text(trimmed(piece)) }
        })
        .collect();
    // Nothing stands outside the first and the last border.
    found.pop();
    if !found.is_empty() {
        found.remove(0);
    }
    found
}

fn trimmed(piece: &[Mark]) -> &[Mark] {
    let blank = |mark: &Mark| mark.read.is_whitespace();
    let from = piece.iter().position(|mark| !blank(mark)).unwrap_or(piece.len());
    let till = piece.iter().rposition(|mark| !blank(mark)).map_or(from, |at| at.saturating_add(1));
    piece.get(from..till).unwrap_or(&[])
}

/// The characters with every drawn table as lines between pipes.
pub(crate) fn unboxed(marks: Vec<Mark>) -> Vec<Mark> {
    if !marks.iter().any(|mark| matches!(mark.printed, '├' | '┝' | '┠' | '┣' | '╠')) {
        return marks;
    }
    let mut out = Vec::with_capacity(marks.len());
    let mut table = Table { budget: marks.len(), ..Table::default() };
    for line in marks.split_inclusive(|mark| mark.read == '\n') {
        let bare = line.split_last().filter(|(last, _)| last.read == '\n').map_or(line, |(_, rest)| rest);
        if is_boxed(bare) {
            table.line(bare, &mut out);
        } else {
            table.close(&mut out);
            out.extend_from_slice(line);
        }
    }
    table.close(&mut out);
    out
}

/// A cell over the rows it spans.
#[derive(Default)]
struct Cell {
    text: Vec<Mark>,
    /// Rows in which it was printed.
    rows: usize,
}

#[derive(Default)]
struct Table {
    /// The rows not yet printed: for each the texts of the first column.
    rows: Vec<Vec<Vec<Mark>>>,
    /// For each row and column behind the first, the number of its cell.
    spans: Vec<Vec<usize>>,
    cells: Vec<Cell>,
    /// The open cell of each column.
    open: Vec<Option<usize>>,
    /// Whether the next text begins a row.
    ruled: bool,
    /// Characters that may still be printed again.
    budget: usize,
}

impl Table {
    fn line(&mut self, line: &[Mark], out: &mut Vec<Mark>) {
        let pieces = pieces(line);
        if pieces.iter().all(|piece| matches!(piece, Piece::Rule)) {
            self.close(out);
            return;
        }
        let mut ruled = false;
        for (open, _) in self.open.iter_mut().zip(&pieces).filter(|(_, piece)| matches!(piece, Piece::Rule)) {
            (*open, ruled) = (None, true);
        }
        // Text of the first column beside the line still belongs to the row above it.
        let beside = matches!(pieces.first(), Some(Piece::Text(text)) if !text.is_empty());
        if self.rows.is_empty() || self.ruled || (ruled && !beside) {
            self.rows.push(vec![Vec::new()]);
        }
        self.ruled = ruled && beside;
        self.open.resize(self.open.len().max(pieces.len()), None);
        for (column, piece) in pieces.iter().enumerate() {
            if let Piece::Text(text) = piece {
                self.text(column, text);
            }
        }
    }

    fn text(&mut self, column: usize, text: &[Mark]) {
        if column == 0 {
            let starts = text.first().is_some_and(|mark| matches!(mark.read, '△' | '▲' | '●' | '■' | '◆' | '★'));
            let Some(row) = self.rows.last_mut() else { return };
            if starts && row.last().is_some_and(|item| !item.is_empty()) {
                row.push(Vec::new());
            }
            if let Some(item) = row.last_mut() {
                item.extend_from_slice(text);
            }
            return;
        }
        let cell = match self.open.get(column).copied().flatten() {
            Some(cell) => cell,
            None => {
                self.cells.push(Cell::default());
                self.cells.len().saturating_sub(1)
            }
        };
        if let Some(open) = self.open.get_mut(column) {
            *open = Some(cell);
        }
        if let Some(cell) = self.cells.get_mut(cell) {
            cell.text.extend_from_slice(text);
        }
        self.spans.resize(self.rows.len(), Vec::new());
        if let Some(row) = self.spans.last_mut() {
            row.resize(row.len().max(column), usize::MAX);
            if let Some(place) = row.get_mut(column.saturating_sub(1)) {
                *place = cell;
            }
        }
    }

    /// Prints the rows since the last line through all columns.
    fn close(&mut self, out: &mut Vec<Mark>) {
        let rows = std::mem::take(&mut self.rows);
        let spans = std::mem::take(&mut self.spans);
        for (at, items) in rows.iter().enumerate() {
            let cells = spans.get(at).map_or(&[][..], Vec::as_slice);
            for item in items {
                self.print(item, cells, out);
            }
        }
        self.cells.clear();
        self.open.clear();
        self.ruled = false;
    }

    fn print(&mut self, item: &[Mark], cells: &[usize], out: &mut Vec<Mark>) {
        let place = item.first().copied().or_else(|| self.first(cells));
        let Some(place) = place else { return };
        let sign = |read: char, out: &mut Vec<Mark>| out.push(Mark { read, printed: read, ..place });
        sign('|', out);
        out.extend_from_slice(item);
        for at in cells {
            sign('|', out);
            let Some(cell) = self.cells.get_mut(*at) else { continue };
            let again = cell.rows > 0;
            if again && (cell.text.len() > REPEATED || self.budget < cell.text.len()) {
                continue;
            }
            self.budget = self.budget.saturating_sub(if again { cell.text.len() } else { 0 });
            cell.rows = cell.rows.saturating_add(1);
            out.extend_from_slice(&cell.text);
        }
        sign('|', out);
        sign('\n', out);
    }

    fn first(&self, cells: &[usize]) -> Option<Mark> {
        cells.iter().filter_map(|at| self.cells.get(*at)?.text.first().copied()).next()
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::notice::normalise::normalise;

    #[test]
    fn a_drawn_table_becomes_rows() {
        let source = "附件\n┌────┬────┬──┐\n│工 作 任 务 │牵头单│时限│\n│    │ 位 │  │\n├────┼────┼──┤\n│抓好学位│市教育│6月 │\n│供给  │局  │  │\n├────┤  ├──┤\n\
                      │△建园3所│  │9月 │\n│△建校2所│  │  │\n└────┴────┴──┘\n完\n";
        let text = normalise(source);
        assert_eq!(
            text.as_str().lines().collect::<Vec<_>>(),
            [
                "附件",
                "|工作 任务|牵头单位|时限|",
                "|抓好学位供给|市教育局|6月|",
                "|△建园3所|市教育局|9月|",
                "|△建校2所|市教育局|9月|",
                "完"
            ]
        );
    }

    #[test]
    fn borders_alone_are_kept_as_they_are() {
        for source in ["│甲│乙│", "├", "├┤\n", "├──┤\n│", "┌\n├\n└"] {
            let _ = normalise(source);
        }
        assert_eq!(normalise("甲│乙").as_str(), "甲|乙");
    }
}
