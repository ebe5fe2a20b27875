//! The graphics state of a content stream, as far as text and ruled lines need it.

/// An affine map, as the six numbers of a PDF's matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This map, then the other.
    pub(super) fn then(&self, other: &Self) -> Self {
        let ([a, b, c, d, e, f], o) = (self.0, other.0);
        Self([
            a * o[0] + b * o[2],
            a * o[1] + b * o[3],
            c * o[0] + d * o[2],
            c * o[1] + d * o[3],
            e * o[0] + f * o[2] + o[4],
            e * o[1] + f * o[3] + o[5],
        ])
    }

    pub(super) fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let m = self.0;
        (x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5])
    }

    pub(super) fn is_finite(&self) -> bool {
        self.0.iter().all(|number| number.is_finite())
    }
}

/// What `q` saves and `Q` restores.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// From the stream's space to the page's, which runs down.
    pub(super) map: Matrix,
    pub(super) face: Option<usize>,
    pub(super) size: f64,
    pub(super) character_spacing: f64,
    pub(super) word_spacing: f64,
    /// Horizontal scaling; 1 is none.
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    /// Whether glyphs are filled and outlined, as makers of PDFs do for a bold that the font lacks.
    pub(super) outlined: bool,
}

impl State {
    pub(super) fn new(map: Matrix) -> Self {
        Self {
            map,
            face: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            outlined: false,
        }
    }
}

/// The path that is being made, in the page's space.
#[derive(Debug, Default)]
pub(super) struct Path {
    /// Runs of points joined by straight lines.
    pub(super) parts: Vec<Vec<(f32, f32)>>,
    points: usize,
}

/// Longer paths are drawings.
const MOST_POINTS: usize = 4000;

impl Path {
    pub(super) fn move_to(&mut self, point: (f64, f64)) {
        if self.points < MOST_POINTS {
            self.points += 1;
            self.parts.push(vec![(point.0 as f32, point.1 as f32)]);
        }
    }

    pub(super) fn line_to(&mut self, point: (f64, f64)) {
        if self.points < MOST_POINTS
            && let Some(part) = self.parts.last_mut()
        {
            self.points += 1;
            part.push((point.0 as f32, point.1 as f32));
        }
    }

    pub(super) fn close(&mut self) {
        if let Some(part) = self.parts.last_mut()
            && let Some(first) = part.first().copied()
        {
            self.points += 1;
            part.push(first);
        }
    }

    pub(super) fn clear(&mut self) {
        self.parts.clear();
        self.points = 0;
    }

    pub(super) fn is_drawing(&self) -> bool {
        self.points >= MOST_POINTS
    }
}
