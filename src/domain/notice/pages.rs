//! Sites that share documents print the number of each page into the text, 2、 in the middle of a sentence. Those numbers go.

use super::text::Mark;

/// What such a site says of the document.
const SAID: &[&str] = &["珍藏版", "会员分享", "上传人", "在线阅读"];

/// The characters without the numbers of the pages.
pub(crate) fn without_page_numbers(marks: Vec<Mark>) -> Vec<Mark> {
    let start: String = marks.iter().take(1_000).map(|mark| mark.read).collect();
    if !SAID.iter().any(|word| start.contains(word)) {
        return marks;
    }
    let mut out: Vec<Mark> = Vec::with_capacity(marks.len());
    let mut page = 1_usize;
    for line in marks.split_inclusive(|mark| mark.read == '\n') {
        let printed = format!("{page}、");
        let length = printed.chars().count();
        let begins = line.len() > length && line.iter().map(|mark| mark.read).zip(printed.chars()).all(|(read, wanted)| read == wanted);
        if !begins {
            out.extend_from_slice(line);
            continue;
        }
        if page > 1 && out.last().is_some_and(|last| last.read == '\n') {
            out.pop();
        }
        out.extend(line.iter().skip(length));
        page = page.saturating_add(1);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::domain::notice::normalise::normalise;

    #[test]
    fn numbers_of_pages_go_only_where_the_site_says_so() {
        let pages = "1、一、教育 1.建校3所。(牵头单\n2、位:市教育局)\n";
        let shared = format!("本文由会员分享,共2页。\n{pages}");
        assert_eq!(normalise(&shared).as_str(), "本文由会员分享,共2页。\n一、教育 1.建校3所。(牵头单位:市教育局)\n");
        assert!(normalise(pages).as_str().contains("\n2、位"));
    }
}
