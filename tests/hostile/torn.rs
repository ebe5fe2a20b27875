//! Whole files that lost their end, and whole files in which bits flipped: as transfers and old disks leave them.

use super::made::{Bad, Class, Must, docx, html, pdf, rtf};
use crate::support::project;
use std::fs;

/// Files of every format that is read, with what each becomes when it ends early.
fn whole() -> Vec<(&'static str, Vec<u8>, Must)> {
    let fixture = |name: &str| fs::read(project("tests/fixtures/office").join(name)).unwrap();
    vec![
        // What is left of a PDF is found without its table of contents.
        ("pdf", pdf("Hale"), Must::Either),
        // The directory of a zip stands at its end.
        ("docx", docx("Hale").bytes(), Must::Refuse(&["malformed"])),
        ("html", html("Hale").into_bytes(), Must::Either),
        ("rtf", rtf("Hale").into_bytes(), Must::Either),
        ("doc", fixture("report.doc"), Must::Either),
        ("xls", fixture("budget.xls"), Must::Either),
    ]
}

/// Each file cut at every twentieth of its length.
pub(super) fn truncated() -> Vec<Bad> {
    let mut class = Class::new("truncated");
    for (extension, bytes, must) in whole() {
        for part in 1..20 {
            let end = bytes.len() * part / 20;
            class.add(&format!("{:02}-percent.{extension}", part * 5), must, &bytes[..end]);
        }
    }
    class.files
}

/// Each file with one, eight or sixty-four bits turned, several times.
pub(super) fn flipped() -> Vec<Bad> {
    let mut class = Class::new("bits flipped");
    let mut chance = Chance(4);
    for (extension, bytes, _) in whole() {
        for number in 0..12 {
            let mut bytes = bytes.clone();
            for _ in 0..[1, 8, 64][number % 3] {
                let at = chance.below(bytes.len());
                bytes[at] ^= 1 << chance.below(8);
            }
            class.add(&format!("{number:02}.{extension}"), Must::Either, bytes);
        }
    }
    class.files
}

/// Numbers by a fixed formula (SplitMix64), the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}
