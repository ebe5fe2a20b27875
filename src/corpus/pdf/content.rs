//! Content streams: a page's drawing operations to a [`Sheet`].
//!
//! In comes a page; out come its words and ruled lines with their positions. Text that runs aslant (watermarks, stamps)
//! is left out, invisible text (the words that were recognised in a scan) is kept. Lines, columns and tables are left to
//! the modules that follow.

use super::{
    fonts::Fonts,
    sheet::{Rule, Sheet},
    state::{Matrix, Path, State},
    streams::Budget,
    writer::Writer,
};
use crate::corpus::Skip;
use hayro_syntax::{
    content::{TypedIter, ops::TypedInstruction as Op},
    object::{Array, Dict, Name, Number, Object, Stream, String as Bytes},
    page::{Page, Resources},
};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// How deep forms may draw forms.
const DEEPEST_FORM: usize = 16;
/// How many states may be saved at once.
const MOST_SAVED: usize = 512;
/// How much of the forms that are drawn is kept inflated, in bytes.
const KEPT_FORMS: usize = 32 << 20;
/// The most ruled lines that are looked at on a page.
const MOST_RULES: usize = 20_000;

/// Reads the pages of one document.
pub(super) struct Pages<'a> {
    fonts: Fonts<'a>,
    budget: Budget,
    forms: FxHashMap<usize, Rc<Vec<u8>>>,
    kept: usize,
}

impl<'a> Pages<'a> {
    pub(super) fn new(budget: Budget) -> Self {
        Self { fonts: Fonts::new(), budget, forms: FxHashMap::default(), kept: 0 }
    }

    /// What stands on a page.
    ///
    /// # Errors
    ///
    /// `too-large` where the document's limits are spent.
    pub(super) fn sheet(&mut self, page: &Page<'a>) -> Result<Sheet, Skip> {
        let (width, height) = page.render_dimensions();
        let map = Matrix(page.initial_transform(true).as_coeffs());
        let mut reading =
            Reading { pages: self, writer: Writer::new(width, height), path: Path::default(), drawing: Vec::new() };
        let bytes = reading.pages.contents(page)?;
        reading.run(&bytes, page.resources(), map, 0)?;
        let mut sheet = reading.writer.end();
        sheet.drop_scraps();
        sheet.turn();
        Ok(sheet)
    }

    fn contents(&mut self, page: &Page<'a>) -> Result<Vec<u8>, Skip> {
        if let Some(stream) = page.raw().get::<Stream<'_>>(b"Contents") {
            return Ok(self.budget.decode(&stream)?.unwrap_or_default());
        }
        let mut whole = Vec::new();
        let streams = page.raw().get::<Array<'_>>(b"Contents");
        for stream in streams.iter().flat_map(|streams| streams.iter::<Stream<'_>>()) {
            whole.extend(self.budget.decode(&stream)?.unwrap_or_default());
            whole.push(b'\n');
        }
        Ok(whole)
    }

    fn form(&mut self, stream: &Stream<'a>) -> Result<Rc<Vec<u8>>, Skip> {
        let key = stream.dict().data().as_ptr().addr();
        if let Some(form) = self.forms.get(&key) {
            return Ok(Rc::clone(form));
        }
        let form = Rc::new(self.budget.decode(stream)?.unwrap_or_default());
        if self.kept + form.len() <= KEPT_FORMS {
            self.kept += form.len();
            self.forms.insert(key, Rc::clone(&form));
        }
        Ok(form)
    }
}

/// The reading of one page.
struct Reading<'p, 'a> {
    pages: &'p mut Pages<'a>,
    writer: Writer,
    path: Path,
    /// The forms that are being drawn, the outermost first: one that draws itself would do so without end.
    drawing: Vec<usize>,
}

impl<'a> Reading<'_, 'a> {
    /// Reads a content stream: the page's, or at a depth above 0 a form's.
    fn run(&mut self, bytes: &[u8], resources: &Resources<'a>, map: Matrix, depth: usize) -> Result<(), Skip> {
        let mut state = State::new(map);
        let mut saved: Vec<State> = Vec::new();
        let (mut line, mut text) = (Matrix::IDENTITY, Matrix::IDENTITY);
        let mut faces: FxHashMap<Vec<u8>, Option<usize>> = FxHashMap::default();
        let marks = self.writer.marks();
        let mut operations = TypedIter::new(bytes);
        while let Some(operation) = operations.next() {
            self.pages.budget.operation()?;
            match operation {
                Op::SaveState(_) if saved.len() < MOST_SAVED => saved.push(state),
                Op::RestoreState(_) => state = saved.pop().unwrap_or(state),
                Op::Transform(m) => {
                    let matrix = Matrix([m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64()));
                    let map = matrix.then(&state.map);
                    if map.is_finite() {
                        state.map = map;
                    }
                }
                Op::BeginText(_) => (line, text) = (Matrix::IDENTITY, Matrix::IDENTITY),
                Op::TextFont(font) => {
                    state.size = font.1.as_f64();
                    state.face = match faces.get(font.0.as_ref()) {
                        Some(face) => *face,
                        None => {
                            let dict = resources.get_font(font.0);
                            let face =
                                dict.map(|dict| self.pages.fonts.load(&dict, &mut self.pages.budget)).transpose()?;
                            faces.insert(font.0.as_ref().to_vec(), face);
                            face
                        }
                    };
                }
                Op::CharacterSpacing(n) => state.character_spacing = n.0.as_f64(),
                Op::WordSpacing(n) => state.word_spacing = n.0.as_f64(),
                Op::HorizontalScaling(n) => state.stretch = n.0.as_f64() / 100.0,
                Op::TextLeading(n) => state.leading = n.0.as_f64(),
                Op::TextRise(n) => state.rise = n.0.as_f64(),
                Op::TextRenderingMode(n) => state.outlined = matches!(n.0.as_i64(), 2 | 6),
                Op::NextLine(n) => next_line(&mut line, &mut text, n.0.as_f64(), n.1.as_f64()),
                Op::NextLineAndSetLeading(n) => {
                    state.leading = -n.1.as_f64();
                    next_line(&mut line, &mut text, n.0.as_f64(), n.1.as_f64());
                }
                Op::NextLineUsingLeading(_) => next_line(&mut line, &mut text, 0.0, -state.leading),
                Op::SetTextMatrix(m) => {
                    line = Matrix([m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64()));
                    text = line;
                }
                Op::ShowText(shown) => self.show(shown.0.as_bytes(), &state, &mut text)?,
                Op::NextLineAndShowText(shown) => {
                    next_line(&mut line, &mut text, 0.0, -state.leading);
                    self.show(shown.0.as_bytes(), &state, &mut text)?;
                }
                Op::ShowTextWithParameters(shown) => {
                    state.word_spacing = shown.0.as_f64();
                    state.character_spacing = shown.1.as_f64();
                    next_line(&mut line, &mut text, 0.0, -state.leading);
                    self.show(shown.2.as_bytes(), &state, &mut text)?;
                }
                Op::ShowTexts(shown) => self.show_all(shown.0, &state, &mut text)?,
                Op::XObject(name) if depth < DEEPEST_FORM => self.draw(name.0, resources, &state, depth)?,
                Op::BeginMarkedContent(_) => self.writer.begin_mark(false, None),
                Op::BeginMarkedContentWithProperties(mark) => self.mark(mark.0, mark.1, resources),
                Op::EndMarkedContent(_) => self.writer.end_mark(marks),
                Op::InlineImage(_) => self.picture(&state),
                other => self.draw_path(&other, &state),
            }
        }
        self.writer.end_marks(marks);
        Ok(())
    }

    fn show_all(&mut self, parts: &Array<'_>, state: &State, text: &mut Matrix) -> Result<(), Skip> {
        for part in parts.iter::<Object<'_>>() {
            match part {
                Object::String(string) => self.show(string.as_bytes(), state, text)?,
                Object::Number(number) => {
                    let back = number.as_f64() / 1000.0 * state.size * state.stretch;
                    *text = Matrix::shift(-back, 0.0).then(text);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn show(&mut self, string: &[u8], state: &State, text: &mut Matrix) -> Result<(), Skip> {
        self.pages.budget.glyphs(string.len())?;
        let Some(face) = state.face.and_then(|face| self.pages.fonts.face(face)) else { return Ok(()) };
        let map = text.then(&state.map);
        let mut run = self.writer.run(&map, state, face.bold);
        let mut moved = 0.0;
        let mut offset = 0;
        while offset < string.len() {
            let Some((code, length, glyph)) = face.glyph(string, offset) else { break };
            let advance = glyph.advance / 1000.0 * state.size * state.stretch;
            self.writer.glyph(&mut run, glyph, moved, advance);
            let extra = if length == 1 && code == 32 { state.word_spacing } else { 0.0 };
            moved += advance + (state.character_spacing + extra) * state.stretch;
            offset += length;
        }
        *text = Matrix::shift(moved, 0.0).then(text);
        Ok(())
    }

    /// Draws a form. Pictures are left alone.
    fn draw(&mut self, name: &Name<'_>, resources: &Resources<'a>, state: &State, depth: usize) -> Result<(), Skip> {
        let Some(stream) = resources.get_x_object(name) else { return Ok(()) };
        let dict = stream.dict();
        if dict.get::<Name<'_>>(b"Subtype").is_none_or(|kind| kind.as_ref() != b"Form") {
            self.picture(state);
            return Ok(());
        }
        let own = dict.get::<[f64; 6]>(b"Matrix").map_or(Matrix::IDENTITY, Matrix);
        let map = own.then(&state.map);
        if !map.is_finite() {
            return Ok(());
        }
        let place = dict.data().as_ptr().addr();
        if self.drawing.contains(&place) {
            return Ok(());
        }
        let form = self.pages.form(&stream)?;
        self.pages.budget.form(form.len())?;
        self.drawing.push(place);
        let drawn = match dict.get::<Dict<'a>>(b"Resources") {
            Some(own) => self.run(&form, &Resources::new(own), map, depth + 1),
            None => self.run(&form, resources, map, depth + 1),
        };
        self.drawing.pop();
        drawn
    }

    /// Notes a picture, which is drawn in the unit square.
    fn picture(&mut self, state: &State) {
        let [a, b, c, d, ..] = state.map.0;
        let sheet = self.writer.sheet();
        let page = f64::from(sheet.width) * f64::from(sheet.height);
        sheet.pictures = true;
        sheet.largest_picture = sheet.largest_picture.max(((a * d - b * c).abs() / page.max(1.0)) as f32);
    }

    /// Notes marked content: heads and feet of pages, and text that stands for what is drawn.
    fn mark(&mut self, tag: &Name<'_>, properties: &Object<'_>, resources: &Resources<'a>) {
        let named;
        let properties = match properties {
            Object::Dict(properties) => Some(properties),
            Object::Name(name) => {
                named = resources.properties.get::<Dict<'_>>(name.as_ref());
                named.as_ref()
            }
            _ => None,
        };
        let kind = properties.and_then(|properties| properties.get::<Name<'_>>(b"Type"));
        let pagination = tag.as_ref() == b"Artifact" && kind.is_some_and(|kind| kind.as_ref() == b"Pagination");
        let actual = properties.and_then(|properties| properties.get::<Bytes<'_>>(b"ActualText"));
        self.writer.begin_mark(pagination, actual.as_ref().map(|actual| actual.as_bytes()));
    }

    fn draw_path(&mut self, operation: &Op<'_, '_>, state: &State) {
        let at = |x: Number, y: Number| state.map.point(x.as_f64(), y.as_f64());
        match operation {
            Op::MoveTo(p) => self.path.move_to(at(p.0, p.1)),
            Op::LineTo(p) => self.path.line_to(at(p.0, p.1)),
            Op::ClosePath(_) => self.path.close(),
            // A curve ends a straight run and begins the next.
            Op::CubicTo(p) => self.path.move_to(at(p.4, p.5)),
            Op::CubicStartTo(p) => self.path.move_to(at(p.2, p.3)),
            Op::CubicEndTo(p) => self.path.move_to(at(p.2, p.3)),
            Op::RectPath(r) => {
                let (x, y, width, height) = (r.0.as_f64(), r.1.as_f64(), r.2.as_f64(), r.3.as_f64());
                self.path.move_to(state.map.point(x, y));
                for (x, y) in [(x + width, y), (x + width, y + height), (x, y + height)] {
                    self.path.line_to(state.map.point(x, y));
                }
                self.path.close();
            }
            Op::StrokePath(_) | Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => self.paint(true),
            Op::CloseAndStrokePath(_) | Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.path.close();
                self.paint(true);
            }
            Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => self.paint(false),
            Op::EndPath(_) => self.path.clear(),
            _ => {}
        }
    }

    /// Notes the ruled lines of the path: straight strokes, and filled shapes that are as thin as a stroke.
    fn paint(&mut self, stroked: bool) {
        if !self.path.is_drawing() {
            let sheet = self.writer.sheet();
            for part in &self.path.parts {
                if stroked {
                    let lines = part.windows(2).map(|pair| Rule::new(pair[0], pair[1]));
                    sheet.rules.extend(lines.filter(|rule| rule.is_across() || rule.is_down()));
                } else if let [first, .., _] = part.as_slice() {
                    let whole = part.iter().fold(Rule::new(*first, *first), |whole, point| {
                        let point = Rule::new(*point, *point);
                        Rule {
                            left: whole.left.min(point.left),
                            top: whole.top.min(point.top),
                            right: whole.right.max(point.right),
                            bottom: whole.bottom.max(point.bottom),
                        }
                    });
                    if whole.is_across() || whole.is_down() {
                        sheet.rules.push(whole);
                    }
                }
            }
            sheet.rules.truncate(MOST_RULES);
        }
        self.path.clear();
    }
}

fn next_line(line: &mut Matrix, text: &mut Matrix, x: f64, y: f64) {
    *line = Matrix::shift(x, y).then(line);
    *text = *line;
}
