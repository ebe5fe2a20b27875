//! The short forms of the papers, for people: what each stands for, and where that was said first.

use super::{Style, words::counted, wrap::Sheet};
use crate::query::AcronymMeaning;

/// Short forms with their meanings, each with a line for every council that explains it so: where it did so first, in how
/// many papers, and the id of the section.
///
/// The width is in columns; below 20 it counts as 20.
pub fn acronyms(meanings: &[AcronymMeaning], style: &Style, width: usize) -> String {
    let mut sheet = Sheet::new(style, width);
    for AcronymMeaning { short, long, papers, councils } in meanings {
        let papers = format!(" · {}", counted(*papers, "paper", "papers"));
        sheet.set("", 0, &[(style.title, short), (style.text, &format!(" {long}")), (style.small, &papers)]);
        for of in councils {
            let mut parts = vec![of.first.citation.clone()];
            if councils.len() > 1 {
                parts.push(counted(of.papers, "paper", "papers"));
            }
            parts.push(format!("id {}", of.first.id));
            sheet.set_parts("", 4, style.small, &parts);
        }
    }
    sheet.into_text()
}
