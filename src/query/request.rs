//! Requests: what a caller asks, with the defaults of every choice.

use super::Weights;
use jiff::civil::Date;

/// A question with its choices.
///
/// ```
/// use scrutineer::query::{Request, Sort};
///
/// let request = Request::new("road closures").filter("council", "northmarch").sort(Sort::Newest).limit(5);
/// assert_eq!(request.limit, 5);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The question, in the query language; any string will do. Default: empty, which says what is indexed.
    pub query: String,
    /// Filters beside the question, as pairs of field and value: the same as `field:"value"` in it, `scope` with them. A
    /// value of `council` that is no council's name may be several between commas. Default: none.
    pub filters: Vec<(String, String)>,
    /// The order of the hits. Default: by relevance.
    pub sort: Sort,
    /// How many papers to return. Default: 10.
    pub limit: usize,
    /// How many papers to pass over first. Default: 0.
    pub offset: usize,
    /// Whether only sections with all the words will do. Default: false: sections that lack some follow, marked as such.
    pub all_words: bool,
    /// Whether further sections fill up to the limit however many match in full, as for relevance measures. Default: false.
    pub fill: bool,
    /// How many snippets a hit may have. Default: 1; 0 leaves them out.
    pub snippets: usize,
    /// Whether hits carry the section's whole text. Default: false.
    pub text: bool,
    /// Whether hits say why they scored what they did. Default: false.
    pub explain: bool,
    /// The day that dates such as `last year` are reckoned from. Default: the machine's, in UTC.
    pub today: Option<Date>,
    /// Whether each copy of a passage is a hit of its own. Default: false: near-copies are shown once, and the hit says where
    /// else they stand.
    pub all_copies: bool,
    /// Whether the papers that match are counted by council, committee, kind, year, month and kind of section. Default: false.
    pub facets: bool,
    /// Whether short forms that papers explain, such as `SIP`, are also searched as what they stand for, and the other way
    /// round. Default: true.
    pub expand: bool,
    /// What decides which section comes first. Default: [`Weights::default`].
    pub weights: Weights,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Sort {
    /// Best first; equals by date, newest first, then by id.
    #[default]
    Relevance,
    /// Newest first by the first day of the date; undated last.
    Newest,
    /// Oldest first by the first day of the date; undated last.
    Oldest,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            query: String::new(),
            filters: Vec::new(),
            sort: Sort::Relevance,
            limit: 10,
            offset: 0,
            all_words: false,
            fill: false,
            snippets: 1,
            text: false,
            explain: false,
            today: None,
            all_copies: false,
            facets: false,
            expand: true,
            weights: Weights::default(),
        }
    }
}

impl Request {
    /// A question with the default choices.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), ..Self::default() }
    }

    /// Sets the question, as where the same choices hold for many.
    #[must_use]
    pub fn query(mut self, query: impl Into<String>) -> Self {
        self.query = query.into();
        self
    }

    /// Adds a filter: the same as `field:"value"` in the question; see [`Request::filters`].
    #[must_use]
    pub fn filter(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.filters.push((field.into(), value.into()));
        self
    }

    /// Sets the order. Default: [`Sort::Relevance`].
    #[must_use]
    pub fn sort(mut self, sort: Sort) -> Self {
        self.sort = sort;
        self
    }

    /// Sets how many papers to return. Default: 10.
    #[must_use]
    pub fn limit(mut self, papers: usize) -> Self {
        self.limit = papers;
        self
    }

    /// Sets how many papers to pass over. Default: 0.
    #[must_use]
    pub fn offset(mut self, papers: usize) -> Self {
        self.offset = papers;
        self
    }

    /// Asks for sections with all the words only. Default: off.
    #[must_use]
    pub fn all_words(mut self, yes: bool) -> Self {
        self.all_words = yes;
        self
    }

    /// Lets further sections fill up to the limit. Default: off.
    #[must_use]
    pub fn fill(mut self, yes: bool) -> Self {
        self.fill = yes;
        self
    }

    /// Sets how many snippets a hit may have. Default: 1.
    #[must_use]
    pub fn snippets(mut self, most: usize) -> Self {
        self.snippets = most;
        self
    }

    /// Asks why each hit scored what it did. Default: off.
    #[must_use]
    pub fn explain(mut self, yes: bool) -> Self {
        self.explain = yes;
        self
    }

    /// Sets the day that dates such as `last year` are reckoned from. Default: the machine's, in UTC.
    #[must_use]
    pub fn today(mut self, day: Date) -> Self {
        self.today = Some(day);
        self
    }

    /// Says whether short forms are also searched as what they stand for, and the other way round. Default: on.
    #[must_use]
    pub fn expand(mut self, yes: bool) -> Self {
        self.expand = yes;
        self
    }

    /// Sets what decides which section comes first. Default: [`Weights::default`].
    #[must_use]
    pub fn weights(mut self, weights: Weights) -> Self {
        self.weights = weights;
        self
    }

    /// Asks for the section's whole text with each hit. Default: off.
    #[must_use]
    pub fn text(mut self, yes: bool) -> Self {
        self.text = yes;
        self
    }

    /// Asks for each copy of a passage as a hit of its own. Default: off; a list of papers, which is what filters alone
    /// ask for, has all of them in any case.
    #[must_use]
    pub fn all_copies(mut self, yes: bool) -> Self {
        self.all_copies = yes;
        self
    }

    /// Asks for counts of the papers that match: see [`Facets`](crate::query::Facets). Where nothing was asked, all papers
    /// are counted. Default: off.
    #[must_use]
    pub fn facets(mut self, yes: bool) -> Self {
        self.facets = yes;
        self
    }
}
