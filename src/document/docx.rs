//! An official document as a word processor's file (Office Open XML, ECMA-376), written part by part: of every byte is known where it comes from, so
//! that the same document gives the same file everywhere.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::html::organ_size;
use super::{BlockKind, CellAlign, DocumentBlock, DocumentTable, OfficialDocument};

/// Width of the text, twentieths of a point: 156 mm.
const TEXT_WIDTH: u32 = 8844;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;
const ROOT_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>"#;
const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// Margins of GB/T 9704-2012 (head 37 mm, binding side 28 mm, text 156 × 225 mm); 28 points from line to line.
const PAGE: &str = r#"<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1475" w:bottom="1984" w:left="1587" w:header="851" w:footer="1587" w:gutter="0"/><w:docGrid w:linePitch="560"/></w:sectPr>"#;

/// Page numbers in 四号 between dashes, one character from the outer edge.
const FOOTER: &str = r#"<w:rPr><w:rFonts w:ascii="SimSun" w:hAnsi="SimSun" w:eastAsia="宋体" w:cs="Times New Roman"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>"#;

/// Writes the file. `mark` stands at the top left where a document is not, or no longer, in force.
///
/// # Errors
/// When the archive cannot be written, which in memory does not happen.
pub fn docx(document: &OfficialDocument, mark: Option<&str>) -> ZipResult<Vec<u8>> {
    // The clock stands still at the beginning of the format's calendar, 1980.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", ROOT_RELATIONS.to_owned()),
        ("docProps/core.xml", properties(document)),
        ("word/document.xml", body(document, mark)),
        ("word/_rels/document.xml.rels", RELATIONS.to_owned()),
        ("word/styles.xml", styles()),
        (
            "word/settings.xml",
            format!(
                "<w:settings {NAMESPACES}><w:evenAndOddHeaders/><w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
            ),
        ),
        ("word/footer1.xml", footer("right", "w:rightChars=\"100\" w:right=\"280\"")),
        ("word/footer2.xml", footer("left", "w:leftChars=\"100\" w:left=\"280\"")),
    ];
    for (name, part) in parts {
        archive.start_file(name, options)?;
        archive.write_all(DECLARATION.as_bytes())?;
        archive.write_all(part.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Text in XML. Characters that XML 1.0 cannot hold do not come in: texts are free of control characters.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Title, author and the day of the document; the day takes the place of the time at which the file was made.
fn properties(document: &OfficialDocument) -> String {
    let mut properties = String::from(
        r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
    );
    let (title, organ) = (escape(&document.title), escape(&document.organ));
    let _ = write!(properties, "<dc:title>{title}</dc:title><dc:creator>{organ}</dc:creator><dc:language>zh-CN</dc:language>");
    if let Some(day) = document.dated_on {
        let _ = write!(properties, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:created>");
        let _ = write!(properties, "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">{day}T00:00:00Z</dcterms:modified>");
    }
    properties + "</cp:coreProperties>"
}

fn footer(side: &str, indent: &str) -> String {
    let field = |kind: &str| format!("<w:r>{FOOTER}<w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let words = |text: &str| format!("<w:r>{FOOTER}<w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let page = format!("<w:r>{FOOTER}<w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>");
    let (begin, separate, stop) = (field("begin"), field("separate"), field("end"));
    let (dash, one, close) = (words("— "), words("1"), words(" —"));
    format!(
        "<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:ind {indent}/><w:jc w:val=\"{side}\"/></w:pPr>{dash}{begin}{page}{separate}{one}{stop}{close}</w:p></w:ftr>"
    )
}

/// A style: id, name, font for Chinese, size in half points, and the properties of its paragraphs.
fn style(id: &str, name: &str, font: &str, size: u32, paragraph: &str, run: &str) -> String {
    let default = if id == "Normal" { " w:default=\"1\"" } else { "" };
    let based = if id == "Normal" { "" } else { "<w:basedOn w:val=\"Normal\"/>" };
    format!(
        "<w:style w:type=\"paragraph\"{default} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{based}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{font}\" w:cs=\"Times New Roman\"/>{run}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>"
    )
}

fn styles() -> String {
    let line = |points: u32| format!("<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{}\" w:lineRule=\"exact\"/>", points * 20);
    let indent = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>";
    let text = format!("{}{indent}<w:jc w:val=\"both\"/>", line(28));
    let heading = |level: u32| format!("<w:keepNext/>{}{indent}<w:outlineLvl w:val=\"{level}\"/>", line(28));
    let all = [
        style("Normal", "Normal", "仿宋_GB2312", 32, &line(28), ""),
        style("Mark", "Mark", "黑体", 32, &line(28).replace("w:after=\"0\"", "w:after=\"280\""), "<w:color w:val=\"C00000\"/>"),
        style("Organ", "Organ", "方正小标宋简体", 96, "<w:jc w:val=\"center\"/>", "<w:b/><w:color w:val=\"D7000F\"/>"),
        style(
            "Number",
            "Number",
            "仿宋_GB2312",
            32,
            &format!(
                "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"16\" w:space=\"11\" w:color=\"D7000F\"/></w:pBdr>{}<w:jc w:val=\"center\"/>",
                line(28)
            ),
            "",
        ),
        style("Title", "Title", "方正小标宋简体", 44, &format!("<w:keepNext/>{}<w:jc w:val=\"center\"/>", line(36)), "<w:b/>"),
        style("BodyText", "Body Text", "仿宋_GB2312", 32, &text, ""),
        style("Heading1", "heading 1", "黑体", 32, &heading(0), ""),
        style("Heading2", "heading 2", "楷体_GB2312", 32, &heading(1), ""),
        style("Caption", "caption", "黑体", 28, "<w:keepNext/><w:spacing w:before=\"140\" w:after=\"80\"/><w:jc w:val=\"center\"/>", ""),
        style("Cell", "Cell", "仿宋_GB2312", 21, &line(15), ""),
        style("CellHead", "Cell Head", "黑体", 21, &format!("<w:keepNext/>{}<w:jc w:val=\"center\"/>", line(15)), ""),
        style("Footer", "footer", "宋体", 28, "", ""),
    ];
    format!(
        "<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>{}</w:styles>",
        all.concat()
    )
}

fn body(document: &OfficialDocument, mark: Option<&str>) -> String {
    let mut xml = format!("<w:document {NAMESPACES}><w:body>");
    if let Some(mark) = mark {
        xml += &paragraph("Mark", "", mark);
    }
    xml += &organ(&document.organ);
    xml += &paragraph("Normal", "", "");
    xml += &paragraph("Number", "", document.number.as_deref().unwrap_or_default());
    xml += &paragraph("Normal", "", "").repeat(2);
    xml += &paragraph("Title", "", &document.title);
    xml += &paragraph("Normal", "", "");
    if let Some(to) = document.salutation() {
        xml += &paragraph("Normal", "", &to);
    }
    for block in &document.blocks {
        xml += &piece(block);
    }
    xml += &end(document);
    xml + PAGE + "</w:body></w:document>"
}

/// The organ in red, as high as fits one line.
fn organ(name: &str) -> String {
    let half_points = organ_size(name) * 2;
    let size = format!("<w:rPr><w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/></w:rPr>");
    format!("<w:p><w:pPr><w:pStyle w:val=\"Organ\"/></w:pPr><w:r>{size}<w:t>{}</w:t></w:r></w:p>", escape(name))
}

fn paragraph(style: &str, properties: &str, text: &str) -> String {
    let run = if text.is_empty() { String::new() } else { format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text)) };
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>{run}</w:p>")
}

fn piece(block: &DocumentBlock) -> String {
    match (block.kind, &block.table) {
        (BlockKind::Table, Some(table)) => paragraph("Caption", "", &block.text) + &grid(table) + &paragraph("Cell", "", ""),
        (BlockKind::Heading, _) => paragraph("Heading1", "", &block.text),
        (BlockKind::Subheading, _) => paragraph("Heading2", "", &block.text),
        _ => block.text.lines().map(|line| paragraph("BodyText", "", line)).collect(),
    }
}

fn grid(table: &DocumentTable) -> String {
    let widths: Vec<u32> = table.columns.iter().map(|column| TEXT_WIDTH * u32::from(column.share) / 100).collect();
    let border = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(border).concat();
    let mut xml = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:top w:w=\"40\" w:type=\"dxa\"/><w:left w:w=\"60\" w:type=\"dxa\"/><w:bottom w:w=\"40\" w:type=\"dxa\"/><w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>"
    );
    for width in &widths {
        let _ = write!(xml, "<w:gridCol w:w=\"{width}\"/>");
    }
    xml += "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
    for (column, width) in table.columns.iter().zip(&widths) {
        xml += &cell(*width, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F3F3F0\"/>", &paragraph("CellHead", "", &column.title));
    }
    xml += "</w:tr>";
    for row in &table.rows {
        xml += "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
        for ((text, column), width) in row.iter().zip(&table.columns).zip(&widths) {
            xml += &cell(*width, "", &paragraph("Cell", aligned(column.align), text));
        }
        xml += "</w:tr>";
    }
    xml + "</w:tbl>"
}

fn cell(width: u32, properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{properties}<w:vAlign w:val=\"center\"/></w:tcPr>{content}</w:tc>")
}

const fn aligned(align: CellAlign) -> &'static str {
    match align {
        CellAlign::Left => "",
        CellAlign::Center => "<w:jc w:val=\"center\"/>",
        CellAlign::Right => "<w:jc w:val=\"right\"/>",
    }
}

/// The signature two characters from the right edge and the date centred below it, as far as widths in characters tell.
fn end(document: &OfficialDocument) -> String {
    let half_widths = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let date = document.date().unwrap_or_default();
    let (signed, dated) = (half_widths(&document.signature), half_widths(&date));
    // In hundredths of a character of 320 twentieths of a point; two characters stay free at the right of the wider line.
    let right = |own: usize, other: usize| 200 + 100 * other.saturating_sub(own) / 4;
    let indent =
        |hundredths: usize| format!("<w:ind w:rightChars=\"{hundredths}\" w:right=\"{}\"/><w:jc w:val=\"right\"/>", hundredths * 32 / 10);
    let mut xml = paragraph("Normal", "<w:keepNext/>", "");
    xml += &paragraph("Normal", &format!("<w:keepNext/>{}", indent(right(signed, dated))), &document.signature);
    if !date.is_empty() {
        xml += &paragraph("Normal", &indent(right(dated, signed)), &date);
    }
    if let Some(note) = &document.note {
        xml += &paragraph("BodyText", "", &format!("（{note}）"));
    }
    xml
}
