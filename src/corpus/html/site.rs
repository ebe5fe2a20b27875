//! What a page says of itself and of its site: in its head, in its banner and at its foot.
//!
//! In comes the weighed page; out come its title, where the main content has no heading of the first level, and the names
//! and addresses that tell whose site it is. Those are no text of the paper; they are kept as furniture.

use super::{page::Page, words};
use ego_tree::{NodeRef, iter::Edge};
use scraper::{Node, node::Element};

/// What a page says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Site {
    /// The page's title without the site's name.
    pub(super) title: Option<String>,
    /// The site's names and host, each once.
    pub(super) names: Vec<String>,
}

/// The longest name of a site, in bytes.
const LONGEST: usize = 200;
/// How many elements of a kind are looked at.
const MOST: usize = 20;
/// What stands between a page's title and the site's name.
const BETWEEN: [&str; 9] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " : "];

impl Site {
    /// Reads what a page says of itself. `heading` is the first heading of the first level in the main content.
    pub(super) fn of(page: &Page<'_>, heading: Option<&str>) -> Self {
        let mut head = Head::default();
        let mut found = Vec::new();
        let mut around = Vec::new();
        for edge in page.html().tree.root().traverse() {
            match edge {
                Edge::Open(node) => {
                    let Some(element) = node.value().as_element() else { continue };
                    let above = around.last().copied().unwrap_or_default();
                    around.push(Around::within(above, element));
                    head.take(node, element, above);
                    if found.len() < MOST {
                        found.extend(named(node, element, above));
                    }
                }
                Edge::Close(node) if node.value().is_element() => drop(around.pop()),
                Edge::Close(_) => {}
            }
        }
        let title = head.title.as_deref().unwrap_or_default();
        let (outer, logo) = outer_headings(page, title);
        let outer = heading.map(str::to_owned).or(outer);
        let stated = [outer.as_deref(), head.stated.as_deref()];
        let (own, site) = parts(title, &stated, &[head.site.as_deref(), logo.as_deref()]);
        let mut names: Vec<String> = Vec::new();
        for name in head.site.into_iter().chain(site).chain(found).chain(head.host) {
            let name = words::fold(&name);
            let known = names.iter().any(|known| known.to_lowercase().contains(&name.to_lowercase()));
            if name.contains(char::is_alphabetic) && name.len() <= LONGEST && !known {
                names.push(name);
            }
        }
        let title = outer.or(head.stated).or(own).filter(|title| title.contains(char::is_alphanumeric));
        Self { title, names }
    }
}

/// What an element stands in, handed down from above: to look upwards from each would be quadratic.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    head: bool,
    foot: bool,
    drawing: bool,
}

impl Around {
    /// What stands in an element that itself stands in `above`.
    fn within(above: Self, element: &Element) -> Self {
        Self {
            head: above.head || is_one_of(element, &["header", "banner"]),
            foot: above.foot || is_one_of(element, &["footer", "contentinfo"]),
            drawing: above.drawing || is_one_of(element, &["svg"]),
        }
    }
}

/// Whether an element has one of these names, as its role, or as words in id or class.
fn is_one_of(element: &Element, names: &[&str]) -> bool {
    let marks = [element.attr("role"), element.id(), element.attr("class")];
    let says = |mark: &str| mark.len() <= LONGEST && names.iter().any(|name| mark.to_ascii_lowercase().contains(name));
    names.contains(&element.name()) || marks.into_iter().flatten().any(says)
}

/// What the page's head says.
#[derive(Default)]
struct Head {
    /// The whole `title`.
    title: Option<String>,
    /// A title that is stated without the site's name.
    stated: Option<String>,
    site: Option<String>,
    host: Option<String>,
}

impl Head {
    fn take(&mut self, node: NodeRef<'_, Node>, element: &Element, above: Around) {
        let short = |text: &str| Some(words::fold(text)).filter(|text| !text.is_empty() && text.len() <= 2 * LONGEST);
        match element.name() {
            "title" if self.title.is_none() && !above.drawing => self.title = short(&words::of(node, &|_| false)),
            "meta" => {
                let key = element.attr("property").or(element.attr("name")).unwrap_or_default().to_ascii_lowercase();
                let value = element.attr("content").unwrap_or_default();
                match key.as_str() {
                    "dc.title" | "dcterms.title" => self.stated = short(value),
                    "og:title" if self.stated.is_none() => self.stated = short(value),
                    "og:site_name" | "application-name" | "dc.publisher" if self.site.is_none() => {
                        self.site = short(value)
                    }
                    "og:url" if self.host.is_none() => self.host = host(value),
                    _ => {}
                }
            }
            "link" if element.attr("rel") == Some("canonical") => self.host = element.attr("href").and_then(host),
            "base" if self.host.is_none() => self.host = element.attr("href").and_then(host),
            _ => {}
        }
    }
}

/// The host of an absolute address.
fn host(url: &str) -> Option<String> {
    let rest = url.trim().split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    (host.contains('.') && host.len() <= LONGEST).then(|| host.to_owned())
}

/// A name of the site: the text of the banner's logo, or the line at the foot that says whose copyright it is.
fn named(node: NodeRef<'_, Node>, element: &Element, above: Around) -> Option<String> {
    match element.name() {
        "img" if above.head => {
            let alt = element.attr("alt").filter(|alt| !alt.is_empty() && alt.len() <= LONGEST)?;
            let name = words::fold(alt);
            let name = [" logo", " Logo", " homepage", " home page", " home", " crest"]
                .iter()
                .find_map(|end| name.strip_suffix(end))
                .unwrap_or(&name);
            name.contains(' ').then(|| name.to_owned())
        }
        "p" | "small" | "span" | "div" | "li" | "a" if above.foot => {
            let text = words::start(node, &|_| false, LONGEST + 1);
            let short = text.len() <= LONGEST;
            let lower = text.to_lowercase();
            let claims = lower.starts_with(['©', '℗']) || lower.starts_with("copyright") || lower.starts_with("(c) ");
            (short && claims).then_some(text)
        }
        _ => None,
    }
}

/// Headings of the first level wherever they stand: the first with which the page's title begins, and the first that is
/// the site's name, being a link to its first page.
fn outer_headings(page: &Page<'_>, title: &str) -> (Option<String>, Option<String>) {
    let is_home = |node: NodeRef<'_, Node>| {
        let url = node.value().as_element().and_then(|element| element.attr("href"));
        url.is_some_and(|url| {
            url == "/" || url.split_once("://").is_some_and(|(_, rest)| !rest.trim_end_matches('/').contains('/'))
        })
    };
    let (mut outer, mut logo) = (None, None);
    for heading in &page.first_headings {
        let text = words::of(*heading, &|_| false);
        if !text.contains(char::is_alphanumeric) || text.len() > LONGEST {
            continue;
        }
        let home = heading.ancestors().take(2).any(is_home) || heading.descendants().take(10).any(is_home);
        if home {
            logo.get_or_insert(text);
        } else if title.starts_with(text.as_str()) {
            outer.get_or_insert(text);
        }
    }
    (outer, logo)
}

/// A page's title and the site's name in it.
fn parts(title: &str, stated: &[Option<&str>], sites: &[Option<&str>]) -> (Option<String>, Option<String>) {
    let trimmed = |text: &str| {
        let text = text
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—' | ':' | '»' | '«' | '·'));
        Some(text.to_owned()).filter(|text| !text.is_empty())
    };
    let without = |known: &str| title.strip_prefix(known).or_else(|| title.strip_suffix(known));
    let known = |names: &[Option<&str>]| {
        let names = names.iter().flatten().filter(|name| !name.is_empty());
        names.filter_map(|name| Some((trimmed(name)?, trimmed(without(name)?)))).next()
    };
    if let Some((own, site)) = known(stated) {
        // Between the two may stand whose page it is: "Details - Health Panel - Hale Council".
        let last = site.map(|site| match parted(&site) {
            Some((at, length)) => site[at + length..].to_owned(),
            None => site,
        });
        return (Some(own), last);
    }
    if let Some((site, own)) = known(sites) {
        return (own, Some(site));
    }
    match parted(title) {
        Some((at, length)) if title[at + length..].split(' ').count() <= 8 => {
            (trimmed(&title[..at]), trimmed(&title[at + length..]))
        }
        _ => (trimmed(title), None),
    }
}

/// Where the last of several parts of a title begins: the mark's place and length.
fn parted(title: &str) -> Option<(usize, usize)> {
    BETWEEN.iter().filter_map(|between| title.rfind(between).map(|at| (at, between.len()))).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    fn site(html: &str, heading: Option<&str>) -> (String, Vec<String>) {
        let html = Html::parse_document(html);
        let site = Site::of(&Page::of(&html), heading);
        (site.title.unwrap_or_default(), site.names)
    }

    #[test]
    fn the_title_stands_without_the_name_of_the_site() {
        for (html, title, names) in [
            ("<title>Gullies in Hale - Scrutiny | Hale Council</title>", "Gullies in Hale - Scrutiny", "Hale Council"),
            ("<title>Gullies in Hale</title>", "Gullies in Hale", ""),
            ("<title>Hale :: Gullies</title><h1><a href='/'>Hale</a></h1><p>x</p>", "Gullies", "Hale"),
            ("<title>A - B - Hale</title><meta name='DC.title' content='A - B'>", "A - B", "Hale"),
            (
                "<title>Gullies - Hale</title><meta property=og:url content='https://www.hale.example/x'>",
                "Gullies",
                "Hale;www.hale.example",
            ),
        ] {
            assert_eq!(
                site(html, None),
                (title.to_owned(), names.split(';').filter(|n| !n.is_empty()).map(str::to_owned).collect()),
                "{html}"
            );
        }
    }

    #[test]
    fn logo_and_copyright_name_the_site_and_pictures_of_the_text_do_not() {
        let html = "<header><img alt='Hale Borough Council logo'></header><p><img alt='A wet road in Hale'></p>\
                    <footer><p>© 2024 Hale Borough Council</p><p>Contact us</p></footer>";
        assert_eq!(site(html, None).1, ["Hale Borough Council", "© 2024 Hale Borough Council"]);
    }

    #[test]
    fn names_in_deep_elements_are_found_and_no_element_is_asked_for_each_of_them() {
        let open = format!("<div class='{}'>", "abcdefg ".repeat(24)).repeat(480);
        for name in ["<img alt='A road'>", "<p>© H</p>", "<svg><title></title></svg>"] {
            let html = format!("{open}{}<footer><p>© Hale Council</p></footer>", name.repeat(150_000));
            assert_eq!(site(&html, None).1, ["© Hale Council"]);
        }
        assert_eq!(site("<svg><g><title>Logo</title></g></svg><title>Roads</title>", None).0, "Roads");
    }
}
