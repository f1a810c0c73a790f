//! Columns by name, as users type them and as files keep them. Uses `column`.

use std::sync::LazyLock;

use super::column::Column;

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let of_title = |column: Column| column.title().to_lowercase().replace(' ', "-");
    // A sign is no name that anybody would type.
    let name = |column| if column == Column::Attention { "attention".to_owned() } else { of_title(column) };
    Column::ALL.into_iter().map(name).collect()
});

/// Why a text names no column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoColumn {
    /// No column is called like this.
    Unknown,
    /// Several begin like this.
    Ambiguous(Vec<&'static str>),
}

impl Column {
    /// The column's name in commands and files: its title in lower case, without blanks; where that is a sign, a word.
    pub fn name(self) -> &'static str {
        let place = Self::ALL.into_iter().position(|column| column == self);
        place.and_then(|place| NAMES.get(place)).map_or("", String::as_str)
    }

    /// What a text calls the column: its name, or a part of it where its slash parts two things.
    fn is_called(self, text: &str) -> bool {
        self.name() == text || self.parts().any(|part| part == text) || self.other_names().contains(&text)
    }

    /// The words of the name that stand for the column alone. In a rate the slash parts nothing: `min` is no name of it.
    fn parts(self) -> std::str::Split<'static, char> {
        let is_rate = matches!(self, Self::CallsPerMinute | Self::OrdersPerMinute);
        self.name().split(if is_rate { '\n' } else { '/' })
    }

    /// What people call the column besides its title.
    fn other_names(self) -> &'static [&'static str] {
        match self {
            Self::AnswerRate => &["answer-rate", "answer", "rate"],
            Self::Completion => &["progress"],
            Self::MaxCall => &["max-calls"],
            Self::Attention => &["!", "alerts"],
            Self::CallsPerMinute => &["calls-per-minute", "calls/min", "cpm"],
            Self::OrdersPerMinute => &["orders-per-minute", "orders/min", "opm"],
            Self::RecentAnswers => &["recent-asr"],
            Self::Attempts => &["attempts"],
            Self::Eta => &["end"],
            _ => &[],
        }
    }

    fn begins_with(self, text: &str) -> bool {
        self.parts().any(|part| part.starts_with(text))
    }

    /// The column with this name, ignoring case.
    pub(super) fn with_name(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace(' ', "-");
        let full = Self::ALL.into_iter().find(|column| column.name() == text);
        full.or_else(|| Self::ALL.into_iter().find(|column| column.is_called(&text)))
    }

    /// The column that a typed text means: a name, or the beginning of just one.
    ///
    /// # Errors
    /// Where no column or more than one may be meant.
    pub(super) fn meant_by(text: &str) -> Result<Self, NoColumn> {
        if let Some(column) = Self::with_name(text) {
            return Ok(column);
        }
        let text = text.trim().to_lowercase();
        let meant: Vec<Self> =
            Self::ALL.into_iter().filter(|column| !text.is_empty() && column.begins_with(&text)).collect();
        match meant.as_slice() {
            [] => Err(NoColumn::Unknown),
            [column] => Ok(*column),
            several => Err(NoColumn::Ambiguous(several.iter().map(|column| column.name()).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own_that_is_one_word() {
        let names: std::collections::HashSet<_> = Column::ALL.into_iter().map(Column::name).collect();
        assert_eq!(names.len(), Column::ALL.len());
        for column in Column::ALL {
            assert_eq!(Column::with_name(column.title()), Some(column), "{}", column.title());
            assert!(!column.name().contains([' ', ',']) && !column.name().is_empty());
        }
    }

    #[test]
    fn parts_and_unique_beginnings_are_understood() {
        assert_eq!(Column::meant_by("done"), Ok(Column::Done));
        assert_eq!(Column::meant_by("Total"), Ok(Column::Done));
        assert_eq!(Column::meant_by("win"), Ok(Column::Window));
        assert_eq!(Column::meant_by("strat"), Ok(Column::Strategy));
        assert!(matches!(Column::meant_by("st"), Err(NoColumn::Ambiguous(names)) if names.contains(&"status")));
        assert_eq!(Column::meant_by("nonsense"), Err(NoColumn::Unknown));
        assert_eq!(Column::meant_by(""), Err(NoColumn::Unknown));
        assert_eq!(Column::meant_by("c/m"), Ok(Column::CallsPerMinute));
        assert_eq!(Column::meant_by("asr"), Ok(Column::AnswerRate));
        assert_eq!(Column::meant_by("min"), Err(NoColumn::Unknown));
        assert_eq!(Column::meant_by("atten"), Ok(Column::Attention));
    }
}
