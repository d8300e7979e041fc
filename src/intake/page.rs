//! What is done with a web page before its tags are read: its encoding is looked up, comments and pictures written into it go.

/// How far the declaration is looked for (WHATWG: 1024 bytes).
const PRESCAN: usize = 1024;

/// The label after `charset=` near the beginning of the page.
pub(super) fn declared(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..bytes.len().min(PRESCAN))?;
    let at = head.windows(8).position(|eight| eight.eq_ignore_ascii_case(b"charset="))?;
    let rest = head.get(at.saturating_add(8)..)?;
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))).unwrap_or(rest.len());
    std::str::from_utf8(rest.get(..end)?).ok().filter(|label| !label.is_empty())
}

/// The page without comments: those of Word are long and full of blanks.
pub(super) fn without_comments(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// The page without pictures that are written into it: their letters look like thousands of attributes.
pub(super) fn without_data(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find("data:") {
        let (before, from) = rest.split_at(at.saturating_add("data:".len()));
        out.push_str(before);
        let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b';' | b',' | b'%' | b'.' | b'-' | b'_');
        let end = from.bytes().position(|b| !letter(b)).unwrap_or(from.len());
        rest = if end > 64 { from.get(end..).unwrap_or_default() } else { from };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn both_ways_to_say_it() {
        assert_eq!(declared(b"<html><meta charset=\"gb2312\">"), Some("gb2312"));
        assert_eq!(declared(b"<meta http-equiv=Content-Type content='text/html; CHARSET=GBK'>"), Some("GBK"));
        assert_eq!(declared(b"<html>"), None);
    }
}
