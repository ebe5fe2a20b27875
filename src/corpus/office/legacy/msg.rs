//! Messages that Outlook saved (MSG) to blocks, as of other e-mails. Of the text the plain one is taken; a message that has
//! none has its text in a form that is not read.

use super::{Compound, bytes};
use crate::corpus::{Limits, RawDocument, Skip, office::email::Letter};
use jiff::{Timestamp, tz::TimeZone};

/// Properties: subject, sender's name, receivers, copies, text.
const SUBJECT: &str = "0037";
const SENDER: &str = "0C1A";
const TO: &str = "0E04";
const COPIES: &str = "0E03";
const TEXT: &str = "1000";
/// The times of sending and of delivery among the properties of fixed size.
const TIMES: [u32; 2] = [0x0039_0040, 0x0e06_0040];
/// From 1601 to 1970, in units of a tenth of a microsecond.
const TO_1970: i64 = 116_444_736_000_000_000;
/// The most attachments that are named.
const MOST_ATTACHED: usize = 100;

/// Reads a message.
///
/// # Errors
///
/// Those of its streams and its text.
pub(super) fn read(file: &mut Compound<'_>, limits: &Limits) -> Result<RawDocument, Skip> {
    let mut attached = Vec::new();
    for number in 0..MOST_ATTACHED {
        let folder = format!("__attach_version1.0_#{number:08X}");
        if !file.file.is_storage(&folder) {
            break;
        }
        let long = text(file, &format!("{folder}/"), "3707")?;
        attached.push(if long.is_empty() { text(file, &format!("{folder}/"), "3704")? } else { long });
    }
    let letter = Letter {
        subject: text(file, "", SUBJECT)?,
        from: text(file, "", SENDER)?,
        to: text(file, "", TO)?,
        copied: text(file, "", COPIES)?,
        date: file.stream("__properties_version1.0")?.and_then(|data| day(&data)).unwrap_or_default(),
        text: text(file, "", TEXT)?,
        attached,
        ..Letter::default()
    };
    letter.document(limits)
}

/// A property that is text: in UTF-16, or as it was before Outlook 2003.
fn text(file: &mut Compound<'_>, folder: &str, property: &str) -> Result<String, Skip> {
    if let Some(data) = file.stream(&format!("{folder}__substg1.0_{property}001F"))? {
        return Ok(bytes::utf_16(&data, 0, data.len() / 2).unwrap_or_default());
    }
    Ok(file.stream(&format!("{folder}__substg1.0_{property}001E"))?.map(|data| bytes::latin(&data)).unwrap_or_default())
}

/// The day of sending, in Greenwich.
fn day(properties: &[u8]) -> Option<String> {
    let rows = properties.get(32..)?.chunks_exact(16);
    let time = |tag: u32| rows.clone().find(|row| bytes::u32_at(row, 0) == Some(tag));
    let row = TIMES.iter().find_map(|tag| time(*tag))?;
    let ticks = i64::from_le_bytes(row.get(8..16)?.try_into().ok()?);
    let seconds = ticks.checked_sub(TO_1970)?.div_euclid(10_000_000);
    let time = Timestamp::from_second(seconds).ok()?;
    Some(time.to_zoned(TimeZone::UTC).strftime("%-d %B %Y").to_string())
}
