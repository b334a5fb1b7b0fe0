//! Bulk import, the file side (PRODUCT.md §6): from a spreadsheet to rows that can be sent, and
//! from their outcomes back to a spreadsheet. Everything before and after the job; the job itself
//! is in `jobs`. Nothing here talks to a server or keeps anything.
//!
//! `read` finds out what a file is → `csv`, `workbook` and `sheet` make a `table` of it →
//! `columns` says what its columns mean → `rows` takes the values out → `check` judges them →
//! `draft` holds it all for the screen → `outgoing` is what the job sends → `result_file` writes what came of it.

mod calendar;
mod check;
mod columns;
mod csv;
mod draft;
mod encoding;
mod field;
mod known;
mod limits;
mod number;
mod outgoing;
mod package;
mod plan;
mod problem;
mod read;
mod remark;
mod result_file;
mod rows;
mod sheet;
mod suggest;
mod table;
mod template;
mod view;
mod vocabulary;
mod window;
mod workbook;

pub use columns::{ColumnMatch, LayoutKey, MatchSource};
pub use draft::{ImportContext, ImportDraft};
pub use field::{ImportField, ImportPurpose};
pub use known::KnownAccounts;
pub use plan::{EditPage, ImportPlan, ImportStart, ServerCheck};
pub use problem::FileProblem;
pub use remark::{ProblemKind, RowProblem};
pub use result_file::{ImportResult, ResultPlan, RowOutcome};
pub use suggest::Suggestion;
pub use template::{TemplateKind, write_template};
pub use view::{
    DraftColumn, DraftSummary, EditChange, EditItem, FieldChoice, ImportCell, ImportDefaults,
    ImportItem, ImportRow, ImportRowWindow, ImportTotals, MatchProblem, OpenChoice, RowFilter,
    RowState, SourceKind, SuggestionOffer,
};
