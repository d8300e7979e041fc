//! Web pages: their visible text by the tokenizer of html5ever, blocks as paragraphs, tables as rows. No tree is built, so that nesting
//! costs nothing; what belongs to the page and not to the text is left out.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::page::{without_comments, without_data};
use super::table::{Cell, Table, end_line};
use super::{MOST_CHARACTERS, Refusal};

/// Deepest nesting of tables.
const DEEPEST: usize = 32;

/// How much is given to the tokenizer at once.
const CHUNK: usize = 4096;

/// Most characters that may part attributes before the next tag ends: the tokenizer compares each attribute with all others of its tag.
const MOST_ATTRIBUTES: usize = 1_000;

/// Elements whose content nobody reads.
const UNREAD: &[&str] = &[
    "head", "script", "style", "noscript", "template", "svg", "math", "object", "iframe", "select", "textarea", "button", "nav", "footer",
    "title", "noframes", "noembed", "xmp", "audio", "video", "canvas", "map", "datalist",
];

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "main",
    "header",
    "blockquote",
    "hr",
    "pre",
    "form",
    "fieldset",
    "address",
    "figure",
    "figcaption",
    "center",
    "caption",
    "body",
    "br",
    "aside",
    "details",
    "summary",
];

/// Elements that are surely closed, so that hiding one hides no more than it.
const HIDEABLE: &[&str] = &["div", "span", "section", "ul", "table", "form"];

/// The visible text of a page.
pub(super) fn text(page: &str) -> Result<String, Refusal> {
    let page = without_data(&without_comments(page));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    let (mut rest, mut open) = (page.as_str(), 0_usize);
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(border(rest, CHUNK));
        rest = after;
        let before = tokenizer.sink.tokens();
        queue.push_back(StrTendril::from(chunk));
        // The sink never asks for anything but another state.
        let _ = tokenizer.feed(&queue);
        open = if tokenizer.sink.tokens() == before { open } else { 0 };
        open = open.saturating_add(chunk.bytes().filter(|b| b.is_ascii_whitespace() || *b == b'/').count());
        if open > MOST_ATTRIBUTES {
            return Err(Refusal::TooDeep);
        }
        if let Some(refusal) = tokenizer.sink.refusal() {
            return Err(refusal);
        }
    }
    tokenizer.end();
    tokenizer.sink.finish()
}

/// The last border of a character at or before `most`.
fn border(text: &str, most: usize) -> usize {
    if text.len() <= most {
        return text.len();
    }
    (1..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[derive(Default)]
struct Sink(RefCell<Page>);

impl Sink {
    fn tokens(&self) -> usize {
        self.0.borrow().tokens
    }

    fn refusal(&self) -> Option<Refusal> {
        self.0.borrow().refusal
    }

    fn finish(&self) -> Result<String, Refusal> {
        let mut page = self.0.borrow_mut();
        while !page.tables.is_empty() {
            page.close_table();
        }
        match page.refusal {
            Some(refusal) => Err(refusal),
            None => Ok(std::mem::take(&mut page.out)),
        }
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            // Faults are told inside tags too: they are no sign that one has ended.
            Token::ParseError(_) => return TokenSinkResult::Continue,
            _ => page.tokens = page.tokens.saturating_add(1),
        }
        match token {
            Token::TagToken(tag) => page.tag(&tag),
            Token::CharacterTokens(text) => {
                page.characters(&text);
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

/// A table that is open, with its open row and cell.
#[derive(Default)]
struct Open {
    table: Table,
    row: Vec<Cell>,
    cell: Option<Cell>,
    /// It holds other tables or whole articles: it lays out the page.
    layout: bool,
}

/// What was read of the page so far.
#[derive(Default)]
struct Page {
    out: String,
    tables: Vec<Open>,
    /// The element whose content is not read, and how often it is open.
    unread: Option<(String, usize)>,
    /// Open lists: the next number of an ordered one.
    lists: Vec<Option<u32>>,
    tokens: usize,
    characters: usize,
    refusal: Option<Refusal>,
}

impl Page {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let start = tag.kind == TagKind::StartTag;
        let state = match name {
            "script" if start => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" if start => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" if start => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        };
        if self.is_unread(name, start, tag) {
            return state;
        }
        match name {
            "table" if start => self.open_table(),
            "table" => self.close_table(),
            "tr" => self.close_row(),
            "td" | "th" => self.cell(start, tag),
            "ol" | "ul" => self.list(name == "ol", start, tag),
            _ => {}
        }
        if BLOCKS.contains(&name) {
            self.paragraph();
        }
        if name == "li" && start {
            self.number();
        }
        state
    }

    /// Whether the tag lies in, or begins, what is not read.
    fn is_unread(&mut self, name: &str, start: bool, tag: &Tag) -> bool {
        if let Some((open, depth)) = &mut self.unread {
            // The body ends a head that was not closed.
            let over = open == "head" && name == "body";
            if over {
                self.unread = None;
                return false;
            }
            if open.as_str() == name && !tag.self_closing {
                *depth = if start { depth.saturating_add(1) } else { depth.saturating_sub(1) };
                if *depth == 0 {
                    self.unread = None;
                }
            }
            return true;
        }
        let hidden = HIDEABLE.contains(&name)
            && tag.attrs.iter().any(|attribute| {
                let value = attribute.value.to_ascii_lowercase();
                let value: String = value.chars().take(400).filter(|c| !c.is_whitespace()).collect();
                &*attribute.name.local == "hidden" || (&*attribute.name.local == "style" && value.contains("display:none"))
            });
        if start && !tag.self_closing && (hidden || UNREAD.contains(&name)) {
            self.unread = Some((name.to_owned(), 1));
            return true;
        }
        UNREAD.contains(&name)
    }

    /// Where text goes: the open cell of the innermost table, or the page.
    fn here(&mut self) -> &mut String {
        match self.tables.last_mut() {
            Some(Open { cell: Some(cell), .. }) => &mut cell.text,
            _ => &mut self.out,
        }
    }

    fn characters(&mut self, text: &str) {
        if self.unread.is_some() || self.refusal.is_some() {
            return;
        }
        self.characters = self.characters.saturating_add(text.len() / 3);
        if self.characters > MOST_CHARACTERS.saturating_mul(2) {
            self.refusal = Some(Refusal::TooLong);
            return;
        }
        let out = self.here();
        let mut wrapped = false;
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => {
                    wrapped |= matches!(c, '\n' | '\r');
                    // A line of the source that ends inside a Chinese text is no blank in it.
                    let joined = wrapped && out.ends_with(|last: char| !last.is_ascii());
                    if joined && out.ends_with(' ') {
                        out.pop();
                    } else if !joined && !out.is_empty() && !out.ends_with([' ', '\n']) {
                        out.push(' ');
                    }
                }
                c => {
                    wrapped = false;
                    out.push(c);
                }
            }
        }
    }

    /// Ends the paragraph with an empty line: what stands in two elements never is one sentence.
    fn paragraph(&mut self) {
        let out = self.here();
        while out.ends_with(' ') {
            out.pop();
        }
        end_line(out);
        if !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
    }

    fn list(&mut self, ordered: bool, start: bool, tag: &Tag) {
        if !start {
            self.lists.pop();
        } else if self.lists.len() < DEEPEST {
            let first = attribute(tag, "start").unwrap_or(1);
            self.lists.push(ordered.then_some(first));
        }
    }

    /// The number the browser would print before an item.
    fn number(&mut self) {
        if let Some(Some(next)) = self.lists.last_mut() {
            let number = *next;
            *next = next.saturating_add(1);
            self.here().push_str(&format!("{number}. "));
        }
    }

    fn open_table(&mut self) {
        if self.tables.len() >= DEEPEST {
            self.refusal = self.refusal.or(Some(Refusal::TooDeep));
            return;
        }
        self.tables.push(Open::default());
    }

    fn cell(&mut self, start: bool, tag: &Tag) {
        let Some(open) = self.tables.last_mut() else { return };
        open.row.extend(open.cell.take());
        if start {
            let span = |name| attribute(tag, name).and_then(|n| usize::try_from(n).ok()).unwrap_or(1).clamp(1, 500);
            open.cell = Some(Cell { text: String::new(), columns: span("colspan"), rows: span("rowspan") });
        }
    }

    fn close_row(&mut self) {
        let Some(open) = self.tables.last_mut() else { return };
        open.row.extend(open.cell.take());
        if !open.row.is_empty() {
            let article = |cell: &Cell| cell.text.len() > 3000 && cell.text.lines().filter(|line| !line.is_empty()).count() > 20;
            open.layout |= open.row.iter().any(article);
            open.table.row(std::mem::take(&mut open.row));
        }
    }

    fn close_table(&mut self) {
        self.close_row();
        let Some(open) = self.tables.pop() else { return };
        if let Some(outer) = self.tables.last_mut() {
            outer.layout |= open.table.is_data();
        }
        self.paragraph();
        let out = self.here();
        if open.layout { open.table.write_as_text(out) } else { open.table.write(out) }
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<u32> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name)?.value.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::Refusal;
    use super::text;

    #[test]
    fn only_what_is_seen_is_read() {
        let page = "<!doctype html><html><head><title>云川</title><style>p{}</style><script>if (a<b) '<p>no</p>'</script></head>\
            <body><nav><a>首页</a></nav><div style='display: none'>隐藏<div>x</div></div><h1>云川市2024年\n民生实事</h1>\
            <p>&nbsp;一、教育&amp;卫生</p>新建<b>3</b>所。<br>(牵头单位:市教育局)<footer>版权</footer></body></html>";
        assert_eq!(text(page).unwrap().trim_end(), "云川市2024年民生实事\n\n\u{a0}一、教育&卫生\n\n新建3所。\n\n(牵头单位:市教育局)");
    }

    #[test]
    fn tables_become_rows_and_layout_tables_do_not() {
        let page = "<table><tr><td><table><tr><th>序号<th>事项<th>责任单位<tr><td rowspan=2>1<td>新建<p>3所<td>市教育局\
            <tr><td>改造<td>市住建局</table></td><td>旁边</td></tr></table>";
        assert_eq!(text(page).unwrap(), "序号\t事项\t责任单位\n1\t新建 3所\t市教育局\n\t改造\t市住建局\n\n旁边\n\n");
    }

    #[test]
    fn ordered_lists_have_their_numbers() {
        assert_eq!(text("<ol><li>新建<li>改造</ol><ul><li>其他</ul>").unwrap().trim_end(), "1. 新建\n\n2. 改造\n\n其他");
    }

    #[test]
    fn hostile_pages_end_soon() {
        assert_eq!(text(&"<table><tr><td>".repeat(100_000)), Err(Refusal::TooDeep));
        assert_eq!(text(&format!("<p {}>x</p>", "a b/c ".repeat(200_000))), Err(Refusal::TooDeep));
        assert!(text(&"<div>".repeat(500_000)).is_ok());
        assert_eq!(text(&format!("<img src=\"data:image/png;base64,{}\">甲", "Ab/+".repeat(500_000))).unwrap().trim(), "甲");
        assert_eq!(text(&"民生".repeat(2_000_000)), Err(Refusal::TooLong));
    }
}
