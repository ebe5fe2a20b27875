//! What a character of a font is worth as text: ligatures undone, signs of symbol fonts named, nonsense left out.

/// What a code reads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// These characters.
    Text(String),
    /// White space.
    Space,
    /// Nothing, on purpose: a mark of zero width.
    Nothing,
    /// Not known.
    Unknown,
}

/// Whether a font's characters are letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signs {
    /// An ordinary font.
    Letters,
    /// Wingdings and its like: what its codes would be as letters says nothing.
    Pictures,
    /// Symbol: Greek letters, bullets, mathematical signs.
    Symbol,
}

impl Signs {
    /// Of a font's name.
    pub(super) fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        if ["wingding", "webding", "dingbat"].iter().any(|pictures| name.contains(pictures)) {
            Self::Pictures
        } else if name.rsplit('+').next().is_some_and(|name| name.starts_with("symbol")) {
            Self::Symbol
        } else {
            Self::Letters
        }
    }
}

/// The bullet that stands for every picture of a symbol font that has no better name.
const BULLET: char = '•';

/// What the characters that a font names for a code are worth.
pub(super) fn read(characters: &[char], signs: Signs) -> Read {
    let mut text = String::new();
    let (mut space, mut unknown) = (false, false);
    for character in characters {
        match one(*character, signs) {
            Read::Text(more) => text.push_str(&more),
            Read::Space => space = true,
            Read::Nothing => {}
            Read::Unknown => unknown = true,
        }
    }
    match (text.is_empty(), space, unknown) {
        (false, ..) => Read::Text(text),
        (true, true, _) => Read::Space,
        (true, false, true) => Read::Unknown,
        (true, false, false) => Read::Nothing,
    }
}

fn one(character: char, signs: Signs) -> Read {
    let character = match (character, signs) {
        // Symbol fonts keep their signs, and some makers of PDFs any font's, in a private area above the codes.
        ('\u{f020}'..='\u{f0ff}', signs) => {
            let code = char::from_u32(character as u32 - 0xf000).unwrap_or(BULLET);
            return match signs {
                Signs::Pictures => picture(code),
                Signs::Symbol => symbol(code),
                // An unnamed font with bullets in that area is a symbol font more often than not.
                Signs::Letters if code.is_ascii() => one(code, signs),
                Signs::Letters => picture(code),
            };
        }
        (_, Signs::Pictures) if character.is_ascii_graphic() || ('\u{80}'..='\u{ff}').contains(&character) => {
            return picture(character);
        }
        ('·', Signs::Symbol) => BULLET,
        _ => character,
    };
    match character {
        'ﬀ' => Read::Text("ff".into()),
        'ﬁ' => Read::Text("fi".into()),
        'ﬂ' => Read::Text("fl".into()),
        'ﬃ' => Read::Text("ffi".into()),
        'ﬄ' => Read::Text("ffl".into()),
        'ﬅ' | 'ﬆ' => Read::Text("st".into()),
        '\u{ad}' => Read::Text(character.into()),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => Read::Nothing,
        _ if character.is_whitespace() => Read::Space,
        '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => Read::Unknown,
        _ if character.is_control() => Read::Unknown,
        _ => Read::Text(character.into()),
    }
}

/// The sign that Wingdings has at a code.
fn picture(code: char) -> Read {
    let sign = match code {
        ' ' => return Read::Space,
        '§' | 'n' => '▪',
        'Ø' => '➢',
        'ü' | 'ÿ' => '✓',
        'û' => '✗',
        'þ' => '☑',
        'o' | 'q' | '¨' => '□',
        'à' | 'è' => '→',
        _ => BULLET,
    };
    Read::Text(sign.into())
}

/// The sign that the font Symbol has at a code; letters of its Greek are left to themselves.
fn symbol(code: char) -> Read {
    match code {
        '·' => Read::Text(BULLET.into()),
        ' ' => Read::Space,
        '-' => Read::Text('-'.into()),
        _ if code.is_ascii_punctuation() || code.is_ascii_digit() => Read::Text(code.into()),
        _ => Read::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(character: char, font: &str) -> Read {
        read(&[character], Signs::of(font))
    }

    #[test]
    fn ligatures_are_undone_and_nonsense_is_left_out() {
        assert_eq!(text('ﬃ', "Arial"), Read::Text("ffi".into()));
        assert_eq!(text('\u{a0}', "Arial"), Read::Space);
        assert_eq!(text('\u{200b}', "Arial"), Read::Nothing);
        assert_eq!(text('\u{3}', "Arial"), Read::Unknown);
        assert_eq!(text('\u{e123}', "Arial"), Read::Unknown);
    }

    #[test]
    fn bullets_of_symbol_fonts_are_bullets() {
        assert_eq!(text('\u{f0b7}', "ABCDEF+SymbolMT"), Read::Text("•".into()));
        assert_eq!(text('§', "ABCDEF+Wingdings-Regular"), Read::Text("▪".into()));
        assert_eq!(text('\u{f0a7}', "Arial"), Read::Text("▪".into()));
        assert_eq!(text('\u{f041}', "Arial"), Read::Text("A".into()));
    }
}
