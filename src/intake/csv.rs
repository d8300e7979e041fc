//! Comma-separated rows as lines with tabs. Semicolons and tabs part cells too, where the file has more of them.

use super::table::{Cell, Table, WIDEST};
use super::{MOST_CHARACTERS, Refusal};

/// The rows of the text as lines.
pub(super) fn text(source: &str) -> Result<String, Refusal> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(source))
        .trim(csv::Trim::All)
        .from_reader(source.as_bytes());
    let mut table = Table::default();
    let mut record = csv::StringRecord::new();
    let mut characters = 0_usize;
    while reader.read_record(&mut record).map_err(|_| Refusal::Mismatch)? {
        characters = characters.saturating_add(record.as_slice().len() / 4);
        if characters > MOST_CHARACTERS {
            return Err(Refusal::TooLong);
        }
        table.row(record.iter().take(WIDEST).map(|cell| Cell { text: cell.to_owned(), columns: 1, rows: 1 }).collect());
    }
    let mut out = String::new();
    table.write(&mut out);
    Ok(out)
}

/// What stands most often in the first lines.
fn delimiter(source: &str) -> u8 {
    let start = source.char_indices().nth(4000).map_or(source, |(at, _)| source.get(..at).unwrap_or(source));
    let count = |c: char| start.matches(c).count();
    [b';', b'\t', b','].into_iter().max_by_key(|one| (count(char::from(*one)), *one == b',')).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn quotes_hold_commas_and_line_ends() {
        let source = "序号,重点任务,责任单位\n1,\"新建学校3所,\n新增学位900个\",\"市教育局,市财政局\"\n2,改造公厕,市城管局\n";
        assert_eq!(
            text(source).unwrap(),
            "序号\t重点任务\t责任单位\n1\t新建学校3所, 新增学位900个\t市教育局,市财政局\n2\t改造公厕\t市城管局\n\n"
        );
        assert_eq!(text("序号;任务;单位\n1;新建3,5公里;市交通局").unwrap(), "序号\t任务\t单位\n1\t新建3,5公里\t市交通局\n\n");
    }
}
