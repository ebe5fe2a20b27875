//! PDFs made in the test: text at places, ruled lines, pictures.
//!
//! All text is set in Courier, whose characters are all six tenths of their size wide, so that a test knows where a line
//! ends. Places are in points from the page's top left corner, sizes in points. Pages are A4.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, types::TextRenderingMode};

/// The height of a page.
pub(crate) const HEIGHT: f32 = 842.0;
/// The margin to the left of running text, and where it ends on the right.
pub(crate) const LEFT: f32 = 72.0;
pub(crate) const RIGHT: f32 = 522.0;
/// The size of running text.
pub(crate) const BODY: f32 = 10.0;

/// A page as it is drawn.
pub(crate) struct Page {
    pub(crate) content: Content,
}

impl Page {
    pub(crate) fn new() -> Self {
        Self { content: Content::new() }
    }

    fn show(&mut self, font: &[u8], matrix: [f32; 6], size: f32, text: &str) {
        self.content.begin_text();
        self.content.set_font(Name(font), size);
        self.content.set_text_matrix(matrix);
        self.content.show(Str(&windows_1252(text)));
        self.content.end_text();
    }

    /// A line of text whose base line is `down` from the top.
    pub(crate) fn text(&mut self, x: f32, down: f32, size: f32, text: &str) {
        self.show(b"F1", [1.0, 0.0, 0.0, 1.0, x, HEIGHT - down], size, text);
    }

    /// The same in bold.
    pub(crate) fn bold(&mut self, x: f32, down: f32, size: f32, text: &str) {
        self.show(b"F2", [1.0, 0.0, 0.0, 1.0, x, HEIGHT - down], size, text);
    }

    /// The same in a font whose characters have no reading.
    pub(crate) fn unreadable(&mut self, x: f32, down: f32, size: f32, text: &str) {
        self.show(b"F3", [1.0, 0.0, 0.0, 1.0, x, HEIGHT - down], size, text);
    }

    /// Text that is not drawn, as over a scan.
    pub(crate) fn invisible(&mut self, x: f32, down: f32, size: f32, text: &str) {
        self.content.set_text_rendering_mode(TextRenderingMode::Invisible);
        self.text(x, down, size, text);
        self.content.set_text_rendering_mode(TextRenderingMode::Fill);
    }

    /// Text that runs up the page aslant.
    pub(crate) fn aslant(&mut self, x: f32, down: f32, size: f32, text: &str) {
        self.show(b"F1", [0.7, 0.7, -0.7, 0.7, x, HEIGHT - down], size, text);
    }

    /// Running text, broken into lines that are as long as they can be, at a distance of 1.2 sizes. Gives back where the
    /// next line would stand.
    pub(crate) fn paragraph(&mut self, x: f32, right: f32, mut down: f32, text: &str) -> f32 {
        let most = ((right - x) / (BODY * 0.6)) as usize;
        let mut line = String::new();
        for word in text.split(' ').chain([""]) {
            if word.is_empty() || line.len() + 1 + word.len() > most {
                self.text(x, down, BODY, &line);
                line.clear();
                down += BODY * 1.2;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        down
    }

    /// A ruled line.
    pub(crate) fn rule(&mut self, x: f32, down: f32, other_x: f32, other_down: f32) {
        self.content.move_to(x, HEIGHT - down);
        self.content.line_to(other_x, HEIGHT - other_down);
        self.content.stroke();
    }

    /// A grid of ruled lines at these places.
    pub(crate) fn grid(&mut self, xs: &[f32], downs: &[f32]) {
        for down in downs {
            self.rule(xs[0], *down, xs[xs.len() - 1], *down);
        }
        for x in xs {
            self.rule(*x, downs[0], *x, downs[downs.len() - 1]);
        }
    }

    /// A picture as large as the page.
    pub(crate) fn picture(&mut self) {
        self.content.save_state();
        self.content.transform([595.0, 0.0, 0.0, HEIGHT, 0.0, 0.0]);
        self.content.x_object(Name(b"Im1"));
        self.content.restore_state();
    }
}

/// A PDF of these pages.
pub(crate) fn pdf(pages: Vec<Page>) -> Vec<u8> {
    with_streams(pages.into_iter().map(|page| (page.content.finish().to_vec(), false)).collect())
}

/// A PDF of pages with these content streams; true where a stream is deflated.
pub(crate) fn with_streams(streams: Vec<(Vec<u8>, bool)>) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree, plain, bold, unreadable, picture) =
        (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5), Ref::new(6));
    pdf.catalog(catalog).pages(tree);
    let page_of = |number: usize| Ref::new(10 + 2 * i32::try_from(number).unwrap());
    let count = i32::try_from(streams.len()).unwrap();
    pdf.pages(tree).kids((0..streams.len()).map(page_of)).count(count);
    for (number, (stream, deflated)) in streams.iter().enumerate() {
        let content = Ref::new(page_of(number).get() + 1);
        let mut page = pdf.page(page_of(number));
        page.media_box(Rect::new(0.0, 0.0, 595.0, HEIGHT)).parent(tree).contents(content);
        let mut resources = page.resources();
        resources.fonts().pair(Name(b"F1"), plain).pair(Name(b"F2"), bold).pair(Name(b"F3"), unreadable);
        resources.x_objects().pair(Name(b"Im1"), picture);
        resources.finish();
        page.finish();
        let mut stream = pdf.stream(content, stream);
        if *deflated {
            stream.filter(Filter::FlateDecode);
        }
    }
    for (font, name) in [(plain, &b"Courier"[..]), (bold, b"Courier-Bold")] {
        pdf.type1_font(font).base_font(Name(name)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    let mut font = pdf.type1_font(unreadable);
    font.base_font(Name(b"Courier"));
    let names: Vec<Vec<u8>> = (32..127).map(|code| format!("glyph{code}").into_bytes()).collect();
    font.encoding_custom().differences().consecutive(32, names.iter().map(|name| Name(name)));
    font.finish();
    let mut image = pdf.image_xobject(picture, &[0x80]);
    image.width(1).height(1).bits_per_component(8).color_space().device_gray();
    image.finish();
    pdf.finish()
}

/// A file of these objects, numbered from 1, the first of which is the catalog; without a table of where they stand.
pub(crate) fn of_objects(objects: &[&str]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    for (object, number) in objects.iter().zip(1..) {
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    file.push_str("trailer\n<</Root 1 0 R>>\n%%EOF\n");
    file.into_bytes()
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|character| match character {
            '•' => 0x95,
            '–' => 0x96,
            '’' => 0x92,
            '£' => 0xa3,
            _ => u8::try_from(character).unwrap(),
        })
        .collect()
}
