//! Lexemes to the tree of a question.
//!
//! Brackets are kept on a stack of their own, so that no input can exhaust the machine's. What a filter's value means
//! is read here as far as no index is needed: dates, kinds, roles.

use super::{
    answer::Notice,
    dates,
    lexer::{Lexeme, Lexer, bounded},
    notices::{self, Code},
    syntax::{Field, Filter, Leaf, Node, Parsed},
};
use crate::{
    analysis::Analyzer,
    document::{PaperKind, Role, SectionKind},
};
use std::ops::Range;

/// How deep brackets may nest.
const MAX_DEPTH: usize = 16;
/// Most councils between the commas of one filter.
const MAX_COUNCILS: usize = 128;

/// Reads a question. Total: see [`Parsed`] for the language.
pub fn parse(text: &str) -> Parsed {
    parse_with(text, &mut Analyzer::new())
}

/// As [`parse`], with an analyzer that the stages which follow go on using: it remembers the stems of the question.
pub(super) fn parse_with(text: &str, analyzer: &mut Analyzer) -> Parsed {
    let mut notices = Vec::new();
    let text = bounded(text, &mut notices);
    let (lexemes, more) = Lexer::lex(text);
    notices.extend(more);
    let mut parser =
        Parser { text, analyzer, notices, frames: vec![Frame::default()], ignored: 0, has_lower_case: false };
    parser.read(&lexemes);
    let mut tree = parser.finish();
    if tree.as_ref().is_some_and(|tree| !tree.is_positive()) {
        parser.notices.push(notices::notice(
            Code::OnlyExclusions,
            "The question only says what to leave out. Add a word that should be found.",
        ));
        tree = None;
    }
    parser.notices.dedup();
    Parsed {
        tree,
        notices: parser.notices,
        has_lower_case: parser.has_lower_case,
        is_question: text.trim_end().ends_with('?'),
    }
}

/// Reads the value of a field, as if `field:"value"` had been typed; but several councils may stand in one value where
/// `is_council` says that the whole of it is the name of none.
pub(super) fn filter(
    field: &str,
    value: &str,
    is_council: impl Fn(&str) -> bool,
    notices: &mut Vec<Notice>,
) -> Option<Node> {
    let value = value.trim();
    match Field::parse(field) {
        Some(Field::Council) => read_filter(Field::Council, value, is_council(value), notices),
        Some(field) => read_filter(field, value, true, notices),
        None => {
            notices.push(notices::unknown_field(field));
            None
        }
    }
}

/// One level of brackets: sides of an OR, each a row of operands.
#[derive(Default)]
struct Frame {
    sides: Vec<Vec<Node>>,
    row: Vec<Node>,
    not: bool,
    near: Option<u32>,
    /// An operator that still waits for what follows it.
    waiting: bool,
    /// Whether the whole bracket is excluded.
    excluded: bool,
}

struct Parser<'q> {
    text: &'q str,
    analyzer: &'q mut Analyzer,
    notices: Vec<Notice>,
    frames: Vec<Frame>,
    /// Opening brackets beyond the deepest level.
    ignored: usize,
    has_lower_case: bool,
}

impl Parser<'_> {
    fn read(&mut self, lexemes: &[Lexeme]) {
        let mut place = 0;
        while let Some(lexeme) = lexemes.get(place) {
            place += 1;
            match lexeme {
                Lexeme::Word(first) => {
                    let mut run = vec![first.clone()];
                    while let Some(Lexeme::Word(next)) = lexemes.get(place) {
                        run.push(next.clone());
                        place += 1;
                    }
                    for leaf in self.words(&run) {
                        self.operand(Node::Text(leaf));
                    }
                }
                Lexeme::Phrase(text) => {
                    if let Some(leaf) = self.phrase(text) {
                        self.operand(Node::Text(leaf));
                    }
                }
                Lexeme::Prefix(text) => {
                    let exact = self.exact(text);
                    self.one_form(text, exact, |text, exact| Leaf::Prefix { text, exact });
                }
                Lexeme::Fuzzy(text, distance) => {
                    let (exact, distance) = (self.exact(text), *distance);
                    self.one_form(text, exact, |text, exact| Leaf::Fuzzy { text, exact, distance });
                }
                Lexeme::Field(field, value, quoted) => {
                    if let Some(filter) = read_filter(*field, value, *quoted, &mut self.notices) {
                        self.operand(filter);
                    }
                }
                Lexeme::Open => self.open(),
                Lexeme::Close => self.close(),
                Lexeme::And => self.operator(|frame| frame.waiting = true),
                Lexeme::Or => self.operator(|frame| {
                    frame.waiting = true;
                    let row = std::mem::take(&mut frame.row);
                    frame.sides.push(row);
                }),
                Lexeme::Near(words) => {
                    let words = *words;
                    self.operator(|frame| {
                        frame.waiting = true;
                        frame.near = Some(words);
                    });
                }
                Lexeme::Not => {
                    let frame = self.frame();
                    frame.not = true;
                }
            }
        }
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// An operator between two operands; without one before it, or right after another, it is passed over.
    fn operator(&mut self, apply: impl FnOnce(&mut Frame)) {
        let frame = self.frame();
        if frame.row.is_empty() || frame.waiting || frame.not {
            self.lonely_operator();
        } else {
            apply(frame);
        }
    }

    fn lonely_operator(&mut self) {
        self.notices.push(notices::notice(
            Code::OperatorWithoutWords,
            "AND, OR, NOT or NEAR without words on both sides was passed over; in lower case they are words.",
        ));
    }

    fn operand(&mut self, node: Node) {
        let mut refused = false;
        let frame = self.frame();
        frame.waiting = false;
        let near = frame.near.take();
        if std::mem::take(&mut frame.not) {
            frame.row.push(Node::Not(Box::new(node)));
            refused = near.is_some();
        } else if let Some(words) = near {
            match (frame.row.last(), node) {
                (Some(Node::Text(left)), Node::Text(right)) if is_plain(last_of(left)) && is_plain(&right) => {
                    let left_alone = !matches!(left, Leaf::Near { .. });
                    let pair = Leaf::Near { left: Box::new(last_of(left).clone()), right: Box::new(right), words };
                    // `a NEAR/5 b NEAR/5 c`: both pairs.
                    if left_alone {
                        frame.row.pop();
                    }
                    frame.row.push(Node::Text(pair));
                }
                (_, node) => {
                    refused = true;
                    frame.row.push(node);
                }
            }
        } else {
            frame.row.push(node);
        }
        if refused {
            self.notices.push(notices::notice(
                Code::NearWithoutWords,
                "NEAR stands between two words or phrases; here it was read as AND.",
            ));
        }
    }

    fn open(&mut self) {
        if self.frames.len() > MAX_DEPTH {
            self.ignored += 1;
            self.notices.push(notices::notice(
                Code::TooDeep,
                format!("Brackets nested more than {MAX_DEPTH} deep were passed over."),
            ));
            return;
        }
        let frame = self.frame();
        let excluded = std::mem::take(&mut frame.not);
        self.frames.push(Frame { excluded, ..Frame::default() });
    }

    fn close(&mut self) {
        if self.ignored > 0 {
            self.ignored -= 1;
        } else if self.frames.len() > 1 {
            self.end_level();
        } else {
            self.unbalanced();
        }
    }

    fn unbalanced(&mut self) {
        self.notices.push(notices::notice(Code::UnbalancedBracket, "A bracket without its partner was passed over."));
    }

    fn end_level(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let excluded = frame.excluded;
        if let Some(node) = self.end_frame(frame) {
            self.frame().not |= excluded;
            self.operand(node);
        } else if excluded {
            self.lonely_operator();
        }
    }

    fn end_frame(&mut self, mut frame: Frame) -> Option<Node> {
        if frame.waiting || frame.not {
            self.lonely_operator();
        }
        if !frame.row.is_empty() {
            frame.sides.push(frame.row);
        }
        tidy(frame.sides)
    }

    fn finish(&mut self) -> Option<Node> {
        if self.frames.len() > 1 {
            self.unbalanced();
        }
        while self.frames.len() > 1 {
            self.end_level();
        }
        let frame = self.frames.pop().unwrap_or_default();
        self.end_frame(frame)
    }

    /// Plain words in a row, read together: what the analysis joins over blanks (`A & E`, `10.30 am`) is met here.
    fn words(&mut self, run: &[Range<usize>]) -> Vec<Leaf> {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return Vec::new() };
        let offset = first.start;
        let tokens = self.analyzer.tokens(&self.text[offset..last.end]);
        let mut leaves: Vec<(Range<usize>, Leaf)> = Vec::new();
        let mut chunks = run.iter().peekable();
        for token in tokens {
            let at = token.range.start + offset..token.range.end + offset;
            while chunks.next_if(|chunk| chunk.end <= at.start).is_some() {}
            let Some(chunk) = chunks.peek() else { break };
            let written = chunk.start.min(at.start)..chunk.end.max(at.end);
            match leaves.last_mut() {
                Some((range, Leaf::Word { text, exact, stems, .. })) if written.start < range.end => {
                    range.end = range.end.max(written.end);
                    *text = trimmed(&self.text[range.clone()]);
                    exact.push(token.exact);
                    stems.push(token.stem);
                }
                _ => {
                    let text = trimmed(&self.text[written.clone()]);
                    let (exact, stems) = (vec![token.exact], vec![token.stem]);
                    leaves.push((written, Leaf::Word { text, exact, stems, acronym: None }));
                }
            }
        }
        let mut words = Vec::with_capacity(leaves.len());
        for (_, mut leaf) in leaves {
            if let Leaf::Word { text, acronym, .. } = &mut leaf {
                self.has_lower_case |= is_lower_case(text);
                *acronym = match &mut self.analyzer.tokens(text)[..] {
                    [token] => token.acronym.take(),
                    _ => None,
                };
            }
            words.push(leaf);
        }
        words
    }

    fn exact(&mut self, text: &str) -> Vec<String> {
        self.analyzer.tokens(text).into_iter().map(|token| token.exact).collect()
    }

    fn phrase(&mut self, text: &str) -> Option<Leaf> {
        let exact = self.exact(text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!exact.is_empty()).then_some(Leaf::Phrase { text, exact })
    }

    /// An operand of one exact form: a star or tilde after several words in one (`covid19*`) holds for the last.
    fn one_form(&mut self, text: &str, mut exact: Vec<String>, make: impl FnOnce(String, String) -> Leaf) {
        let Some(last) = exact.pop() else { return };
        self.has_lower_case |= is_lower_case(text);
        for word in exact {
            let leaf = self.phrase(&word);
            if let Some(leaf) = leaf {
                self.operand(Node::Text(leaf));
            }
        }
        self.operand(Node::Text(make(trimmed(text), last)));
    }
}

fn is_lower_case(text: &str) -> bool {
    text.chars().filter(|character| character.is_lowercase()).count() > 1 || text.chars().all(char::is_lowercase)
}

fn trimmed(text: &str) -> String {
    text.trim_matches(|character: char| !character.is_alphanumeric() && !"£$€%".contains(character)).to_owned()
}

fn is_plain(leaf: &Leaf) -> bool {
    matches!(leaf, Leaf::Word { .. } | Leaf::Phrase { .. })
}

/// The word that a NEAR after this leaf belongs to.
fn last_of(leaf: &Leaf) -> &Leaf {
    match leaf {
        Leaf::Near { right, .. } => right,
        leaf => leaf,
    }
}

/// The sides of an OR to one node: each thing once, filters where they belong.
fn tidy(sides: Vec<Vec<Node>>) -> Option<Node> {
    let mut common = Vec::new();
    let is_filter = |node: &Node| matches!(node, Node::Filter(_)) || Once::of(node).is_some();
    // `roads council:a OR council:b` means roads in either.
    let own = |side: &Vec<Node>| side.iter().any(is_filter) && !side.iter().all(is_filter);
    let everywhere = sides.iter().all(own) || sides.iter().all(|side| side.iter().all(is_filter));
    let mut rows: Vec<Vec<Node>> = Vec::new();
    for mut side in sides {
        if !everywhere {
            common.extend(side.extract_if(.., |node| is_filter(node)));
        }
        if !side.is_empty() {
            rows.push(side);
        }
    }
    let mut options: Vec<Node> = rows.into_iter().filter_map(all).flat_map(of_one_field).collect();
    dedup(&mut options);
    let any = if options.len() > 1 { Some(Node::Any(options)) } else { options.pop() };
    common.splice(0..0, any);
    all(common)
}

/// All of these as one node. Filters of a field that a paper has once become any of them.
pub(super) fn all(nodes: Vec<Node>) -> Option<Node> {
    let inner = nodes.into_iter().flat_map(|node| if let Node::All(inner) = node { inner } else { vec![node] });
    let mut flat: Vec<Node> = inner.flat_map(of_one_field).collect();
    dedup(&mut flat);
    // Each place holds one node, or several of one field.
    let mut places: Vec<(Option<Once>, Vec<Node>)> = Vec::with_capacity(flat.len());
    for node in flat {
        let field = Once::of(&node);
        match places.iter_mut().find(|(known, _)| field.is_some() && *known == field) {
            Some((_, nodes)) => nodes.push(node),
            None => places.push((field, vec![node])),
        }
    }
    let mut rest: Vec<Node> = places.into_iter().filter_map(|(_, nodes)| any(nodes)).collect();
    if rest.len() > 1 { Some(Node::All(rest)) } else { rest.pop() }
}

/// The filters of an OR of one field that a paper has once; of anything else, itself.
fn of_one_field(node: Node) -> Vec<Node> {
    match node {
        Node::Any(filters) if Once::of_all(&filters).is_some() => filters,
        node => vec![node],
    }
}

fn dedup(nodes: &mut Vec<Node>) {
    let mut kept: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes.drain(..) {
        if !kept.contains(&node) {
            kept.push(node);
        }
    }
    *nodes = kept;
}

/// Fields of which a paper or section has one value.
#[derive(PartialEq, Eq)]
enum Once {
    Council,
    Committee,
    Kind,
    Section,
    Role,
    Added,
}

impl Once {
    fn of(node: &Node) -> Option<Self> {
        let filter = match node {
            Node::Filter(filter) => filter,
            // What `all` and `tidy` make of such filters is one deep.
            Node::Any(nodes) => return Self::of_all(nodes),
            _ => return None,
        };
        Some(match filter {
            Filter::Council(_) | Filter::CouncilUnknown => Self::Council,
            Filter::Words(Field::Committee, ..) => Self::Committee,
            Filter::Kind(_) => Self::Kind,
            Filter::Section(_) => Self::Section,
            Filter::Role(_) => Self::Role,
            Filter::Added(_) => Self::Added,
            _ => return None,
        })
    }

    /// The one that all of these are of, if any.
    fn of_all(nodes: &[Node]) -> Option<Self> {
        let mut fields = nodes.iter().map(Self::of);
        let first = fields.next()??;
        fields.all(|field| field.as_ref() == Some(&first)).then_some(first)
    }
}

fn read_filter(field: Field, value: &str, quoted: bool, notices: &mut Vec<Notice>) -> Option<Node> {
    let value = value.trim_end_matches([',', ';']);
    let unknown = value.eq_ignore_ascii_case("unknown");
    let filter = match field {
        Field::Council if unknown => Filter::CouncilUnknown,
        // Some councils have a comma in their names.
        Field::Council if quoted => Filter::Council(value.to_owned()),
        Field::Council => {
            let mut names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
            let councils = names.by_ref().take(MAX_COUNCILS);
            let council = |name: &str| match name.eq_ignore_ascii_case("unknown") {
                true => Filter::CouncilUnknown,
                false => Filter::Council(name.to_owned()),
            };
            let councils = councils.map(|name| Node::Filter(council(name))).collect();
            if names.next().is_some() {
                notices.push(notices::long_query(format!("{MAX_COUNCILS} councils of one filter")));
            }
            return any(councils);
        }
        Field::Committee | Field::Title | Field::Heading if value.chars().any(char::is_alphanumeric) => {
            Filter::Words(field, value.to_owned(), quoted)
        }
        Field::Committee | Field::Title | Field::Heading => return None,
        Field::Kind => Filter::Kind(kinds(field, value, PaperKind::ALL, PaperKind::parse, PaperKind::as_str, notices)?),
        Field::Section => {
            Filter::Section(kinds(field, value, SectionKind::ALL, SectionKind::parse, SectionKind::as_str, notices)?)
        }
        Field::Role => Filter::Role(kinds(field, value, Role::ALL, Role::parse, Role::as_str, notices)?),
        Field::Date if unknown => Filter::DateUnknown,
        Field::Date | Field::Since | Field::Until => {
            let days = dates::read_range(value).map(|days| match field {
                Field::Since => dates::Days { last: None, ..days },
                Field::Until => dates::Days { first: None, ..days },
                _ => days,
            });
            match days {
                Some(days) => Filter::Date(days),
                None => {
                    notices.push(notices::unreadable_date(field, value));
                    return None;
                }
            }
        }
        Field::Added if value.eq_ignore_ascii_case("last") => Filter::Added(None),
        Field::Added => match value.parse() {
            Ok(build) => Filter::Added(Some(build)),
            Err(_) => {
                notices.push(notices::notice(
                    Code::UnknownValue,
                    format!("\"added:{value}\" was passed over: it takes \"last\" or the number of a build."),
                ));
                return None;
            }
        },
    };
    Some(Node::Filter(filter))
}

fn any(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() > 1 { Some(Node::Any(nodes)) } else { nodes.pop() }
}

/// The kinds or roles that a value names; `None`, with a notice, where it names none.
fn kinds<K: Copy>(
    field: Field,
    value: &str,
    all: &[K],
    parse: impl Fn(&str) -> Option<K>,
    name: impl Fn(K) -> &'static str,
    notices: &mut Vec<Notice>,
) -> Option<Vec<K>> {
    let mut kinds = Vec::new();
    for word in value.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let typed = word.to_lowercase().replace([' ', '_'], "-");
        let singular = typed.strip_suffix('s').unwrap_or(&typed);
        match parse(&typed).or_else(|| parse(singular)).or_else(|| parse(&format!("{typed}s"))) {
            Some(kind) => kinds.push(kind),
            None => {
                let known: Vec<&str> = all.iter().map(|kind| name(*kind)).collect();
                notices.push(notices::notice(
                    Code::UnknownValue,
                    format!("\"{}:{word}\" was passed over; it takes {}.", field.as_str(), known.join(", ")),
                ));
            }
        }
    }
    (!kinds.is_empty()).then_some(kinds)
}
