//! The arguments that say what is asked: of every command that asks an index.

use clap::Args;
use scrutineer::query::Request;

/// The flags that narrow a question, as fields in it do.
#[derive(Debug, Args)]
pub(crate) struct FilterArguments {
    /// Only papers of this council: slug, name or alias; `unknown` for papers without one.
    ///
    /// Given more than once, papers of any of these councils; so with the next four.
    #[arg(long, help_heading = "Filters")]
    pub(crate) council: Vec<String>,
    /// Only papers of committees with these words in their name.
    #[arg(long, help_heading = "Filters")]
    pub(crate) committee: Vec<String>,
    /// Only papers of this kind: agenda, minutes, report, letter, presentation, plan, form, motion.
    #[arg(long, help_heading = "Filters")]
    pub(crate) kind: Vec<String>,
    /// Only sections of this kind: summary, recommendations, findings, financial, risk, next-steps and others.
    #[arg(long, help_heading = "Filters")]
    pub(crate) section: Vec<String>,
    /// Only sections with a recommendation, resolution or action.
    #[arg(long, help_heading = "Filters")]
    pub(crate) role: Vec<String>,
    /// Only papers with these words in their title.
    #[arg(long, help_heading = "Filters")]
    pub(crate) title: Option<String>,
    /// Only papers of this day, month or year, or later.
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    pub(crate) since: Option<String>,
    /// Only papers of this day, month or year, or earlier.
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    pub(crate) until: Option<String>,
    /// Only papers of this date: 2019, 2019-03, 2018/19, 2018-01..2019-03, unknown.
    #[arg(long, help_heading = "Filters")]
    pub(crate) date: Option<String>,
    /// Where all the words must stand together: paragraph, section or paper. Default: section.
    ///
    /// A word that is left out then leaves out paragraphs, sections or papers.
    #[arg(long, value_name = "WHERE", help_heading = "Filters")]
    pub(crate) scope: Option<String>,
    /// Do not search short forms as what they stand for too, nor the other way round.
    ///
    /// Short forms are those that papers explain, as in "service improvement plan (SIP)". To search one alone, put it in
    /// quotation marks.
    #[arg(long, help_heading = "Filters")]
    pub(crate) no_expand: bool,
}

impl FilterArguments {
    /// A request for these words, narrowed by the flags.
    pub(crate) fn request(&self, words: &[String]) -> Request {
        let words: Vec<&str> = words.iter().map(|word| word.trim()).collect();
        // Several values of one field mean any of them: `Request` sees to that.
        let filters = [
            ("council", self.council.as_slice()),
            ("committee", &self.committee),
            ("kind", &self.kind),
            ("section", &self.section),
            ("role", &self.role),
            ("title", self.title.as_slice()),
            ("since", self.since.as_slice()),
            ("until", self.until.as_slice()),
            ("date", self.date.as_slice()),
            ("scope", self.scope.as_slice()),
        ];
        let mut request = Request::new(words.join(" ")).expand(!self.no_expand);
        for (field, values) in filters {
            for value in values {
                request = request.filter(field, value.trim());
            }
        }
        request
    }
}
