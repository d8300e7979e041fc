//! Files and the forms in which browsers send them.

use actix_web::test::TestRequest;

use super::{Person, Reply};

const BOUNDARY: &str = "----duban-test-7MA4YWxkTrZu0gW";

/// A small PNG, another one for each `n`.
pub(crate) fn png(n: u32) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &n.to_be_bytes(), &[0; 100]].concat()
}

/// A PDF of so many bytes.
pub(crate) fn pdf(size: usize) -> Vec<u8> {
    let mut content = b"%PDF-1.7\n".to_vec();
    content.resize(size, b' ');
    content
}

/// A ZIP file of empty entries with these names.
pub(crate) fn package(names: &[&str]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let length = (name.len() as u16).to_le_bytes();
        directory.extend([b"PK\x01\x02".as_slice(), &[0; 24], &length, &[0; 16], name.as_bytes()].concat());
        file.extend([b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], name.as_bytes()].concat());
    }
    let size = (directory.len() as u32).to_le_bytes();
    file.extend(directory);
    file.extend([b"PK\x05\x06".as_slice(), &[0; 8], &size, &[0; 6]].concat());
    file
}

/// A form in the making.
pub(crate) struct Form {
    body: Vec<u8>,
    boundary: String,
}

impl Form {
    pub(crate) fn new() -> Self {
        Self::with_boundary(BOUNDARY)
    }

    pub(crate) fn with_boundary(boundary: &str) -> Self {
        Self { body: Vec::new(), boundary: boundary.to_owned() }
    }

    /// Adds a file, declared as `kind`.
    pub(crate) fn file_as(mut self, kind: &str, part: &str, name: &str, content: &[u8]) -> Self {
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n",
            self.boundary
        );
        self.body.extend([head.as_bytes(), content, b"\r\n"].concat());
        self
    }

    pub(crate) fn file(self, name: &str, content: &[u8]) -> Self {
        self.file_as("application/octet-stream", "file", name, content)
    }

    pub(crate) fn text(mut self, part: &str, text: &str) -> Self {
        let head = format!("--{}\r\nContent-Disposition: form-data; name=\"{part}\"\r\n\r\n{text}\r\n", self.boundary);
        self.body.extend(head.as_bytes());
        self
    }

    /// The whole body.
    pub(crate) fn body(&self) -> Vec<u8> {
        [self.body.as_slice(), format!("--{}--\r\n", self.boundary).as_bytes()].concat()
    }

    /// A request with this much of the body.
    pub(crate) fn request(&self, path: &str, body: Vec<u8>) -> TestRequest {
        let kind = format!("multipart/form-data; boundary={}", self.boundary);
        TestRequest::post().uri(&format!("/api/v1{path}")).insert_header(("content-type", kind)).set_payload(body)
    }
}

impl Person {
    /// Sends a request with one's own token.
    pub(crate) async fn signed(&self, request: TestRequest) -> Reply {
        self.raw(match self.token() {
            Some(token) => request.insert_header(("authorization", format!("Bearer {token}"))),
            None => request,
        })
        .await
    }

    /// Sends a whole form to the attachments of a report.
    pub(crate) async fn upload(&self, report: &str, form: Form) -> Reply {
        self.signed(form.request(&format!("{report}/attachments"), form.body())).await
    }

    /// Hands in a notice.
    pub(crate) async fn hand_in(&self, kind: &str, content: &[u8]) -> Reply {
        let request = TestRequest::post().uri("/api/v1/plan-imports").insert_header(("content-type", kind));
        self.signed(request.set_payload(content.to_vec())).await
    }

    /// Attaches a file to a report, with words about it.
    pub(crate) async fn attach(&self, report: &str, name: &str, content: &[u8], words: &[(&str, &str)]) -> Reply {
        let form = words.iter().fold(Form::new().file(name, content), |form, (part, text)| form.text(part, text));
        self.upload(report, form).await
    }
}
