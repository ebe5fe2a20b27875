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
    let objects: Vec<Vec<u8>> = objects.iter().map(|object| object.as_bytes().to_vec()).collect();
    file(&objects, "")
}

/// The same, with more entries for the trailer.
pub(crate) fn file(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    for (object, number) in objects.iter().zip(1..) {
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    file.extend(format!("trailer\n<</Root 1 0 R {trailer}>>\n%%EOF\n").bytes());
    file
}

/// A page with one line of text, encrypted under the password of nobody: it opens without asking.
pub(crate) fn encrypted_without_password(text: &str) -> Vec<u8> {
    const PADDING: [u8; 32] = [
        0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e, 0x2e,
        0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
    ];
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let (owner, id, permissions) = ([7_u8; 32], [9_u8; 16], -4_i32);
    let key = &md5(&[&PADDING[..], &owner, &permissions.to_le_bytes(), &id].concat())[..5];
    let user = rc4(key, &PADDING);
    let content = format!("BT /F1 10 Tf 72 700 Td ({text}) Tj ET");
    let content = rc4(&md5(&[key, &[4, 0, 0, 0, 0]].concat())[..10], content.as_bytes());
    let stream = [format!("<</Length {}>>\nstream\n", content.len()).as_bytes(), &content, b"\nendstream"].concat();
    let encrypt = format!("<</Filter /Standard /V 1 /R 2 /P {permissions} /O <{}> /U <{}>>>", hex(&owner), hex(&user));
    let objects = [
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>"
            .to_vec(),
        stream,
        b"<</Type /Font /Subtype /Type1 /BaseFont /Courier>>".to_vec(),
        encrypt.into_bytes(),
    ];
    file(&objects, &format!("/Encrypt 6 0 R /ID [<{0}> <{0}>]", hex(&id)))
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut j = 0_u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
        state.swap(i, usize::from(j));
    }
    let (mut i, mut j) = (0_u8, 0_u8);
    data.iter()
        .map(|byte| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(state[usize::from(i)]);
            state.swap(usize::from(i), usize::from(j));
            byte ^ state[usize::from(state[usize::from(i)].wrapping_add(state[usize::from(j)]))]
        })
        .collect()
}

fn md5(data: &[u8]) -> [u8; 16] {
    const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut padded = data.to_vec();
    padded.push(0x80);
    // The length stands in the last eight bytes of the last block.
    padded.resize((padded.len() + 8).next_multiple_of(64), 0);
    let end = padded.len() - 8;
    padded[end..].copy_from_slice(&(data.len() as u64 * 8).to_le_bytes());
    let mut sum = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded.chunks(64) {
        let word = |at: usize| u32::from_le_bytes(block[at * 4..at * 4 + 4].try_into().unwrap());
        let [mut a, mut b, mut c, mut d] = sum;
        for i in 0..64_usize {
            let (mixed, at) = match i / 16 {
                0 => ((b & c) | (!b & d), i),
                1 => ((d & b) | (!d & c), 5 * i + 1),
                2 => (b ^ c ^ d, 3 * i + 5),
                _ => (c ^ (b | !d), 7 * i),
            };
            let constant = ((i as f64 + 1.0).sin().abs() * 4_294_967_296.0) as u32;
            let turned = a.wrapping_add(mixed).wrapping_add(constant).wrapping_add(word(at % 16));
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(turned.rotate_left(TURNS[i / 16][i % 4]));
        }
        for (sum, part) in sum.iter_mut().zip([a, b, c, d]) {
            *sum = sum.wrapping_add(part);
        }
    }
    let mut bytes = [0; 16];
    bytes.chunks_mut(4).zip(sum).for_each(|(bytes, part)| bytes.copy_from_slice(&part.to_le_bytes()));
    bytes
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
