use super::*;
use crate::document::{Paragraph, SectionKind};

fn found(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    in_text(text, &mut |short, long| found.push((short, long)));
    found
}

#[test]
fn a_short_form_is_found_on_either_side_of_its_name_and_in_a_glossary() {
    for (text, expected) in [
        ("agreed an eight-point Service Improvement Plan (SIP)", ("SIP", "Service Improvement Plan")),
        ("referred to the multi-agency safeguarding hub (MASH).", ("MASH", "multi-agency safeguarding hub")),
        ("for Special Educational Needs and Disability (SEND)", ("SEND", "Special Educational Needs and Disability")),
        ("of Education, Health and Care Plans (EHCPs)", ("EHCPs", "Education, Health and Care Plans")),
        ("inspected by Her Majesty's Inspector (“HMI”)", ("HMI", "Her Majesty's Inspector")),
        ("the Children and Families Board (the C&FB)", ("C&FB", "Children and Families Board")),
        ("a written statement of action (WSoA) was asked for", ("WSoA", "written statement of action")),
        ("the SIP (Service Improvement Plan) was agreed", ("SIP", "Service Improvement Plan")),
        ("the MASH (multi-agency safeguarding hub)", ("MASH", "multi-agency safeguarding hub")),
        ("SIP – Service Improvement Plan", ("SIP", "Service Improvement Plan")),
        ("Byrddau Iechyd Prifysgol (BIP)", ("BIP", "Byrddau Iechyd Prifysgol")),
        ("Tîm o Amgylch y Teulu (TAT)", ("TAT", "Tîm o Amgylch y Teulu")),
        ("any single point of access’ (SPA)", ("SPA", "single point of access")),
        ("the Lampshire Integrated Care System (“the ICS”)", ("ICS", "Integrated Care System")),
        (
            "West Yorkshire Combined Authority (the Combined Authority, WYCA)",
            ("WYCA", "West Yorkshire Combined Authority"),
        ),
        ("the Lamp Renewal Scheme (“the Scheme” or “LRS”)", ("LRS", "Lamp Renewal Scheme")),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
}

#[test]
fn a_name_begins_with_no_small_word_and_gives_each_letter_a_word_where_it_can() {
    for (text, expected) in [
        ("the assessed and supported year in employment (ASYE)", ("ASYE", "assessed and supported year in employment")),
        ("education, employment and training (EET)", ("EET", "education, employment and training")),
        ("not in education, employment or training (NEET)", ("NEET", "not in education, employment or training")),
        ("an initial child protection case conference (ICPC)", ("ICPC", "initial child protection case conference")),
        ("Social, emotional and mental health needs (SEMH)", ("SEMH", "Social, emotional and mental health")),
        ("Mayor’s Office for Lamps and Lighting (MOLL)", ("MOLL", "Mayor’s Office for Lamps and Lighting")),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
}

#[test]
fn what_a_name_does_not_spell_is_none() {
    for text in [
        "the plan was good (WSCB)",
        "with the plan of the day (NHS)",
        "the hub. The families (THF)",
        "Councillor Olive Nash (CON)",
        "Cllr Lee Daly (CLD)",
        "Northmarch Children Together (ADM)",
        "the road southbound (SB)",
        "see the annex (II)",
        "(SIP)",
        "and (AB)",
        "SIP (see page 4)",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn the_initials_of_people_are_no_short_forms_and_those_of_bodies_in_a_row_are() {
    for text in [
        "Present: John Smith (JS), Cllr Adam Brown (AB), and Councillor Jane Green (JG) and Sarah Jane Poole (SJP).",
        "Olive Nash (ON), Peter Lamb (PL) and Rosa Dale (RD) sent apologies.",
        "Also in attendance: Olive Nash (ON)",
        "The question was put by Councillor Jane Green (JG).",
        "Dr. Rosa Dale (RD) spoke.",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
    let shorts = |text: &'static str| found(text).into_iter().map(|(short, _)| short).collect::<Vec<_>>();
    assert_eq!(
        shorts(
            "The Clinical Commissioning Group (CCG), Lamp Renewal Team (LRT) and Road Safety Partnership (RSP) met."
        ),
        ["CCG", "LRT", "RSP"]
    );
    assert_eq!(shorts("Present: Olive Nash (ON). Members heard of the Lamp Renewal Idea (LRI)."), ["LRI"]);
}

#[test]
fn long_forms_that_differ_in_trifles_have_one_meaning() {
    let of = |long| meaning(long, &mut Analyzer::new());
    for (one, other) in [
        ("Service Improvement Plan", "service improvement plans"),
        ("multi-agency safeguarding hub", "Multi Agency Safeguarding Hub"),
        ("multiagency safeguarding hub", "multi-agency safeguarding hubs"),
        ("director of children’s services", "Director for Children's Services"),
        ("special educational needs and disability", "Special Educational Needs and/or Disabilities"),
        ("not in education, employment or training", "not in employment, education or training"),
        ("health & care plan", "health and care plan"),
        ("child in need", "children in need"),
    ] {
        assert_eq!(of(one), of(other));
    }
    assert_ne!(of("Service Improvement Plan"), of("School Improvement Partnership"));
}

fn section(id: &str, texts: &[&str]) -> Section {
    let paragraph = |text: &&str| Paragraph {
        number: None,
        role: None,
        page: None,
        lines: None,
        boilerplate: false,
        machine_read: false,
        text: (*text).to_owned(),
    };
    Section {
        id: id.to_owned(),
        number: None,
        heading: None,
        path: Vec::new(),
        kind: SectionKind::Other,
        pages: None,
        lines: None,
        paragraphs: texts.iter().map(paragraph).collect(),
    }
}

#[test]
fn each_meaning_of_a_paper_is_told_once_with_the_section_that_says_it_first() {
    let sections = [
        section("a:0", &["Nothing.", "The Service Improvement Plan (SIP) was agreed."]),
        section("a:1", &["The service improvement plans (SIPs) and the School Improvement Partnership (SIP)."]),
    ];
    let acronym = |long: &str, section: &str| Acronym {
        short: "SIP".to_owned(),
        long: long.to_owned(),
        section: section.to_owned(),
    };
    let expected = [acronym("Service Improvement Plan", "a:0"), acronym("School Improvement Partnership", "a:1")];
    assert_eq!(acronyms(&sections), expected);
}

#[test]
fn a_paper_of_nothing_but_definitions_is_bounded() {
    let text: String = (0..2000).map(|number| format!("Plan for Lamp {number}x (PL{number}X). ")).collect();
    assert!(acronyms(&[section("a:0", &[&text])]).len() <= MOST);
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in ".{0,200}") {
        found(&text);
    }

    #[test]
    fn a_look_at_the_places_passes_over_no_short_form(
        parts in proptest::collection::vec("NHS|EHCPs|[A-Z&]{1,3}[a-z0-9]{0,2}|[(),“”’' :–\t-]|\\((the )?|plan of ways", 0..12),
    ) {
        let text = parts.concat();
        let patterns = [&AFTER, &BEFORE, &GLOSSARY].map(|pattern| pattern.as_ref().unwrap());
        for (pattern, is_place) in patterns.into_iter().zip(places(&text)) {
            let shorts = pattern.captures_iter(&text).map(|captures| captures[1].to_owned());
            let found = shorts.filter(|short| Long::of(short).is_some()).count() > 0;
            proptest::prop_assert!(is_place || !found, "{text} {pattern}");
        }
    }

    #[test]
    fn a_long_form_is_counted_as_a_pattern_would_count_it(
        text in r"([A-Z]{1,3}|&|\.){0,4} ?[(:–\t-]? ?[a-zé ,]{0,8}([a-z ]{80,90})?[).]{0,2}( AB \(a big\))?",
    ) {
        static COUNTING: LazyLock<[Regex; 2]> = LazyLock::new(|| {
            [&BEFORE, &GLOSSARY].map(|pattern| {
                let pattern = pattern.as_ref().unwrap().as_str();
                Regex::new(&pattern.replace("-]+)", "-]{5,90})")).unwrap()
            })
        });
        let shown = |captures: regex::Captures<'_>| (captures[1].to_owned(), captures[2].to_owned());
        for (pattern, counting) in [&BEFORE, &GLOSSARY].map(|pattern| pattern.as_ref().unwrap()).into_iter().zip(&*COUNTING) {
            let found = pattern.captures_iter(&text).map(shown).filter(|(_, long)| LONG.contains(&long.chars().count()));
            let counted: Vec<_> = counting.captures_iter(&text).map(shown).collect();
            proptest::prop_assert_eq!(found.collect::<Vec<_>>(), counted);
        }
    }

    #[test]
    fn names_are_found_by_their_initials(
        // A name may also be read with the letter of "and", "of" or "for" in the place of a word's.
        names in proptest::collection::vec("[b-eg-np-z][a-z]{3,8}", 2..7),
        small in proptest::collection::vec(proptest::sample::select(vec!["", "and ", "of ", "for "]), 6),
        before in "(seen the |into |)",
    ) {
        let initials: String = names.iter().map(|name| name[..1].to_uppercase()).collect();
        proptest::prop_assume!(!PARTIES.contains(&initials.as_str()) && !initials.ends_with('s'));
        let long = names.iter().enumerate().map(|(place, name)| match place {
            0 => name.clone(),
            _ => format!(" {}{name}", small[place - 1]),
        });
        let long: String = long.collect();
        proptest::prop_assume!(long.split(' ').count() <= (names.len() + 5).min(names.len() * 2));
        proptest::prop_assume!(names.iter().all(|name| !SMALL.contains(&name.as_str()) && !TITLES.contains(&name.as_str())));
        let text = format!("{before}{long} ({initials}) was");
        proptest::prop_assert_eq!(found(&text), [(initials.as_str(), long.as_str())]);
    }

    #[test]
    fn a_long_form_has_the_letters_of_its_short_form_in_order(
        words in proptest::collection::vec("[A-Za-z]{1,8}|and|of|the|[a-z]{2,5}-[a-z]{2,5}", 1..9),
        short in "[A-Z][A-Za-z]{1,4}",
    ) {
        let text = format!("{} ({short})", words.join(" "));
        for (short, long) in found(&text) {
            let mut letters = long.chars().map(|letter| letter.to_ascii_lowercase());
            let wanted = singular(short).to_ascii_lowercase();
            proptest::prop_assert!(wanted.chars().all(|letter| letters.any(|other| other == letter)), "{short} {long}");
            proptest::prop_assert!(wanted.starts_with(|first: char| long.to_ascii_lowercase().starts_with(first)));
            proptest::prop_assert!(text.contains(long));
        }
    }
}
