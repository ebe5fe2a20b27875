//! Links of terminals (OSC 8): which addresses may be one, and the escapes round the words.
//!
//! In comes an address from a side-file, which is untrusted; out come escapes, or nothing. An address ends the escape that
//! it stands in only if it may hold a control character, so that none with one becomes a link.

/// The longest address that terminals take.
const LONGEST: usize = 2083;

/// What ends a link.
pub(super) const END: &str = "\x1b]8;;\x1b\\";

/// The address, if it is one to follow: of `http` or `https`, in visible ASCII, and not overlong.
pub(crate) fn followed(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    (web && !rest.is_empty() && url.len() <= LONGEST && url.bytes().all(|byte| byte.is_ascii_graphic())).then_some(url)
}

/// What begins a link; `None` where the address may not be one. The stretches of a link that is broken over lines are told
/// by their number to be one.
pub(super) fn begin(url: &str, number: usize) -> Option<String> {
    followed(url).map(|url| format!("\x1b]8;id={number};{url}\x1b\\"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_addresses_of_the_web_are_followed() {
        assert_eq!(begin("https://x.test/a.pdf#page=4", 1).unwrap(), "\x1b]8;id=1;https://x.test/a.pdf#page=4\x1b\\");
        assert!(followed("HTTP://x.test").is_some());
        for url in ["javascript://x.test", "file:///etc/passwd", "x.test", "https://", "", "mailto:a@x.test"] {
            assert_eq!(followed(url), None, "{url}");
        }
        assert_eq!(followed(&format!("https://x.test/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn no_address_breaks_out_of_its_link() {
        for url in ["https://x\u{1b}\\", "https://x\u{7}", "https://x\u{9c}", "https://x y", "https://x\n", "https://ŵ"]
        {
            assert_eq!(begin(url, 1), None, "{url:?}");
        }
    }

    proptest! {
        #[test]
        fn a_link_has_no_control_characters_but_its_own(rest in any::<String>()) {
            if let Some(link) = begin(&format!("https://{rest}"), 7) {
                let inner = link.strip_prefix("\x1b]8;id=7;").unwrap().strip_suffix("\x1b\\").unwrap();
                prop_assert!(inner.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
