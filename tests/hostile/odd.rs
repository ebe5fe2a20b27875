//! Files that are not what they are called, have a password, hold nothing, or are no text that anybody wrote.

use super::made::{Bad, Class, Entry, Must, docx, html, pdf, rtf, sentence, zip};
use crate::{made_docx::relations, made_pdf::file, support::project};
use std::{
    fs,
    io::{Cursor, Write as _},
};

pub(super) fn misnamed() -> Vec<Bad> {
    let mut class = Class::new("wrong extension");
    let unsupported = Must::Refuse(&["unsupported"]);
    class.add("pdf.txt", Must::Read, pdf("a text"));
    class.add("pdf.docx", Must::Read, pdf("a document"));
    class.add("pdf.jsonl", Must::Read, pdf("a table of records"));
    class.add("docx.pdf", Must::Read, docx("a PDF").bytes());
    class.add("docx.doc", Must::Read, docx("an old document").bytes());
    class.add("docx.html", Must::Read, docx("a page").bytes());
    class.add("html.pdf", Must::Read, html("a PDF"));
    class.add("html.docx", Must::Read, html("a document"));
    class.add("html.jsonl", Must::Either, html("records"));
    class.add("text.pdf", Must::Read, sentence("a text"));
    class.add("text.docx", Must::Read, sentence("a text document"));
    class.add("text.jsonl", Must::Refuse(&["malformed"]), sentence("records"));
    class.add("rtf.doc", Must::Read, rtf("an old document"));
    class.add("report.pdf", Must::Read, fs::read(project("tests/fixtures/office/report.doc")).unwrap());
    class.add("no-extension", Must::Read, pdf("no name"));
    class.add("picture.pdf", unsupported, &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]);
    class.add("photograph.txt", unsupported, &b"\xff\xd8\xff\xe0\0\x10JFIF"[..]);
    class.add("archive.docx", unsupported, zip(&[Entry::stored("gullies.txt", b"Gullies")]));
    class.add("archive.html", unsupported, &b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0"[..]);
    class.add("postscript.pdf", unsupported, &b"%!PS-Adobe-3.0\nshowpage\n"[..]);
    let program: Vec<u8> = b"\x7fELF\x02\x01\x01\0".iter().copied().chain((0..=255).cycle().take(10_000)).collect();
    class.add("program.docx", Must::Refuse(&["binary"]), program);
    class.files
}

pub(super) fn locked() -> Vec<Bad> {
    let mut class = Class::new("password");
    let must = Must::Refuse(&["encrypted"]);
    for (name, version) in [
        ("rc4-40", "/V 1 /R 2"),
        ("rc4-128", "/V 2 /R 3 /Length 128"),
        ("aes-128", "/V 4 /R 4 /Length 128 /CF <</StdCF <</CFM /AESV2 /Length 16>>>> /StmF /StdCF /StrF /StdCF"),
        ("aes-256", "/V 5 /R 6 /Length 256 /CF <</StdCF <</CFM /AESV3 /Length 32>>>> /StmF /StdCF /StrF /StdCF"),
        ("unknown", "/V 9 /R 9"),
    ] {
        let length = if name == "aes-256" { 48 } else { 32 };
        let (zeros, key) = ("00".repeat(length), "00".repeat(32));
        let encrypt = format!(
            "<</Filter /Standard {version} /P -4 /O <{zeros}> /U <{zeros}> /OE <{key}> /UE <{key}> /Perms <{}>>>",
            &key[..32]
        );
        let objects = [
            "<</Type /Catalog /Pages 2 0 R>>",
            "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>",
            &encrypt,
        ];
        let objects: Vec<Vec<u8>> = objects.iter().map(|object| object.as_bytes().to_vec()).collect();
        class.add(&format!("{name}.pdf"), must, file(&objects, "/Encrypt 4 0 R /ID [<00> <00>]"));
    }
    // What Word, Excel and PowerPoint write where a password is set.
    for extension in ["docx", "xlsx", "pptx"] {
        let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (name, length) in [("EncryptionInfo", 200), ("EncryptedPackage", 5000)] {
            let bytes = vec![extension.as_bytes()[0]; length];
            compound.create_stream(name).unwrap().write_all(&bytes).unwrap();
        }
        class.add(&format!("office.{extension}"), must, compound.into_inner().into_inner());
    }
    let main = relations(&[("r", "officeDocument", "word/document.xml")]);
    let open = |name, flags| Entry { flags, ..Entry::stored(name, main.as_bytes()) };
    class.add("all-of-the-zip.docx", must, zip(&[open("_rels/.rels", 1), open("word/document.xml", 1)]));
    class.add("main-part.docx", must, zip(&[open("_rels/.rels", 0), open("word/document.xml", 1)]));
    let mut word = fs::read(project("tests/fixtures/office/report.doc")).unwrap();
    // The mark in the head of Word's main stream (the FIB, which begins with these bytes).
    let head = word.windows(2).position(|bytes| bytes == [0xec, 0xa5]).unwrap();
    word[head + 11] |= 1;
    class.add("word-97.doc", must, word);
    class.files
}

pub(super) fn empty() -> Vec<Bad> {
    let mut class = Class::new("nothing in it");
    let must = Must::Refuse(&["empty"]);
    for extension in ["txt", "pdf", "docx", "html", "jsonl", "doc", "rtf", "eml", "md"] {
        class.add(&format!("no-bytes.{extension}"), if extension == "jsonl" { Must::Either } else { must }, "");
    }
    class.add("blank.txt", must, " \n\n\t\n");
    class.add("mark.txt", must, "\u{feff}");
    class.add("points.txt", must, ". . .\n- - -\n");
    class.add("page.html", must, "<!doctype html><html><body></body></html>");
    class.add("scripts.html", must, "<!doctype html><html><script>let gullies = 1;</script></html>");
    class.add("document.docx", must, crate::made_docx::Docx::default().bytes());
    class.add("group.rtf", must, "{\\rtf1}");
    class.add("head.pdf", Must::Refuse(&["malformed"]), "%PDF-1.4\n1 0 obj\n");
    class.add("head.doc", Must::Refuse(&["malformed"]), &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..]);
    class.add("head.docx", Must::Refuse(&["malformed"]), &b"PK\x03\x04"[..]);
    class.add("directory.docx", Must::Refuse(&["unsupported", "malformed"]), zip(&[]));
    for count in [1, 4096, 1_000_000] {
        class.add(&format!("{count}-nuls.txt"), Must::Refuse(&["binary"]), vec![0; count]);
    }
    class.files
}

pub(super) fn long() -> Vec<Bad> {
    let mut class = Class::new("long lines");
    let large = Must::Refuse(&["too-large"]);
    class.add("beyond-the-limit.txt", large, b"word ".repeat(4 << 20));
    class.add("beyond-the-limit.html", large, [b"<html><p>".to_vec(), b"word ".repeat(4 << 20)].concat());
    class.add("words.txt", Must::Read, b"word ".repeat(1 << 20));
    class.add("one-word.txt", Must::Read, b"w".repeat(15 << 20));
    class.add("record.jsonl", large, [b"{\"text\":\"".to_vec(), b"word ".repeat(4 << 20), b"\"}\n".to_vec()].concat());
    class.add("pipes.txt", Must::Either, "|".repeat(1_000_000));
    class.add("hashes.txt", Must::Read, "# x\n".repeat(100_000));
    class.add("numbers.txt", Must::Read, "1. x\n\n".repeat(100_000));
    class.add("marks.txt", Must::Read, "e\u{301}".repeat(500_000));
    class.add("points.txt", Must::Read, "a.b.".repeat(500_000));
    class.add("brackets.md", Must::Read, "[a](".repeat(200_000));
    class.add("stars.md", Must::Read, "**a *b ".repeat(200_000));
    class.add("entities.html", Must::Read, format!("<html><p>{}", "&amp;lorry".repeat(200_000)));
    class.add("attribute.html", Must::Read, format!("<html><p class=\"{}\">{}", "x ".repeat(1_000_000), sentence("x")));
    class.add(
        "open-comment.html",
        Must::Either,
        format!("<html><p>{}{}", sentence("comments"), "<!-- ".repeat(200_000)),
    );
    class.files
}

pub(super) fn no_text() -> Vec<Bad> {
    let mut class = Class::new("no clean text");
    let all: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    class.add("all-bytes.txt", Must::Refuse(&["binary"]), all);
    class.add("invalid.txt", Must::Read, &b"Gully report \xff\xfe\xfd with caf\xe9."[..]);
    let after = |text: &str, bytes: &[u8]| [sentence(text).as_bytes(), bytes].concat();
    class.add("surrogates.txt", Must::Read, after("surrogates", b" \xed\xa0\x80\xed\xbf\xbf"));
    class.add("overlong.txt", Must::Read, after("overlong forms", b" \xc0\xaf\xf8\x88\x80\x80\x80 \xc3"));
    let wide = |text: &[u16]| [0xfeff_u16].iter().chain(text).flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>();
    let sentence_of = |about: &str| sentence(about).encode_utf16().collect::<Vec<u16>>();
    class.add("utf-16.txt", Must::Read, wide(&sentence_of("sixteen bits")));
    class.add("utf-16-surrogates.txt", Must::Read, wide(&[sentence_of("halves"), vec![0xd800, 0x20, 0xdc00]].concat()));
    let mut odd = wide(&sentence_of("half a character"));
    odd.pop();
    class.add("utf-16-odd.txt", Must::Read, odd);
    class.add("record.jsonl", Must::Refuse(&["malformed"]), r#"{"id":"half","text":"Gully \ud800 lorry"}"#);
    class.add("record-invalid.jsonl", Must::Refuse(&["malformed"]), &b"{\"id\":\"bytes\",\"text\":\"Gully \xff\"}"[..]);
    class.add("half.rtf", Must::Read, format!("{{\\rtf1 \\u55357 ?{}\\u56832 ?}}", sentence("halves of characters")));
    class.add(
        "reference.docx",
        Must::Either,
        docx("references").raw("<w:p><w:r><w:t>&#xD800;&#0;&#x110000;</w:t></w:r></w:p>").bytes(),
    );
    class.add("reference.html", Must::Read, html("&#xD800;&#0;&#x110000;&#x80;"));
    class.add("nul.html", Must::Read, html("a nul \0 here"));
    class.add("nul.txt", Must::Read, format!("{} A nul: \0.", sentence("nuls").repeat(3)));
    class.add("nul.rtf", Must::Read, format!("{{\\rtf1 {}\0\\par}}", sentence("nuls in groups")));
    class.add(
        "declared.html",
        Must::Read,
        format!("<html><meta charset=\"utf-32be\"><p>{}", sentence("other letters")),
    );
    class.add("escapes.txt", Must::Read, format!("\u{1b}[2J\u{202e}{}\u{1b}]0;owned\u{7}", sentence("escapes")));
    class.add(
        "noncharacters.txt",
        Must::Read,
        format!("{}\u{fffe}\u{ffff}\u{10ffff}\u{e000}", sentence("no characters")),
    );
    class.files
}
