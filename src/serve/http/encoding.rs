//! Percent-encoding of what stands in addresses.
//!
//! In comes part of an address; out comes text, or that it is none: bytes that are not UTF-8 are never guessed at. The other
//! way round all but letters, digits and `-._~` is encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All that may have a meaning in an address, or no place in it.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Part of a path as text; `None` where its bytes are not UTF-8. A sign `%` that begins no byte stands for itself.
pub(super) fn decode(part: &str) -> Option<String> {
    Some(percent_decode_str(part).decode_utf8().ok()?.into_owned())
}

/// A name or value of a query string as text: as [`decode`], with `+` for a blank.
pub(super) fn decode_pair(part: &str) -> Option<String> {
    if part.contains('+') { decode(&part.replace('+', " ")) } else { decode(part) }
}

/// Text to stand in a path, a query string or a fragment.
///
/// It may be followed by other text, so that all that has a meaning there is encoded.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_is_read_as_forms_write_it() {
        assert_eq!(decode_pair("edge+of%20care%2b%C5%B4").as_deref(), Some("edge of care+Ŵ"));
        assert_eq!(decode("a+b").as_deref(), Some("a+b"));
        assert_eq!(decode("50%, 100%2 %zz %").as_deref(), Some("50%, 100%2 %zz %"));
    }

    #[test]
    fn bytes_that_are_no_text_are_not_guessed_at() {
        assert_eq!(decode("%ff"), None);
        assert_eq!(decode("%c0%af"), None);
        assert_eq!(decode("%ed%a0%80"), None);
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_read_back(text in any::<String>()) {
            let encoded = encode(&text);
            prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert_eq!(decode(&encoded), Some(text.clone()));
            prop_assert_eq!(decode_pair(&encoded), Some(text));
        }

        #[test]
        fn any_text_can_be_decoded(text in any::<String>()) {
            decode(&text);
            decode_pair(&text);
        }
    }
}
