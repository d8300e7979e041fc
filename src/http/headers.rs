//! Headers as the contract describes them.

/// The header every change must send.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "describes a header for the contract; the extractor is http::IfMatch")]
pub struct IfMatchHeader {
    /// The tag (or `"<version>"`) of the thing as you saw it.
    #[param(rename = "If-Match", example = "\"3\"")]
    if_match: String,
}

/// The header every POST may send.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "describes a header for the contract; the layer is idempotency")]
pub struct IdempotencyKeyHeader {
    /// A text of your own, up to 255 characters: the same request again within 24 hours gets the same answer and has no second effect.
    #[param(rename = "Idempotency-Key", required = false, value_type = String, min_length = 1, max_length = 255, example = "2024-05-wjw-4")]
    idempotency_key: Option<String>,
}

/// `Content-Disposition` (RFC 6266) of a file: shown in the browser or kept by it, under a name that may be Chinese.
#[must_use]
pub fn disposition(shown: bool, name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let encoded: String = name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
    let ending = name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let ascii = if name.bytes().all(plain) { name.to_owned() } else { format!("attachment.{ending}") };
    let way = if shown { "inline" } else { "attachment" };
    format!("{way}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}
