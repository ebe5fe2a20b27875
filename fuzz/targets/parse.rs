//! Any text is a question.

#![no_main]

#[allow(dead_code, reason = "the other target uses the rest of it")]
#[path = "../../tests/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|text: &str| laws::any_text_is_read(text));
