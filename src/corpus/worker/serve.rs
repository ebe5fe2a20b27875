//! The worker's side: files named on its standard input, what they hold on its standard output.

use super::{
    confine,
    protocol::{self, Answer, Hello, MAGIC, Request, SMALL_BYTES},
};
use crate::corpus::{Extractor, Skip, SkipReason, extract::extractor_in, guard::guarded};
use std::{
    fs::File,
    io::{self, Read, Write},
};

/// A worker ends after so many files: what libraries leak does not add up for ever.
const MOST_FILES: u32 = 500;
/// A worker ends when it holds more than this between files, in bytes.
const MOST_RESIDENT: u64 = 256 << 20;

/// Serves files until the parent closes `input` or the worker is worn out.
pub(super) fn serve(mut input: impl Read, mut output: impl Write, table: &'static [Extractor]) -> io::Result<()> {
    output.write_all(MAGIC)?;
    protocol::write(&mut output, &Hello::present())?;
    let mut files = 0;
    while let Some(request) = protocol::read::<Request>(&mut input, SMALL_BYTES)? {
        confine::before(&request)?;
        let mut answer = answer(&request, table);
        files += 1;
        // After a panic nobody knows what state the library is in.
        let crashed = answer.document.as_ref().is_err_and(|skip| skip.reason == SkipReason::Crashed);
        answer.retire = crashed || files >= MOST_FILES || confine::resident_bytes() > MOST_RESIDENT;
        let mut frame = protocol::frame(&answer)?;
        let most = request.limits.answer_bytes;
        if frame.len() as u64 > most {
            let detail = format!("what was read takes {} bytes, and the limit is {most}", frame.len());
            answer.document = Err(Skip::new(SkipReason::TooLarge, detail));
            frame = protocol::frame(&answer)?;
        }
        output.write_all(&frame)?;
        output.flush()?;
        if answer.retire {
            break;
        }
    }
    Ok(())
}

/// Reads one file, in this process. Whether there is text in it is left to be judged.
pub(crate) fn answer(request: &Request, table: &'static [Extractor]) -> Answer {
    let mut content = None;
    let document = guarded(|| {
        let extractor = extractor_in(table, request.media)?;
        let unreadable = |error: io::Error| Skip::unreadable(&error);
        let most = extractor.most_bytes(&request.limits);
        let file = File::open(&request.file).map_err(unreadable)?;
        let mut bytes = Vec::new();
        // One byte more than allowed, so that a file which grew since it was found is told.
        file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
        content = Some(*blake3::hash(&bytes).as_bytes());
        extractor.read_unjudged(&bytes, &request.limits)
    });
    Answer { content, document, retire: false }
}
