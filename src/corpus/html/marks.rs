//! The marks on an element: what its name, role, class, id and style say of its use.
//!
//! In comes one element; out comes what it seems to be. The words are those of many sites, not of one.

use rustc_hash::FxHashSet;
use scraper::node::Element;
use std::sync::LazyLock;

/// What an element seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The main content, by element or role.
    Main,
    /// The main content, by a usual id or class.
    Content,
    /// An article.
    Article,
    /// The page's body.
    Body,
    /// Navigation, search or a dialogue, by element or role.
    Navigation,
    /// Furniture, by the words of its class or id, unless much text speaks against it.
    Named,
    /// Furniture, by such words, unless it holds nearly the whole page.
    Always,
    /// What stands beside the content.
    Aside,
    /// The head of the page or of an article.
    Head,
    /// Its foot.
    Foot,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::parse(include_str!("furniture.tsv")));

/// The words of `furniture.tsv`, which says what each is.
#[derive(Default)]
struct Words {
    content: FxHashSet<&'static str>,
    word: FxHashSet<&'static str>,
    always: FxHashSet<&'static str>,
    pair: FxHashSet<(&'static str, &'static str)>,
    whole: FxHashSet<&'static str>,
    not: FxHashSet<&'static str>,
    hidden: FxHashSet<&'static str>,
}

impl Words {
    fn parse(text: &'static str) -> Self {
        let mut all = Self::default();
        for (what, words) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
        {
            match what {
                "content" => all.content.insert(words),
                "word" => all.word.insert(words),
                "always" => all.always.insert(words),
                "pair" => words.split_once(' ').is_some_and(|pair| all.pair.insert(pair)),
                "whole" => all.whole.insert(words),
                "not" => all.not.insert(words),
                _ => all.hidden.insert(words),
            };
        }
        all
    }
}

/// The longest class or id that is looked at, in bytes.
const LONGEST: usize = 1000;

/// Whether nothing in an element of this name is ever text of a paper. Forms may hold a whole page; their controls do not.
pub(super) fn is_no_text(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "iframe"
            | "object"
            | "embed"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "map"
            | "button"
            | "input"
            | "select"
            | "textarea"
            | "datalist"
            | "label"
            | "legend"
            | "option"
            | "dialog"
            | "del"
    )
}

/// Whether an element of this name is a heading.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Whether text goes on through an element of this name.
pub(in crate::corpus) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "mark"
            | "nobr"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

/// What an element seems to be; `None` for most.
pub(super) fn of(element: &Element) -> Option<Mark> {
    let role = element.attr("role").unwrap_or_default();
    match (element.name(), role) {
        ("main", _) | (_, "main") => return Some(Mark::Main),
        ("nav", _) | (_, "navigation" | "search" | "dialog" | "alertdialog" | "menu" | "menubar" | "toolbar") => {
            return Some(Mark::Navigation);
        }
        ("body", _) => return Some(Mark::Body),
        _ => {}
    }
    if names(element).any(is_always_furniture) {
        return Some(Mark::Always);
    }
    if names(element).any(is_furniture) {
        return Some(Mark::Named);
    }
    match (element.name(), role) {
        ("article", _) => Some(Mark::Article),
        ("aside", _) | (_, "complementary") => Some(Mark::Aside),
        ("header", _) | (_, "banner") => Some(Mark::Head),
        ("footer", _) | (_, "contentinfo") => Some(Mark::Foot),
        _ if names(element).any(is_content) => Some(Mark::Content),
        _ => None,
    }
}

/// The classes and the id of an element.
fn names(element: &Element) -> impl Iterator<Item = &str> {
    let short = |name: Option<&'_ str>| name.filter(|name| name.len() <= LONGEST).is_some();
    let class = element.attr("class").filter(|class| short(Some(class)));
    let id = element.attr("id").filter(|id| short(Some(id)));
    class.into_iter().chain(id).flat_map(str::split_whitespace)
}

/// The words of a class or id in lower case: "mgSubItem_title-txt" is mg, sub, item, title, txt.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for character in name.chars() {
        let begins = (character.is_uppercase() && last.is_lowercase()) || !last.is_alphanumeric();
        if character.is_alphanumeric() {
            if begins || words.is_empty() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(character.to_lowercase());
            }
        }
        last = character;
    }
    words
}

fn is_furniture(name: &str) -> bool {
    if WORDS.whole.contains(name.to_ascii_lowercase().as_str()) {
        return true;
    }
    let words = words(name);
    if words.first().is_some_and(|first| WORDS.not.contains(first.as_str())) {
        return false;
    }
    words.iter().any(|word| WORDS.word.contains(word.as_str()))
        || words.windows(2).any(|pair| WORDS.pair.contains(&(pair[0].as_str(), pair[1].as_str())))
}

fn is_always_furniture(name: &str) -> bool {
    let words = words(name);
    !words.first().is_some_and(|first| WORDS.not.contains(first.as_str()))
        && words.iter().any(|word| WORDS.always.contains(word.as_str()))
}

fn is_content(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    WORDS.content.contains(plain.as_str())
}

/// Whether a class hides the element on every screen.
pub(super) fn has_hidden_class(element: &Element) -> bool {
    let Some(class) = element.attr("class") else { return false };
    let mut classes = class.split_whitespace().take(50);
    let hidden = classes.clone().any(|class| WORDS.hidden.contains(class.to_ascii_lowercase().as_str()));
    // "d-none d-md-block", "hidden lg:flex": hidden on small screens only.
    let shown = |class: &str| {
        [":block", ":flex", ":grid", ":inline", ":table", "-block", "-flex", "-grid", "-inline", "-table"]
            .iter()
            .any(|end| class.ends_with(end))
    };
    hidden && !classes.any(shown)
}

/// Whether an element is one of the panels of which a page shows one at a time.
pub(super) fn is_panel(element: &Element) -> bool {
    let role = element.attr("role") == Some("tabpanel");
    role || names(element).any(|name| {
        words(name)
            .iter()
            .any(|word| matches!(word.as_str(), "accordion" | "tab" | "tabs" | "panel" | "collapse" | "collapsible"))
    })
}

/// Whether an inline style gives a property one of some values.
pub(super) fn declares(style: &str, property: &str, values: &[&str]) -> bool {
    if style.len() > LONGEST {
        return false;
    }
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(name, value)| {
        let value = value.trim().trim_end_matches("!important").trim_end();
        name.trim().eq_ignore_ascii_case(property) && values.iter().any(|known| value.eq_ignore_ascii_case(known))
    })
}

/// Whether an element sets its text in bold.
pub(super) fn is_bold(element: &Element) -> bool {
    matches!(element.name(), "b" | "strong" | "th" | "summary" | "dt")
        || element
            .attr("style")
            .is_some_and(|style| declares(style, "font-weight", &["bold", "bolder", "600", "700", "800", "900"]))
}

/// How deep below the last heading an element stands that its class calls a title; `None` where it calls it none.
pub(super) fn title_depth(element: &Element) -> Option<u8> {
    if !matches!(element.name(), "p" | "div" | "caption" | "span") {
        return None;
    }
    let mut depth = None;
    for name in names(element) {
        let words = words(name);
        let says = |word: &str| words.iter().any(|known| known == word);
        if says("title") || says("heading") || says("subtitle") || says("subheading") {
            let below = says("sub") || says("subtitle") || says("subheading");
            depth = Some(depth.unwrap_or(1).max(1 + u8::from(below)));
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    fn mark(html: &str) -> Option<Mark> {
        let html = Html::parse_fragment(html);
        html.root_element().child_elements().next().and_then(|child| of(child.value()))
    }

    #[test]
    fn furniture_is_told_by_words_and_not_by_letters() {
        for class in ["breadcrumb-holder", "cookie_banner"] {
            assert_eq!(mark(&format!("<div class='{class}'>x</div>")), Some(Mark::Always), "{class}");
        }
        for class in ["siteNav", "mgFooter", "skip-link", "share", "SocialMedia"] {
            assert_eq!(mark(&format!("<div class='{class}'>x</div>")), Some(Mark::Named), "{class}");
        }
        for class in ["navy", "has-sidebar", "social-care", "market-share", "no-nav", "research", "menus2"] {
            assert_eq!(mark(&format!("<div class='{class}'>x</div>")), None, "{class}");
        }
        assert_eq!(mark("<div id='main-content'>x</div>"), Some(Mark::Content));
        assert_eq!(mark("<div role='main'>x</div>"), Some(Mark::Main));
    }

    #[test]
    fn what_is_hidden_on_small_screens_only_is_shown() {
        let hidden = |class: &str| {
            let html = Html::parse_fragment(&format!("<p class='{class}'>x</p>"));
            html.root_element().child_elements().next().is_some_and(|child| has_hidden_class(child.value()))
        };
        assert!(hidden("mgHide") && hidden("a sr-only") && hidden("d-none"));
        assert!(
            !hidden("d-none d-md-block")
                && !hidden("hidden lg:flex")
                && !hidden("is-hidden-mobile")
                && !hidden("hidden-xs")
        );
    }

    #[test]
    fn styles_are_read_by_declaration() {
        assert!(declares("color:red; display : NONE !important", "display", &["none"]));
        assert!(!declares("display-x:none;x:display:none", "display", &["none"]));
    }
}
