//! The layouts that are compared.

/// Where exact forms stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exact {
    /// In fields of their own, beside those of stems.
    Fields,
    /// In the fields of stems, behind their stems, where they differ from these: what scrutineer does.
    Terms,
    /// In the fields of stems, marked, where they differ from the stem.
    Marked,
    /// In the fields of stems, marked, always.
    MarkedAlways,
    /// Nowhere: quotation marks would have to read the texts.
    Nowhere,
}

/// How a section's words are spread over fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// Paragraphs, own heading, and what stands above the section: three fields with weights.
    Three,
    /// All in one field.
    One,
}

/// Where acronyms stand, capitals kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acronyms {
    /// In a field of their own.
    Field,
    /// Among the exact forms, which have no capitals otherwise.
    WithExact,
}

/// How the store is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// LZ4 in blocks of so many bytes.
    Lz4(usize),
    /// Zstandard of a level in blocks of so many bytes.
    Zstd(i32, usize),
}

/// One layout.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Its name.
    pub name: &'static str,
    /// Exact forms.
    pub exact: Exact,
    /// Fields.
    pub split: Split,
    /// Acronyms.
    pub acronyms: Acronyms,
    /// Store.
    pub store: Store,
    /// At most so many segments at the end; 0 leaves them as they were written.
    pub segments: usize,
}

/// What scrutineer does.
const CHOSEN: Layout = Layout {
    name: "chosen",
    exact: Exact::Terms,
    split: Split::Three,
    acronyms: Acronyms::WithExact,
    store: Store::Lz4(16 << 10),
    segments: 1,
};

/// All of them; the first is what the others are measured by.
pub fn layouts() -> &'static [Layout] {
    const ALL: &[Layout] = &[
        CHOSEN,
        Layout { name: "acronyms-apart", exact: Exact::Fields, acronyms: Acronyms::Field, ..CHOSEN },
        Layout { name: "exact-apart", exact: Exact::Fields, ..CHOSEN },
        Layout { name: "exact-where-different", exact: Exact::Marked, ..CHOSEN },
        Layout { name: "exact-always", exact: Exact::MarkedAlways, ..CHOSEN },
        Layout { name: "no-exact", exact: Exact::Nowhere, ..CHOSEN },
        Layout { name: "one-text-field", split: Split::One, ..CHOSEN },
        Layout { name: "lz4-4k", store: Store::Lz4(4 << 10), ..CHOSEN },
        Layout { name: "lz4-8k", store: Store::Lz4(8 << 10), ..CHOSEN },
        Layout { name: "zstd1-16k", store: Store::Zstd(1, 16 << 10), ..CHOSEN },
        Layout { name: "zstd3-16k", store: Store::Zstd(3, 16 << 10), ..CHOSEN },
        Layout { name: "zstd1-4k", store: Store::Zstd(1, 4 << 10), ..CHOSEN },
        Layout { name: "segments-2", segments: 2, ..CHOSEN },
        Layout { name: "segments-4", segments: 4, ..CHOSEN },
        Layout { name: "segments-as-written", segments: 0, ..CHOSEN },
    ];
    ALL
}
