//! How much of a file is read, each with its reason. A file past a limit is refused with a clear
//! sentence after a bounded time and in bounded memory, whatever it claims of itself.

/// Rows with accounts. `partner.register` takes about half a second (API.md §7.2), so 20,000
/// are a run of three hours, and four times the accounts that a big parent has.
pub(crate) const MAX_ROWS: usize = 20_000;

/// Columns with anything in them. The widest export of a customer system that was met had 180.
pub(crate) const MAX_COLUMNS: usize = 500;

/// Cells with anything in them or before something: 24 bytes each before their text, so 48 MB.
pub(crate) const MAX_CELLS: usize = 2_000_000;

/// Text of all cells together, in bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 64 * 1024 * 1024;

/// Characters in one cell: what Excel itself allows. More comes from a quotation mark that is
/// never closed.
pub(crate) const MAX_CELL_CHARS: usize = 32_767;

/// The file on disk. 20,000 rows of 3 kB are 60 MB; the rest is room for pictures in workbooks.
pub(crate) const MAX_FILE_BYTES: u64 = 200 * 1024 * 1024;

/// What one part of a workbook may unpack to. A sheet of 1,048,576 rows and three columns is
/// about this big; reading stops long before, at [`MAX_ROWS`].
pub(crate) const MAX_UNPACKED_BYTES: u64 = 256 * 1024 * 1024;

/// From here on [`MAX_RATIO`] is looked at: small parts full of repetition are normal.
pub(crate) const RATIO_FROM_BYTES: u64 = 16 * 1024 * 1024;

/// How many times its packed size a part may grow to. Sheets of a million formatted but empty
/// rows reach 30; a zip bomb reaches 1,000.
pub(crate) const MAX_RATIO: u64 = 200;

/// Parts in a workbook. Each costs memory before anything is read; a workbook with a hundred
/// sheets and a picture on each has about 500.
pub(crate) const MAX_PARTS: usize = 10_000;

/// Sheets, number formats and cell styles in a workbook: beyond Excel's own 65,490 styles the
/// rest is shown as plain numbers.
pub(crate) const MAX_SHEETS: usize = 1_000;
pub(crate) const MAX_STYLES: usize = 65_536;

/// Merged areas of a sheet that are filled.
pub(crate) const MAX_MERGES: usize = 20_000;

/// Rows at the top among which the header is looked for.
pub(crate) const HEADER_SEARCH_ROWS: usize = 10;
