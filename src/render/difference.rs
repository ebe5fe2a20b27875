//! What changed between two texts, for people: unchanged paragraphs folded, changed words in their ink or in marks.
//!
//! In comes a [`Difference`]; out goes text. Without ink, removed words stand in `[-` and `-]` and added ones in `{+` and
//! `+}`, as `git diff --word-diff` has them.

use super::{
    Ink, Style,
    words::{counted, grouped, long_date},
    wrap::Sheet,
};
use crate::{
    index::numbered,
    query::{Change, ChangeKind, Difference, ParagraphCounts, Piece, PieceKind, Place, Side},
};

/// How many changed figures are listed.
const FIGURES: usize = 8;
/// An unchanged stretch of more words than this is cut, to so many at each of its ends.
const LONG: usize = 60;
const KEPT: usize = 20;

/// The two texts, how much of them is the same, the figures that changed, and each paragraph that is not the same.
pub fn difference(difference: &Difference, style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    side(&mut sheet, "-", &difference.old);
    side(&mut sheet, "+", &difference.new);
    sheet.gap();
    sheet.plain(0, &summary(difference));
    figures(&mut sheet, difference);
    if difference.is_none() {
        return sheet.into_text();
    }
    let mut same = 0;
    let mut section: Option<&str> = None;
    for change in &difference.changes {
        if change.kind == ChangeKind::Same {
            same += 1;
            continue;
        }
        folded(&mut sheet, &mut same);
        if let Some(place) = change.new.as_ref().or(change.old.as_ref())
            && section.replace(&place.section) != Some(&place.section)
        {
            sheet.gap();
            let heading = place.heading.as_deref().unwrap_or("before the first heading");
            sheet.set("", 0, &[(style.heading, heading), (style.small, &format!(" · id {}", place.section))]);
        }
        one(&mut sheet, change);
    }
    folded(&mut sheet, &mut same);
    sheet.into_text()
}

fn side(sheet: &mut Sheet<'_>, sign: &str, side: &Side) {
    let paper = &side.paper;
    let mut parts = vec![paper.council_name.clone().unwrap_or_else(|| "council unknown".to_owned())];
    parts.extend(paper.committee.clone());
    parts.push(long_date(paper.date.as_deref()));
    parts.extend(paper.title.clone());
    parts.extend(side.section.as_ref().and_then(|section| section.path.last()).cloned());
    parts.push(paper.path.clone());
    let id = side.section.as_ref().map_or(&paper.id, |section| &section.id);
    parts.push(format!("id {id}"));
    let ink = sheet.style.title;
    sheet.set_parts(sign, 2, ink, &parts);
}

fn summary(difference: &Difference) -> String {
    let ParagraphCounts { same, changed, moved, added, removed } = difference.paragraphs;
    if difference.is_none() {
        return format!("The same, word for word: {}.", counted(same, "paragraph", "paragraphs"));
    }
    let share = difference.likeness() * 100.0;
    // Neither all nor nothing is said of what is nearly so.
    let share = match share {
        share if share > 99.0 => "over 99%".to_owned(),
        0.0 => "nothing".to_owned(),
        share if share < 1.0 => "less than 1%".to_owned(),
        share => format!("{share:.0}%"),
    };
    let counts = [(same, "the same"), (changed, "changed"), (moved, "moved"), (added, "added"), (removed, "removed")];
    let mut counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let mut text = format!("By words {share} the same.");
    if let Some((count, what)) = counts.next() {
        text.push_str(&format!(" {} {what}", counted(count, "paragraph", "paragraphs")));
    }
    for (count, what) in counts {
        text.push_str(&format!(", {} {what}", grouped(count)));
    }
    text
}

fn figures(sheet: &mut Sheet<'_>, difference: &Difference) {
    let all = &difference.figures;
    if all.is_empty() {
        return;
    }
    let named = all.iter().take(FIGURES).map(|one| format!("{} → {}", one.old, one.new)).collect::<Vec<_>>().join("; ");
    let count = counted(all.len() as u64, "figure", "figures");
    let more = all.len().saturating_sub(FIGURES);
    let more = if more > 0 { format!("; and {} more", grouped(more as u64)) } else { String::new() };
    let style = *sheet.style;
    sheet.set("", 2, &[(style.note, &format!("{count} changed: ")), (style.text, &named), (style.text, &more)]);
}

/// Says how many paragraphs were passed over, if any.
fn folded(sheet: &mut Sheet<'_>, same: &mut u64) {
    if *same > 0 {
        sheet.gap();
        let style = *sheet.style;
        sheet.set("", 2, &[(style.small, &format!("{} the same", counted(*same, "paragraph", "paragraphs")))]);
        *same = 0;
    }
}

fn one(sheet: &mut Sheet<'_>, change: &Change) {
    let style = *sheet.style;
    let sign = match change.kind {
        ChangeKind::Added => "+",
        ChangeKind::Removed => "-",
        ChangeKind::Moved => ">",
        ChangeKind::Changed | ChangeKind::Same => "~",
    };
    let place = place(change);
    let mut pieces: Vec<(Ink, &str)> = Vec::new();
    pieces.extend((!place.is_empty()).then_some((style.small, place.as_str())));
    let texts: Vec<(Ink, String)> = match change.kind {
        // The sign says of the whole paragraph what marks would say.
        ChangeKind::Added => vec![(style.added, whole(&change.pieces))],
        ChangeKind::Removed => vec![(style.removed, whole(&change.pieces))],
        _ => set(&change.pieces, &style),
    };
    pieces.extend(texts.iter().map(|(ink, text)| (*ink, text.as_str())));
    sheet.gap();
    sheet.set(sign, 2, &pieces);
}

/// `para 3.2 (was para 3.1), p. 4: `, and whether it was moved.
fn place(change: &Change) -> String {
    let number = |place: &Option<Place>| place.as_ref().and_then(|place| place.number.clone());
    let (old, new) = (number(&change.old), number(&change.new));
    let Some(here) = change.new.as_ref().or(change.old.as_ref()) else { return String::new() };
    let named = |number: &str| if here.is_heading { number.to_owned() } else { numbered(number) };
    let mut parts: Vec<String> = Vec::new();
    parts.extend(here.is_heading.then(|| "heading".to_owned()));
    parts.extend((change.kind == ChangeKind::Moved).then(|| "moved".to_owned()));
    parts.extend(match (&old, &new) {
        (Some(old), Some(new)) if old != new => Some(format!("{} (was {})", named(new), named(old))),
        (_, Some(number)) | (Some(number), None) => Some(named(number)),
        (None, None) => None,
    });
    parts.extend(here.page.filter(|_| !here.is_heading).map(|page| format!("p. {page}")));
    if parts.is_empty() { String::new() } else { format!("{}: ", parts.join(", ")) }
}

fn whole(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// The pieces with their inks, or with marks where there is no ink.
fn set(pieces: &[Piece], style: &Style) -> Vec<(Ink, String)> {
    let mut texts = Vec::new();
    let mut owed = false;
    for (place, piece) in pieces.iter().enumerate() {
        let (ink, on, off) = match piece.kind {
            PieceKind::Same => {
                let new = piece.new_text.as_ref().unwrap_or(&piece.text);
                let removed = pieces.get(place + 1).is_some_and(|next| next.kind == PieceKind::Removed);
                // What was removed stands as it stood: a comma at its word. The blank of the new text follows it.
                owed = removed && ends_blank(new) && !ends_blank(&piece.text);
                texts.push((style.text, shortened(if owed { new.trim_end() } else { new })));
                continue;
            }
            PieceKind::Removed => (style.removed, "[-", "-]"),
            PieceKind::Added => (style.added, "{+", "+}"),
        };
        let words = piece.text.trim();
        let replaced = pieces.get(place + 1).is_some_and(|next| next.kind != PieceKind::Same);
        let (lead, trail) = (piece.text.starts_with(char::is_whitespace), ends_blank(&piece.text));
        texts.extend(lead.then(|| (style.text, " ".to_owned())));
        if ink != Ink::default() {
            texts.push((ink, words.to_owned()));
        } else if !words.is_empty() {
            texts.push((ink, format!("{on}{words}{off}")));
        }
        // Between what went and what came in its place marks need no blank, and inks do.
        if owed || (trail && !(replaced && ink == Ink::default())) || (replaced && ink != Ink::default()) {
            texts.push((style.text, " ".to_owned()));
        }
        owed = false;
    }
    texts
}

fn ends_blank(text: &str) -> bool {
    text.ends_with(char::is_whitespace)
}

/// A long stretch without its middle.
fn shortened(text: &str) -> String {
    let starts: Vec<usize> = text
        .match_indices(char::is_whitespace)
        .map(|(place, blank)| place + blank.len())
        .filter(|&start| text[start..].starts_with(|next: char| !next.is_whitespace()))
        .collect();
    match (starts.get(KEPT), starts.len().checked_sub(KEPT).and_then(|place| starts.get(place))) {
        (Some(&head), Some(&tail)) if starts.len() > LONG => format!("{}… {}", &text[..head], &text[tail..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(pieces: &[(PieceKind, &str, Option<&str>)]) -> String {
        let piece = |&(kind, text, new): &(PieceKind, &str, Option<&str>)| Piece {
            kind,
            text: text.to_owned(),
            new_text: new.map(str::to_owned),
        };
        let pieces: Vec<Piece> = pieces.iter().map(piece).collect();
        set(&pieces, &Style::plain()).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn a_removed_comma_stands_at_its_word() {
        use PieceKind::{Added, Removed, Same};
        let end = (Same, "of", None);
        assert_eq!(
            marked(&[
                (Same, "The ", None),
                (Removed, "\"old\" ", None),
                (Same, "fee", Some("fee ")),
                (Removed, ", ", None),
                end
            ]),
            "The [-\"old\"-] fee[-,-] of"
        );
        assert_eq!(marked(&[(Same, "fee", Some("fee ")), (Removed, ",", None), end]), "fee[-,-] of");
        assert_eq!(
            marked(&[(Same, "fee", Some("fee ")), (Removed, ", ", None), (Added, "by ", None), end]),
            "fee[-,-] {+by+} of"
        );
        assert_eq!(marked(&[(Same, "fee ", Some("fee")), (Added, ", ", None), end]), "fee{+,+} of");
        assert_eq!(
            marked(&[(Same, "by ", None), (Removed, "12 ", None), (Added, "14 ", None), end]),
            "by [-12-]{+14+} of"
        );
    }
}
