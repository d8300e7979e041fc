//! What must hold of the import whatever the file: it ends, and what it says of the text is true. Used by the fuzzer and by the driver
//! beside this file.

use std::io::{Cursor, Write};

use duban::domain::notice::resolve::{KnownUnit, Register, resolve};
use duban::domain::notice::{Proposal, Span, read};
use duban::intake::{Kind, MOST_CHARACTERS, take};
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Takes a file through intake and reader. The first byte says what the rest is.
pub(crate) fn import(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let (kind, file) = match first % 8 {
        0 | 1 => (Kind::Text, rest.to_vec()),
        2 => (Kind::Html, rest.to_vec()),
        3 => (Kind::Csv, rest.to_vec()),
        4 => (Kind::Docx, rest.to_vec()),
        5 => (Kind::Xlsx, rest.to_vec()),
        6 => (Kind::Docx, archive(&[("word/document.xml", rest)])),
        _ => (Kind::Xlsx, workbook(rest)),
    };
    let Ok(taken) = take(kind, None, &file) else { return };
    assert!(taken.text.chars().count() <= MOST_CHARACTERS, "longer than it may be");
    assert!(!taken.text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "a control character is left");
    let mut proposal = read(&taken.text);
    check(&taken.text, &proposal);
    let unit =
        KnownUnit { code: "JYJ".to_owned(), name: "云川市教育局".to_owned(), kind: "department".to_owned(), ..KnownUnit::default() };
    let register =
        Register { government: "990100".to_owned(), name: "云川市人民政府".to_owned(), units: vec![unit], ..Register::default() };
    let _ = resolve(&mut proposal, &register);
    check(&taken.text, &proposal);
}

/// Every place lies in the text, every pointer leads somewhere, every confidence is one.
fn check(text: &str, proposal: &Proposal) {
    let length = text.chars().count();
    let lies_in = |span: Span| {
        let at = |n: u32| usize::try_from(n).expect("a place");
        assert!(span.start < span.end && at(span.end) <= length, "{span:?} of {length}");
    };
    let document = serde_json::to_value(&proposal.document).expect("a document");
    for source in &proposal.sources {
        lies_in(source.span);
        assert!(source.confidence > 0.0 && source.confidence <= 1.0 && !source.rule.is_empty(), "{source:?}");
        assert!(leads(&document, &source.pointer), "{} leads nowhere", source.pointer);
    }
    proposal.remainder.iter().for_each(|piece| lies_in(piece.span));
    proposal.warnings.iter().filter_map(|warning| warning.span).for_each(lies_in);
    proposal.units.iter().chain(&proposal.officials).flat_map(|unit| &unit.mentions).for_each(|mention| lies_in(mention.span));
}

/// Whether a pointer leads to a member, or to one that is left out because it is empty.
fn leads(document: &Value, pointer: &str) -> bool {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    document.pointer(pointer).is_some() || document.pointer(parent).is_some_and(Value::is_object)
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A workbook whose only sheet is the data.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    let types = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let book = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    archive(&[
        ("[Content_Types].xml", types),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}
