//! Names that publishers' systems give: what a file's name or the host that its folder is named after says of it.
//!
//! In comes a path; out come council, committee, date and kind as far as the name has a known pattern, or nothing. They
//! rank below side-file and path rules and above the text. The patterns are those of ModernGov, of its generated files
//! and of its pages as a browser saves them; attachments bear whatever name their author gave them and tell nothing.

use super::{
    CouncilName, DateBasis, DateValue, Evidence, Inferred, KindValue, PaperDate, PaperKind, Text, committee,
    dates::parse_human,
    gazetteer::Gazetteer,
    pattern::{Pattern, pattern},
};
use std::sync::LazyLock;

/// How sure we are of what a publisher's file name says.
const CONFIDENCE: f32 = 0.93;

/// What a file name of a known pattern says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FileName {
    /// The council, where the name ends with that of its site.
    pub(super) council: Option<Inferred<CouncilName>>,
    /// The committee.
    pub(super) committee: Option<Inferred<Text>>,
    /// The day of the meeting.
    pub(super) date: Inferred<PaperDate>,
    /// The kind; absent for packs, whose parts tell it.
    pub(super) kind: Option<Inferred<KindValue>>,
}

impl FileName {
    /// Reads the last part of a path: `Public reports pack 04th-Jun-2026 14.00 Improvement Committee.pdf`, or `Agenda for
    /// Improvement Committee on Thursday, 4th June, 2026, 2.00 pm - Hale Council.html`.
    pub(super) fn of(path: &str, gazetteer: &Gazetteer) -> Option<Self> {
        static GENERATED: LazyLock<Pattern> = LazyLock::new(|| {
            pattern(concat!(
                r"^(?:g\d+[ -]+)?(?P<kind>(?:public|agenda|exempt|private)? ?(?:reports?|documents?) pack|agenda(?: front ?sheet| pack)?|front ?sheet|(?:(?:printed|public|draft) )*minutes",
                r"|(?:printed )?decisions|supplementary agenda|supplement(?:ary)?(?: pack| reports)?)\b[ ,-]*",
                r"(?P<date>(?:(?:WEEKDAY)\s)?\d{1,2}ORD?[ -](?:MONTH)[ -]\d{4})(?:\s+\d{1,2}[.:]\d{2})?\s*(?P<committee>.*)$",
            ))
        });
        static SAVED: LazyLock<Pattern> = LazyLock::new(|| {
            pattern(concat!(
                r"^(?P<kind>agenda|minutes|(?:printed |draft )*minutes) (?:for|of) (?:the )?(?P<committee>.{3,120}?) on ",
                r"(?P<date>(?:(?:WEEKDAY),? )?\d{1,2}ORD? (?:MONTH),? \d{4})(?P<rest>.*)$",
            ))
        });
        let name = decoded(path.rsplit('/').next().unwrap_or(path));
        let name = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let found = GENERATED.captures(name).or_else(|| SAVED.captures(name))?;
        let date = parse_human(&found["date"])?;
        let kind = kind_of(&found["kind"]).map(|value| inferred(KindValue { value }, name));
        let committee = committee::clean(&found["committee"], gazetteer).map(|value| inferred(Text { value }, name));
        let site = found.name("rest").map(|rest| rest.as_str()).and_then(|rest| rest.rsplit(" - ").next());
        let council = site.and_then(|site| one(gazetteer.lookup(site.trim()), Some(date)));
        let council = council.map(|council| inferred(council, name));
        let date = inferred(PaperDate { date, basis: DateBasis::Meeting }, name);
        Some(Self { council, committee, date, kind })
    }
}

/// The council whose host one of the folders is named after, as mirrored sites have them.
pub(super) fn council_of_folder(
    path: &str,
    day: Option<DateValue>,
    gazetteer: &Gazetteer,
) -> Option<Inferred<CouncilName>> {
    let folders = path.rsplit('/').skip(1);
    folders.filter_map(|folder| Some(inferred(council_of_host(folder, day, gazetteer)?, folder))).next()
}

/// The council on whose host a site is.
pub(super) fn council_of_host(host: &str, day: Option<DateValue>, gazetteer: &Gazetteer) -> Option<CouncilName> {
    if !host.contains('.') {
        return None;
    }
    let found = gazetteer.by_domain(host).iter().filter_map(|&index| gazetteer.at(index));
    one(found.collect(), day)
}

/// The only one of some councils, or the only one of them that existed on a day.
fn one(mut councils: Vec<&super::Council>, day: Option<DateValue>) -> Option<CouncilName> {
    councils.retain(|council| day.is_none_or(|day| council.existed(day.first(), day.last())));
    let [council] = councils[..] else { return None };
    Some(CouncilName { slug: council.slug.clone(), name: council.name.clone() })
}

fn inferred<T>(value: T, evidence: &str) -> Inferred<T> {
    Inferred { value, source: Evidence::FileName, confidence: CONFIDENCE, evidence: evidence.to_owned() }
}

fn kind_of(name: &str) -> Option<PaperKind> {
    let name = name.to_lowercase();
    match () {
        () if name.contains("pack") || name.contains("supplement") => None,
        () if name.ends_with("minutes") => Some(PaperKind::Minutes),
        () if name.starts_with("agenda") || name.starts_with("front") => Some(PaperKind::Agenda),
        () => Some(PaperKind::Other),
    }
}

/// A file name as it was meant: `%20`, `+` and `_` are blanks.
fn decoded(name: &str) -> String {
    let name = name.replace("%20", " ").replace("%2c", ",").replace("%2C", ",").replace(['_', '+'], " ");
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(path: &str) -> Option<(String, String, String, Option<PaperKind>)> {
        let name = FileName::of(path, &Gazetteer::builtin())?;
        let text = |value: Option<Inferred<Text>>| value.map(|text| text.value.value).unwrap_or_default();
        let council = name.council.map(|council| council.value.slug).unwrap_or_default();
        Some((council, text(name.committee), name.date.value.date.to_string(), name.kind.map(|kind| kind.value.value)))
    }

    #[test]
    fn generated_names_give_committee_date_and_kind() {
        for (path, committee, date, kind) in [
            (
                "documents/g11742/Public%20reports%20pack%2004th-Jun-2026%2014.00%20Improvement%20Committee.pdf",
                "Improvement Committee",
                "2026-06-04",
                None,
            ),
            (
                "g9/Agenda frontsheet Thursday 15-Jan-2026 19.30 Health Scrutiny Panel.pdf?T=0",
                "Health Scrutiny Panel",
                "2026-01-15",
                Some(PaperKind::Agenda),
            ),
            (
                "Printed_minutes_12th-Mar-2019_10.00_Health_Scrutiny_Panel.pdf",
                "Health Scrutiny Panel",
                "2019-03-12",
                Some(PaperKind::Minutes),
            ),
            (
                "g77 Printed draft minutes 12-Mar-2019 10.00 Health Scrutiny Panel.docx",
                "Health Scrutiny Panel",
                "2019-03-12",
                Some(PaperKind::Minutes),
            ),
            (
                "Decisions Thursday 15-Jan-2026 19.30 Health Scrutiny Panel.pdf",
                "Health Scrutiny Panel",
                "2026-01-15",
                Some(PaperKind::Other),
            ),
        ] {
            assert_eq!(read(path), Some((String::new(), committee.to_owned(), date.to_owned(), kind)), "{path}");
        }
    }

    #[test]
    fn a_saved_page_gives_its_council_where_the_site_bears_its_name() {
        let path = "Agenda for Health Scrutiny Panel on Wednesday, 6th March, 2019, 10.00 am - Wiltshire Council.html";
        let expected = ("wiltshire", "Health Scrutiny Panel", "2019-03-06");
        let (council, committee, date, kind) = read(path).unwrap();
        assert_eq!((council.as_str(), committee.as_str(), date.as_str()), expected);
        assert_eq!(kind, Some(PaperKind::Agenda));
        let (council, ..) = read("Agenda for Health Scrutiny Panel on 6 March 2019 - Modern Council.html").unwrap();
        assert_eq!(council, "");
    }

    #[test]
    fn attachments_and_other_names_tell_nothing() {
        for path in [
            "documents/s111920/Minutes of Previous Meeting.pdf",
            "Decisions Progress Update - 15 January 2026.pdf",
            "Minutes.pdf",
            "Agenda_151.html",
            "Public reports pack.pdf",
            "Agenda 31-Feb-2026 10.00 Panel.pdf",
            "",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }

    #[test]
    fn a_folder_that_is_a_host_gives_the_council() {
        let council =
            |path: &str| council_of_folder(path, None, &Gazetteer::builtin()).map(|council| council.value.slug);
        assert_eq!(council("leeds.moderngov.co.uk/documents/s1/Damp.pdf").as_deref(), Some("leeds"));
        assert_eq!(council("x/democracy.kent.gov.uk/a.pdf").as_deref(), Some("kent"));
        assert_eq!(council("x.y/a.pdf"), None);
    }

    proptest! {
        #[test]
        fn any_path_is_taken(path in "\\PC{0,80}") {
            FileName::of(&path, &Gazetteer::builtin());
        }
    }
}
