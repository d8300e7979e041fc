//! Official documents (公文): one plain structure of title, number, text and tables, and its forms for reading, printing and editing.
//!
//! The form is that of GB/T 9704-2012 (党政机关公文格式): A4, the issuing organ in red above a red line, title in 小标宋 of size 二号, text in 仿宋 of
//! size 三号 with 28 points from line to line, headings in 黑体 and 楷体, signature and date at the right. The same structure gives the same bytes
//! everywhere: nothing in a form comes from a clock, a counter or the order of a map.

mod docx;
mod html;
#[cfg(test)]
mod tests;

pub use docx::docx;
pub use html::html;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::bulletin::day_zh;

/// A document as plain structure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "organ": "宜昌市政务服务和大数据管理局", "number": "宜督办〔2024〕7号", "title": "关于宜昌市十大民生项目2024年第二季度推进情况的通报",
    "addressees": "各县市区人民政府,市直有关部门", "blocks": [
        {"kind": "heading", "text": "一、总体情况", "table": null},
        {"kind": "paragraph", "text": "方案共有重点任务70项。", "table": null},
        {"kind": "table", "text": "表1 各单位报送情况", "table": {
            "columns": [{"title": "单位", "share": 70, "align": "left"}, {"title": "应报", "share": 30, "align": "right"}],
            "rows": [["市卫健委", "27"]]}}],
    "signature": "宜昌市政务服务和大数据管理局", "datedOn": "2024-07-08", "note": "数据截至2024年6月30日"
}))]
pub struct OfficialDocument {
    /// Who issues it (发文机关), as it stands in red at the top.
    pub organ: String,
    /// Its document number (发文字号).
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// To whom it goes (主送机关).
    pub addressees: Option<String>,
    /// The text.
    pub blocks: Vec<DocumentBlock>,
    /// Who signs (署名).
    pub signature: String,
    /// The day it is dated (成文日期).
    pub dated_on: Option<NaiveDate>,
    /// A note below the date (附注), without brackets.
    pub note: Option<String>,
}

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentBlock {
    /// What it is.
    pub kind: BlockKind,
    /// The words of a heading or paragraph; above a table its caption.
    pub text: String,
    /// The table.
    pub table: Option<DocumentTable>,
}

/// What a piece of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum BlockKind {
    /// 一、
    Heading,
    /// (一)
    Subheading,
    /// 正文
    Paragraph,
    /// 表
    Table,
}

/// A table; its head is repeated on every page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentTable {
    /// From left to right.
    pub columns: Vec<DocumentColumn>,
    /// Row by row, a text for every column.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DocumentColumn {
    /// Its head.
    pub title: String,
    /// Its width in percent of the table's.
    pub share: u8,
    /// Where its texts stand.
    pub align: CellAlign,
}

/// Where the text of a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum CellAlign {
    /// At the left: words
    Left,
    /// In the middle: short words, ranks
    Center,
    /// At the right: figures
    Right,
}

impl DocumentBlock {
    /// A heading of the first level.
    pub fn heading(text: impl Into<String>) -> Self {
        Self { kind: BlockKind::Heading, text: text.into(), table: None }
    }

    /// A heading of the second level.
    pub fn subheading(text: impl Into<String>) -> Self {
        Self { kind: BlockKind::Subheading, text: text.into(), table: None }
    }

    /// A paragraph.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self { kind: BlockKind::Paragraph, text: text.into(), table: None }
    }

    /// A table with its caption; columns are title, share and place of the text.
    pub fn table(caption: impl Into<String>, columns: &[(&str, u8, CellAlign)], rows: Vec<Vec<String>>) -> Self {
        let column =
            |(title, share, align): &(&str, u8, CellAlign)| DocumentColumn { title: (*title).to_owned(), share: *share, align: *align };
        let columns = columns.iter().map(column).collect();
        Self { kind: BlockKind::Table, text: caption.into(), table: Some(DocumentTable { columns, rows }) }
    }
}

impl OfficialDocument {
    /// The date as it is written.
    fn date(&self) -> Option<String> {
        self.dated_on.map(day_zh)
    }

    /// Who is addressed, with the colon that follows.
    fn salutation(&self) -> Option<String> {
        self.addressees.as_ref().map(|names| format!("{}：", names.trim_end_matches(['：', ':'])))
    }
}
