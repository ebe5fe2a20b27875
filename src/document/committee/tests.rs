use super::*;
use proptest::prelude::*;

fn names(text: &str) -> Vec<String> {
    find(text).into_iter().map(|named| named.name).collect()
}

fn line(text: &str) -> Option<String> {
    of_line(text, &Gazetteer::builtin()).map(|named| named.name)
}

#[test]
fn a_committee_is_named_by_the_words_before_its_body() {
    for (text, name) in [
        (
            "Comments from Children and Families Overview and Scrutiny Panel – Roads Review",
            "Children and Families Overview and Scrutiny Panel",
        ),
        ("Report of the Chair of the Health Overview & Scrutiny Committee", "Health Overview & Scrutiny Committee"),
        (
            "The Adults, Health and Housing Select Committee is asked to note",
            "Adults, Health and Housing Select Committee",
        ),
        ("to the Call-in Sub-Committee on 6 March", "Call-in Sub-Committee"),
        ("the Flooding Task and Finish Group met", "Flooding Task and Finish Group"),
        ("Scrutiny Board (Children and Families)", "Scrutiny Board (Children and Families)"),
        ("Select Committee on Health and Care", "Select Committee on Health and Care"),
        ("the Overview and Scrutiny Panel (OSP) agreed", "Overview and Scrutiny Panel"),
        ("Pwyllgor Trosolwg a Chraffu, 6 Mawrth 2019", "Pwyllgor Trosolwg a Chraffu"),
        ("Corporate Parenting Panel", "Corporate Parenting Panel"),
        ("Communities and Public Protection Scrutiny Panel", "Communities and Public Protection Scrutiny Panel"),
        ("COMMUNITIES AND PUBLIC PROTECTION SCRUTINY PANEL", "Communities and Public Protection Scrutiny Panel"),
        ("Report to Public Health Scrutiny Committee", "Public Health Scrutiny Committee"),
        ("Agenda and Minutes Health Scrutiny Committee", "Health Scrutiny Committee"),
        ("Public Pack Health Scrutiny Committee", "Health Scrutiny Committee"),
        ("Overview and Scrutiny Committee on Tuesday", "Overview and Scrutiny Committee"),
    ] {
        assert_eq!(names(text).first().map(String::as_str), Some(name), "{text}");
    }
}

#[test]
fn bodies_of_others_offices_and_rooms_are_no_committees() {
    for text in [
        "The Committee agreed",
        "the Cabinet Member with Responsibility for Roads",
        "Committee Room 2",
        "a panel of experts",
        "the Care Quality Commission",
        "this Panel",
        "",
    ] {
        assert_eq!(names(text), [""; 0], "{text}");
    }
}

#[test]
fn a_line_of_committee_date_and_place_names_the_committee() {
    for text in [
        "CHILDREN AND FAMILIES OVERVIEW AND SCRUTINY PANEL 06 MARCH 2019",
        "6 March 2019 Children and Families Overview and Scrutiny Panel",
        "**Children and Families Overview** **and Scrutiny Panel**",
        "Worcestershire County Council – Children and Families Overview and Scrutiny Panel",
        "Report to: Children and Families Overview and Scrutiny Panel – Wednesday, 6 March 2019, 10.00 am, County Hall, Worcester",
    ] {
        assert_eq!(line(text).as_deref(), Some("Children and Families Overview and Scrutiny Panel"), "{text}");
    }
    assert_eq!(line("Cabinet – 12 March 2019").as_deref(), Some("Cabinet"));
    assert_eq!(
        line("The recommendations of the Scrutiny Panel were then put to partners across the whole county"),
        None
    );
}

#[test]
fn shouted_names_are_set_in_title_case_and_short_forms_kept() {
    assert_eq!(
        title_case("JOINT SEND SCRUTINY SUB-COMMITTEE OF THE COUNCIL"),
        "Joint SEND Scrutiny Sub-Committee of the Council"
    );
    assert_eq!(title_case("CHILDREN'S SERVICES"), "Children's Services");
    assert_eq!(title_case("NHS Scrutiny And Health"), "NHS Scrutiny and Health");
    assert_eq!(title_case("health scrutiny"), "Health Scrutiny");
}

#[test]
fn a_given_name_is_cleaned_of_council_and_date() {
    let gazetteer = Gazetteer::builtin();
    let clean = |text: &str| clean(text, &gazetteer);
    assert_eq!(clean("Kent County Council Cabinet").as_deref(), Some("Cabinet"));
    assert_eq!(clean("COUNTY COUNCIL – 13 March 2025").as_deref(), Some("County Council"));
    assert_eq!(clean("–"), None);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|Committee|\\(|Scrutiny |and |Pwyllgor ){0,30}") {
        for named in find(&text) {
            prop_assert!(text.get(named.range).is_some());
        }
        of_line(&text, &Gazetteer::builtin());
        clean(&text, &Gazetteer::builtin());
    }
}
