//! Texts in the XML of a workbook: what must be written in another way so that it comes out as
//! it went in.

/// The beginning of a text, at most this many UTF-16 units, not ending inside a character.
pub(super) fn first_units(text: &str, most: usize) -> &str {
    // No character has more units than bytes.
    if text.len() <= most {
        return text;
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > most {
            return &text[..at];
        }
    }
    text
}

/// Adds a text, as content or between the quotes of an attribute. What XML cannot hold is
/// written as workbooks do, `_x0001_`; what only looks like that is kept apart from it.
pub(super) fn push(xml: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte > b'_' && *byte != 0xef {
            continue;
        }
        let (length, written) = match byte {
            b'&' => (1, "&amp;"),
            b'<' => (1, "&lt;"),
            b'>' => (1, "&gt;"),
            b'"' => (1, "&quot;"),
            b'_' if is_code(&bytes[at..]) => (1, "_x005F_"),
            // A bare carriage return would be read as the end of a line.
            0..=0x08 | 0x0b..=0x1f => (1, CONTROLS[usize::from(*byte)]),
            0xef if bytes[at..].starts_with(&[0xef, 0xbf, 0xbe]) => (3, "_xFFFE_"),
            0xef if bytes[at..].starts_with(&[0xef, 0xbf, 0xbf]) => (3, "_xFFFF_"),
            _ => continue,
        };
        xml.push_str(&text[from..at]);
        xml.push_str(written);
        from = at + length;
    }
    xml.push_str(&text[from..]);
}

/// Whether readers would throw blanks away.
pub(super) fn has_outer_blanks(text: &str) -> bool {
    text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace)
}

/// Whether this begins with what stands for a character in a workbook.
fn is_code(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', code @ ..] if code.len() >= 5
        && code[..4].iter().all(u8::is_ascii_hexdigit) && code[4] == b'_')
}

/// The control characters, as they are written.
const CONTROLS: [&str; 32] = [
    "_x0000_", "_x0001_", "_x0002_", "_x0003_", "_x0004_", "_x0005_", "_x0006_", "_x0007_",
    "_x0008_", "\t", "\n", "_x000B_", "_x000C_", "_x000D_", "_x000E_", "_x000F_", "_x0010_",
    "_x0011_", "_x0012_", "_x0013_", "_x0014_", "_x0015_", "_x0016_", "_x0017_", "_x0018_",
    "_x0019_", "_x001A_", "_x001B_", "_x001C_", "_x001D_", "_x001E_", "_x001F_",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut xml = String::new();
        push(&mut xml, text);
        xml
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(first_units("abc", 2), "ab");
        assert_eq!(first_units("a👩b", 2), "a");
        assert_eq!(first_units("äöü", 3), "äöü");
    }

    #[test]
    fn what_xml_cannot_hold_is_written_as_workbooks_do() {
        assert_eq!(written("a\r\nb\tc\u{1}\u{1f}"), "a_x000D_\nb\tc_x0001__x001F_");
        assert_eq!(written("\u{fffe}x\u{ffff}ﻼ\u{ffee}"), "_xFFFE_x_xFFFF_ﻼ\u{ffee}");
        assert_eq!(written("<b a=\"1\">&amp;</b>"), "&lt;b a=&quot;1&quot;&gt;&amp;amp;&lt;/b&gt;");
        assert_eq!(written("שלום 👩‍🏫 _x"), "שלום 👩‍🏫 _x");
    }

    #[test]
    fn what_only_looks_like_a_code_stays_as_it_is() {
        assert_eq!(written("_x0041_"), "_x005F_x0041_");
        assert_eq!(written("_x005f_x0041_"), "_x005F_x005f_x005F_x0041_");
        assert_eq!(written("_x00g1_ _x004 _X0041_ x0041_"), "_x00g1_ _x004 _X0041_ x0041_");
    }
}
