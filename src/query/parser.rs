//! Lexemes to the tree of a question.
//!
//! Brackets are kept on a stack of their own, so that no input can exhaust the machine's. What a filter's value means
//! is left to `filters.rs`, and what becomes of the operands of a bracket to `tree.rs`.

use super::{
    answer::Notice,
    dates,
    filters::{read_filter, read_scope},
    lexer::{Lexeme, Lexer, bounded, is_lower_case},
    notices::{self, Code},
    steps::Steps,
    syntax::{Field, Leaf, Node, Parsed, Scope},
    tree::tidy,
};
use crate::analysis::Analyzer;
use jiff::civil::Date;
use std::ops::Range;

/// How deep brackets may nest.
const MAX_DEPTH: usize = 16;

/// Reads a question. Total: see [`Parsed`] for the language. Dates such as `last year` are reckoned from the machine's day,
/// in UTC.
pub fn parse(text: &str) -> Parsed {
    parse_on(text, dates::today())
}

/// As [`parse`], with dates such as `last year` reckoned from the day given.
///
/// ```
/// use jiff::civil::date;
/// use scrutineer::query::parse_on;
///
/// let parsed = parse_on("roads since:\"last year\"", date(2026, 3, 18));
/// assert_eq!(parsed.to_string(), "\"roads\", since 1 January 2025");
/// ```
pub fn parse_on(text: &str, today: Date) -> Parsed {
    let mut parsed = parse_with(text, today, &mut Analyzer::new());
    refuse_lone_exclusions(&mut parsed);
    parsed
}

/// Takes away a tree that only says what to leave out, with a notice; says whether it did.
pub(super) fn refuse_lone_exclusions(parsed: &mut Parsed) -> bool {
    let refused = parsed.tree.take_if(|tree| !tree.is_positive()).is_some();
    if refused {
        parsed.notices.push(notices::notice(
            Code::OnlyExclusions,
            "The question only says what to leave out. Add a word that should be found.",
        ));
    }
    refused
}

/// As [`parse`], with an analyzer that the stages which follow go on using: it remembers the stems of the question. A
/// question of exclusions alone is left as it is, as filters may yet join it.
pub(super) fn parse_with(text: &str, today: Date, analyzer: &mut Analyzer) -> Parsed {
    read(text, today, analyzer).0
}

/// The question, and what reading it took.
pub(super) fn read(text: &str, today: Date, analyzer: &mut Analyzer) -> (Parsed, Steps) {
    let mut notices = Vec::new();
    let text = &*bounded(text, &mut notices);
    let lexed = Lexer::lex(text, today);
    notices.extend(lexed.notices);
    let mut parser = Parser {
        text,
        today,
        analyzer,
        notices,
        frames: vec![Frame::default()],
        ignored: 0,
        has_lower_case: lexed.has_lower_case,
        scope: None,
        steps: lexed.steps,
    };
    parser.read(&lexed.lexemes);
    let tree = parser.finish();
    notices::bounded(&mut parser.notices);
    let parsed = Parsed {
        tree,
        notices: parser.notices,
        has_lower_case: parser.has_lower_case,
        is_question: text.trim_end().ends_with('?'),
        scope: parser.scope,
    };
    (parsed, parser.steps)
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
    /// What `last year` is reckoned from.
    today: Date,
    analyzer: &'q mut Analyzer,
    notices: Vec<Notice>,
    frames: Vec<Frame>,
    /// Opening brackets beyond the deepest level.
    ignored: usize,
    has_lower_case: bool,
    scope: Option<Scope>,
    steps: Steps,
}

impl Parser<'_> {
    fn read(&mut self, lexemes: &[Lexeme]) {
        let mut place = 0;
        while let Some(lexeme) = lexemes.get(place) {
            place += 1;
            self.steps.add(1);
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
                Lexeme::Phrase(text) => match self.phrase(text) {
                    Some(leaf) => self.operand(Node::Text(leaf)),
                    None => self.no_operand(),
                },
                Lexeme::Prefix(text) => self.prefix(text),
                Lexeme::Fuzzy(text, distance) => self.fuzzy(text, *distance),
                Lexeme::Field(Field::Scope, value, _) => {
                    if self.frame().not {
                        self.notices.push(notices::excluded_scope(value));
                    }
                    self.scope = read_scope(value, &mut self.notices).or(self.scope);
                    self.no_operand();
                }
                Lexeme::Field(field, value, quoted) => {
                    match read_filter(*field, value, *quoted, self.today, &mut self.notices) {
                        Some(filter) => self.operand(filter),
                        None => self.no_operand(),
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
                Lexeme::Not if self.frame().not => self.lonely_operator(),
                Lexeme::Not => self.frame().not = true,
                Lexeme::Nothing => self.no_operand(),
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

    /// What was passed over takes the operators before it along: they are not those of what follows.
    fn no_operand(&mut self) {
        let frame = self.frame();
        (frame.not, frame.near, frame.waiting) = (false, None, false);
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
        let tidied = tidy(frame.sides);
        if tidied.narrowed {
            self.notices.push(notices::notice(
                Code::FilterBesideOr,
                "A filter alone beside an OR holds for the words on its other side: both were asked for.",
            ));
        }
        tidied.node
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
        self.steps.add(last.end - offset + tokens.len());
        let mut leaves: Vec<(Range<usize>, Leaf)> = Vec::new();
        let mut chunks = run.iter().peekable();
        for token in tokens {
            let at = token.range.start + offset..token.range.end + offset;
            while chunks.next_if(|chunk| chunk.end <= at.start).is_some() {}
            let Some(chunk) = chunks.peek() else { break };
            // Between the words stands what was passed over: `help^0.5 roads`.
            if at.end <= chunk.start {
                continue;
            }
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
        self.steps.add(text.len());
        self.analyzer.tokens(text).into_iter().map(|token| token.exact).collect()
    }

    fn phrase(&mut self, text: &str) -> Option<Leaf> {
        let exact = self.exact(text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!exact.is_empty()).then_some(Leaf::Phrase { text, exact })
    }

    /// An operand of one exact form: the star of what is several words in one (`covid19*`) holds for the last.
    fn prefix(&mut self, typed: &str) {
        self.has_lower_case |= is_lower_case(typed);
        let mut exact = self.exact(typed);
        let Some(last) = exact.pop() else { return self.no_operand() };
        let text = if exact.is_empty() { trimmed(typed) } else { last.clone() };
        let prefix = Node::Text(Leaf::Prefix { text, exact: last });
        self.operand(match exact.is_empty() {
            true => prefix,
            false => Node::All(vec![Node::Text(Leaf::Phrase { text: exact.join(" "), exact }), prefix]),
        });
    }

    /// A misspelling; what is several words in one is taken as spelt.
    fn fuzzy(&mut self, typed: &str, distance: u8) {
        self.has_lower_case |= is_lower_case(typed);
        let mut exact = self.exact(typed);
        let text = trimmed(typed);
        match exact.pop() {
            None => self.no_operand(),
            Some(exact_form) if exact.is_empty() => {
                self.operand(Node::Text(Leaf::Fuzzy { text, exact: exact_form, distance }));
            }
            Some(last) => {
                exact.push(last);
                self.notices.push(notices::notice(
                    Code::Fuzzy,
                    format!("\"{}~\" is several words in one, and was read as it is.", notices::shortened(&text)),
                ));
                self.operand(Node::Text(Leaf::Phrase { text, exact }));
            }
        }
    }
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
