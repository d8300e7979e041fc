//! The forms of a small document: every word is in them, and the same document gives the same bytes.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{CellAlign, DocumentBlock, OfficialDocument, docx, html};

fn document() -> OfficialDocument {
    OfficialDocument {
        organ: "宜昌市人民政府督查室".to_owned(),
        number: Some("宜督办〔2024〕7号".to_owned()),
        title: "关于<民生项目>推进情况的通报".to_owned(),
        addressees: Some("市直有关部门:".to_owned()),
        blocks: vec![
            DocumentBlock::heading("一、总体情况"),
            DocumentBlock::subheading("(一)进展"),
            DocumentBlock::paragraph("第一段 A&B。\n第二段。"),
            DocumentBlock::table(
                "表1 报送情况",
                &[("单位", 60, CellAlign::Left), ("应报", 40, CellAlign::Right)],
                vec![vec!["市卫健委".to_owned(), "27".to_owned()]],
            ),
        ],
        signature: "宜昌市人民政府督查室".to_owned(),
        dated_on: "2024-07-08".parse().ok(),
        note: Some("数据截至2024年6月30日".to_owned()),
    }
}

/// The parts of an archive by name.
fn parts(file: Vec<u8>) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            assert_eq!(part.last_modified().map(|at| at.year()), Some(1980), "no file remembers when it was written");
            let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
            part.read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect()
}

/// The words of a part; fails where it is not well formed.
fn words(xml: &str) -> Vec<String> {
    let (mut reader, mut words, mut paragraph) = (Reader::from_str(xml), Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Text(text) => paragraph.push_str(&text),
            Event::GeneralRef(name) => paragraph.push_str(match &*name {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                _ => "?",
            }),
            Event::End(end) if end.name().as_ref() == "w:p" => words.push(std::mem::take(&mut paragraph).trim().to_owned()),
            Event::Eof => return words.into_iter().filter(|words| !words.is_empty()).collect(),
            _ => {}
        }
    }
}

#[test]
fn the_file_is_well_formed_and_says_everything_in_order() {
    let parts = parts(docx(&document(), Some("草稿")).unwrap());
    let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.first(), Some(&"[Content_Types].xml"));
    for (name, text) in &parts {
        words(text);
        assert!(name.ends_with(".rels") || name.starts_with('[') || parts[0].1.contains(&format!("\"/{name}\"")), "{name} has a type");
    }
    let body = &parts.iter().find(|(name, _)| name == "word/document.xml").unwrap().1;
    let expected = [
        "草稿",
        "宜昌市人民政府督查室",
        "宜督办〔2024〕7号",
        "关于<民生项目>推进情况的通报",
        "市直有关部门：",
        "一、总体情况",
        "(一)进展",
        "第一段 A&B。",
        "第二段。",
        "表1 报送情况",
        "单位",
        "应报",
        "市卫健委",
        "27",
        "宜昌市人民政府督查室",
        "2024年7月8日",
        "（数据截至2024年6月30日）",
    ];
    assert_eq!(words(body), expected);
    assert!(body.contains("<w:tblHeader/>"), "the head of a table is repeated");
}

#[test]
fn the_page_is_whole_in_itself() {
    let page = String::from_utf8(html(&document(), None)).unwrap();
    for part in
        ["关于&lt;民生项目&gt;推进情况的通报", "<p>第一段 A&amp;B。</p><p>第二段。</p>", "<td class=\"right\">27</td>", "2024年7月8日"]
    {
        assert!(page.contains(part), "{part}");
    }
    for outside in ["<script", "http://", "https://", "url(", "@import", "草稿"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(docx(&document(), None).unwrap(), docx(&document(), None).unwrap());
    assert_eq!(html(&document(), None), html(&document(), None));
    let other = OfficialDocument { note: None, ..document() };
    assert_ne!(docx(&other, None).unwrap(), docx(&document(), None).unwrap());
}
