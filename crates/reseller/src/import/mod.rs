//! Bulk import, the file side (PRODUCT.md §6): from a spreadsheet to rows that can be sent, and
//! from their outcomes back to a spreadsheet. Everything before and after the job; the job itself
//! is in `jobs`. Only `desk` and `dry_run` know of connections.
//!
//! `read` finds out what a file is → `csv`, `workbook` and `sheet` make a `table` of it →
//! `columns` says what its columns mean → `rows` takes the values out → `check` judges them →
//! `draft` holds it all for the screen → `outgoing` is what the job sends → `result_file` writes
//! what came of it. `desk` keeps the draft whose window is open, `dry_run` asks the server about
//! its rows.

mod calendar;
mod check;
mod column_names;
mod columns;
mod csv;
mod desk;
mod draft;
mod dry_run;
mod encoding;
mod field;
mod kept;
mod known;
mod limits;
mod list;
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

pub(crate) use desk::OpenImport;
pub(crate) use kept::accounts_made;
pub(crate) use list::{ListTable, is_id_heading, read_list_file, read_list_text};

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
