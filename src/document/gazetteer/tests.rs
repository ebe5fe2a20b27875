use super::{
    rows::{Words, may_be_name},
    *,
};
use proptest::prelude::*;

fn slugs(text: &str) -> Vec<String> {
    Gazetteer::builtin().lookup(text).iter().map(|council| council.slug.clone()).collect()
}

fn named(text: &str) -> Vec<(String, String, bool)> {
    let gazetteer = Gazetteer::builtin();
    let show = |mention: Mention| {
        let slugs: Vec<_> = mention.councils.iter().map(|&index| gazetteer.at(index).unwrap().slug.as_str()).collect();
        (slugs.join(" "), text[mention.range].to_owned(), mention.full)
    };
    gazetteer.mentions(text).into_iter().map(show).collect()
}

fn mention(slug: &str, text: &str, full: bool) -> (String, String, bool) {
    (slug.to_owned(), text.to_owned(), full)
}

#[test]
fn the_built_in_table_is_whole() {
    let councils = read(BUILTIN).unwrap();
    assert!(councils.len() > 460);
    for council in &councils {
        assert!(council.slug.chars().all(|char| char.is_ascii_lowercase() || char == '-'), "{}", council.slug);
        assert_eq!(Gazetteer::builtin().get(&council.slug), Some(council), "{} twice", council.slug);
        assert!(slugs(&council.name).contains(&council.slug), "{}", council.name);
        for alias in &council.aliases {
            assert!(slugs(alias).contains(&council.slug), "{alias} of {}", council.slug);
        }
    }
}

#[test]
fn a_council_is_found_by_slug_name_and_alias_however_they_are_spelt() {
    for (text, slug) in [
        ("west-sussex", "west-sussex"),
        ("WEST SUSSEX", "west-sussex"),
        ("west sussex county council", "west-sussex"),
        ("Cyngor Sir Ynys Mon", "isle-of-anglesey"),
        ("Ynys Môn", "isle-of-anglesey"),
        ("Brighton & Hove", "brighton-and-hove"),
        ("Kings Lynn and West Norfolk", "kings-lynn-and-west-norfolk"),
        ("BCP", "bournemouth-christchurch-and-poole-council"),
        ("King’s Lynn & West Norfolk", "kings-lynn-and-west-norfolk"),
        ("LB of Brent", "brent"),
        ("Kent CC", "kent"),
        ("The Royal Borough of Greenwich", "greenwich"),
        ("Wigan MBC", "wigan"),
        ("City of York Council", "york"),
        ("Dorset Council", "dorset-council"),
        ("Worcester", "worcester"),
        ("Trafford Council", "trafford"),
        ("St. Helens", "st-helens"),
        ("Bath & North East Somerset Council", "bath-and-north-east-somerset"),
        ("north-yorkshire", "north-yorkshire"),
    ] {
        assert_eq!(slugs(text), [slug], "{text}");
    }
}

#[test]
fn an_ambiguous_name_gives_all_its_councils() {
    assert_eq!(slugs("Dorset"), ["dorset", "dorset-council"]);
    assert_eq!(slugs("newcastle").len(), 2);
    assert!(slugs("Overview and Scrutiny").is_empty());
    assert!(slugs("London").is_empty());
}

#[test]
fn a_text_names_councils_in_full_and_by_place() {
    assert_eq!(
        named("Worcestershire County Council met Worcester City Council's officers in WORCESTER."),
        [
            mention("worcestershire", "Worcestershire County Council", true),
            mention("worcester", "Worcester City Council's", true),
            mention("worcester", "WORCESTER", false),
        ]
    );
    assert_eq!(named("HEREFORDSHIRE COUNTY COUNCIL"), [mention("herefordshire", "HEREFORDSHIRE COUNTY COUNCIL", true)]);
    assert_eq!(named("Barnsley Borough Council"), [mention("barnsley", "Barnsley Borough Council", true)]);
    assert_eq!(named("Kentish Town, kent"), []);
    assert_eq!(named("the Kent. County Council staff"), [mention("kent", "Kent", false)]);
    assert_eq!(named("in Worcestershire’s schools"), [mention("worcestershire", "Worcestershire’s", false)]);
}

#[test]
fn a_domain_leads_to_its_council_by_table_or_rule() {
    let gazetteer = Gazetteer::builtin();
    for (domain, slug) in [
        ("gwynedd.gov.wales", "gwynedd"),
        ("www.fife.gov.scot", "fife"),
        ("kent.cmis.uk.com", "kent"),
        ("worcestershire.gov.uk", "worcestershire"),
        ("www.westsussex.gov.uk", "west-sussex"),
        ("hants.gov.uk", "hampshire"),
        ("n-somerset.gov.uk", "north-somerset"),
        ("democracy.leeds.gov.uk", "leeds"),
        ("durham.gov.uk", "county-durham"),
        ("brighton-hove.gov.uk", "brighton-and-hove"),
        ("towerhamlets.gov.uk", "tower-hamlets"),
        ("worcestershire.moderngov.co.uk", "worcestershire"),
        ("newcastle.gov.uk", "newcastle-upon-tyne"),
    ] {
        let found = gazetteer.by_domain(domain);
        assert_eq!(found.len(), 1, "{domain}");
        assert_eq!(gazetteer.at(found[0]).unwrap().slug, slug);
    }
    assert!(gazetteer.by_domain("education.gov.uk").is_empty());
    assert!(gazetteer.by_domain("gov.uk").is_empty());
}

#[test]
fn a_corpus_adds_and_replaces_councils() {
    let csv = "slug,name,aliases,start,end,domains\nborsetshire,Borsetshire County Council,Borsetshire;Borset,1974-04-01,,\n\
               york,York Council,,,,\n";
    let gazetteer = Gazetteer::builtin().with_corpus_csv(csv).unwrap();
    assert_eq!(gazetteer.lookup("borset")[0].slug, "borsetshire");
    assert_eq!(gazetteer.get("york").unwrap().name, "York Council");
    assert!(gazetteer.get("leeds").is_some());
    assert!(Gazetteer::builtin().get("borsetshire").is_none());
    assert_eq!(gazetteer.by_domain("borsetshire.gov.uk").len(), 1);
}

#[test]
fn a_corpus_table_that_cannot_be_read_is_an_error() {
    let builtin = Gazetteer::builtin();
    let error = builtin.with_corpus_csv("slug,name,start\nborset,Borset,someday\n").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corpus);
    assert!(error.to_string().contains("someday"));
    assert!(builtin.with_corpus_csv("slug\nborset\n").is_err());
    assert!(builtin.with_corpus_csv("").is_ok());
}

#[test]
fn a_former_council_existed_until_its_last_day() {
    let gazetteer = Gazetteer::builtin();
    let cumbria = gazetteer.get("cumbria").unwrap();
    let day = |text: &str| text.parse().unwrap();
    assert!(cumbria.existed(day("2019-01-01"), day("2019-01-01")));
    assert!(!cumbria.existed(day("2024-01-01"), day("2024-01-01")));
    assert!(!gazetteer.get("cumberland-council").unwrap().existed(day("2019-01-01"), day("2019-12-31")));
}

proptest! {
    #[test]
    fn names_are_looked_for_in_any_text(text in "(\\PC|Kent|['’.&]s?|é| ){0,30}") {
        for mention in Gazetteer::builtin().mentions(&text) {
            prop_assert!(text.get(mention.range).is_some());
            prop_assert!(!mention.councils.is_empty());
        }
    }
}

proptest! {
    #[test]
    fn the_look_for_beginnings_passes_over_no_name(
        words in prop::collection::vec("kent|Kent|KENT|West|sussex|Sussex|City|of|York|york|st|Albans|King|Lynn|Council|County|council|borough|Ynys|Môn|Bo|ness|reading|Reading|cc|and|[a-z]{1,3}", 1..9),
        signs in prop::collection::vec("[ .,'’s&–()@\u{ad}\u{301}é-]{1,3}| | ", 9),
    ) {
        let text: String = words.iter().zip(&signs).flat_map(|(word, sign)| [word.as_str(), sign.as_str()]).collect();
        let gazetteer = Gazetteer::builtin();
        let found = gazetteer.mentions(&text);
        prop_assert_eq!(found, gazetteer.inner.mentioned.get().unwrap().search(&text));
    }

    #[test]
    fn the_look_for_beginnings_finds_each_name(
        at in 0_usize..Gazetteer::builtin().inner.councils.len(), before in "[a-z' ]{0,6} ", after in "[ .,’'][a-z ]{0,6}",
    ) {
        let gazetteer = Gazetteer::builtin();
        for (name, _, _) in names_of(&gazetteer.inner.councils[at]) {
            for text in [format!("{before}{name}{after}"), format!("{before}{}{after}", name.to_lowercase())] {
                let found = gazetteer.mentions(&text);
                prop_assert_eq!(found, gazetteer.inner.mentioned.get().unwrap().search(&text));
            }
        }
    }
}

#[test]
fn every_name_of_the_built_in_table_may_be_one_and_words_of_no_name_may_not() {
    let gazetteer = Gazetteer::builtin();
    let slugs = gazetteer.inner.by_slug.keys();
    for name in gazetteer.inner.names.keys().chain(slugs) {
        assert!(may_be_name(name, true) && may_be_name(name, false), "{name}");
        for word in key(name).split(' ').filter(|word| word.contains(char::is_alphanumeric)) {
            assert_eq!(Words::look_for(word), Words::know(word), "{word}");
        }
    }
    assert!(!Words::look_for("gullies") && !Words::know("gullies"));
    assert!(!Words::look_for("ken") && !Words::know("ken"));
    for is_early in [true, false] {
        let may_be = |text| may_be_name(text, is_early);
        assert!(may_be("KENT County Council") && may_be("The King's Lynn"));
        assert!(!may_be("gullies") && !may_be("Kent gullies"));
    }
}

#[test]
fn each_name_means_the_same_councils_before_the_table_is_made() {
    let gazetteer = Gazetteer::builtin();
    let find = |name: &str| {
        let expected: Vec<Council> = gazetteer.lookup(name).into_iter().cloned().collect();
        assert_eq!(rows::lookup(name, true), expected, "{name}");
        assert_eq!(rows::lookup(name, false), expected, "{name}");
        expected
    };
    for council in gazetteer.iter() {
        assert!(find(&council.slug).contains(council));
        for (name, _, _) in names_of(council) {
            assert!(!find(&name).is_empty(), "{name}");
            assert!(!find(&format!(" the {} ", key(&name).to_uppercase())).is_empty(), "{name}");
            find(name.split(' ').next_back().unwrap());
        }
    }
    assert_eq!(find("Newcastle").len(), 2);
    // Of forms of names alone, of the columns of the file and of its notes.
    for none in ["", " ", "LB of", "Council", "council of", "county council", "slug", "slug name", "mySociety", "2019"]
    {
        assert!(find(none).is_empty(), "{none}");
    }
}

#[test]
fn a_word_that_the_end_of_what_is_searched_cuts_to_a_name_is_found_as_before() {
    let gazetteer = Gazetteer::builtin();
    let text = "a ".repeat(LONGEST_TEXT / 2 - 2) + "Kentish";
    let found = gazetteer.mentions(&text);
    assert_eq!(found, gazetteer.inner.mentioned.get().unwrap().search(&text));
    assert_eq!(found.len(), 1);
}
