//! `media`: the same lists as `baseEntry`, with the filter of media entries as its own
//! (11-media-list-same-filter). Uploading is left out.

use super::base_entry::{READERS, count, get, list};
use crate::content::filters::MEDIA_ENTRY_FILTER;
use crate::dispatch::{Action, Service};
use crate::partner::filter::PAGER;
use crate::wire::deserialize::{Kind, optional, required};

pub(crate) static SERVICE: Service = Service {
    name: "media",
    feature: None,
    actions: &[
        Action {
            name: "list",
            params: &[
                optional("filter", Kind::Object(&MEDIA_ENTRY_FILTER)),
                optional("pager", Kind::Object(&PAGER)),
            ],
            needs: READERS,
            run: |call| list(call, "KalturaMediaListResponse"),
        },
        Action {
            name: "count",
            params: &[optional("filter", Kind::Object(&MEDIA_ENTRY_FILTER))],
            needs: READERS,
            run: count,
        },
        Action {
            name: "get",
            params: &[required("entryId", Kind::Text), optional("version", Kind::Int)],
            needs: READERS,
            run: get,
        },
    ],
};
