//! Comma-separated rows become rows with tabs, while the commas of the file can still be told from those of the text.

use super::label::spaced;
use super::text::Mark;

/// The characters with the commas between cells as tabs, from the head of the table on.
pub(crate) fn tabbed(marks: Vec<Mark>) -> Vec<Mark> {
    let Some(start) = head(&marks) else { return marks };
    let mut out = Vec::with_capacity(marks.len());
    let mut quoted = false;
    for (at, mut mark) in marks.into_iter().enumerate() {
        if at >= start {
            match mark.printed {
                '"' => {
                    quoted = !quoted;
                    continue;
                }
                ',' if !quoted => mark.read = '\t',
                '\n' if quoted => mark.read = ' ',
                _ => {}
            }
        }
        out.push(mark);
    }
    out
}

/// Where the head begins: the first line whose cells are mostly known words.
fn head(marks: &[Mark]) -> Option<usize> {
    let mut at = 0_usize;
    for line in marks.split(|mark| mark.read == '\n') {
        if line.len() <= 200 && is_head(line) {
            return Some(at);
        }
        at = at.saturating_add(line.len()).saturating_add(1);
    }
    None
}

fn is_head(line: &[Mark]) -> bool {
    let cells: Vec<String> = line
        .split(|mark| mark.printed == ',')
        .map(|cell| cell.iter().filter(|mark| mark.printed != '"').map(|mark| mark.read).collect())
        .collect();
    let known = cells.iter().filter(|cell| spaced(cell).is_some()).count();
    cells.len() >= 3 && known >= 2 && known.saturating_mul(2) >= cells.len()
}
