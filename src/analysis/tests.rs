use std::collections::BTreeMap;

use proptest::prelude::*;
use tantivy::tokenizer::TokenizerManager;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

fn exact(text: &str) -> Vec<String> {
    Analyzer::new().tokens(text).into_iter().map(|token| token.exact).collect()
}

fn acronyms(text: &str) -> Vec<String> {
    Analyzer::new().tokens(text).into_iter().filter_map(|token| token.acronym).collect()
}

/// The code spans of a table's cell.
fn spans(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The rows of the table under a heading of the module's documentation, as cells.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let page = include_str!("words.md");
    let start = page.find(heading).expect("the heading stands in words.md");
    let rows: Vec<Vec<&str>> = page[start..]
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with("# "))
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').collect())
        .collect();
    assert!(rows.len() > 10, "the table under {heading} is read");
    rows
}

#[test]
fn the_table_of_words_in_the_documentation_is_what_happens() {
    let mut wrong = Vec::new();
    for row in table("# What is one word") {
        let (written, words, shorts) = (spans(row[0]), spans(row[1]), spans(row[2]));
        assert!(!written.is_empty() && !words.is_empty(), "{row:?}");
        for spelling in written {
            let (got_words, got_shorts) = (exact(spelling), acronyms(spelling));
            if got_words != words {
                wrong.push(format!("{spelling}: {got_words:?}, not {words:?}"));
            }
            if !shorts.is_empty() && got_shorts != shorts {
                wrong.push(format!("{spelling}: acronyms {got_shorts:?}, not {shorts:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_of_stems_in_the_documentation_is_what_happens() {
    let mut wrong = Vec::new();
    for row in table("# Stems") {
        let mut owners: BTreeMap<String, usize> = BTreeMap::new();
        for (group, cell) in row.iter().take(3).enumerate() {
            let words = spans(cell);
            let stems: Vec<String> = words.iter().map(|word| stem(&fold(word))).collect();
            if stems.iter().any(|stem| *stem != stems[0]) {
                wrong.push(format!("{words:?} have stems {stems:?}"));
            }
            if let Some(first) = stems.into_iter().next()
                && owners.insert(first.clone(), group).is_some()
            {
                wrong.push(format!("{row:?} share the stem {first}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_of_the_stem_rules_is_read_and_needed() {
    let mut seen = BTreeMap::new();
    let mut idle = Vec::new();
    for line in include_str!("stems.tsv").lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let fits = matches!(cells.as_slice(), ["word" | "stem", _, _] | ["keep", _]);
        assert!(fits, "{line:?} is no rule");
        for word in cells[1].split(' ') {
            assert!(!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()), "{line:?}");
            assert!(seen.insert((cells[0], word), line).is_none(), "{word} stands twice");
            match cells[0] {
                "word" => assert_eq!(stem(word), cells[2]),
                "stem" => assert_ne!(word, cells[2]),
                _ => assert!(word.ends_with("ise"), "{word}"),
            }
        }
        if cells[0] == "word" {
            let is_needed = cells[1].split(' ').any(|word| stem::without_endings(word) != cells[2]);
            if !is_needed {
                idle.push(line);
            }
        }
    }
    assert!(idle.is_empty(), "rows that say what the rules say anyway: {idle:#?}");
}

#[test]
fn a_possessive_has_the_stem_of_its_owner() {
    for owner in ["children", "Ofsted", "James", "St James", "campus", "city", "KS2", "EHCP", "A&E", "boss", "council"]
    {
        for apostrophe in ["'", "’", "ʼ"] {
            let possessive = format!("{owner}{apostrophe}s");
            let stems =
                |text: &str| Analyzer::new().tokens(text).into_iter().map(|token| token.stem).collect::<Vec<_>>();
            assert_eq!(stems(&possessive), stems(owner), "{possessive}");
        }
    }
}

#[test]
fn plurals_of_acronyms_have_the_stem_of_the_singular_also_in_lower_case() {
    for singular in ["ehcp", "lac", "gp", "mp", "lscb", "pct", "sgo", "ta", "iro", "hmi", "b&b", "ehcna"] {
        assert_eq!(stem(&format!("{singular}s")), stem(singular), "{singular}");
    }
    for whole in ["has", "was", "this", "gas", "nhs", "bus", "yes"] {
        assert_eq!(stem(whole), whole);
    }
}

#[test]
fn function_words_are_exact_forms_and_no_subjects() {
    for word in ["what", "is", "the", "council's", "doing", "about", "don't"] {
        assert_eq!(is_function_word(&fold(word)), word != "council's", "{word}");
    }
    for subject in ["send", "may", "not", "without", "ill", "care"] {
        assert!(!is_function_word(subject), "{subject}");
    }
    let lines = include_str!("function_words.txt").lines().filter(|line| !line.starts_with('#'));
    for word in lines.flat_map(str::split_whitespace) {
        assert_eq!(fold(word), word);
        assert!(is_function_word(word));
    }
}

#[test]
fn an_analyzer_can_be_cloned_and_sent_to_another_thread() {
    let mut analyzer = Analyzer::new();
    analyzer.for_each("placements", |_| {});
    let mut copy = analyzer.clone();
    let tokens = std::thread::spawn(move || copy.tokens("placements")).join().expect("no panic");
    assert_eq!(tokens, analyzer.tokens("placements"));
}

#[test]
fn a_shouted_line_says_nothing_about_the_next() {
    assert_eq!(acronyms("CHILDREN AND FAMILIES\nThe MASH is"), ["MASH"]);
    assert_eq!(acronyms("OVERVIEW AND SCRUTINY PANEL 6 MARCH 2019"), [""; 0]);
    assert_eq!(acronyms("The SEND and the MASH. NHS staff"), ["SEND", "MASH", "NHS"]);
    assert_eq!(acronyms("Item 5 (SEND)"), ["SEND"]);
}

#[test]
fn positions_have_no_holes_and_ranges_are_what_was_written() {
    let text = "At 10.30 am, £3.15m for A & E’s “co-operation”…";
    let written: Vec<&str> = Analyzer::new().tokens(text).into_iter().map(|token| &text[token.range]).collect();
    assert_eq!(written, ["At", "10.30", "am", "3.15", "m", "for", "A & E’s", "co-operation"]);
}

#[test]
fn hostile_texts_are_read_in_time_in_proportion_to_their_length() {
    // Quadratic reading of a megabyte would take hours, so that ending at all is the test.
    let mega = 1 << 20;
    let hostile = [
        "\u{301}".repeat(mega / 2),
        format!("a{}", "\u{301}".repeat(mega / 2)),
        "a".repeat(mega),
        "A".repeat(mega),
        "é".repeat(mega / 2),
        "1,234".repeat(mega / 5),
        ",234".repeat(mega / 4),
        "1,".repeat(mega / 2),
        "a.".repeat(mega / 2),
        "a1".repeat(mega / 2),
        "abc1".repeat(mega / 4),
        "1a\u{301}".repeat(mega / 4),
        "a'".repeat(mega / 2),
        "a'\u{301}".repeat(mega / 4),
        "A&".repeat(mega / 2),
        "A & ".repeat(mega / 4),
        "SEND ".repeat(mega / 5),
        "SE 1 ".repeat(mega / 5),
        "e-".repeat(mega / 2),
        "1:".repeat(mega / 2),
        "1.30 ".repeat(mega / 5),
        " ".repeat(mega),
        format!("{}\u{301}", " ".repeat(mega)),
        " \u{301}".repeat(mega / 3),
        "_".repeat(mega),
        "_é".repeat(mega / 3),
        "a.é".repeat(mega / 4),
        "🇬🇧".repeat(mega / 8),
        "👩\u{200d}".repeat(mega / 8),
        "\u{200d}".repeat(mega / 3),
        "א\"".repeat(mega / 3),
        "s's".repeat(mega / 3),
        "y".repeat(mega),
    ];
    let mut analyzer = Analyzer::new();
    for text in &hostile {
        analyzer
            .for_each(text, |token| assert!(token.exact.len() <= MAX_WORD_BYTES && token.stem.len() <= MAX_WORD_BYTES));
        assert_eq!(segments(text).map(|segment| segment.text().len()).sum::<usize>(), text.len());
    }
}

#[test]
fn a_word_of_fifty_megabytes_folds_to_its_beginning() {
    let tokens = Analyzer::new().tokens(&"z".repeat(50_000_000));
    assert_eq!(tokens.len(), 1);
    assert_eq!(tokens[0].exact.len(), MAX_WORD_BYTES);
    let folded = fold(&"ж".repeat(1000));
    assert_eq!(folded.len(), MAX_WORD_BYTES - 1, "cut between two letters");
}

#[test]
fn the_cache_of_stems_gives_what_stemming_gives() {
    let mut analyzer = Analyzer::new();
    let text: String = (0..40_000).map(|number| format!("word{}ing ", letters(number))).collect();
    for _ in 0..2 {
        analyzer.for_each(&text, |token| assert_eq!(token.stem, stem(token.exact)));
    }
}

fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'b')).collect()
}

#[test]
fn the_real_papers_are_read_as_they_are_meant() {
    let folder = std::env::var("SCRUTINEER_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let Ok(entries) = std::fs::read_dir(std::path::Path::new(&folder).join("scrutiny-papers")) else {
        println!("skipped: no papers in {folder} (set SCRUTINEER_DATA)");
        return;
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut analyzer = Analyzer::new();
    for entry in entries {
        let text = std::fs::read_to_string(entry.expect("readable").path()).expect("UTF-8");
        assert_eq!(segments(&text).map(|segment| segment.text()).collect::<String>(), text);
        analyzer.for_each(&text, |token| {
            *counts.entry(token.exact.to_owned()).or_default() += 1;
            if let Some(acronym) = token.acronym {
                *counts.entry(acronym.to_owned()).or_default() += 1;
            }
        });
    }
    // 73 in lower or title case, 3 in capitals.
    assert_eq!(counts.get("childrens"), Some(&76));
    assert_eq!(counts.get("3.15"), Some(&2));
    assert_eq!(counts.get("MASH"), Some(&4));
    assert_eq!(counts.get("2.2.4"), Some(&1));
    for shouted in ["PANEL", "CHILDREN", "SCRUTINY"] {
        assert_eq!(counts.get(shouted), None, "{shouted}");
    }
}

#[test]
fn tantivy_finds_phrases_acronyms_and_words_of_any_length() {
    use tantivy::collector::Count;
    use tantivy::query::{PhraseQuery, TermQuery};
    use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
    use tantivy::{Index, Term, doc};

    let mut schema = Schema::builder();
    let [stems, exact] = [STEMS, WORDS].map(|name| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(name).set_index_option(IndexRecordOption::WithFreqsAndPositions);
        schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
    });
    let index = Index::create_in_ram(schema.build());
    register(index.tokenizers());
    let mut writer = index.writer_with_num_threads(1, 20_000_000).expect("room");
    let text = format!("{} The SEND (Children’s) placements were sent", "x".repeat(100_000));
    writer.add_document(doc!(stems => text.as_str(), exact => text.as_str())).expect("accepted");
    writer.commit().expect("written");
    let searcher = index.reader().expect("open").searcher();
    let term = |field, word: &str| Term::from_field_text(field, word);
    let phrase = |words: &[&str]| PhraseQuery::new(words.iter().map(|word| term(stems, &stem(word))).collect());
    let counted = |word| searcher.search(&TermQuery::new(term(exact, word), IndexRecordOption::Basic), &Count);
    assert_eq!(searcher.search(&phrase(&["childrens", "placement"]), &Count).expect("searched"), 1);
    assert_eq!(searcher.search(&phrase(&["placement", "children"]), &Count).expect("searched"), 0);
    assert_eq!(counted("SEND").expect("searched"), 1);
    assert_eq!(counted("send").expect("searched"), 1);
    assert_eq!(counted("placement=0s").expect("searched"), 1);
    assert_eq!(counted("THE").expect("searched"), 0);
    let beside = PhraseQuery::new(["SEND", "children=0s"].map(|word| term(exact, word)).to_vec());
    assert_eq!(searcher.search(&beside, &Count).expect("searched"), 1);
    let long = term(stems, &"x".repeat(MAX_WORD_BYTES));
    assert_eq!(searcher.search(&TermQuery::new(long, IndexRecordOption::Basic), &Count).expect("searched"), 1);
}

/// Text in which the rules of this module have something to do.
pub(crate) fn council_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "children", "'", "’", "s", "'s", " ", "  ", "\n", "A", "&", "E", "10", "30", ":", ".", "am", "a.m.", "£",
        "3,150", "m", "k", "bn", "-", "co", "e", "KS", "2", "SEND", "EHCPs", "ŷ", "\u{301}", "\u{ad}", "\u{200d}", "ﬁ",
        "_", "/", "🙂", "🇬🇧", "я", "א", "\"", ",", ";", "ʼ", "½", "ﾞ", "\u{345}", "カ", "\r", "，", "：", "９",
        "\u{200b}", "·",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat()),
        any::<String>(),
        "\\PC{0,40}",
        "[ -~]{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn segments_join_back_to_the_text(text in council_text()) {
        let joined: String = segments(&text).map(|segment| segment.text().to_owned()).collect();
        prop_assert_eq!(&joined, &text);
        let mut end = 0;
        let mut after_gap = false;
        for segment in segments(&text) {
            let (range, is_gap) = match segment {
                Segment::Word { range, .. } => (range, false),
                Segment::Gap { range, .. } => (range, true),
            };
            prop_assert_eq!(range.start, end);
            prop_assert!(range.end > range.start && !(is_gap && after_gap));
            end = range.end;
            after_gap = is_gap;
        }
    }

    #[test]
    fn the_quick_scan_finds_the_words_that_the_library_finds(text in council_text()) {
        let quick: Vec<_> = segments(&text)
            .filter_map(|segment| match segment {
                Segment::Word { range, .. } => Some(range),
                Segment::Gap { .. } => None,
            })
            .collect();
        let slow: Vec<_> = text
            .split_word_bound_indices()
            .filter(|(_, word)| word.chars().any(char::is_alphanumeric))
            .map(|(start, word)| start..start + word.len())
            .collect();
        prop_assert_eq!(quick, slow);
    }

    #[test]
    fn tokens_stand_in_order_within_the_text_and_are_never_empty(text in council_text()) {
        let mut end = 0;
        for (position, token) in Analyzer::new().tokens(&text).into_iter().enumerate() {
            prop_assert_eq!(token.position, position);
            prop_assert!(token.range.start >= end && token.range.end > token.range.start);
            end = token.range.end;
            prop_assert!(text.get(token.range.clone()).is_some());
            prop_assert!(!token.exact.is_empty() && !token.stem.is_empty(), "{:?}", token);
        }
    }

    #[test]
    fn folding_twice_changes_nothing(word in council_text()) {
        let once = fold(&word);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn case_makes_no_difference_to_ascii_words(text in "[ -%'-~]{0,40}") {
        // Without the ampersand: the blanks around one are the one place where capitals count.
        prop_assert_eq!(exact(&text.to_uppercase()), exact(&text.to_lowercase()));
    }

    #[test]
    fn the_two_tokenizers_agree_with_the_analyzer_on_positions(text in council_text()) {
        let manager = TokenizerManager::default();
        register(&manager);
        let emitted = |name: &str| {
            let mut tokenizer = manager.get(name).expect("registered");
            let mut stream = tokenizer.token_stream(&text);
            let mut tokens = Vec::new();
            while let Some(token) = stream.next() {
                tokens.push((token.position, token.offset_from..token.offset_to, token.text.clone()));
            }
            tokens
        };
        let tokens = Analyzer::new().tokens(&text);
        let expected = |forms: fn(&OwnedToken) -> Vec<String>| {
            let all = tokens.iter().flat_map(|token| forms(token).into_iter().map(move |form| (token, form)));
            all.map(|(token, form)| (token.position, token.range.clone(), form)).collect::<Vec<_>>()
        };
        prop_assert_eq!(emitted(STEMS), expected(|token| vec![token.stem.clone()]));
        prop_assert_eq!(
            emitted(WORDS),
            expected(|token| {
                let mut of_form = token.stem.clone();
                to_form(&mut of_form, &token.exact);
                let of_form = (token.exact != token.stem).then_some(of_form);
                [Some(token.stem.clone()), of_form, token.acronym.clone()].into_iter().flatten().collect()
            })
        );
    }

    #[test]
    fn a_tokenizer_that_is_used_again_begins_anew(first in council_text(), second in council_text()) {
        let manager = TokenizerManager::default();
        register(&manager);
        let mut used = manager.get(WORDS).expect("registered");
        used.token_stream(&first).process(&mut |_| {});
        let mut again = Vec::new();
        used.token_stream(&second).process(&mut |token| again.push(token.clone()));
        let mut fresh = Vec::new();
        manager.get(WORDS).expect("registered").token_stream(&second).process(&mut |token| fresh.push(token.clone()));
        prop_assert_eq!(again, fresh);
    }
}
