//! What a worker and its parent say to each other.
//!
//! The worker begins with a greeting: [`MAGIC`], then a frame with a [`Hello`]. After that the parent sends one
//! [`Request`] at a time and the worker gives one [`Answer`] to each, until the parent closes the pipe or the worker has
//! said that it retires. A frame is the length of a message in bytes, as four bytes, the lowest first, and the message
//! in postcard.

use crate::corpus::{Limits, Media, RawDocument, Skip};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    ffi::OsString,
    io::{self, Read, Write},
};

/// Begins the greeting. What a program prints before it (a banner, a line of a log) is passed over.
pub(super) const MAGIC: &[u8] = b"\0scrutineer worker\n";
/// How much is passed over before the greeting, in bytes.
const MOST_BANNER: usize = 4096;
/// The most bytes of a greeting or a request; a path has some thousand at the most.
pub(super) const SMALL_BYTES: u64 = 64 << 10;

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hello {
    /// The version of this crate: another one may read otherwise, and write other messages.
    pub(super) version: String,
}

impl Hello {
    /// That of this build.
    pub(super) fn present() -> Self {
        Self { version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// A file to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Request {
    /// Its format.
    pub(crate) media: Media,
    /// Where it is, from the root of the disk: the worker's present folder may be another.
    pub(crate) file: OsString,
    /// Its size in bytes, which the allowance of time goes by.
    pub(crate) bytes: u64,
    /// The limits.
    pub(crate) limits: Limits,
}

/// What became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// BLAKE3 of the bytes that were read; absent where they could not be read.
    pub(crate) content: Option<[u8; 32]>,
    /// What was read, or why not.
    pub(crate) document: Result<RawDocument, Skip>,
    /// Whether the worker ends after this answer.
    pub(crate) retire: bool,
}

impl Answer {
    /// The answer for a file that gave none.
    pub(crate) fn skip(skip: Skip) -> Self {
        Self { content: None, document: Err(skip), retire: false }
    }
}

/// A message as its frame.
pub(super) fn frame(message: &impl Serialize) -> io::Result<Vec<u8>> {
    // Room for the length, which is known when the message is written.
    let mut frame = postcard::to_extend(message, vec![0; 4]).map_err(io::Error::other)?;
    let bytes = u32::try_from(frame.len() - 4).map_err(io::Error::other)?;
    frame[..4].copy_from_slice(&bytes.to_le_bytes());
    Ok(frame)
}

/// Writes a message.
pub(super) fn write(output: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    output.write_all(&frame(message)?)?;
    output.flush()
}

/// Reads a message of at most `most` bytes; `None` where the other side has closed the pipe.
///
/// # Errors
///
/// `UnexpectedEof` where it ends within a message, `InvalidData` where it is too long or not understood.
pub(super) fn read<T: DeserializeOwned>(input: &mut impl Read, most: u64) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    let mut begun = 0;
    while begun < length.len() {
        match input.read(&mut length[begun..]) {
            Ok(0) if begun == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => begun += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let length = u64::from(u32::from_le_bytes(length));
    if length > most {
        return Err(invalid(format!("a message of {length} bytes, where {most} are allowed")));
    }
    // Not allocated in advance: the length is a claim.
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    match postcard::take_from_bytes(&bytes) {
        Ok((message, [])) => Ok(Some(message)),
        Ok(_) => Err(invalid("a message with something behind it")),
        Err(error) => Err(invalid(format!("a message that is not understood: {error}"))),
    }
}

/// Passes over what stands before the greeting, and reads it.
pub(super) fn read_greeting(input: &mut impl Read) -> io::Result<Hello> {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(MAGIC) {
        if seen.len() >= MOST_BANNER {
            return Err(invalid("it does not greet as a worker"));
        }
        input.read_exact(&mut byte)?;
        seen.push(byte[0]);
    }
    read(input, SMALL_BYTES)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

fn invalid(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn greeting(banner: &[u8]) -> io::Result<Hello> {
        let frame = frame(&Hello::present()).unwrap();
        read_greeting(&mut [banner, MAGIC, &frame].concat().as_slice())
    }

    #[test]
    fn a_banner_before_the_greeting_is_passed_over_and_an_endless_one_is_not() {
        assert_eq!(greeting(b"").unwrap(), Hello::present());
        assert_eq!(greeting(b"running 1 test\n\0scrut").unwrap(), Hello::present());
        assert_eq!(greeting(&[b'x'; 10_000]).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_claimed_length_is_not_believed() {
        let claim = |length: u32| [&length.to_le_bytes()[..], b"abc"].concat();
        let read = |bytes: &[u8]| read::<String>(&mut &*bytes, 1000).map_err(|error| error.kind());
        assert_eq!(read(&claim(2000)), Err(io::ErrorKind::InvalidData));
        assert_eq!(read(&claim(500)), Err(io::ErrorKind::UnexpectedEof));
        assert_eq!(read(b"\x01"), Err(io::ErrorKind::UnexpectedEof));
        assert_eq!(read(b""), Ok(None));
        assert_eq!(read(b"\x03\0\0\0\x02ab"), Ok(Some("ab".to_owned())));
        assert_eq!(read(b"\x04\0\0\0\x02abc"), Err(io::ErrorKind::InvalidData));
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_an_error(bytes: Vec<u8>) {
            let framed = [&(bytes.len() as u32).to_le_bytes()[..], &bytes].concat();
            let _ = read::<Answer>(&mut framed.as_slice(), 1 << 20);
            let _ = read::<Answer>(&mut bytes.as_slice(), 1 << 20);
        }
    }
}
