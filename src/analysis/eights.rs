//! Eight bytes looked at as one number: where in them letters and digits of ASCII end.
//!
//! In come eight bytes, the first of them lowest; out comes a number with the highest bit set of each byte that is another
//! one. A loop over bytes ends somewhere else in nearly every word, and each time the processor has begun the wrong step.

/// A number of eight bytes that are all the same.
pub(crate) const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const HIGHEST: u64 = each(0x80);

/// The highest bit of each byte from `first` to `last`, of bytes below 128.
fn within(eight: u64, first: u8, last: u8) -> u64 {
    // No sum is more than a byte holds.
    let from_first = eight + each(0x80 - first);
    let beyond_last = eight + each(0x7f - last);
    from_first & !beyond_last
}

/// The highest bit of each byte that is no letter of ASCII.
fn not_letter(eight: u64) -> u64 {
    let small = (eight | each(0x20)) & !HIGHEST;
    (!within(small, b'a', b'z') | eight) & HIGHEST
}

/// The highest bit of each byte that is neither a letter nor a digit of ASCII.
pub(crate) fn not_alphanumeric(eight: u64) -> u64 {
    let digit = within(eight & !HIGHEST, b'0', b'9');
    not_letter(eight) & (!digit | eight)
}

/// How many letters of ASCII some bytes begin with.
#[inline]
pub(super) fn letters(bytes: &[u8]) -> usize {
    beginning(bytes, not_letter)
}

/// How many letters and digits of ASCII some bytes begin with.
#[inline]
pub(crate) fn alphanumerics(bytes: &[u8]) -> usize {
    beginning(bytes, not_alphanumeric)
}

/// How many bytes come before the first of which `others` has the highest bit.
fn beginning(bytes: &[u8], others: impl Fn(u64) -> u64) -> usize {
    let (eights, rest) = bytes.as_chunks();
    for (place, eight) in eights.iter().enumerate() {
        let others = others(u64::from_le_bytes(*eight));
        if others != 0 {
            return 8 * place + others.trailing_zeros() as usize / 8;
        }
    }
    // Zeros are neither.
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    8 * eights.len() + others(u64::from_le_bytes(last)).trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn highest(is: impl Fn(u8) -> bool, bytes: [u8; 8]) -> u64 {
        u64::from_le_bytes(bytes.map(|byte| u8::from(is(byte)) << 7))
    }

    #[test]
    fn every_byte_is_told_as_the_library_tells_it_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                for others in [0, b'a', b'9', 0x7f, 0x80, 0xff] {
                    let mut bytes = [others; 8];
                    bytes[place] = byte;
                    let eight = u64::from_le_bytes(bytes);
                    assert_eq!(not_letter(eight), highest(|byte| !byte.is_ascii_alphabetic(), bytes), "{bytes:?}");
                    let not = highest(|byte| !byte.is_ascii_alphanumeric(), bytes);
                    assert_eq!(not_alphanumeric(eight), not, "{bytes:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn letters_and_digits_are_counted_up_to_the_first_byte_that_is_none(text in "[a-zA-Z]{0,20}[a-z0-9]{0,9}[ -~é]{0,20}") {
            let count = text.bytes().take_while(u8::is_ascii_alphabetic).count();
            prop_assert_eq!(letters(text.as_bytes()), count);
            let count = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
            prop_assert_eq!(alphanumerics(text.as_bytes()), count);
        }
    }
}
