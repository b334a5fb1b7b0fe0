//! The texts of generated entries: ordinary titles, and those that spreadsheets, shells and
//! column widths trip over. No logic.

pub(super) const TITLES: &[&str] = &[
    "Lecture",
    "Town hall",
    "Seminar",
    "Interview",
    "Podcast",
    "Lab demo",
    "Onboarding",
    "Match highlights",
    "Vorlesung",
    "Séminaire",
    "הרצאה",
    "講義",
    "محاضرة",
    "Clase",
];

/// Titles that must come out of a file as they went in.
pub(super) const ODD: &[&str] = &[
    "=SUM(A1:A9)",
    "+972-3-5551234",
    "-1",
    "@import",
    "=HYPERLINK(\"http://x.example\",\"click\")",
    "007",
    "1/2",
    "TRUE",
    "false",
    "2024-01-01",
    "12:30",
    "1e5",
    "100%",
    "$1,234.50",
    "NULL",
    "0",
    "00123456789012345678",
    "12345678901234567890",
    "Comma, in the name",
    "Quote \"double\" and 'single'",
    "Line one\nLine two",
    "Line one\r\nLine two",
    "Tab\there",
    " leading and trailing ",
    "שלום עולם – הרצאה",
    "مرحبا بالعالم",
    "👩‍🏫 class 🎓",
    "zero\u{200b}width\u{200f}marks",
    "e\u{301}lan",
    "",
    "<b>bold</b> & more",
    "_x000D_ literal",
    "semi;colon",
    "back\\slash",
    "\u{feff}mark",
    "#REF!",
    "'apostrophe first",
    "|pipe|",
];

pub(super) const TAGS: &[&str] = &[
    "biology",
    "chemistry",
    "physics",
    "lecture",
    "orientation",
    "campus life",
    "staff only",
    "year 2024",
    "élan",
    "ספרייה",
];

pub(super) const DESCRIPTIONS: &[&str] = &[
    "",
    "",
    "",
    "Short description",
    "Multi\nline, \"quoted\" description",
    "Recorded in room 4; see chapter 3.",
];

pub(super) const LANGUAGES: &[&str] =
    &["English", "English (American)", "Hebrew", "French", "Spanish", "German", "Arabic"];

pub(super) const CATEGORY_NAMES: &[&str] = &[
    "Courses",
    "Archive_ old \"2019\"",
    "ארכיון",
    "Site_A",
    "Week",
    "Team",
    "Unit",
    "Topic_ part",
];

pub(super) const DEPARTMENTS: &[&str] =
    &["Biology", "Arts, Music", "Chemistry & Physics", "\"Quoted\" dept", "=SUM(1)", "מחלקה"];

pub(super) const AUDIENCES: &[&str] = &["Students", "Staff", "Public"];
