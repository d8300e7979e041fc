//! An official document as one page of HTML, for the screen and for printing on A4: no script, nothing from outside.

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use super::{BlockKind, CellAlign, DocumentBlock, DocumentTable, OfficialDocument};

/// Sizes are those of GB/T 9704-2012 in points: 二号 22, 三号 16, 四号 14. The organ is as high as fits one line.
const STYLE: &str = r#"
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center { content: "— " counter(page) " —"; font: 14pt SimSun, "Noto Serif CJK SC", serif; } }
* { box-sizing: border-box; }
html { background: #e9e9e6; }
body { margin: 0; color: #000; font: 16pt/28pt FangSong_GB2312, FangSong, STFangsong, "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif; }
.sheet { width: 210mm; min-height: 297mm; margin: 8mm auto; padding: 37mm 26mm 35mm 28mm; background: #fff; box-shadow: 0 1mm 5mm rgba(0,0,0,.18); }
.mark { margin: 0 0 14pt; text-indent: 0; font: 16pt/28pt SimHei, "Noto Sans CJK SC", sans-serif; color: #c00; }
.song { font-family: FZXiaoBiaoSong-B05S, "FZXiaoBiaoSong-B05", STZhongsong, "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif; }
.organ { margin: 0; text-indent: 0; text-align: center; color: #d7000f; font-weight: 700; line-height: 1.3; }
.number { margin: 28pt 0 0; text-indent: 0; text-align: center; min-height: 28pt; }
.line { height: 0; margin: 4mm 0 56pt; border: 0; border-top: 2pt solid #d7000f; }
h1 { margin: 0 0 28pt; text-align: center; font-size: 22pt; line-height: 36pt; font-weight: 700; text-wrap: balance; }
h2, h3 { margin: 0; text-indent: 2em; font-size: 16pt; line-height: 28pt; font-weight: 400; break-after: avoid; }
h2 { font-family: SimHei, "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
h3 { font-family: KaiTi_GB2312, KaiTi, STKaiti, "Noto Serif CJK SC", serif; }
p { margin: 0; text-indent: 2em; text-align: justify; overflow-wrap: anywhere; orphans: 2; widows: 2; }
p.to { text-indent: 0; }
table { width: 100%; margin: 0 0 14pt; border-collapse: collapse; table-layout: fixed; font-size: 10.5pt; line-height: 15pt; }
caption { padding: 7pt 0 5pt; font: 14pt/20pt SimHei, "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; break-after: avoid; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: .5pt solid #000; padding: 3pt; text-align: left; vertical-align: middle; overflow-wrap: anywhere; }
th { padding: 3pt 1pt; font-family: SimHei, "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; font-weight: 400; text-align: center; background: #f3f3f0; }
td.center { text-align: center; } td.right { text-align: right; font-variant-numeric: tabular-nums; }
.end { margin: 28pt 0 0; break-inside: avoid; }
.end div { width: max-content; max-width: 100%; margin: 0 2em 0 auto; text-align: center; }
.end p { text-indent: 0; text-align: center; }
.note { margin-top: 0; }
@media print { html { background: none; } .sheet { width: auto; min-height: 0; margin: 0; padding: 0; box-shadow: none; }
  th { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media screen and (max-width: 220mm) { .sheet { width: auto; margin: 0; padding: 8mm 6mm; } }
"#;

/// Writes the page. `mark` stands at the top left where a document is not, or no longer, in force.
#[must_use]
pub fn html(document: &OfficialDocument, mark: Option<&str>) -> Vec<u8> {
    let page = markup! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (document.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                article class="sheet" {
                    (head(document, mark))
                    @if let Some(to) = document.salutation() { p class="to" { (to) } }
                    @for block in &document.blocks { (piece(block)) }
                    (end(document))
                }
            }
        }
    };
    page.into_string().into_bytes()
}

fn head(document: &OfficialDocument, mark: Option<&str>) -> Markup {
    markup! {
        @if let Some(mark) = mark { p class="mark" { (mark) } }
        p class="organ song" style=(format!("font-size:{}pt", organ_size(&document.organ))) { (document.organ) }
        p class="number" { (document.number.as_deref().unwrap_or_default()) }
        hr class="line";
        h1 class="song" { (document.title) }
    }
}

/// The organ fills the line, but is no higher than 48 points: the text is 156 mm (442 points) wide.
pub(super) fn organ_size(organ: &str) -> usize {
    (420 / organ.chars().count().max(1)).clamp(22, 48)
}

fn piece(block: &DocumentBlock) -> Markup {
    match (block.kind, &block.table) {
        (BlockKind::Table, Some(table)) => grid(&block.text, table),
        (BlockKind::Heading, _) => markup! { h2 { (block.text) } },
        (BlockKind::Subheading, _) => markup! { h3 { (block.text) } },
        _ => markup! { @for line in block.text.lines() { p { (line) } } },
    }
}

fn grid(caption: &str, table: &DocumentTable) -> Markup {
    let class = |align: CellAlign| match align {
        CellAlign::Left => None,
        CellAlign::Center => Some("center"),
        CellAlign::Right => Some("right"),
    };
    markup! {
        table {
            caption { (caption) }
            colgroup { @for column in &table.columns { col style=(format!("width:{}%", column.share)); } }
            thead { tr { @for column in &table.columns { th scope="col" { (column.title) } } } }
            tbody {
                @for row in &table.rows {
                    tr { @for (cell, column) in row.iter().zip(&table.columns) { td class=[class(column.align)] { (cell) } } }
                }
            }
        }
    }
}

fn end(document: &OfficialDocument) -> Markup {
    markup! {
        div class="end" {
            div {
                p { (document.signature) }
                @if let Some(date) = document.date() { p { (date) } }
            }
        }
        @if let Some(note) = &document.note { p class="note" { "（" (note) "）" } }
    }
}
