//! A workbook's outer shell: a zip of XML parts, opened so that no part can take more time or
//! memory than `limits` allows. What the parts mean is in `workbook` and `sheet`.

use super::limits::{MAX_PARTS, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FROM_BYTES};
use super::problem::FileProblem;
use quick_xml::events::{BytesRef, BytesStart};
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;
use zip::ZipArchive;

/// An opened zip and the names in it.
pub(crate) struct Package<R> {
    zip: ZipArchive<R>,
    /// Lower-case names without a leading slash: some programs write them in other cases.
    names: HashMap<String, usize>,
}

impl<R: Read + Seek> Package<R> {
    /// Opens a zip.
    pub(crate) fn open(mut source: R) -> Result<Self, FileProblem> {
        refuse_too_many_parts(&mut source)?;
        let mut zip = ZipArchive::new(source).map_err(|e| FileProblem::Damaged(e.to_string()))?;
        let mut names = HashMap::with_capacity(zip.len());
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(|e| FileProblem::Damaged(e.to_string()))?;
            if part.encrypted() {
                return Err(FileProblem::PasswordProtected);
            }
            let name = part.name().map_err(|e| FileProblem::Damaged(e.to_string()))?;
            let name = name.trim_start_matches('/').replace('\\', "/");
            names.insert(name.to_lowercase(), index);
        }
        Ok(Self { zip, names })
    }

    /// Whether there is a part of this name, blind to case.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_lowercase())
    }

    /// A part to be read as XML, or None.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Part<'_>>, FileProblem> {
        let name = name.trim_start_matches('/').to_lowercase();
        let Some(&index) = self.names.get(&name) else { return Ok(None) };
        let file = self.zip.by_index(index).map_err(|e| FileProblem::Damaged(e.to_string()))?;
        let meter = Rc::new(Meter::new(file.compressed_size()));
        let metered = Metered { inner: Box::new(file), meter: Rc::clone(&meter) };
        let mut xml = quick_xml::Reader::from_reader(BufReader::new(metered));
        let config = xml.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.check_comments = false;
        Ok(Some(Part { xml, meter }))
    }
}

/// One part while it is read.
pub(crate) struct Part<'a> {
    pub(crate) xml: quick_xml::Reader<BufReader<Metered<'a>>>,
    meter: Rc<Meter>,
}

impl Part<'_> {
    /// What an error while reading means: the part may have been stopped for its size.
    pub(crate) fn problem(&self, error: &quick_xml::Error) -> FileProblem {
        if self.meter.exceeded.get() {
            FileProblem::UnpacksTooFar
        } else {
            FileProblem::Damaged(error.to_string())
        }
    }
}

/// Counts what comes out of a part against what went in.
struct Meter {
    packed: u64,
    unpacked: Cell<u64>,
    exceeded: Cell<bool>,
}

impl Meter {
    fn new(packed: u64) -> Self {
        Self { packed, unpacked: Cell::new(0), exceeded: Cell::new(false) }
    }

    fn count(&self, bytes: usize) -> bool {
        let unpacked = self.unpacked.get() + bytes as u64;
        self.unpacked.set(unpacked);
        let grown = unpacked > RATIO_FROM_BYTES && unpacked / self.packed.max(1) > MAX_RATIO;
        if grown || unpacked > MAX_UNPACKED_BYTES {
            self.exceeded.set(true);
        }
        !self.exceeded.get()
    }
}

/// A part's bytes, cut off when they become too many.
pub(crate) struct Metered<'a> {
    inner: Box<dyn Read + 'a>,
    meter: Rc<Meter>,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        if self.meter.count(bytes) {
            Ok(bytes)
        } else {
            Err(std::io::Error::other("the part unpacks too far"))
        }
    }
}

/// Each entry of the directory costs memory as soon as the zip is opened, so their marks are
/// counted first. Packed data may hold the same four bytes by chance, about once in 4 GB.
fn refuse_too_many_parts(source: &mut (impl Read + Seek)) -> Result<(), FileProblem> {
    const MARK: &[u8; 4] = b"PK\x01\x02";
    let mut buffer = vec![0_u8; 64 * 1024];
    let mut kept = 0;
    let mut parts = 0;
    loop {
        let read = source.read(&mut buffer[kept..]).map_err(|e| FileProblem::from_reading(&e))?;
        if read == 0 {
            break;
        }
        let filled = kept + read;
        parts += memchr::memmem::find_iter(&buffer[..filled], MARK).count();
        if parts > MAX_PARTS {
            return Err(FileProblem::UnpacksTooFar);
        }
        // A mark may lie across two reads; three bytes of it cannot be counted twice.
        kept = filled.min(MARK.len() - 1);
        buffer.copy_within(filled - kept..filled, 0);
    }
    source.seek(SeekFrom::Start(0)).map_err(|e| FileProblem::from_reading(&e))?;
    Ok(())
}

/// The value of an attribute, whatever its prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name).map(|a| {
        let plain = quick_xml::escape::unescape(&a.value);
        plain.map_or_else(|_| a.value.to_string(), std::borrow::Cow::into_owned)
    })
}

/// Adds what `&amp;` and its like stand for. Others than the five of XML mean nothing here and
/// are written as they are; nothing is ever expanded.
pub(crate) fn push_reference(reference: &BytesRef<'_>, text: &mut String) {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        text.push(letter);
        return;
    }
    let name = reference.xml10_content();
    if let Some(known) = quick_xml::escape::resolve_xml_entity(&name) {
        text.push_str(known);
    } else {
        text.push('&');
        text.push_str(&name);
        text.push(';');
    }
}
