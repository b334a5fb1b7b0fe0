//! `KalturaPartnerFilter`: which partners of a family an answer holds, in which order and on
//! which page (API.md §5, §6.1).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;

use super::Partner;
use super::directory::{Directory, Row};
use super::properties::{GROUP_TYPE, PARTNER_STATUS};
use crate::error::ApiError;
use crate::wire::cast;
use crate::wire::deserialize::{Class, Given, Kind};

/// `…In` and `…NotIn` lists use this many values and drop the rest without a word.
const MAX_IN_VALUES: usize = 500;

pub(crate) static PAGER: Class = Class {
    name: "KalturaFilterPager",
    base: None,
    properties: &[("pageSize", Kind::Int), ("pageIndex", Kind::Int)],
    extended_by: &[],
};

pub(crate) static PARTNER_FILTER: Class = Class {
    name: "KalturaPartnerFilter",
    base: None,
    properties: &[
        ("orderBy", Kind::Text),
        ("idEqual", Kind::Int),
        ("idIn", Kind::Text),
        ("idNotIn", Kind::Text),
        ("idGreaterThan", Kind::Int),
        ("nameLike", Kind::Text),
        ("nameMultiLikeOr", Kind::Text),
        ("nameMultiLikeAnd", Kind::Text),
        ("nameEqual", Kind::Text),
        ("statusEqual", Kind::Enum(&PARTNER_STATUS)),
        ("statusIn", Kind::Text),
        ("partnerPackageEqual", Kind::Int),
        ("partnerPackageGreaterThanOrEqual", Kind::Int),
        ("partnerPackageLessThanOrEqual", Kind::Int),
        ("partnerPackageIn", Kind::Text),
        ("partnerGroupTypeEqual", Kind::Enum(&GROUP_TYPE)),
        ("partnerNameDescriptionWebsiteAdminNameAdminEmailLike", Kind::Text),
        ("createdAtGreaterThanOrEqual", Kind::Time),
        ("monitorUsageEqual", Kind::Int),
    ],
    extended_by: &[&VAR_CONSOLE_FILTER],
};

static VAR_CONSOLE_FILTER: Class = Class {
    name: "KalturaVarConsolePartnerFilter",
    base: Some(&PARTNER_FILTER),
    properties: &[
        ("groupTypeEq", Kind::Enum(&GROUP_TYPE)),
        ("groupTypeIn", Kind::Text),
        ("partnerPermissionsExist", Kind::Text),
    ],
    extended_by: &[],
};

/// A page of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    size: Option<usize>,
    index: usize,
}

impl Page {
    /// Default 30 and 1, at most 500; 0 and negative sizes mean everything; an index below 1 is 1
    /// (API.md §5).
    pub(crate) fn from(pager: Option<&Given>) -> Self {
        let size = pager.and_then(|p| p.int("pageSize")).unwrap_or(30);
        let index = pager.and_then(|p| p.int("pageIndex")).unwrap_or(1).max(1);
        Self {
            size: usize::try_from(size.min(500)).ok().filter(|size| *size > 0),
            index: usize::try_from(index).unwrap_or(1),
        }
    }

    /// The part of a list that the page shows.
    pub(crate) fn of<T: Copy>(self, list: &[T]) -> Vec<T> {
        match self.size {
            None => list.to_vec(),
            Some(size) => {
                let from = (self.index - 1).saturating_mul(size);
                list.iter().skip(from).take(size).copied().collect()
            }
        }
    }
}

#[derive(Debug)]
enum Test {
    IdEqual(i64),
    IdIn(HashSet<i64>),
    IdNotIn(HashSet<i64>),
    IdGreater(i64),
    StatusIn(Vec<i64>),
    GroupIn(Vec<i64>),
    CreatedFrom(i64),
    /// Lower-case texts; any of them, or all of them, inside the name.
    NameHasAny(Vec<String>),
    NameHasAll(Vec<String>),
    NameIs(String),
    AnyFieldHas(String),
    Package {
        at_least: i64,
        at_most: i64,
    },
    PackageIn(Vec<i64>),
    VarConsole,
    /// A permission that no partner of these worlds has, or `monitorUsage`, which none shows.
    Nothing,
}

/// A filter ready to be applied.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    tests: Vec<Test>,
    order: Option<(Key, bool)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Id,
    Name,
    Website,
    CreatedAt,
    AdminName,
    AdminEmail,
    Status,
}

impl Filter {
    /// Reads a filter; fields that do not exist were dropped before.
    pub(crate) fn from(given: Option<&Given>) -> Result<Self, ApiError> {
        let Some(given) = given else { return Ok(Self::default()) };
        let mut tests = Vec::new();
        let ids = |name| given.filter_text(name).map(numbers);
        if let Some(id) = given.int("idEqual") {
            tests.push(Test::IdEqual(id));
        }
        if let Some(list) = ids("idIn") {
            tests.push(Test::IdIn(list.into_iter().collect()));
        }
        if let Some(list) = ids("idNotIn") {
            tests.push(Test::IdNotIn(list.into_iter().collect()));
        }
        if let Some(id) = given.int("idGreaterThan") {
            tests.push(Test::IdGreater(id));
        }
        if let Some(status) = given.int("statusEqual") {
            tests.push(Test::StatusIn(vec![status]));
        }
        if let Some(list) = given.filter_text("statusIn").map(status_numbers) {
            tests.push(Test::StatusIn(list));
        }
        for name in ["partnerGroupTypeEqual", "groupTypeEq"] {
            if let Some(group) = given.int(name) {
                tests.push(Test::GroupIn(vec![group]));
            }
        }
        if let Some(list) = ids("groupTypeIn") {
            tests.push(Test::GroupIn(list));
        }
        if let Some(at) = given.int("createdAtGreaterThanOrEqual") {
            tests.push(Test::CreatedFrom(at));
        }
        if let Some(text) = given.filter_text("nameLike") {
            tests.push(Test::NameHasAny(vec![text.to_lowercase()]));
        }
        if let Some(text) = given.filter_text("nameMultiLikeOr") {
            tests.push(Test::NameHasAny(terms(text)));
        }
        if let Some(text) = given.filter_text("nameMultiLikeAnd") {
            tests.push(Test::NameHasAll(terms(text)));
        }
        if let Some(text) = given.filter_text("nameEqual") {
            tests.push(Test::NameIs(text.to_lowercase()));
        }
        let any = "partnerNameDescriptionWebsiteAdminNameAdminEmailLike";
        if let Some(text) = given.filter_text(any) {
            tests.push(Test::AnyFieldHas(text.to_lowercase()));
        }
        package_tests(given, &mut tests);
        if given.int("monitorUsageEqual").is_some() {
            tests.push(Test::Nothing);
        }
        if let Some(names) = given.filter_text("partnerPermissionsExist") {
            // Without idIn the real server fails
            // (02-partner-list-varConsole-filter-permissions-without-idIn).
            if given.filter_text("idIn").is_none() {
                return Err(ApiError::internal());
            }
            tests.extend(names.split(',').map(|name| match name.trim() {
                "FEATURE_VAR_CONSOLE_LOGIN" => Test::VarConsole,
                _ => Test::Nothing,
            }));
        }
        Ok(Self { tests, order: given.filter_text("orderBy").and_then(order) })
    }

    /// The rows of a family that pass, in the order asked for.
    pub(crate) fn apply(&self, directory: &Directory, rows: Vec<Row>) -> Vec<Row> {
        let mut rows: Vec<Row> =
            rows.into_iter().filter(|row| self.passes(directory, *row)).collect();
        if let Some((key, descending)) = self.order {
            sort(directory, &mut rows, key, descending);
        }
        rows
    }

    fn passes(&self, directory: &Directory, row: Row) -> bool {
        let mut loaded: Option<Cow<'_, Partner>> = None;
        self.tests.iter().all(|test| match test {
            Test::IdEqual(id) => row.id == *id,
            Test::IdIn(ids) => ids.contains(&row.id),
            Test::IdNotIn(ids) => !ids.contains(&row.id),
            Test::IdGreater(id) => row.id > *id,
            Test::StatusIn(list) => list.contains(&i64::from(directory.status(row))),
            Test::GroupIn(list) => list.contains(&i64::from(directory.group(row))),
            Test::CreatedFrom(at) => directory.created_at(row) >= *at,
            Test::Nothing => false,
            Test::NameHasAny(_)
            | Test::NameHasAll(_)
            | Test::NameIs(_)
            | Test::AnyFieldHas(_)
            | Test::Package { .. }
            | Test::PackageIn(_)
            | Test::VarConsole => {
                if loaded.is_none() {
                    loaded = directory.load(row);
                }
                loaded.as_deref().is_some_and(|partner| test.holds_for(partner))
            }
        })
    }
}

impl Test {
    fn holds_for(&self, partner: &Partner) -> bool {
        let name = || partner.text("name").to_lowercase();
        let package = || partner.get("partnerPackage").map_or(1, cast::int);
        match self {
            Test::NameHasAny(texts) => {
                let name = name();
                texts.iter().any(|text| name.contains(text))
            }
            Test::NameHasAll(texts) => {
                let name = name();
                texts.iter().all(|text| name.contains(text))
            }
            Test::NameIs(text) => name() == *text,
            Test::AnyFieldHas(text) => {
                ["name", "description", "website", "adminName", "adminEmail"]
                    .iter()
                    .any(|field| partner.text(field).to_lowercase().contains(text))
            }
            Test::Package { at_least, at_most } => (*at_least..=*at_most).contains(&package()),
            Test::PackageIn(list) => list.contains(&package()),
            Test::VarConsole => partner.var_console,
            Test::IdEqual(_)
            | Test::IdIn(_)
            | Test::IdNotIn(_)
            | Test::IdGreater(_)
            | Test::StatusIn(_)
            | Test::GroupIn(_)
            | Test::CreatedFrom(_)
            | Test::Nothing => true,
        }
    }
}

fn package_tests(given: &Given, tests: &mut Vec<Test>) {
    if let Some(package) = given.int("partnerPackageEqual") {
        tests.push(Test::Package { at_least: package, at_most: package });
    }
    if let Some(at_least) = given.int("partnerPackageGreaterThanOrEqual") {
        tests.push(Test::Package { at_least, at_most: i64::MAX });
    }
    if let Some(at_most) = given.int("partnerPackageLessThanOrEqual") {
        tests.push(Test::Package { at_least: i64::MIN, at_most });
    }
    if let Some(list) = given.filter_text("partnerPackageIn").map(numbers) {
        tests.push(Test::PackageIn(list));
    }
}

fn numbers(list: &str) -> Vec<i64> {
    list.split(',')
        .take(MAX_IN_VALUES)
        .map(|part| cast::int(&serde_json::Value::String(part.to_owned())))
        .collect()
}

/// A word in a list of statuses is no status (02-partner-list-status-in-array gives "Array").
fn status_numbers(list: &str) -> Vec<i64> {
    list.split(',').take(MAX_IN_VALUES).filter_map(|part| part.trim().parse().ok()).collect()
}

fn terms(list: &str) -> Vec<String> {
    list.split(',').map(|term| term.trim().to_lowercase()).filter(|t| !t.is_empty()).collect()
}

/// The sign is required; anything unknown is ignored (02-partner-list-order-by-*).
fn order(text: &str) -> Option<(Key, bool)> {
    let (descending, name) = match text.split_at_checked(1)? {
        ("+", name) => (false, name),
        ("-", name) => (true, name),
        _ => return None,
    };
    let key = match name {
        "id" => Key::Id,
        "name" => Key::Name,
        "website" => Key::Website,
        "createdAt" => Key::CreatedAt,
        "adminName" => Key::AdminName,
        "adminEmail" => Key::AdminEmail,
        "status" => Key::Status,
        _ => return None,
    };
    Some((key, descending))
}

fn sort(directory: &Directory, rows: &mut Vec<Row>, key: Key, descending: bool) {
    let direct = |ordering: Ordering| if descending { ordering.reverse() } else { ordering };
    let field = match key {
        Key::Id => {
            rows.sort_by(|a, b| direct(a.id.cmp(&b.id)));
            return;
        }
        Key::Status => {
            rows.sort_by(|a, b| direct(directory.status(*a).cmp(&directory.status(*b))));
            return;
        }
        Key::CreatedAt => {
            rows.sort_by(|a, b| direct(directory.created_at(*a).cmp(&directory.created_at(*b))));
            return;
        }
        Key::Name => "name",
        Key::Website => "website",
        Key::AdminName => "adminName",
        Key::AdminEmail => "adminEmail",
    };
    let mut keyed: Vec<(String, Row)> = rows
        .iter()
        .map(|row| {
            let text = directory.load(*row).map(|p| p.text(field).to_lowercase());
            (text.unwrap_or_default(), *row)
        })
        .collect();
    keyed.sort_by(|a, b| direct(a.0.cmp(&b.0)));
    *rows = keyed.into_iter().map(|(_, row)| row).collect();
}
