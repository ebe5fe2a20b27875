//! Word documents.

use super::{blocks, lines, package::Docx};

fn read(document: &Docx) -> Vec<String> {
    lines(&blocks(&document.bytes()))
}

#[test]
fn headings_are_told_by_the_names_of_their_styles_and_what_they_inherit() {
    let long = "The Panel is asked to note that the gritting of minor roads was not begun before the frost, and that it is not a heading.";
    let document = Docx::default()
        .title("Winter Gritting")
        .heading(1, "Purpose")
        .paragraph(r#"<w:pStyle w:val="ReportHeading"/>"#, "Background")
        .paragraph(r#"<w:outlineLvl w:val="2"/>"#, "Roads")
        .paragraph(r#"<w:pStyle w:val="Pennawd1"/><w:outlineLvl w:val="9"/>"#, "No heading")
        .paragraph(r#"<w:pStyle w:val="Pennawd2"/>"#, long)
        .paragraph(r#"<w:pStyle w:val="Missing"/>"#, "Text");
    let expected = ["# Winter Gritting", "# Purpose", "## Background", "### Roads", "No heading", long, "Text"];
    assert_eq!(read(&document), expected);
}

#[test]
fn numbers_of_lists_are_printed_as_word_prints_them() {
    let document = Docx::default()
        .listed(1, 0, "Purpose")
        .listed(1, 1, "First")
        .listed(1, 2, "one")
        .listed(1, 2, "two")
        .listed(1, 1, "Second")
        .listed(1, 2, "again")
        .listed(2, 0, "bullet")
        .listed(2, 1, "inner")
        .listed(1, 0, "Findings")
        .listed(1, 1, "")
        .listed(1, 1, "After an empty one")
        .listed(9, 0, "No such list")
        .listed(0, 0, "None");
    let expected = [
        "1. Purpose",
        "1.1 First",
        "(a) one",
        "(b) two",
        "1.2 Second",
        "(a) again",
        "- bullet",
        "  - inner",
        "2. Findings",
        "2.2 After an empty one",
        "No such list",
        "None",
    ];
    assert_eq!(read(&document), expected);
}

/// A definition of one list for each of `lists` (the inside of `w:num`), over the levels given.
fn numbering(levels: &str, lists: &[&str]) -> String {
    let lists = lists
        .iter()
        .zip(1..)
        .map(|(own, id)| format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="0"/>{own}</w:num>"#));
    format!(
        r#"<w:numbering><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{}</w:numbering>"#,
        lists.collect::<String>()
    )
}

fn level(at: usize, form: &str, text: &str, more: &str) -> String {
    format!(
        r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
    )
}

#[test]
fn lists_of_one_definition_count_on_but_where_they_start_again() {
    let override_ = r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>"#;
    let document = Docx::default()
        .part("r9", "numbering", "numbering.xml", &numbering(&level(0, "upperRoman", "%1)", ""), &["", "", override_]))
        .listed(1, 0, "a")
        .listed(2, 0, "b")
        .listed(3, 0, "c")
        .listed(3, 0, "d")
        .listed(1, 0, "e");
    assert_eq!(read(&document), ["I) a", "II) b", "V) c", "VI) d", "VII) e"]);
}

#[test]
fn a_level_may_never_restart_and_may_print_all_levels_in_figures() {
    let levels = [
        level(0, "upperLetter", "Part %1", ""),
        level(1, "decimal", "%1.%2", r#"<w:isLgl/><w:lvlRestart w:val="0"/>"#),
        level(2, "none", "%3", ""),
    ]
    .concat();
    let document = Docx::default()
        .part("r9", "numbering", "numbering.xml", &numbering(&levels, &[""]))
        .listed(1, 1, "before its part")
        .listed(1, 0, "roads")
        .listed(1, 1, "gritting")
        .listed(1, 2, "unnumbered");
    assert_eq!(read(&document), ["1.1 before its part", "Part B roads", "2.2 gritting", "unnumbered"]);
}

#[test]
fn a_style_brings_its_list_and_the_list_knows_the_style() {
    let styles = r#"<w:styles>
        <w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Para"><w:name w:val="Numbered Para"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Para"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
        <w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style></w:styles>"#;
    let linked =
        |at: usize, text: &str, style: &str| level(at, "decimal", text, &format!(r#"<w:pStyle w:val="{style}"/>"#));
    let levels = [linked(0, "%1.0", "H"), linked(1, "%1.%2", "Para")].concat();
    let of = |style: &str| format!(r#"<w:pStyle w:val="{style}"/>"#);
    let document = Docx::default()
        .part("r8", "styles", "styles.xml", styles)
        .part("r9", "numbering", "numbering.xml", &numbering(&levels, &[""]))
        .paragraph(&of("H"), "Purpose")
        .paragraph(&of("Para"), "One.")
        .paragraph(&of("Sub"), "No number.")
        .paragraph(&of("Para"), "Two.")
        .paragraph(&of("A"), "Styles in a circle.")
        .paragraph(&of("H"), "Findings");
    let expected = ["# 1.0 Purpose", "1.1 One.", "No number.", "1.2 Two.", "Styles in a circle.", "# 2.0 Findings"];
    assert_eq!(read(&document), expected);
}

#[test]
fn deletions_are_left_out_and_insertions_kept() {
    let deleted_end = r#"<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>Joined </w:t></w:r></w:p>"#;
    let document = Docx::default()
        .raw(
            r#"<w:p><w:r><w:t>Grit </w:t></w:r><w:del w:id="1"><w:r><w:delText>rarely </w:delText></w:r></w:del>
            <w:ins w:id="2"><w:r><w:t>daily</w:t></w:r></w:ins><w:moveFrom w:id="3"><w:r><w:t> gone</w:t></w:r></w:moveFrom>
            <w:moveTo w:id="4"><w:r><w:t> moved</w:t></w:r></w:moveTo><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"#,
        )
        .raw(deleted_end)
        .text("with this.")
        .raw(r#"<w:tbl><w:tr><w:trPr><w:del w:id="5"/></w:trPr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#);
    assert_eq!(read(&document), ["Grit daily moved", "Joined with this."]);
}

#[test]
fn fields_give_their_results_and_text_boxes_stand_once() {
    let document = Docx::default()
        .raw(
            r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>
            <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>the map</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
            <w:hyperlink><w:r><w:t> and the list</w:t></w:r></w:hyperlink><w:r><w:noBreakHyphen/><w:softHyphen/><w:t>end</w:t></w:r>
            <w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>"#,
        )
        .raw(
            r#"<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:posOffset>12</wp:posOffset><wps:txbx><w:txbxContent>
            <w:p><w:r><w:t>Norbury Council</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>
            <mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>Norbury Council</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict>
            </mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Anchor</w:t></w:r></w:p>"#,
        );
    assert_eq!(read(&document), ["the map and the list-end✓", "Anchor", "Norbury Council"]);
}

#[test]
fn content_controls_give_their_content_but_no_placeholder_and_no_table_of_contents() {
    let control = |properties: &str, text: &str| {
        format!(
            "<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent><w:p>{}</w:p></w:sdtContent></w:sdt>",
            Docx::run(text)
        )
    };
    let document = Docx::default()
        .raw(&control("", "Kept"))
        .raw(&control("<w:showingPlcHdr/>", "Click here"))
        .raw(&control(r#"<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>"#, "Contents"))
        .paragraph(r#"<w:pStyle w:val="Cynnwys1"/>"#, "1. Purpose 3")
        .text("End");
    assert_eq!(read(&document), ["Kept", "End"]);
}

#[test]
fn tables_are_rows_with_their_header_and_merged_cells() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{}</w:p></w:tc>", Docx::run(text))
    };
    let rows = [
        format!(
            "<w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr>",
            cell("", "Theme"),
            cell(r#"<w:gridSpan w:val="2"/>"#, "Miles")
        ),
        format!("<w:tr>{}{}{}</w:tr>", cell(r#"<w:vMerge w:val="restart"/>"#, "Roads"), cell("", "12"), cell("", "14")),
        format!("<w:tr>{}{}{}</w:tr>", cell("<w:vMerge/>", ""), cell("", "15"), cell("", "16")),
    ];
    let document = Docx::default().raw(&format!("<w:tbl>{}</w:tbl>", rows.concat())).text("End");
    let expected =
        ["| Theme | Miles", "| Theme: Roads | Miles: 12 | Miles: 14", "| Theme: Roads | Miles: 15 | Miles: 16", "End"];
    assert_eq!(read(&document), expected);
}

#[test]
fn tables_that_lay_out_a_page_are_taken_apart() {
    let nested = r#"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Whole body</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Route</w:t></w:r></w:p></w:tc>
        <w:tc><w:p><w:r><w:t>Miles</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>A19</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"#;
    let document = Docx::default()
        .table(&[&["1.1", "The panel met."], &["1.2", "It agreed."]])
        .raw(nested)
        .table(&[&["Report to:", "Highways Panel"], &["Date:", "4 June 2019"]]);
    let expected = [
        "1.1 The panel met.",
        "1.2 It agreed.",
        "Whole body",
        "| Route | Miles",
        "| Route: A19 | Miles: 12",
        "| Report to: | Highways Panel",
        "| Date: | 4 June 2019",
    ];
    assert_eq!(read(&document), expected);
}

#[test]
fn a_style_of_runs_hides_its_words() {
    let styles = r#"<w:styles><w:style w:type="character" w:styleId="Note"><w:name w:val="Note"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"#;
    let run = |more: &str, words: &str| {
        format!(r#"<w:r><w:rPr><w:rStyle w:val="Note"/>{more}</w:rPr><w:t>{words}</w:t></w:r>"#)
    };
    let document = Docx::default().part("r8", "styles", "styles.xml", styles).raw(&format!(
        "<w:p>{}{}{}</w:p>",
        Docx::run("Grit"),
        run("", " for the editor"),
        run(r#"<w:vanish w:val="0"/>"#, " daily")
    ));
    assert_eq!(read(&document), ["Grit daily"]);
}

fn grid(rows: &[&[&str]]) -> String {
    let cell = |inside: &&str| format!("<w:tc>{inside}</w:tc>");
    let row = |cells: &&[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

#[test]
fn a_cell_that_holds_only_a_table_keeps_it() {
    let text = |words: &str| format!("<w:p>{}</w:p>", Docx::run(words));
    let [route, miles, road, twelve] = ["Route", "Miles", "A19", "12"].map(text);
    let inner = format!("{}<w:p/>", grid(&[&[&route, &miles], &[&road, &twelve]]));
    let mixed = grid(&[&["<w:p/>", &inner], &[&text("Depot"), &text("Lorries")], &[&text("North"), &text("11")]]);
    let document = Docx::default().raw(&grid(&[&[&inner]])).text("between").raw(&mixed);
    let expected = [
        "| Route | Miles",
        "| Route: A19 | Miles: 12",
        "between",
        "| Route | Miles",
        "| Route: A19 | Miles: 12",
        "| Depot | Lorries",
        "| Depot: North | Lorries: 11",
    ];
    assert_eq!(read(&document), expected);
}

#[test]
fn text_beside_a_number_that_goes_on_over_two_rows_is_kept() {
    let number = r#"<w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>1.</w:t></w:r></w:p>"#;
    let [first, second] = ["The panel met.", "It agreed."].map(|words| format!("<w:p>{}</w:p>", Docx::run(words)));
    let rows: [&[&str]; 2] = [&[number, &first], &["<w:tcPr><w:vMerge/></w:tcPr><w:p/>", &second]];
    assert_eq!(read(&Docx::default().raw(&grid(&rows))), ["1. The panel met.", "It agreed."]);
}

#[test]
fn notes_follow_the_paragraph_that_calls_them_and_heads_stand_once() {
    let notes = r#"<w:footnotes><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>
        <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> Salt and sand.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let head = |text: &str| format!("<w:hdr><w:p>{}</w:p></w:hdr>", Docx::run(text));
    let section = r#"<w:sectPr><w:headerReference w:type="default" r:id="h1"/><w:headerReference w:type="first" r:id="h2"/>
        <w:footerReference w:type="default" r:id="f1"/><w:titlePg/></w:sectPr>"#;
    let document = Docx::default()
        .part("n1", "footnotes", "footnotes.xml", notes)
        .part("h1", "header", "header1.xml", &head("Norbury Highways Panel"))
        .part("h2", "header", "header2.xml", &head("Agenda Item 5"))
        .part("f1", "footer", "footer1.xml", &head("Page 1"))
        .raw(r#"<w:p><w:r><w:t>Grit</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> was bought.</w:t></w:r></w:p>"#)
        .text("Next.")
        .raw(&format!("<w:p><w:pPr>{section}</w:pPr></w:p>{section}"));
    let expected = [
        "~ Norbury Highways Panel",
        "Agenda Item 5",
        "Grit was bought.",
        "Footnote 1: Salt and sand.",
        "Next.",
        "~ Page 1",
    ];
    assert_eq!(read(&document), expected);
}

#[test]
fn line_breaks_part_short_lines_and_run_through_long_ones() {
    let document = Docx::default()
        .raw("<w:p><w:r><w:t>County Hall</w:t><w:br/><w:t>Norbury</w:t></w:r></w:p>")
        .raw(&format!(
            "<w:p><w:r><w:t>{}</w:t><w:br/><w:t>end.</w:t><w:br/><w:br/><w:t>New.</w:t></w:r></w:p>",
            "long ".repeat(20)
        ))
        .raw("<w:p><w:r><w:t>2.1</w:t><w:tab/><w:t>Typed number.</w:t></w:r></w:p>")
        .raw("<w:p><w:r><w:t>Committee</w:t><w:tab/><w:t>Highways Panel</w:t></w:r></w:p>")
        .raw("<w:p><w:r><w:t>•</w:t><w:tab/><w:t>typed bullet</w:t></w:r></w:p>");
    let long = format!("{}end.", "long ".repeat(20));
    let expected = [
        "County Hall",
        "Norbury",
        &long,
        "New.",
        "2.1 Typed number.",
        "| Committee | Highways Panel",
        "- typed bullet",
    ];
    assert_eq!(read(&document), expected);
}

#[test]
fn bold_and_space_are_those_of_runs_and_styles() {
    let bold = r#"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Bold</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>"#;
    let strong = r#"<w:p><w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t>Strong</w:t></w:r></w:p>"#;
    let not = r#"<w:p><w:pPr><w:pStyle w:val="Pennawd1"/></w:pPr><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>Light</w:t></w:r></w:p>"#;
    let spaced = r#"<w:pStyle w:val="Spaced"/>"#;
    let document = Docx::default()
        .raw(bold)
        .raw(strong)
        .text("plain")
        .raw("<w:p/>")
        .text("after an empty line")
        .paragraph(spaced, "spaced")
        .paragraph(spaced, "with its like")
        .text("after space")
        .raw(not);
    let found = blocks(&document.bytes());
    let marks: Vec<(bool, bool)> = found.iter().map(|block| (block.bold, block.gap_before)).collect();
    let expected = [
        (true, true),
        (true, false),
        (false, false),
        (false, true),
        (false, false),
        (false, false),
        (false, true),
        (false, true),
    ];
    assert_eq!(marks, expected);
}
