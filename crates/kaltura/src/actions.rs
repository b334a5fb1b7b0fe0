//! The actions this client knows, one module a service, named like on the wire.

pub mod app_token;
pub mod base_entry;
pub mod caption_asset;
pub mod category;
pub mod category_entry;
pub mod metadata;
pub mod metadata_profile;
pub mod partner;
pub mod permission;
pub mod report;
pub mod schedule_event;
pub mod session;
pub mod system;
pub mod user;
pub mod var_console;

use serde::Serialize;

/// Which page of a list (API.md §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pager {
    page_size: u32,
    page_index: u32,
}

/// The largest page the server gives, whatever is asked for (API.md §5).
pub const PAGE_SIZE_MAX: u32 = 500;

impl Pager {
    /// Page `index`, counted from 1, of `size` items.
    ///
    /// A size of 0 would mean "everything" to the server, and more than 500 is cut without a
    /// word (API.md §5), so the size is brought into 1 to 500 and the index to at least 1.
    pub const fn page(index: u32, size: u32) -> Self {
        let page_size = if size == 0 {
            1
        } else if size > PAGE_SIZE_MAX {
            PAGE_SIZE_MAX
        } else {
            size
        };
        Self { page_size, page_index: if index == 0 { 1 } else { index } }
    }

    /// The first page, as large as can be.
    pub const fn first() -> Self {
        Self::page(1, PAGE_SIZE_MAX)
    }

    /// How many items a full page has.
    pub const fn size(self) -> u32 {
        self.page_size
    }

    /// The number of the page, from 1.
    pub const fn index(self) -> u32 {
        self.page_index
    }
}
