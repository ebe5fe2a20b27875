//! RTF, one token after the other.

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'r> {
    /// `{`.
    Open,
    /// `}`.
    Close,
    /// A control word with its number, such as `\b0`.
    Word(&'r str, Option<i32>),
    /// A control symbol, such as `\~`.
    Symbol(u8),
    /// Bytes of text in the code page that holds: plain, or one as `\'e9`.
    Text(&'r [u8]),
    /// One byte of text that was written as a number.
    Byte(u8),
}

/// The rest of a file.
pub(super) struct Tokens<'r>(pub(super) &'r [u8]);

impl<'r> Iterator for Tokens<'r> {
    type Item = Token<'r>;

    fn next(&mut self) -> Option<Token<'r>> {
        while let Some((b'\r' | b'\n' | 0, rest)) = self.0.split_first() {
            self.0 = rest;
        }
        let (first, rest) = self.0.split_first()?;
        match first {
            b'{' => self.take(rest, Token::Open),
            b'}' => self.take(rest, Token::Close),
            b'\\' => Some(self.control(rest)),
            _ => {
                let end = self.0.iter().position(|byte| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0));
                let (text, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
                self.take(rest, Token::Text(text))
            }
        }
    }
}

impl<'r> Tokens<'r> {
    fn take(&mut self, rest: &'r [u8], token: Token<'r>) -> Option<Token<'r>> {
        self.0 = rest;
        Some(token)
    }

    fn control(&mut self, rest: &'r [u8]) -> Token<'r> {
        let letters = rest.iter().take(40).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            let Some((symbol, rest)) = rest.split_first() else {
                self.0 = rest;
                return Token::Symbol(b' ');
            };
            self.0 = rest;
            if *symbol == b'\'' {
                let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.0 = &rest[2..];
                    return Token::Byte(byte);
                }
            }
            // A backslash at the end of a line is the end of a paragraph.
            return if matches!(symbol, b'\r' | b'\n') { Token::Word("par", None) } else { Token::Symbol(*symbol) };
        }
        let (word, rest) = rest.split_at(letters);
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = if digits > 0 { rest.split_at(sign + digits) } else { rest.split_at(0) };
        self.0 = rest.strip_prefix(b" ").unwrap_or(rest);
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            let bytes = number.and_then(|number: i32| usize::try_from(number).ok()).unwrap_or(0);
            self.0 = self.0.get(bytes..).unwrap_or_default();
        }
        Token::Word(word, number)
    }
}
