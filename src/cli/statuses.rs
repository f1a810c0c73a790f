//! The value of `--status`: names, beginnings of names, numbers and ranges of numbers. Uses `domain`.

use crate::domain::TaskStatus;

/// One value of `--status`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatusList(pub Vec<TaskStatus>);

/// Reads `running,paused`, `2,5`, `1..3`.
///
/// # Errors
/// The piece that names no documented status, in words.
pub fn parse_statuses(text: &str) -> Result<StatusList, String> {
    let mut statuses = Vec::new();
    for piece in text.split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
        let read = range(piece).or_else(|| documented(piece).map(|status| vec![status]));
        let Some(read) = read else {
            return Err(format!(
                "no status is called {piece:?}; use pending (1), running (2), completed (3), failed (4) or paused (5)"
            ));
        };
        for status in read {
            if !statuses.contains(&status) {
                statuses.push(status);
            }
        }
    }
    if statuses.is_empty() {
        return Err("name at least one status".to_owned());
    }
    Ok(StatusList(statuses))
}

fn documented(text: &str) -> Option<TaskStatus> {
    TaskStatus::parse(text).filter(|status| !matches!(status, TaskStatus::Unknown(_)))
}

fn range(text: &str) -> Option<Vec<TaskStatus>> {
    let (first, last) = text.split_once("..").or_else(|| text.split_once('-'))?;
    let (first, last) = (first.trim().parse::<i64>().ok()?, last.trim().parse::<i64>().ok()?);
    let is_sane = (1..=5).contains(&first) && (first..=5).contains(&last);
    is_sane.then(|| (first..=last).map(TaskStatus::from_number).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_ranges_are_read_once_each() {
        let read = |text| parse_statuses(text).unwrap().0.iter().map(|status| status.number()).collect::<Vec<_>>();
        assert_eq!(read("running,paused"), [2, 5]);
        assert_eq!(read(" 1, RUN ,1"), [1, 2]);
        assert_eq!(read("1..5"), [1, 2, 3, 4, 5]);
        assert_eq!(read("3-4,5"), [3, 4, 5]);
    }

    #[test]
    fn what_names_no_status_is_refused() {
        for text in ["", ",", "p", "6", "0", "5..1", "1..9", "on"] {
            assert!(parse_statuses(text).is_err(), "{text}");
        }
    }
}
