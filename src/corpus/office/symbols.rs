//! Characters of symbol fonts.

/// What `w:sym` of a font prints, its number in hexadecimal; nothing where it is only an ornament.
pub(super) fn word(font: Option<&str>, number: Option<&str>) -> String {
    let code = number.and_then(|number| u32::from_str_radix(number, 16).ok()).unwrap_or(0);
    let symbol = font.is_some_and(|font| {
        let font = font.to_ascii_lowercase();
        font.contains("symbol") || font.contains("dings")
    });
    let private = (0xf000..=0xf0ff).contains(&code);
    if private || symbol {
        return dingbat(code & 0xff).map(String::from).unwrap_or_default();
    }
    char::from_u32(code).map(String::from).unwrap_or_default()
}

/// The few characters of Wingdings and Symbol that say something: ticks, crosses, boxes and bullets.
fn dingbat(code: u32) -> Option<char> {
    match code {
        0xfc | 0x50 => Some('✓'),
        0xfb => Some('✗'),
        0xfe | 0x52 => Some('☑'),
        0xfd | 0x51 => Some('☒'),
        0x6f | 0xa8 | 0x71 | 0xa3 => Some('☐'),
        0xb7 | 0xa7 | 0x6c | 0x6e => Some('•'),
        0xe0 => Some('→'),
        _ => None,
    }
}
