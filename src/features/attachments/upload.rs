//! Reading an upload: a form with one file, streamed into the store as it comes, and a few words about it.

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::domain::evidence::FileType;
use crate::evidence::Incoming;
use crate::http::answer::is_upload;
use crate::http::json::{forbidden, join};
use crate::http::path::parse_id;
use crate::http::text::file_name;
use crate::http::{Code, Fault, Problem, Result};
use crate::state::AppState;

/// Room for the form around the file.
const FORM: u64 = 64 * 1024;

/// Most bytes of a text part; characters are counted after.
const TEXT: usize = 8 * 1024;

/// Longest description in characters.
const LONGEST: usize = 500;

/// Most parts of a form; four mean something.
const PARTS: usize = 16;

/// An upload that was read whole and is right in itself.
pub(super) struct Upload {
    pub(super) file: Incoming,
    pub(super) words: Words,
    /// The same for the same upload, however it was sent.
    pub(super) fingerprint: String,
}

/// What is said of the file.
pub(super) struct Words {
    pub(super) file_name: String,
    pub(super) file_type: FileType,
    pub(super) description: Option<String>,
    pub(super) target_id: Option<Uuid>,
    pub(super) milestone_id: Option<Uuid>,
}

/// A form being read.
#[derive(Default)]
struct Form {
    file: Option<Incoming>,
    sent_name: String,
    active: bool,
    description: Option<String>,
    target_id: Option<Uuid>,
    milestone_id: Option<Uuid>,
    seen: Vec<String>,
    faults: Vec<Fault>,
}

/// Reads the form. Whatever is wrong with it, nothing of it stays in the store.
///
/// # Errors
/// 400 when it breaks off or is no form, 413, 415, and 422 with every fault.
pub(super) async fn receive(app: &AppState, request: &HttpRequest, payload: web::Payload) -> Result<Upload> {
    if !is_upload(request.headers()) || request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::new(Code::UnsupportedMediaType).with("accept", "multipart/form-data"));
    }
    let most = app.config.evidence_file_mebibytes * 1024 * 1024;
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > most + FORM) {
        return Err(too_large(most));
    }
    let mut form = Form::default();
    let read = form.read(app, Multipart::new(request.headers(), bounded(payload, most + FORM)), most).await;
    match read.and_then(|()| form.check()) {
        Ok((file_name, file_type)) => form.finish(file_name, file_type),
        Err(problem) => {
            if let Some(file) = form.file {
                file.discard().await;
            }
            Err(problem)
        }
    }
}

fn too_large(most: u64) -> Problem {
    Problem { faults: vec![Fault::at("/file", Code::PayloadTooLarge).with("max", most)], ..Problem::new(Code::PayloadTooLarge) }
}

/// The body, refused as soon as it is longer than it may be.
fn bounded(payload: web::Payload, most: u64) -> impl futures_util::Stream<Item = std::result::Result<web::Bytes, PayloadError>> {
    let mut total = 0_u64;
    payload.map(move |chunk| {
        let chunk = chunk?;
        total = total.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if total > most { Err(PayloadError::Overflow) } else { Ok(chunk) }
    })
}

impl Form {
    async fn read(&mut self, app: &AppState, mut parts: Multipart, most: u64) -> Result<()> {
        while let Some(part) = parts.next().await {
            let part = part.map_err(|error| broken(&error, most))?;
            let name = part.name().unwrap_or_default().to_owned();
            if self.seen.len() >= PARTS {
                return Err(Problem::new(Code::BadRequest));
            }
            let again = self.seen.contains(&name);
            self.seen.push(name.clone());
            match name.as_str() {
                "file" if !again => self.take_file(app, part, most).await?,
                "description" | "targetId" | "milestoneId" if !again => self.take_text(&name, part, most).await?,
                _ => {
                    let known = ["file", "description", "targetId", "milestoneId"].contains(&name.as_str());
                    self.faults.push(Fault::at(join("", &name), if known { Code::DuplicateItem } else { Code::UnknownField }));
                    drain(part, most).await?;
                }
            }
        }
        Ok(())
    }

    async fn take_file(&mut self, app: &AppState, mut part: Field, most: u64) -> Result<()> {
        let sent = part.content_disposition().and_then(|disposition| disposition.get_filename());
        self.sent_name = sent.unwrap_or_default().to_owned();
        self.active = part.content_type().is_some_and(|kind| {
            let kind = kind.essence_str();
            kind.starts_with("text/") || ["html", "svg", "script"].iter().any(|word| kind.contains(word))
        });
        let file = self.file.insert(app.evidence.begin(app.clock.now()).await?);
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|error| broken(&error, most))?;
            file.write(&chunk).await?;
            if file.size() > most {
                return Err(too_large(most));
            }
        }
        Ok(())
    }

    async fn take_text(&mut self, name: &str, mut part: Field, most: u64) -> Result<()> {
        let at = |code| Fault::at(join("", name), code);
        let bytes = match part.bytes(TEXT).await {
            Ok(bytes) => bytes.map_err(|error| broken(&error, most))?,
            Err(_) => {
                self.faults.push(at(Code::TooLong).with("max", LONGEST));
                return Ok(());
            }
        };
        let text: String = std::str::from_utf8(&bytes).map_err(|_| Problem::new(Code::InvalidEncoding))?.nfc().collect();
        if text.chars().any(forbidden) {
            self.faults.push(at(Code::InvalidCharacter));
        } else if name == "targetId" || name == "milestoneId" {
            let id = if name == "targetId" { &mut self.target_id } else { &mut self.milestone_id };
            *id = parse_id(&text);
            self.faults.extend(id.is_none().then(|| at(Code::InvalidId)));
        } else if text.chars().count() > LONGEST {
            self.faults.push(at(Code::TooLong).with("max", LONGEST));
        } else {
            self.description = Some(text).filter(|text| !text.trim().is_empty());
        }
        Ok(())
    }

    /// The name and kind of the file, if it is one that is taken and its ending tells the truth.
    fn check(&mut self) -> Result<(String, FileType)> {
        let name = file_name(&self.sent_name);
        let claimed = FileType::of_name(&name);
        let shown = self.file.as_ref().and_then(Incoming::file_type);
        let empty = self.file.as_ref().is_none_or(|file| file.size() == 0);
        let fault = match (claimed, shown) {
            _ if empty => Some(Code::Required),
            (None, None) => Some(Code::UnsupportedMediaType),
            (claimed, shown) if claimed != shown || self.active => Some(Code::MediaTypeMismatch),
            _ => None,
        };
        let mut faults = std::mem::take(&mut self.faults);
        faults.extend(fault.map(|code| Fault::at("/file", code).with("accept", accepted())));
        match (faults.as_slice(), shown) {
            ([], Some(kind)) => Ok((name, kind)),
            ([only], _) if only.code == Code::UnsupportedMediaType => Err(Problem { faults, ..Problem::new(Code::UnsupportedMediaType) }),
            _ => Err(Problem::invalid(faults)),
        }
    }

    fn finish(self, file_name: String, file_type: FileType) -> Result<Upload> {
        let Self { file, description, target_id, milestone_id, .. } = self;
        let file = file.ok_or_else(|| Problem::at("/file", Code::Required))?;
        let said = serde_json::json!([file.hash(), file_name, description, target_id, milestone_id]).to_string();
        let fingerprint = Sha256::digest(said.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Upload { file, words: Words { file_name, file_type, description, target_id, milestone_id }, fingerprint })
    }
}

/// The endings that are taken.
fn accepted() -> Vec<&'static str> {
    use sea_orm::Iterable;
    FileType::iter().flat_map(|kind| kind.extensions().iter().copied()).collect()
}

async fn drain(mut part: Field, most: u64) -> Result<()> {
    while let Some(chunk) = part.next().await {
        chunk.map_err(|error| broken(&error, most))?;
    }
    Ok(())
}

fn broken(error: &MultipartError, most: u64) -> Problem {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => too_large(most),
        _ => Problem { source: Some(error.to_string()), ..Problem::new(Code::BadRequest) },
    }
}
