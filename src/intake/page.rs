//! What a web page says of its own encoding.

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
