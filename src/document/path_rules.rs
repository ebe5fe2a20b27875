//! Path rules: what the folders and file names of a corpus say of its papers.
//!
//! In comes `scrutineer.toml` of the corpus' root with lines such as `paths = ["{council}/{committee}/{date}-{title}"]`;
//! out come the [`Details`] that the first fitting rule reads off a path. What the values mean (which council, which
//! day) is left to [`metadata`](super::metadata).

use crate::{Error, ErrorKind, Result, corpus::Details};
use regex::Regex;
use std::{fs, io, path::Path};

/// The file of a corpus' own settings.
const FILE: &str = "scrutineer.toml";
/// What a rule can ask for, and what it takes.
const PLACEHOLDERS: [&str; 9] = ["council", "host", "committee", "date", "published", "title", "kind", "item", "any"];

/// The longest form that the rest of the rule leaves room for is taken.
const DATE: &str = "([0-9]{4}[-_.][0-9]{2}[-_.][0-9]{2}|[0-9]{8}\
    |[0-9]{1,2}(?:st|nd|rd|th)?[-_. ](?:[0-9]{1,2}|[A-Za-z]{3,10})[-_. ][0-9]{4}|[0-9]{1,2}[-_.][0-9]{1,2}[-_.][0-9]{2}\
    |[A-Za-z]{3,10}[-_ ][0-9]{4}|[0-9]{4}[-_.][0-9]{2}|[0-9]{4})";

/// The path rules of a corpus, in order; the first that fits a path wins.
///
/// A rule is a path without extension, in which `{council}`, `{host}`, `{committee}`, `{date}`, `{published}`,
/// `{title}`, `{kind}`, `{item}` and `{any}` each stand for one or more characters other than `/`; a date stands for
/// a day, month or year such as `2019-03-06`, `20190306`,
/// `06-03-2019`, `6_March_2019`, `2019-03` or `2019`. Hyphens and underscores in a value are blanks, except in dates and
/// in councils' slugs.
///
/// ```
/// use scrutineer::document::PathRules;
///
/// let rules = PathRules::parse(r#"paths = ["{council}/{committee}/{date}-{title}"]"#)?;
/// let details = rules.details_for("kent/health-scrutiny/2019-03-06-winter_pressures.pdf");
/// assert_eq!(details.council.as_deref(), Some("kent"));
/// assert_eq!(details.committee.as_deref(), Some("health scrutiny"));
/// assert_eq!(details.meeting_date.as_deref(), Some("2019-03-06"));
/// assert_eq!(details.title.as_deref(), Some("Winter pressures"));
/// # Ok::<(), scrutineer::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct PathRules {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone)]
struct Rule {
    pattern: Regex,
    placeholders: Vec<&'static str>,
}

#[derive(serde::Deserialize)]
struct Settings {
    #[serde(default)]
    paths: Vec<String>,
}

impl PathRules {
    /// No rules: a path says nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads the rules of `scrutineer.toml`; other keys of that file are not looked at.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Corpus`] for text that is not TOML, and for a rule with an unknown, repeated or unclosed
    /// placeholder, or two without anything between them; the message names the file, the key and the rule.
    pub fn parse(toml: &str) -> Result<Self> {
        let settings: Settings = toml::from_str(toml).map_err(|cause| {
            Error::new(ErrorKind::Corpus, format!("{FILE} cannot be read"))
                .with_hint(r#"Path rules look like this: paths = ["{council}/{committee}/{date}-{title}"]"#)
                .caused_by(cause)
        })?;
        let rules = settings.paths.iter().enumerate().map(|(index, rule)| Rule::parse(index, rule));
        Ok(Self { rules: rules.collect::<Result<_>>()? })
    }

    /// Reads `scrutineer.toml` in the corpus' root; without that file there are no rules.
    ///
    /// # Errors
    ///
    /// As [`PathRules::parse`], and [`ErrorKind::Io`] where the file is there and cannot be read.
    pub fn load(root: &Path) -> Result<Self> {
        let file = root.join(FILE);
        match fs::read_to_string(&file) {
            Ok(toml) => Self::parse(&toml).map_err(|error| error.at(&file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::none()),
            Err(error) => Err(Error::io("cannot read the path rules", &file, error)),
        }
    }

    /// Whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// What the first fitting rule says of a path, relative to the corpus' root and with `/`.
    pub fn details_for(&self, path: &str) -> Details {
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rfind('.').filter(|&dot| dot > 0).map_or(0, |dot| name.len() - dot);
        let stem = &path[..path.len() - extension];
        self.rules.iter().find_map(|rule| rule.details_for(stem)).unwrap_or_default()
    }
}

impl Rule {
    fn parse(index: usize, rule: &str) -> Result<Self> {
        let wrong = |what: String| {
            let names = PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(" ");
            Error::new(ErrorKind::Corpus, format!("{FILE}, key 'paths', rule {} '{rule}': {what}", index + 1))
                .with_hint(format!("A rule may hold {names}; what stands between them is taken as it is."))
        };
        let mut pattern = String::from("^");
        let mut placeholders = Vec::new();
        let mut rest = rule.trim().trim_start_matches("./").trim_matches('/');
        if rest.is_empty() {
            return Err(wrong("it is empty".into()));
        }
        let mut follows_placeholder = false;
        while let Some(open) = rest.find(['{', '}']) {
            let (literal, inside) = (&rest[..open], &rest[open + 1..]);
            let close = inside.find(['{', '}']).filter(|&close| inside.as_bytes()[close] == b'}');
            let Some(close) = close.filter(|_| rest.as_bytes()[open] == b'{') else {
                return Err(wrong("a bracket is not closed".into()));
            };
            let name = inside[..close].trim();
            let Some(known) = PLACEHOLDERS.into_iter().find(|known| *known == name) else {
                return Err(wrong(format!("'{{{name}}}' is not known")));
            };
            if known != "any" && placeholders.contains(&known) {
                return Err(wrong(format!("'{{{name}}}' stands twice")));
            }
            if follows_placeholder && literal.is_empty() {
                return Err(wrong(format!("nothing stands before '{{{name}}}' to part it from the one before")));
            }
            pattern.push_str(&regex::escape(literal));
            let date = matches!(known, "date" | "published");
            pattern.push_str(if date { DATE } else { "([^/]+?)" });
            placeholders.push(known);
            follows_placeholder = true;
            rest = &inside[close + 1..];
        }
        pattern.push_str(&regex::escape(rest));
        pattern.push('$');
        let pattern = Regex::new(&pattern).map_err(|cause| wrong("it is too long".into()).caused_by(cause))?;
        Ok(Self { pattern, placeholders })
    }

    fn details_for(&self, stem: &str) -> Option<Details> {
        let found = self.pattern.captures(stem)?;
        let mut details = Details::default();
        for (index, placeholder) in self.placeholders.iter().enumerate() {
            let value = found.get(index + 1)?.as_str().trim();
            let words = || Some(value.replace(['-', '_'], " ").split_whitespace().collect::<Vec<_>>().join(" "));
            match *placeholder {
                "council" => details.council = Some(value.replace('_', "-")),
                "host" => details.host = Some(value.replace('_', "-")),
                "committee" => details.committee = words(),
                "date" => details.meeting_date = Some(date_in(value)),
                "published" => details.published_date = Some(date_in(value)),
                "title" => details.title = words().map(capitalised),
                "kind" => details.kind = Some(value.to_owned()),
                "item" => details.item_no = Some(value.to_owned()),
                _ => {}
            }
        }
        Some(details)
    }
}

/// A date as [`parse_human`](super::parse_human) reads it.
fn date_in(value: &str) -> String {
    match value.as_bytes() {
        digits if digits.len() == 8 && digits.iter().all(u8::is_ascii_digit) => {
            format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..])
        }
        [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', ..] => value.replace(['_', '.'], "-"),
        _ if value.chars().any(char::is_alphabetic) => value.replace(['_', '-', '.'], " "),
        _ => value.replace(['_', '-'], "/"),
    }
}

/// A title begins with a capital; file names seldom do.
fn capitalised(title: String) -> String {
    let mut characters = title.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn details(rule: &str, path: &str) -> Details {
        PathRules::parse(&format!("paths = ['{rule}']")).unwrap().details_for(path)
    }

    #[test]
    fn the_first_rule_that_fits_wins() {
        let toml = "[index]\nx = 1\n";
        assert!(PathRules::parse(toml).unwrap().is_empty());
        let rules = PathRules::parse("paths = ['{council}/{committee}/{date}', '{council}/{title}']").unwrap();
        assert_eq!(rules.details_for("kent/cabinet/2019-03-06.txt").committee.as_deref(), Some("cabinet"));
        assert_eq!(rules.details_for("kent/gritting.txt").title.as_deref(), Some("Gritting"));
        assert_eq!(rules.details_for("a/b/c/d.txt"), Details::default());
    }

    #[test]
    fn dates_of_several_forms_are_told_from_what_follows() {
        for (name, date, title) in [
            ("2019-03-06-roads", "2019-03-06", "Roads"),
            ("20190306-roads", "2019-03-06", "Roads"),
            ("06-03-2019-roads", "06/03/2019", "Roads"),
            ("6_March_2019-roads", "6 March 2019", "Roads"),
            ("04th-Jun-2026-roads", "04th Jun 2026", "Roads"),
            ("2019-03-potholes_and-kerbs", "2019-03", "Potholes and kerbs"),
            ("2019-roads", "2019", "Roads"),
        ] {
            let details = details("{date}-{title}", name);
            assert_eq!(details.meeting_date.as_deref(), Some(date), "{name}");
            assert_eq!(details.title.as_deref(), Some(title), "{name}");
            assert!(super::super::parse_human(date).is_some(), "{date}");
        }
    }

    #[test]
    fn a_name_without_extension_and_one_with_stops_are_read() {
        assert_eq!(details("{council}/{any}", "west_sussex/x").council.as_deref(), Some("west-sussex"));
        assert_eq!(details("{item} {title}", "7. Ofsted update.v2.pdf").title.as_deref(), Some("Ofsted update.v2"));
    }

    #[test]
    fn a_rule_that_cannot_be_understood_is_an_error_that_names_file_and_key() {
        for rule in ["{councl}/x", "{council", "council}", "{title}{date}", "{date}/{date}", "", "{{date}}"] {
            let error = PathRules::parse(&format!("paths = ['{rule}']")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Corpus);
            assert!(error.to_string().contains("scrutineer.toml") && error.to_string().contains("paths"), "{error}");
        }
        assert!(PathRules::parse("paths = 'x'").is_err());
        assert!(PathRules::parse("paths =").is_err());
    }

    #[test]
    fn rules_are_loaded_from_the_corpus_root_if_there_are_any() {
        let root = tempfile::tempdir().unwrap();
        assert!(PathRules::load(root.path()).unwrap().is_empty());
        fs::write(root.path().join(FILE), "paths = ['{coucil}']").unwrap();
        let error = PathRules::load(root.path()).unwrap_err();
        assert_eq!(error.path(), Some(root.path().join(FILE).as_path()));
    }

    proptest! {
        #[test]
        fn any_rule_and_any_path_are_taken(rule in "[a-z{}/ .-]{0,20}", path in "\\PC*") {
            if let Ok(rules) = PathRules::parse(&format!("paths = ['{rule}']")) {
                rules.details_for(&path);
            }
        }
    }
}
