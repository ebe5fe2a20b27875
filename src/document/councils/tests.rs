use super::*;
use crate::document::metadata::tests::inferred;
use proptest::prelude::*;

fn council(text: &str) -> Option<String> {
    inferred(text).council.map(|council| council.value.slug)
}

#[track_caller]
fn is(text: &str, slug: &str) {
    let inferred = inferred(text).council;
    assert_eq!(inferred.as_ref().map(|council| council.value.slug.as_str()), Some(slug), "{inferred:?} in {text}");
}

#[test]
fn a_masthead_and_a_title_name_the_council() {
    is("WORCESTERSHIRE COUNTY COUNCIL UPDATE ON GULLIES\n\nSummary\n\nThe gullies are full.\n", "worcestershire");
    is("Rutland County Council\n\nGullies\n\nSummary\n\nThe gullies are full.\n", "rutland");
    let council = inferred("\n\nRutland County Council\n\nGullies\n\nSummary\n").council.unwrap();
    assert_eq!(council.source, Evidence::Heading);
    assert_eq!(council.evidence, "Rutland County Council (line 3)");
}

#[test]
fn an_address_of_mail_names_the_council() {
    is("Gullies\n\nSummary\n\nThe gullies are full.\n\nEmail: gullies@westsussex.gov.uk\n", "west-sussex");
    is("Gullies\n\nSummary\n\nSee www.hants.gov.uk for the list of gullies.\n", "hampshire");
}

#[test]
fn a_meeting_place_names_the_county_and_not_the_town() {
    is(
        "Gullies\n\nWednesday, 6 March 2019\nCounty Hall, Worcester\n\nSummary\n\nThe Council has many.\n",
        "worcestershire",
    );
    is("Gullies\n\nSummary\n\nWrite to us at County Hall, Spetchley Lane, Worcester WR5 2NP.\n", "worcestershire");
}

#[test]
fn partners_advisers_and_neighbours_are_not_the_papers_council() {
    is(
        "Gullies\n\nSummary\n\nThe County Council works in liaison with Hampshire County Council, the Partner in Practice.\n\n\
         Our improvement partner, East Sussex County Council, praised the roads in West Sussex.\n\n\
         Hampshire County Council will continue as the Partner in Practice.\n\nThe West Sussex Plan says so.\n",
        "west-sussex",
    );
    assert_eq!(
        council("Gullies\n\nSummary\n\nOur Improvement Partnership work with Essex County Council goes on.\n"),
        None
    );
    assert_eq!(
        council("Gullies\n\nSummary\n\nWe compared ourselves with Kent County Council and found dry gullies.\n"),
        None
    );
}

#[test]
fn persons_roads_hospitals_and_universities_are_no_councils() {
    for line in [
        "Cllr Kent and Mrs Lancaster asked about gullies. Mr R Devon answered Cllr Kent.",
        "Colin Foster and Sarah Lincoln live in Bolton Road and Bolton Street near Leeds Teaching Hospitals.",
        "The University of Nottingham and the University of Nottingham's friends met Nottingham University there.",
        "Kent Police, Kent Police and Kent Police came with Bradford City FC and Derby Cathedral.",
    ] {
        assert_eq!(council(&format!("Gullies\n\nSummary\n\n{line}\n")), None, "{line}");
    }
}

#[test]
fn a_letter_is_about_the_council_it_is_sent_to() {
    is(
        "31 January 2019\n\nDr A Heron\nDirector of Children, Families and Communities\nWorcestershire County Council\nCounty Hall\n\
         Spetchley Lane\nWorcester\nWR5 2YA\n\nDear Dr Heron\n\nMonitoring visit of Worcestershire local authority gullies\n\n\
         This letter tells of gullies.\n",
        "worcestershire",
    );
    // The subject tells the council where the address gives only a post town of another's.
    is(
        "4 June 2018\n\nJo Weir\nNorth Tyneside\nQuadrant\nNewcastle upon Tyne\nNE27 0BY\n\nDear Jo\n\n\
         Focused visit to North Tyneside children's services\n\nThis letter tells of gullies.\n",
        "north-tyneside",
    );
}

#[test]
fn what_the_council_calls_itself_tells_county_from_city() {
    is(
        "Gullies\n\nSummary\n\nThe County Council looks after gullies in Nottinghamshire. The County Council will look \
         into those in Nottingham too, as people in Nottinghamshire drive there.\n",
        "nottinghamshire",
    );
}

#[test]
fn two_equal_claims_give_none() {
    assert_eq!(council("Gullies\n\nSummary\n\nKent County Council and Essex County Council have gullies.\n"), None);
    assert_eq!(council("Newcastle gullies\n\nSummary\n\nThe gullies of Newcastle are full.\n"), None);
}

#[test]
fn the_papers_date_tells_a_former_council_from_its_successor() {
    let text = |year| {
        format!(
            "Gullies\n\nHousing Scrutiny Panel\n\n6 March {year}\n\nSummary\n\nThe roads of Dorset and the Dorset Plan.\n"
        )
    };
    is(&text(2016), "dorset");
    is(&text(2022), "dorset-council");
}

#[test]
fn a_word_that_is_a_place_too_is_no_council() {
    assert_eq!(
        council("READING AND WRITING\n\nSummary\n\nReading is good. Reading is taught. Reading, again, is fun.\n"),
        None
    );
    is("Gullies\n\nSummary\n\nReading Borough Council (\"the Council\") has gullies.\n", "reading");
}

#[test]
fn a_long_paper_is_sampled_and_still_named() {
    let filler = "The gully is full and the water stands in the road until somebody comes.\n\n".repeat(20_000);
    is(&format!("Kent County Council\n\nGullies\n\nSummary\n\n{filler}"), "kent");
    is(&format!("Gullies\n\nSummary\n\n{filler}Email: gullies@kent.gov.uk\n"), "kent");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_domain_stands_in_a_text_without_a_sign_of_one(
        pieces in prop::collection::vec("www|WWW|https?|kent|west-sussex|g[oO]v|uK?k|wales|scot|llyw|cymru|org|[a-z0-9_-]{1,3}|é|ſ|\u{212a}", 1..9),
        signs in prop::collection::vec("[.@: /,’-]|\\.|\\.|\\.|\\.|:/?/", 9),
    ) {
        let text: String = pieces.iter().zip(&signs).flat_map(|(piece, sign)| [piece.as_str(), sign.as_str()]).collect();
        prop_assert!(may_have_domain(&text) || DOMAIN.find(&text).is_none(), "{text}");
    }

    #[test]
    fn no_hall_stands_in_a_text_that_is_passed_over(
        words in prop::collection::vec("county|County|COUNTY|shire|Shirehall|sessions|endeavour|woodhatch|[Hh]all|offices|buildings|House|place|[a-z]{1,3}", 1..9),
        signs in prop::collection::vec("[ .,'’s&–()@_\u{ad}\u{301}é-]{1,3}| | | | ", 9),
    ) {
        let text: String = words.iter().zip(&signs).flat_map(|(word, sign)| [word.as_str(), sign.as_str()]).collect();
        prop_assert!(HALL.find(&text).is_none() || Gazetteer::builtin().may_tell(&text), "{text}");
    }
}

#[test]
fn every_hall_that_a_council_is_known_by_is_looked_for() {
    assert!(!MEETING_PLACES.is_empty());
    for (hall, _, slugs) in MEETING_PLACES.iter() {
        assert!(gazetteer::HALLS.contains(&hall.as_str()), "{hall}");
        assert!(slugs.iter().all(|slug| Gazetteer::builtin().get(slug).is_some()), "{slugs:?}");
    }
}
