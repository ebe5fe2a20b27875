//! Numbers in a stream, little end first; `None` beyond its end.

pub(super) fn u8_at(data: &[u8], at: usize) -> Option<u8> {
    data.get(at).copied()
}

pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..)?.first_chunk().copied()?))
}

pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..)?.first_chunk().copied()?))
}

pub(super) fn i32_at(data: &[u8], at: usize) -> Option<i32> {
    u32_at(data, at).map(u32::cast_signed)
}

pub(super) fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(data.get(at..)?.first_chunk().copied()?))
}

/// A position as an index.
pub(super) fn index(position: u32) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// UTF-16 text of so many units.
pub(super) fn utf_16(data: &[u8], at: usize, units: usize) -> Option<String> {
    let bytes = data.get(at..at.checked_add(units.checked_mul(2)?)?)?;
    Some(encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned())
}

/// Text in Windows-1252.
pub(super) fn latin(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}
