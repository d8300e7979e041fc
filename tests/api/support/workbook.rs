//! A workbook in the hands of a person with another program: read by calamine, changed, written anew without any style.

use std::io::Cursor;

use actix_web::test::TestRequest;
use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::Workbook;

use super::{Person, Reply};

pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The sheets by name, each with its rows from the first on.
#[derive(Clone, Debug)]
pub(crate) struct Sheets(pub(crate) Vec<(String, Vec<Vec<Data>>)>);

impl Sheets {
    /// What calamine reads.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
        let names = book.sheet_names();
        let rows = |name: &String| {
            let range = book.worksheet_range(name).unwrap();
            let (height, width) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
            let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
            (0..height).map(|row| (0..width).map(|column| cell(row, column)).collect()).collect()
        };
        let rows: Vec<Vec<Vec<Data>>> = names
            .iter()
            .map({
                let mut rows = rows;
                move |name| rows(name)
            })
            .collect();
        Self(names.into_iter().zip(rows).collect())
    }

    /// The workbook as another program writes it.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        for (name, rows) in &self.0 {
            let sheet = book.add_worksheet();
            sheet.set_name(name).unwrap();
            for (row, cells) in (0..).zip(rows) {
                for (column, cell) in (0..).zip(cells) {
                    match cell {
                        Data::Empty => continue,
                        Data::String(text) if text.starts_with('=') => sheet.write_formula(row, column, text.as_str()).unwrap(),
                        Data::String(text) => sheet.write_string(row, column, text).unwrap(),
                        Data::Float(number) => sheet.write_number(row, column, *number).unwrap(),
                        Data::Int(number) => sheet.write_number(row, column, *number as f64).unwrap(),
                        Data::Bool(yes) => sheet.write_boolean(row, column, *yes).unwrap(),
                        // A day as its serial number, in a cell that lost its format.
                        Data::DateTime(day) => sheet.write_number(row, column, day.as_f64()).unwrap(),
                        other => panic!("{other:?}"),
                    };
                }
            }
        }
        book.save_to_buffer().unwrap()
    }

    pub(crate) fn rows(&self, sheet: &str) -> &Vec<Vec<Data>> {
        &self.0.iter().find(|(name, _)| name == sheet).unwrap_or_else(|| panic!("no sheet {sheet}")).1
    }

    pub(crate) fn rows_mut(&mut self, sheet: &str) -> &mut Vec<Vec<Data>> {
        &mut self.0.iter_mut().find(|(name, _)| name == sheet).unwrap_or_else(|| panic!("no sheet {sheet}")).1
    }

    pub(crate) fn has(&self, sheet: &str) -> bool {
        self.0.iter().any(|(name, _)| name == sheet)
    }

    fn column(&self, sheet: &str, title: &str) -> usize {
        let headings = &self.rows(sheet)[1];
        headings.iter().position(|cell| *cell == Data::String(title.to_owned())).unwrap_or_else(|| panic!("no {title} in {headings:?}"))
    }

    /// The first row of a sheet where this stands under a heading.
    pub(crate) fn row(&self, sheet: &str, title: &str, value: &str) -> usize {
        let column = self.column(sheet, title);
        let found = self.rows(sheet).iter().position(|row| row[column] == *value);
        found.unwrap_or_else(|| panic!("no {title} {value} in {sheet}"))
    }

    pub(crate) fn get(&self, sheet: &str, row: usize, title: &str) -> Data {
        let column = self.column(sheet, title);
        self.rows(sheet)[row].get(column).cloned().unwrap_or(Data::Empty)
    }

    pub(crate) fn set(&mut self, sheet: &str, row: usize, title: &str, value: impl Into<Data>) {
        let column = self.column(sheet, title);
        self.rows_mut(sheet)[row][column] = value.into();
    }

    /// Where something stands, as errors name it.
    pub(crate) fn place(&self, sheet: &str, row: usize, title: &str) -> String {
        let column = u8::try_from(self.column(sheet, title)).unwrap();
        format!("{sheet}!{}{}", char::from(b'A' + column), row + 1)
    }
}

impl Person {
    /// Downloads a workbook.
    pub(crate) async fn download(&self, path: &str) -> Sheets {
        let reply = self.send(actix_web::http::Method::GET, path, &[], None).await.expect(200);
        assert_eq!(reply.header("content-type"), XLSX);
        Sheets::read(&reply.body)
    }

    /// Uploads a file as a workbook, with these headers.
    pub(crate) async fn upload_book(&self, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let request = TestRequest::post().uri(&format!("/api/v1{path}")).insert_header(("content-type", XLSX)).set_payload(body);
        self.signed(headers.iter().fold(request, |request, header| request.insert_header(*header))).await
    }
}
