//! The tables of pages, documents and workbooks as lines: one per row, cells between tabs, merged cells empty where they go on.

/// Most cells of one row that mean anything.
pub(super) const WIDEST: usize = 64;

/// A cell: its text, and over how many columns and rows it reaches.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// A table being filled.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    /// For each column, how many more rows the cell above covers.
    covered: Vec<usize>,
}

impl Table {
    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        let mut row: Vec<String> = Vec::new();
        let mut cells = cells.into_iter().peekable();
        while row.len() < WIDEST && (cells.peek().is_some() || self.covered.iter().skip(row.len()).any(|left| *left > 0)) {
            if let Some(left) = self.covered.get_mut(row.len()).filter(|left| **left > 0) {
                *left -= 1;
                row.push(String::new());
                continue;
            }
            let Some(cell) = cells.next() else {
                row.push(String::new());
                continue;
            };
            for n in 0..cell.columns.clamp(1, WIDEST) {
                if self.covered.len() <= row.len() {
                    self.covered.resize(row.len().saturating_add(1), 0);
                }
                if let Some(left) = self.covered.get_mut(row.len()) {
                    *left = cell.rows.saturating_sub(1);
                }
                row.push(if n == 0 { cell.text.clone() } else { String::new() });
            }
        }
        self.rows.push(row);
    }

    /// Whether some row has several filled cells.
    pub(super) fn is_data(&self) -> bool {
        self.rows.iter().any(|row| filled(row) > 1)
    }

    /// Writes every cell as paragraphs of its own.
    pub(super) fn write_as_text(&self, out: &mut String) {
        end_line(out);
        for cell in self.rows.iter().flatten().filter(|cell| !cell.trim().is_empty()) {
            out.push_str(cell.trim_end());
            out.push_str("\n\n");
        }
    }

    /// Writes the table. A table of one column only holds other text in its place: its cells are paragraphs.
    pub(super) fn write(&self, out: &mut String) {
        if !self.is_data() {
            return self.write_as_text(out);
        }
        end_line(out);
        for row in &self.rows {
            if filled(row) > 0 {
                let last = row.iter().rposition(|cell| !cell.trim().is_empty()).unwrap_or(0);
                for (at, cell) in row.iter().take(last.saturating_add(1)).enumerate() {
                    out.push_str(if at > 0 { "\t" } else { "" });
                    one_line(cell, out);
                }
                // A lone cell in a table heads the rows below; the tab behind it says that it is a row.
                out.push_str(if last == 0 { "\t" } else { "" });
                end_line(out);
            }
        }
        out.push('\n');
    }
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Ends the line that is open.
pub(super) fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// A cell on one line: its own lines are parted by a blank.
fn one_line(cell: &str, out: &mut String) {
    let mut first = true;
    for line in cell.split(['\n', '\t', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        out.push_str(if first { "" } else { " " });
        out.push_str(line);
        first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Table};

    fn cell(text: &str, columns: usize, rows: usize) -> Cell {
        Cell { text: text.to_owned(), columns, rows }
    }

    #[test]
    fn merged_cells_leave_empty_ones() {
        let mut table = Table::default();
        table.row(vec![cell("类别", 1, 1), cell("事项", 1, 1), cell("责任单位", 2, 1)]);
        table.row(vec![cell("教育", 1, 2), cell("新建学校\n3所", 1, 1), cell("市教育局", 1, 1), cell("市财政局", 1, 1)]);
        table.row(vec![cell("新增学位", 1, 1), cell("市教育局", 1, 1), cell("", 1, 1)]);
        table.row(vec![cell("二、卫生", 4, 1)]);
        let mut out = "前言".to_owned();
        table.write(&mut out);
        assert_eq!(out, "前言\n类别\t事项\t责任单位\n教育\t新建学校 3所\t市教育局\t市财政局\n\t新增学位\t市教育局\n二、卫生\t\n\n");
    }

    #[test]
    fn a_table_of_one_column_is_text() {
        let mut table = Table::default();
        table.row(vec![cell("第一段\n第二段", 1, 1)]);
        let mut out = String::new();
        table.write(&mut out);
        assert_eq!(out, "第一段\n第二段\n\n");
    }
}
