//! What stands in one cell of an export, before it becomes part of a file. How a kind of file
//! writes it is in `csv.rs` and `xlsx.rs`.

/// The value of a cell. Text is text, whatever it looks like.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Absent: 0 is not the same.
    Empty,
    Text(String),
    Number(i64),
    /// Unix seconds.
    Moment(i64),
    /// Milliseconds.
    Length(i64),
}

impl Cell {
    /// A text; an empty one is absent.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub(crate) fn number(value: Option<i64>) -> Self {
        value.map_or(Self::Empty, Self::Number)
    }

    pub(crate) fn moment(value: Option<i64>) -> Self {
        value.map_or(Self::Empty, Self::Moment)
    }

    pub(crate) fn length(value: Option<i64>) -> Self {
        value.map_or(Self::Empty, Self::Length)
    }
}

/// Milliseconds as people read them: `1:02:03`. Rounded to the second.
pub(crate) fn length_text(milliseconds: i64) -> String {
    let sign = if milliseconds < 0 { "-" } else { "" };
    let seconds = (milliseconds.unsigned_abs() + 500) / 1000;
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A row of one of the sheets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) sheet: Sheet,
    pub(crate) cells: Vec<Cell>,
}

/// Which list a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheet {
    Entries,
    Events,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_as_hours_minutes_and_seconds() {
        assert_eq!(length_text(0), "0:00:00");
        assert_eq!(length_text(499), "0:00:00");
        assert_eq!(length_text(500), "0:00:01");
        assert_eq!(length_text(3_723_000), "1:02:03");
        assert_eq!(length_text(90_000_000), "25:00:00");
    }

    #[test]
    fn absent_and_zero_are_told_apart() {
        assert_eq!(Cell::length(None), Cell::Empty);
        assert_eq!(Cell::length(Some(0)), Cell::Length(0));
    }
}
