//! Workbooks as other programs write them, and as attackers do.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const RELS: &str =
    r#"<Relationships><Relationship Id="rId1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str =
    r#"<Relationships><Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><sheets><sheet name="填报" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

/// A workbook of one sheet; `more` adds parts or replaces them.
fn book(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    parts.extend(more);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(sheet: &str, more: &[(&str, &str)]) -> Result<Sheet, Refused> {
    let data = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
    Ok(Workbook::read(&book(&data, more))?.sheet("填报").unwrap().clone())
}

fn at(sheet: &Sheet, name: &str) -> Option<Value> {
    let (row, column) = place_of(name).unwrap();
    sheet.rows.get(&row)?.get(&column).cloned()
}

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

#[test]
fn cells_of_every_kind() {
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>
        <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="21"/></cellXfs></styleSheet>"#;
    let shared = "<sst><si><t>甲</t></si><si><r><t>乙</t></r><r><t xml:space=\"preserve\"> 丙&amp;&#x4e01;</t></r><rPh><t>yi</t></rPh></si><si><t/></si></sst>";
    let sheet = read(
        r#"<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="s"><v>2</v></c><c r="D2" s="1"/></row>
        <row r="3"><c r="A3"><v>839</v></c><c r="B3"><v>0.30000000000000004</v></c><c r="C3" s="1"><v>0.35</v></c><c r="D3" s="2"><v>45443</v></c>
            <c r="E3" s="3"><v>45443.75</v></c><c r="F3" s="4"><v>0.5</v></c><c r="G3" t="b"><v>1</v></c><c r="H3" t="e"><v>#N/A</v></c>
            <c r="I3" t="d"><v>2024-05-31T00:00:00</v></c><c r="J3"><v>1.5E3</v></c><c r="K3"><v>-0</v></c></row>
        <row><c t="inlineStr"><is><t>丁_x000D_</t></is></c><c t="str"><v>戊</v></c></row>"#,
        &[("xl/styles.xml", styles), ("xl/sharedStrings.xml", shared)],
    )
    .unwrap();
    let number = |text: &str| Some(Value::Number(text.to_owned()));
    let day = Some(Value::Day(NaiveDate::from_ymd_opt(2024, 5, 31).unwrap()));
    for (name, value) in [
        ("A2", text("甲")),
        ("B2", text("乙 丙&丁")),
        ("C2", None),
        ("D2", None),
        ("A3", number("839")),
        ("B3", number("0.3")),
        ("C3", Some(Value::Percent("35".to_owned()))),
        ("D3", day.clone()),
        ("E3", day.clone()),
        ("F3", Some(Value::Other("0.5".to_owned()))),
        ("G3", Some(Value::Bool(true))),
        ("H3", Some(Value::Other("#N/A".to_owned()))),
        ("I3", day),
        ("J3", number("1500")),
        ("K3", number("0")),
        ("A4", text("丁\r")),
        ("B4", text("戊")),
    ] {
        assert_eq!(at(&sheet, name), value, "{name}");
    }
}

#[test]
fn formulas_are_found_however_they_are_written() {
    let sheet = read(
        r#"<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f t="shared" si="4000000000"/><v>3</v></c>
           <c r="C1"><f t="array" ref="C1:C9">SUM(A1:A9)</f></c><c r="D1" t="str"><f/><v>甲</v></c><c r="E1"><v>5</v></c></row>"#,
        &[],
    )
    .unwrap();
    let formulas = sheet.rows[&0].values().filter(|value| **value == Value::Formula).count();
    assert_eq!((formulas, at(&sheet, "E1")), (4, Some(Value::Number("5".to_owned()))));
}

#[test]
fn corners_far_apart_cost_nothing() {
    let sheet = read(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#, &[]).unwrap();
    assert_eq!((sheet.rows.len(), at(&sheet, "XFD1048576")), (2, Some(Value::Number("2".to_owned()))));
    assert_eq!((address(6, 7), address(1_048_575, 16_383)), ("H7".to_owned(), "XFD1048576".to_owned()));
    assert_eq!(place_of("XFD1048576"), Some((1_048_575, 16_383)));
    for bad in
        [r#"<row r="1"><c r="XFE1"/></row>"#, r#"<row r="0"/>"#, r#"<row r="1"><c r="A0"/></row>"#, r#"<row r="1"><c r="1A"/></row>"#]
    {
        assert_eq!(read(bad, &[]).err(), Some(Refused::Damaged), "{bad}");
    }
    assert_eq!(read(r#"<row r="4294967295"><c/></row>"#, &[]).err(), Some(Refused::Damaged));
}

#[test]
fn what_is_too_much_is_refused() {
    let blanks = "<c/>".repeat(CELLS + 1);
    assert_eq!(read(&format!("<row>{blanks}</row>"), &[]).err(), Some(Refused::Damaged), "more columns than a sheet has");
    let rows = format!("<row>{}</row>", "<c/>".repeat(1_000)).repeat(CELLS / 1_000 + 1);
    assert_eq!(read(&rows, &[]).err(), Some(Refused::TooLarge), "cells");
    let shared = format!("<sst><si><t>{}</t></si></sst>", "甲".repeat(30_000));
    let row = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(100));
    assert_eq!(read(&row, &[("xl/sharedStrings.xml", &shared)]).err(), Some(Refused::TooLarge), "one text in many cells");
    let strings = format!("<sst>{}</sst>", "<si/>".repeat(STRINGS_AND_MORE));
    assert_eq!(read("", &[("xl/sharedStrings.xml", &strings)]).err(), Some(Refused::TooLarge), "texts");
    let sheets = format!("<workbook><sheets>{}</sheets></workbook>", r#"<sheet name="a" sheetId="1" r:id="rId1"/>"#.repeat(10_000));
    assert_eq!(read("", &[("xl/workbook.xml", &sheets)]).err(), Some(Refused::TooManyEntries), "sheets");
}

const STRINGS_AND_MORE: usize = 100_001;

#[test]
fn what_is_no_harmless_workbook_is_refused() {
    let linked = BOOK_RELS.replace(
        "</Relationships>",
        r#"<Relationship Id="rId2" Type="http://x/relationships/externalLink" Target="externalLinks/e.xml"/></Relationships>"#,
    );
    let fetched = BOOK_RELS.replace("/>", r#" TargetMode="External"/>"#);
    let macros = r#"<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>"#;
    for (part, content, why) in [
        ("xl/_rels/workbook.xml.rels", linked.as_str(), Refused::Active),
        ("xl/_rels/workbook.xml.rels", &fetched, Refused::Active),
        ("[Content_Types].xml", macros, Refused::Active),
        ("xl/workbook.xml", "<workbook><sheets>", Refused::Damaged),
        ("xl/workbook.xml", "<!DOCTYPE a><workbook/>", Refused::DocumentType),
        ("xl/sharedStrings.xml", "<sst><si><t>&lol;</t></si></sst>", Refused::DocumentType),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>x</v></c></row></sheetData></worksheet>", Refused::Damaged),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData></worksheet>", Refused::Damaged),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>1e999</v></c></row></sheetData></worksheet>", Refused::Damaged),
    ] {
        let read = Workbook::read(&book("<worksheet/>", &[(part, content)]));
        assert_eq!(read.err(), Some(why), "{part} {content}");
    }
}
