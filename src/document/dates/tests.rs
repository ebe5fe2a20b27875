use super::*;
use proptest::prelude::*;

fn found(text: &str) -> Vec<String> {
    let show = |mention: &DateMention| match mention.date == mention.last {
        true => mention.date.to_string(),
        false => format!("{}..{}", mention.date, mention.last),
    };
    dates(text).iter().map(show).collect()
}

#[track_caller]
fn reads(text: &str, expected: &[&str]) {
    assert_eq!(found(text), expected, "in {text:?}");
}

#[test]
fn a_day_is_read_in_every_style_of_the_agendas() {
    for text in [
        "6 March 2019",
        "06 MARCH 2019",
        "Wednesday, 6 March 2019, 10.00 am",
        "Wednesday 6th March 2019 at 2.00 p.m.",
        "Wed 6 Mar 2019",
        "6th of March, 2019",
        "06th-Mar-2019 14.00",
        "6-Mar-19",
        "06/03/2019",
        "6/3/19",
        "06.03.19",
        "06.03.2019",
        "06-03-2019",
        "2019-03-06",
        "March 6th 2019",
        "March 6, 2019",
        "6 Mawrth 2019",
        "6ed o Fawrth 2019",
        "Dydd Mercher, 6 Mawrth 2019",
        "6March2019",
        "6 March '19",
        "Date of Meeting 6/3/19",
        "(6 March 2019)",
        "6 March 2019.",
        "Agenda Item 7 - 6 March 2019",
        "2018/19 - 6 March 2019",
    ] {
        reads(text, &["2019-03-06"]);
    }
}

#[test]
fn the_day_stands_before_the_month_always() {
    reads("04/07/2022", &["2022-07-04"]);
    reads("Date of Meeting 4/7/22", &["2022-07-04"]);
    reads("12/13/2017", &[]);
}

#[test]
fn spans_and_pairs_give_their_first_and_last_day() {
    reads("9th & 10th March 2016", &["2016-03-09..2016-03-10"]);
    reads("12 and 13 September 2017", &["2017-09-12..2017-09-13"]);
    reads("8-9 January 2019", &["2019-01-08..2019-01-09"]);
    reads("12-22 October 2020", &["2020-10-12..2020-10-22"]);
    reads("9, 10 and 11 March 2016", &["2016-03-09..2016-03-11"]);
    reads("28 November to 2 December 2016", &["2016-11-28..2016-12-02"]);
    reads("23 November 2015 – 17 December 2015", &["2015-11-23..2015-12-17"]);
    reads("28 December to 3 January 2019", &["2018-12-28..2019-01-03"]);
    reads("28 December to 3 January 1990", &["1990-01-03"]);
    reads("Monday 9 and Tuesday 10 March 2016", &["2016-03-09..2016-03-10"]);
    reads(
        "19 November-11 December 2013 and 28 – 30\nJanuary 2014",
        &["2013-11-19..2013-12-11", "2014-01-28..2014-01-30"],
    );
    reads(
        "8 July 2019 to 12 July 2019 and 7 August 2019 to 8 August 2019",
        &["2019-07-08..2019-07-12", "2019-08-07..2019-08-08"],
    );
}

#[test]
fn several_dates_stay_several() {
    reads("2 February 2017, 6 April 2017 and 28 September 2017", &["2017-02-02", "2017-04-06", "2017-09-28"]);
    reads("14 August 2017 24 October 2017", &["2017-08-14", "2017-10-24"]);
    reads("13 March 2017 and 14 August 2019", &["2017-03-13", "2019-08-14"]);
}

#[test]
fn a_month_is_no_day() {
    reads("October 2015", &["2015-10"]);
    reads("Oct 2015", &["2015-10"]);
    reads("Hydref 2015", &["2015-10"]);
    reads("between May 2015 and June 2016", &["2015-05", "2016-06"]);
    reads("the council may 2019 times", &[]);
}

#[test]
fn what_names_no_day_or_month_is_no_date() {
    for text in [
        "Autumn 2021",
        "Q3 2018/19",
        "2018/19",
        "2019",
        "10.30 am",
        "paragraph 2.2.4",
        "12.3.17",
        "01905 844962/844963",
        "£12.50",
        "31 February 2019",
        "1/2",
        "24 October",
        "6 March 1911",
        "6 March 2036",
        "version 1.10.2.3",
        "12:30",
        "16/06/2019/4",
        "SI 1993/12/45",
        "",
    ] {
        reads(text, &[]);
    }
}

#[test]
fn a_number_before_a_date_is_no_part_of_it() {
    reads("Item 12 6 March 2019", &["2019-03-06"]);
    reads("10.30 - 6 March 2019", &["2019-03-06"]);
    reads("7 and 6 March 2019", &["2019-03-06"]);
    reads("112 March 2019", &[]);
}

#[test]
fn a_whole_text_is_read_as_a_person_types_it() {
    for (text, expected) in [
        ("6 March 2019", "2019-03-06"),
        (" 06/03/2019 ", "2019-03-06"),
        ("March 2019", "2019-03"),
        ("2019", "2019"),
        ("2019-03", "2019-03"),
        ("mar 2019", ""),
        ("1066", ""),
        ("6 March 2019 or so", ""),
        ("6-7 March 2019", ""),
        ("", ""),
    ] {
        assert_eq!(parse_human(text).map(|date| date.to_string()).unwrap_or_default(), expected, "{text:?}");
    }
}

/// Days, months, years and what joins them, mostly in the order in which dates have them.
fn date_like() -> impl Strategy<Value = String> {
    let day = "(Mon |wednesday, )?[0-3]?[0-9](st|th| )?( of |-|/|, | )?";
    let month = "(January|feb|MARCH|Dec|December|Mai|Rhagfyr|[01]?[0-9])";
    let year = "( |, |-|/)(1989|1990|1991|2019|2035|2036|19|'90)";
    let joiner = "(\\.| to | and |, |–| - |&|/|\\PC{0,3})";
    let piece = prop_oneof![4 => day, 4 => month, 2 => year, 2 => joiner];
    let span = "[12]?[1-9]( (October|dec|RHAGFYR))?( to | and |–| - |&)[1-9] (January|Dec|mai) (1989|1990|2019|2036)";
    let text = prop_oneof![2 => prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat()), 1 => span];
    prop::collection::vec(text, 1..4).prop_map(|texts| texts.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC*") {
        for mention in dates(&text) {
            prop_assert!(text.get(mention.range).is_some());
        }
    }

    #[test]
    fn dates_are_slices_in_order_and_in_the_window(before in date_like()) {
        let text = format!("{before}. Heard on 6 March 2019");
        let found = dates(&text);
        prop_assert_eq!(found.last().map(|mention| mention.date.to_string()), Some("2019-03-06".to_owned()));
        let mut end = 0;
        for mention in found {
            prop_assert!(mention.range.start >= end);
            end = mention.range.end;
            prop_assert!(text.get(mention.range.clone()).is_some());
            for date in [mention.date, mention.last] {
                prop_assert!(YEARS.contains(&date.first().year()), "{} in {}", date, &text[mention.range.clone()]);
            }
            prop_assert!(mention.date.first() <= mention.last.first());
        }
    }

    #[test]
    fn hostile_digits_and_months_are_read_too(text in "([0-9]{1,4}|[-/. ,'&]|march|MAY|Dec|and|to|th|é|monday){0,40}") {
        let mut end = 0;
        for mention in dates(&text) {
            prop_assert!(mention.range.start >= end);
            end = mention.range.end;
            prop_assert!(text.get(mention.range).is_some());
        }
    }

    #[test]
    fn every_day_of_the_window_is_read_back(days in 0i32..(36 * 365)) {
        let day = jiff::civil::date(1990, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let value = DateValue::day(day);
        for text in [value.long(), day.strftime("%d/%m/%Y").to_string(), day.strftime("%A %-d %B %Y").to_string()] {
            prop_assert_eq!(parse_human(&text), Some(value));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn whatever_is_a_whole_date_may_be_one(text in date_of_pieces()) {
        let mentions = dates(&text);
        let is_whole = matches!(&mentions[..], [mention] if mention.range == (0..text.len()));
        prop_assert!(!is_whole || may_be_whole(&text), "{text:?}");
        prop_assert_eq!(is_whole, whole(&text).is_some(), "{:?}", text);
    }
}

/// Often a date: the pieces of which one is made, with whatever may stand between them.
fn date_of_pieces() -> impl Strategy<Value = String> {
    let one_of = |names: &'static str| proptest::sample::select(names.split('|').collect::<Vec<_>>());
    let weekday = prop_oneof![Just("".to_owned()), "(Wednesday|Wed|weds|dydd Mercher|FRI|Auguſt)(,|\\.)? ?(the)? ?"];
    let day = "(0?6|17|31)";
    let order = prop_oneof![Just("").boxed(), one_of(ORDINALS).boxed()];
    let month = prop_oneof![one_of(MONTHS), Just("Auguſt"), Just("MARCH"), Just("street"), Just("Mar")];
    let year = prop_oneof![Just("".to_owned()), "[ ,]{0,2}-?(19|2019|’19|'19|/19|  2019)"];
    let between = "( |-|, |/|\\.| of | o |)";
    let joined = prop_oneof![
        Just("".to_owned()),
        "(6|5)( March)?( 2019)?( to | and |th & |–|/|-| a | until | to Monday the |, 7 to )",
    ];
    let date = (weekday, joined, day, order, between, month, year).prop_map(
        |(weekday, joined, day, order, between, month, year)| {
            format!("{weekday}{joined}{day}{order}{between}{month}{year}")
        },
    );
    let month_first = (one_of(MONTHS), "(\\. | |)", day, "(th)?,? ", "(2019|19|)")
        .prop_map(|(month, between, day, order, year)| format!("{month}{between}{day}{order}{year}"));
    let numbers = "((Mon|Monday|tues)[., ]{0,2})?(0?6|2019)[-/.](03|3)[-/.](2019|19|06)";
    prop_oneof![3 => date, 1 => month_first, 1 => numbers]
}

#[test]
fn what_has_other_words_than_dates_have_is_no_whole_date() {
    for text in ["2018-01-01 until:2020-12-31", "6 March 2019 roads", "march on", "6 streets 2019", "the 6 of 9 (2019)"]
    {
        assert!(!may_be_whole(text) && whole(text).is_none(), "{text}");
    }
    assert!(whole("9th & 10th March 2016").is_some() && whole("Mondaythe 6th March 2019").is_some());
}
