//! What is typed, and how it is read.

use super::{ask, codes, found, texts};
use crate::document::{PaperKind, Role, SectionKind};
use crate::query::{Field, LANGUAGE, Leaf, Node, parse, parse_on};

fn codes_of(query: &str) -> Vec<&'static str> {
    parse(query).notices.iter().map(|notice| notice.code).collect()
}

/// The day that relative dates are reckoned from.
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 3, 18);

/// `\n`, `\0` and `\u{…}` as the characters that they stand for.
fn unescaped(line: &str) -> String {
    let mut text = line.replace("\\n", "\n").replace("\\0", "\0");
    while let Some(at) = text.find("\\u{") {
        let end = at + text[at..].find('}').unwrap();
        let character = char::from_u32(u32::from_str_radix(&text[at + 3..end], 16).unwrap()).unwrap();
        text.replace_range(at..=end, character.encode_utf8(&mut [0; 4]));
    }
    text
}

#[test]
fn each_question_of_the_table_is_read_as_it_says() {
    let questions = include_str!("questions.txt");
    let mut table = String::new();
    for line in questions.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        if let Some(title) = line.strip_prefix("## ") {
            table.push_str(&format!("\n-- {title}\n\n"));
            continue;
        }
        let parsed = parse_on(&unescaped(line), TODAY);
        let words = if parsed.tree.is_some() { parsed.to_string() } else { "nothing".to_owned() };
        table.push_str(&format!("{line}\n    {words}\n"));
        for notice in &parsed.notices {
            table.push_str(&format!("    {}: {}\n", notice.code, notice.text));
        }
    }
    assert!(questions.lines().count() > 150);
    insta::assert_snapshot!(table);
}

/// The questions of the page on the language.
fn examples() -> impl Iterator<Item = &'static str> {
    let rows = LANGUAGE.split("```").skip(1).step_by(2).flat_map(|table| table.lines().skip(1));
    rows.filter_map(|row| row.split_once("  ")).map(|(question, _)| question)
}

#[test]
fn the_page_on_the_language_is_true() {
    assert!(examples().count() > 40);
    for question in examples() {
        let parsed = parse_on(question, TODAY);
        assert!(parsed.tree.is_some() && parsed.notices.is_empty(), "{question}: {:?}", parsed.notices);
        // What is a filter in its row is one, and no word.
        if let Some((field, _)) = question.split_once(':').filter(|(name, _)| Field::parse(name).is_some()) {
            assert!(!parsed.to_string().contains(&format!("\"{field}")), "{question}: {parsed}");
        }
    }
    for field in Field::ALL {
        assert!(LANGUAGE.contains(&format!("{}:", field.as_str())), "{}", field.as_str());
    }
    let kinds =
        PaperKind::ALL.iter().map(|kind| kind.as_str()).chain(SectionKind::ALL.iter().map(|kind| kind.as_str()));
    for value in kinds.chain(Role::ALL.iter().map(|role| role.as_str())) {
        assert!(LANGUAGE.contains(value), "{value}");
    }
    for sign in
        ["NEAR/", "*", "~2", "OR", "NOT", "AND", "-", "\"", "..", "2018/19", "unknown", "scope:paper", "added:last"]
    {
        assert!(examples().any(|question| question.contains(sign)), "{sign}");
    }
    // A page of prose must fit a terminal.
    assert!(LANGUAGE.lines().all(|line| line.chars().count() <= 120));
}

#[test]
fn a_date_said_in_small_letters_leaves_capitals_to_mean_acronyms() {
    assert!(parse("SEND EHCP since 2018").has_lower_case);
    assert!(!parse("SEND EHCP SINCE 2018").has_lower_case);
}

#[test]
fn what_the_page_calls_the_same_is_the_same() {
    for (one, other) in [
        ("early && help", "early AND help"),
        ("+early +help", "early help"),
        ("budget !capital", "budget -capital"),
        ("budget || finance", "budget OR finance"),
        ("'help'", "\"help\""),
        ("floods NEAR drains", "floods NEAR/10 drains"),
        ("floods AROUND(5) drains", "floods NEAR/5 drains"),
        ("site:kent.gov.uk", "council:\"kent\""),
        ("council:West Sussex", "council:\"West Sussex\""),
        ("date:>=2018", "since:2018"),
        ("after:2018", "since:2019"),
        ("scope:section roads", "roads scope:section"),
    ] {
        assert_eq!(parse(one).tree, parse(other).tree, "{one}");
    }
}

#[test]
fn each_form_of_the_language_reads_as_its_words() {
    for (typed, words) in [
        ("early help", r#""early" and "help""#),
        ("early AND help", r#""early" and "help""#),
        ("budget OR finance", r#"("budget" or "finance")"#),
        ("budget | finance", r#"("budget" or "finance")"#),
        ("budget|finance", r#"("budget" or "finance")"#),
        ("a b OR c", r#"(("a" and "b") or "c")"#),
        ("budget (capital OR revenue)", r#""budget" and ("capital" or "revenue")"#),
        ("budget NOT capital", r#""budget" and not "capital""#),
        ("budget -capital", r#""budget" and not "capital""#),
        ("budget -\"capital receipts\"", r#""budget" and not exactly "capital receipts""#),
        ("budget -(capital receipts)", r#""budget" and not ("capital" and "receipts")"#),
        ("in-year", r#""in-year""#),
        ("cats or dogs and not birds", r#""cats" and "or" and "dogs" and "and" and "not" and "birds""#),
        ("\"early help\"", r#"exactly "early help""#),
        ("“early help”", r#"exactly "early help""#),
        ("early NEAR/5 help", r#""early" within 5 words of "help""#),
        ("a NEAR/2 b NEAR/3 c", r#""a" within 2 words of "b" and "b" within 3 words of "c""#),
        ("inadeq*", r#""inadeq*""#),
        ("inadequte~", r#"words like "inadequte""#),
        ("A & E waits", r#""A & E" and "waits""#),
        ("10:30", r#""10:30""#),
        ("at 10.30 am", r#""at" and "10.30" and "am""#),
        ("roads, bridges; verges?", r#""roads" and "bridges" and "verges""#),
        ("3,150,000", r#""3,150,000""#),
        ("council:\"West Sussex\" roads", r#""roads", council "West Sussex""#),
        ("Council:kent", r#"council "kent""#),
        ("council:kent,leeds", r#"(council "kent" or council "leeds")"#),
        ("council:\"Aster, Birch and Cedar Council\"", r#"council "Aster, Birch and Cedar Council""#),
        ("kind:minutes kind:report", "(of kind minutes or of kind report)"),
        ("kind:minutes,reports", "of kind minutes or report"),
        ("section:\"next steps\"", "in sections of kind next-steps"),
        ("date:2018/19", "from 1 May 2018 to 30 April 2019"),
        ("since:2018 until:2019-03", "since 1 January 2018, until 31 March 2019"),
        ("date:\"6 March 2019\"", "of 6 March 2019"),
        ("date:unknown", "without a known date"),
        ("added:last", "added by the latest build"),
        ("kind:minutes a OR b", r#"("a" or "b"), of kind minutes"#),
        ("council:a roads OR council:b parks", r#"((council "a" and "roads") or (council "b" and "parks"))"#),
        ("roads council:a OR council:b", r#""roads", (council "a" or council "b")"#),
        ("council:a OR kind:minutes", r#"(council "a" or of kind minutes)"#),
        ("added:1 added:2", "(added by build 1 or added by build 2)"),
        ("council:a,b council:b", r#"(council "a" or council "b")"#),
        ("council:a,b council:b,c roads", r#""roads", (council "a" or council "b" or council "c")"#),
        ("council:a council:b,unknown,a", r#"(council "a" or council "b" or of an unknown council)"#),
        ("(council:a OR council:b) (council:c roads)", r#""roads", (council "a" or council "b" or council "c")"#),
        ("roads council:a,b OR council:c", r#""roads", (council "a" or council "b" or council "c")"#),
        ("council:a,b OR council:c", r#"(council "a" or council "b" or council "c")"#),
        (
            "council:a,b roads OR council:c parks",
            r#"(((council "a" or council "b") and "roads") or (council "c" and "parks"))"#,
        ),
        ("title:a title:b", r#"with "a" in the title, with "b" in the title"#),
        ("roads roads", r#""roads""#),
        ("", ""),
    ] {
        assert_eq!(parse(typed).to_string(), words, "{typed}");
        assert_eq!(codes_of(typed), Vec::<&str>::new(), "{typed}");
    }
}

#[test]
fn what_cannot_be_used_is_passed_over_with_a_notice() {
    for (typed, words, code) in [
        ("(social", r#""social""#, "unbalanced-bracket"),
        ("social)", r#""social""#, "unbalanced-bracket"),
        ("\"social care", r#""social" and "care""#, "unbalanced-quote"),
        ("\"", "", "unbalanced-quote"),
        ("OR", "", "operator-without-words"),
        ("budget AND", r#""budget""#, "operator-without-words"),
        ("AND budget", r#""budget""#, "operator-without-words"),
        ("budget OR", r#""budget""#, "operator-without-words"),
        ("budget OR OR cuts", r#"("budget" or "cuts")"#, "operator-without-words"),
        ("NOT", "", "operator-without-words"),
        ("NOT budget", "", "only-exclusions"),
        ("-budget", "", "only-exclusions"),
        ("a:b", r#""a" and "b""#, "unknown-field"),
        ("councl:kent", r#""councl" and "kent""#, "unknown-field"),
        ("title: roads", r#""title" and "roads""#, "empty-filter"),
        ("kind:minuets roads", r#""roads""#, "unknown-value"),
        ("date:soon roads", r#""roads""#, "unreadable-date"),
        ("added:first roads", r#""roads""#, "unknown-value"),
        ("i*", r#""i""#, "wildcard"),
        ("in*deq", r#""in*""#, "wildcard"),
        ("ab~", r#""ab""#, "fuzzy"),
        ("(a b) NEAR/3 c", r#""a" and "b" and "c""#, "near-without-words"),
    ] {
        let parsed = parse(typed);
        assert_eq!(parsed.to_string(), words, "{typed}");
        assert!(codes_of(typed).contains(&code), "{typed}: {:?}", parsed.notices);
    }
}

#[test]
fn a_colon_that_makes_no_field_is_punctuation() {
    assert_eq!(parse("item 5: budget").to_string(), r#""item" and "5" and "budget""#);
    assert!(parse("item 5: budget").notices.is_empty());
    assert_eq!(parse("https://x").to_string(), r#""https" and "x""#);
    assert!(parse("https://x").notices.is_empty());
}

#[test]
fn apostrophes_never_quote() {
    for typed in ["children's services'", "children’s services’", "'childrens services"] {
        let parsed = parse(typed);
        let tree = parsed.tree.unwrap();
        let words = tree.sought().into_iter().map(|leaf| match leaf {
            Leaf::Word { exact, .. } => exact.join(" "),
            leaf => panic!("{typed}: {leaf:?}"),
        });
        assert_eq!(words.collect::<Vec<_>>(), ["childrens", "services"], "{typed}");
    }
}

#[test]
fn a_long_query_is_read_as_far_as_the_bound() {
    let words: Vec<String> = (0..200).map(|word| format!("w{word}x")).collect();
    let parsed = parse(&words.join(" "));
    assert_eq!(parsed.tree.unwrap().sought().len(), 128);
    assert_eq!(parsed.notices[0].code, "long-query");
    let noise = "x".repeat(10_000);
    assert!(codes_of(&noise).contains(&"long-query"));
}

#[test]
fn deep_brackets_are_bounded() {
    let typed = format!("{}budget{}", "(a OR ".repeat(300), ")".repeat(300));
    assert!(codes_of(&typed).contains(&"too-deep"));
    let typed = "(".repeat(1900);
    assert!(parse(&typed).tree.is_none());
    let typed = format!("{}a{}", "-(".repeat(600), ")".repeat(600));
    let _ = parse(&typed);
}

#[test]
fn a_word_that_a_few_papers_shout_is_no_acronym() {
    let index = texts(&[
        "MINUTES",
        "the REPORT to the COUNCIL",
        "minutes of the council and a report on the roads",
        "the minutes were agreed by the council, and the report noted",
        "minutes and a report to the council",
        "the council's minutes, and its report",
        "the MASH and SEND teams",
        "pupils with SEND",
        "send the form",
        "send it back",
    ]);
    for word in ["MINUTES", "REPORT", "COUNCIL"] {
        for typed in [word.to_owned(), format!("{word} the")] {
            assert_eq!(found(&index, &typed), found(&index, &typed.to_lowercase()), "{typed}");
        }
    }
    assert_eq!(found(&index, "SEND"), ["6", "7"]);
    assert_eq!(found(&index, "the MASH"), ["6"]);
    assert!(codes(&ask(&index, "the MASH")).contains(&"acronym"));
}

#[test]
fn an_exclusion_of_a_bracket_holds_for_all_of_it() {
    let index = texts(&["roads and bridges", "roads only", "roads, capital works"]);
    assert_eq!(found(&index, "roads NOT (bridges OR capital)"), ["1"]);
}

#[test]
fn noise_is_answered() {
    let index = texts(&["a report on roads"]);
    for typed in [
        "",
        "\"",
        "((((",
        "AND OR NOT",
        "*",
        "~",
        ":",
        "::",
        "-",
        "--",
        "&",
        "council:",
        "\u{0}",
        "🙂",
        "'",
        "NEAR/3",
        "a NEAR/3",
    ] {
        let _ = ask(&index, typed);
    }
    let noise: String = (0..10_000).map(|place: u32| char::from_u32(33 + place * 7 % 90).unwrap()).collect();
    assert!(codes(&ask(&index, &noise)).contains(&"long-query"));
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_query(text in r#"[ a-cA-C"()|*~:&'\-+“/.,0-9ORANDT\n]{0,60}|.{0,60}"#) {
        let parsed = parse(&text);
        fn depth(node: &Node) -> usize {
            match node {
                Node::Text(_) | Node::Filter(_) => 1,
                Node::Not(node) => depth(node),
                Node::All(nodes) | Node::Any(nodes) => 1 + nodes.iter().map(depth).max().unwrap_or(0),
            }
        }
        proptest::prop_assert!(parsed.tree.as_ref().map_or(0, depth) < 60);
    }
}
