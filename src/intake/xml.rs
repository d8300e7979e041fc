//! Reading the XML inside documents: no document types, no entities, bounded depth.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Refusal;

/// Deepest nesting of elements; Word writes some thirty.
const DEEPEST: usize = 256;

/// What happens in a document.
pub(super) enum Happening<'e> {
    /// An element begins, by its name without prefix.
    Start(&'e str, &'e BytesStart<'e>),
    /// An element ends; one without content ends as soon as it begins.
    End(&'e str),
    /// A piece of text.
    Text(&'e str),
}

/// Tells what happens in the document, in order.
///
/// # Errors
/// [`Refusal`] for what is no XML, names a document type, or nests too deeply; and what `tell` refuses.
pub(super) fn walk(content: &[u8], mut tell: impl FnMut(Happening<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut reader = Reader::from_reader(content);
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Refusal::Mismatch)? {
            Event::Start(element) => {
                depth = depth.saturating_add(1);
                if depth > DEEPEST {
                    return Err(Refusal::TooDeep);
                }
                tell(Happening::Start(element.local_name().as_ref(), &element))?;
            }
            Event::Empty(element) => {
                tell(Happening::Start(element.local_name().as_ref(), &element))?;
                tell(Happening::End(element.local_name().as_ref()))?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                tell(Happening::End(element.local_name().as_ref()))?;
            }
            Event::Text(text) => tell(Happening::Text(&text.xml10_content()))?,
            Event::CData(text) => tell(Happening::Text(&text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let mut letters = [0; 4];
                tell(Happening::Text(character(&reference)?.encode_utf8(&mut letters)))?;
            }
            Event::DocType(_) => return Err(Refusal::Entities),
            Event::Eof => return if depth == 0 { Ok(()) } else { Err(Refusal::Mismatch) },
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

/// The five names of XML and numbers; any other entity would have to be declared.
fn character(reference: &BytesRef<'_>) -> Result<char, Refusal> {
    if let Some(c) = reference.resolve_char_ref().map_err(|_| Refusal::Mismatch)? {
        return Ok(c);
    }
    match reference.xml10_content().as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(Refusal::Entities),
    }
}

/// The value of an attribute, by its name without prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().take(64).filter_map(Result::ok).find(|one| one.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

/// The value of an attribute that is a number.
pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(element, name)?.parse().ok()
}
