//! Lists of numbers in the files of an index, which take no look at each of them to read.
//!
//! In come numbers; out come their bytes, four for each and the lowest first, and the numbers again. Of a few hundred
//! thousand, as gigabytes of papers have, a command that asks one question would spend most of its time on numbers that have a
//! length each.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Numbers(pub(super) Vec<u32>);

impl Serialize for Numbers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|number| number.to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Numbers {
    /// From a format that hands out bytes as they stand in it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match <&[u8]>::deserialize(deserializer)?.as_chunks() {
            (numbers, []) => Ok(Self(numbers.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())),
            (_, rest) => Err(D::Error::custom(format!("{} bytes are left over", rest.len()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_as_they_went_in(numbers: Vec<u32>) {
            let bytes = postcard::to_stdvec(&Numbers(numbers.clone())).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Numbers>(&bytes).unwrap().0, numbers);
        }

        #[test]
        fn whatever_the_bytes_are_they_are_numbers_or_refused(bytes: Vec<u8>) {
            let _ = postcard::from_bytes::<Numbers>(&bytes);
        }
    }

    #[test]
    fn half_a_number_is_refused() {
        let bytes = postcard::to_stdvec(&[1_u8, 2, 3, 4, 5].as_slice()).unwrap();
        assert!(postcard::from_bytes::<Numbers>(&bytes).is_err());
    }
}
