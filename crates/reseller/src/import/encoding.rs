//! Which letters the bytes of a text file stand for. Only detection and decoding; what the text
//! means is read in `csv`.

use super::problem::FileProblem;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How a text file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextEncoding {
    pub encoding: &'static Encoding,
    /// It begins with a mark that says so.
    pub marked: bool,
}

/// The bytes looked at for guessing. More does not make the guess better.
const GUESS_BYTES: usize = 512 * 1024;
/// The bytes in which the zero bytes of UTF-16 without a mark are counted.
const ZERO_BYTES: usize = 4 * 1024;

/// Detects the encoding: by its mark, by zero bytes in every other place, by being valid UTF-8,
/// and only then by guessing from the letters.
pub(crate) fn detect(bytes: &[u8]) -> TextEncoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return TextEncoding { encoding, marked: true };
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return TextEncoding { encoding, marked: false };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return TextEncoding { encoding: UTF_8, marked: false };
    }
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let sample = &bytes[start..bytes.len().min(start + GUESS_BYTES)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // Two bytes above 127 are not enough to tell the languages of the world apart; what most
    // office computers write is the better guess then.
    let telling = sample.iter().filter(|b| !b.is_ascii()).take(3).count();
    let encoding =
        if telling < 3 && guess != encoding_rs::WINDOWS_1255 { WINDOWS_1252 } else { guess };
    TextEncoding { encoding, marked: false }
}

/// The encoding of this name, such as `windows-1255`, when the person chose it.
pub(crate) fn named(name: &str, bytes: &[u8]) -> Result<TextEncoding, FileProblem> {
    let encoding = Encoding::for_label_no_replacement(name.as_bytes())
        .ok_or_else(|| FileProblem::NoSuchEncoding(name.to_owned()))?;
    let marked = Encoding::for_bom(bytes).is_some_and(|(bom, _)| bom == encoding);
    Ok(TextEncoding { encoding, marked })
}

fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(ZERO_BYTES)];
    if sample.len() < 4 {
        return None;
    }
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let pairs = sample.len() / 2;
    // Delimiters, digits and line ends have a zero byte in every script.
    if second * 10 >= pairs && first == 0 {
        Some(UTF_16LE)
    } else if first * 10 >= pairs && second == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Hands the text on in pieces, so that a big file is never in memory twice.
pub(crate) fn decode(
    bytes: &[u8],
    how: TextEncoding,
    take: &mut impl FnMut(&str) -> Result<(), FileProblem>,
) -> Result<(), FileProblem> {
    let mut decoder = how.encoding.new_decoder_with_bom_removal();
    let mut piece = String::with_capacity(64 * 1024);
    let mut rest = bytes;
    loop {
        let (outcome, read, _) = decoder.decode_to_string(rest, &mut piece, true);
        rest = &rest[read..];
        take(&piece)?;
        piece.clear();
        if outcome == encoding_rs::CoderResult::InputEmpty {
            return Ok(());
        }
    }
}

/// The text in this encoding, or None if it has letters that the encoding lacks.
pub(crate) fn encode(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    if encoding == UTF_16LE {
        return Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let (bytes, _, lossy) = encoding.encode(text);
    (!lossy).then(|| bytes.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{WINDOWS_1251, WINDOWS_1255};
    use proptest::prelude::*;

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        let how = detect(bytes);
        let mut text = String::new();
        decode(bytes, how, &mut |piece| {
            text.push_str(piece);
            Ok(())
        })
        .unwrap();
        (text, how.encoding.name())
    }

    #[test]
    fn hebrew_western_and_russian_files_of_old_are_told_apart() {
        let hebrew = "שם החשבון,דוא״ל\nאוניברסיטת תל אביב,dana@tau.example\nבית ספר,a@b.example\n";
        let bytes = encode(&hebrew.replace('״', "\""), WINDOWS_1255).unwrap();
        assert_eq!(decoded(&bytes).1, "windows-1255");
        assert!(decoded(&bytes).0.contains("אוניברסיטת"));
        let western = "Name;E-Mail\nUniversität Zürich;j.müller@example.ch\nÉcole;b@c.example\n";
        let bytes = encode(western, WINDOWS_1252).unwrap();
        assert_eq!(decoded(&bytes), (western.to_owned(), "windows-1252"));
        let russian = "Название;Почта\nМосковский университет;a@b.example\n";
        let bytes = encode(russian, WINDOWS_1251).unwrap();
        assert_eq!(decoded(&bytes).0, russian);
    }

    #[test]
    fn a_single_accent_is_taken_for_western() {
        let text = "Name,E-mail\nRenée,a@b.example\n";
        let bytes = encode(text, WINDOWS_1252).unwrap();
        assert_eq!(decoded(&bytes), (text.to_owned(), "windows-1252"));
    }

    #[test]
    fn letters_that_an_encoding_lacks_are_noticed() {
        assert!(encode("Łódź", WINDOWS_1252).is_none());
        assert!(encode("Łódź", UTF_8).is_some());
    }

    proptest! {
        #[test]
        fn every_unicode_text_comes_back_from_every_unicode_encoding(text in "[\\x20-\\x7e]{4,40}\\PC{0,60}") {
            let mut utf8_marked = vec![0xef, 0xbb, 0xbf];
            utf8_marked.extend_from_slice(text.as_bytes());
            let mut le = vec![0xff, 0xfe];
            le.extend(encode(&text, UTF_16LE).unwrap());
            let mut be = vec![0xfe, 0xff];
            be.extend(encode(&text, UTF_16BE).unwrap());
            for bytes in [text.as_bytes().to_vec(), utf8_marked, le, be] {
                prop_assert_eq!(&decoded(&bytes).0, &text);
            }
        }

        #[test]
        fn plain_letters_in_utf16_are_found_without_a_mark(text in "[a-zA-Z0-9,;\n@.]{4,80}") {
            prop_assert_eq!(&decoded(&encode(&text, UTF_16LE).unwrap()).0, &text);
            prop_assert_eq!(&decoded(&encode(&text, UTF_16BE).unwrap()).0, &text);
        }

        #[test]
        fn no_bytes_make_decoding_fail(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decoded(&bytes);
        }
    }
}
