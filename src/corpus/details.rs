//! Side-files: what the publisher or the operator says of a paper, in `NAME.meta.json` beside `NAME`.

use super::{Details, Skip, SkipReason, Source};
use serde_json::{Map, Value};
use std::{fs, io};

/// A side-file is small; a larger one is some other file.
pub(super) const MOST_BYTES: u64 = 1 << 20;

/// What the side-file of a source says, and its bytes, which count into the paper's id. Default and empty where there
/// is no side-file. Keys that are not known are ignored.
///
/// # Errors
///
/// A side-file that cannot be read or understood skips its paper, because `restricted` might have been in it.
pub fn details(source: &Source) -> Result<(Details, Vec<u8>), Skip> {
    let Some(path) = &source.side_file else { return Ok((Details::default(), Vec::new())) };
    let name = format!("{}.meta.json", source.path);
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::PermissionDenied => Skip::new(SkipReason::Permission, format!("its side-file {name}: {error}")),
        _ => Skip::new(SkipReason::Malformed, format!("its side-file {name}: {error}")),
    };
    if fs::metadata(path).map_err(unreadable)?.len() > MOST_BYTES {
        return Err(Skip::new(SkipReason::TooLarge, format!("its side-file {name} is larger than 1 MiB")));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    Ok((stated(&bytes, &name)?, bytes))
}

/// What a side-file of this name says.
pub(super) fn stated(bytes: &[u8], name: &str) -> Result<Details, Skip> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let object: Map<String, Value> = serde_json::from_slice(text)
        .map_err(|error| Skip::new(SkipReason::Malformed, format!("its side-file {name}: {error}")))?;
    Ok(from_object(&object).0)
}

impl Details {
    /// Sets the council, by slug, name or alias; one that is in no list is a council of the name that is given. Default:
    /// unknown.
    #[must_use]
    pub fn council(self, council: impl Into<String>) -> Self {
        Self { council: Some(council.into()), ..self }
    }

    /// Sets the receiving council, where it is another. Default: unknown.
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        Self { host: Some(host.into()), ..self }
    }

    /// Sets the committee's name. Default: unknown.
    #[must_use]
    pub fn committee(self, committee: impl Into<String>) -> Self {
        Self { committee: Some(committee.into()), ..self }
    }

    /// Sets the day, month or year of the meeting, such as `2019-03-06`, `2019-03` or `2019`. What is none of these is
    /// passed over. Default: unknown.
    #[must_use]
    pub fn meeting_date(self, date: impl Into<String>) -> Self {
        Self { meeting_date: Some(date.into()), ..self }
    }

    /// Sets the day of publication, used where there is no meeting date; written as that is.
    /// Default: unknown.
    #[must_use]
    pub fn published_date(self, date: impl Into<String>) -> Self {
        Self { published_date: Some(date.into()), ..self }
    }

    /// Sets the title. Default: what the paper says.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..self }
    }

    /// Sets the kind of paper, such as `minutes`. Default: what the paper shows.
    #[must_use]
    pub fn kind(self, kind: impl Into<String>) -> Self {
        Self { kind: Some(kind.into()), ..self }
    }

    /// Sets the number of the agenda item. Default: unknown.
    #[must_use]
    pub fn item_no(self, number: impl Into<String>) -> Self {
        Self { item_no: Some(number.into()), ..self }
    }

    /// Sets the title of the agenda item. Default: unknown.
    #[must_use]
    pub fn item_title(self, title: impl Into<String>) -> Self {
        Self { item_title: Some(title.into()), ..self }
    }

    /// Sets the paper's web address. Default: unknown.
    #[must_use]
    pub fn url(self, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..self }
    }

    /// Says whether it must be kept out of the index. Default: no.
    #[must_use]
    pub fn restricted(self, restricted: bool) -> Self {
        Self { restricted, ..self }
    }
}

/// The details among the keys of an object, and how many keys were none.
pub(super) fn from_object(object: &Map<String, Value>) -> (Details, usize) {
    let mut details = Details::default();
    let mut ignored = 0;
    for (key, value) in object {
        let slot = match key.as_str() {
            "council" => &mut details.council,
            "host" => &mut details.host,
            "committee" => &mut details.committee,
            "meeting_date" => &mut details.meeting_date,
            "published_date" => &mut details.published_date,
            "title" => &mut details.title,
            "kind" => &mut details.kind,
            "item_no" => &mut details.item_no,
            "item_title" => &mut details.item_title,
            "url" => &mut details.url,
            "restricted" => {
                // Whatever is not plainly "no" keeps the paper out: the mistake that can be mended.
                let no = matches!(value, Value::Bool(false) | Value::Null)
                    || value
                        .as_str()
                        .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "" | "no" | "false" | "0"))
                    || value.as_i64() == Some(0);
                details.restricted = !no;
                continue;
            }
            _ => {
                ignored += 1;
                continue;
            }
        };
        *slot = text(value);
    }
    (details, ignored)
}

/// A string or a number as trimmed text; absent where it is empty or something else.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(side_file: &str) -> Result<Details, Skip> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt.meta.json");
        fs::write(&path, side_file).unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, "text").unwrap();
        let source = crate::corpus::source(&file, None).unwrap();
        details(&source).map(|(details, _)| details)
    }

    #[test]
    fn known_keys_are_read_and_others_ignored() {
        let details = with(r#"{"council":" kent ","item_no":7,"colour":"red"}"#).unwrap();
        assert_eq!(details.council.as_deref(), Some("kent"));
        assert_eq!(details.item_no.as_deref(), Some("7"));
        assert!(!details.restricted);
    }

    #[test]
    fn a_restriction_that_is_not_understood_restricts() {
        for (value, restricted) in
            [("true", true), ("false", false), ("\"yes\"", true), ("\"no\"", false), ("[]", true), ("null", false)]
        {
            let details = with(&format!(r#"{{"restricted":{value}}}"#)).unwrap();
            assert_eq!(details.restricted, restricted, "{value}");
        }
    }

    #[test]
    fn a_side_file_that_is_not_understood_skips_its_paper_and_is_named() {
        let skip = with("{").unwrap_err();
        assert_eq!(skip.reason, SkipReason::Malformed);
        assert!(skip.detail.contains("a.txt.meta.json"), "{}", skip.detail);
    }
}
