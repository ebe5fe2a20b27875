//! Numbers in as few bytes as they need: seven bits a byte, the lowest first, the highest bit of each but the last set, as
//! LEB128 has it; those that may be negative with their sign as the lowest bit, so that what is near zero is short.

/// Writes a number.
#[inline]
pub(super) fn put(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number from the beginning of `bytes`; `None` where there is none.
#[inline]
pub(super) fn take(bytes: &mut &[u8]) -> Option<u64> {
    let (mut number, mut bits) = (0_u64, 0);
    while bits < u64::BITS {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << bits;
        if *byte < 0x80 {
            return Some(number);
        }
        bits += 7;
    }
    None
}

/// Writes a number that may be negative.
#[inline]
pub(super) fn put_signed(number: i64, bytes: &mut Vec<u8>) {
    put((number << 1 ^ number >> 63) as u64, bytes);
}

/// Takes a number that may be negative.
#[inline]
pub(super) fn take_signed(bytes: &mut &[u8]) -> Option<i64> {
    let number = take(bytes)?;
    Some((number >> 1) as i64 ^ -((number & 1) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_numbers_have_one_byte() {
        for (number, length) in [(0, 1), (127, 1), (128, 2), (u64::MAX, 10)] {
            let mut bytes = Vec::new();
            put(number, &mut bytes);
            assert_eq!((take(&mut bytes.as_slice()), bytes.len()), (Some(number), length));
        }
        assert_eq!(take(&mut [0x80].as_slice()), None);
    }

    proptest! {
        #[test]
        fn numbers_come_back(number in any::<i64>()) {
            let mut bytes = Vec::new();
            put_signed(number, &mut bytes);
            prop_assert_eq!(take_signed(&mut bytes.as_slice()), Some(number));
        }
    }
}
