//! From the flags that choose tasks to the request's conditions, and to words for the header. Uses `domain`.

use chrono::TimeZone;

use super::args::Query;
use super::exit::{CliError, Exit};
use super::moment::{Edge, Moment};
use crate::domain::QueryConditions;
use crate::domain::text::clean;
use crate::domain::time::at_offset;

/// The conditions of a request.
///
/// # Errors
/// When a moment is outside the calendar or the range is empty.
pub fn conditions<Z: TimeZone>(query: &Query, now_seconds: i64, zone: &Z) -> Result<QueryConditions, CliError> {
    let usage = |sentence: &str, hint: &str| CliError::new(Exit::Usage, sentence, hint);
    let second = |moment: Option<Moment>, edge| match moment {
        None => Ok(None),
        Some(moment) => match moment.unix_seconds(now_seconds, zone, edge) {
            // The API says nothing about times before 1970; its zero means "not set".
            Some(seconds) => Ok(Some(seconds.max(1))),
            None => Err(usage("A date of --since or --until is outside the calendar", "Use a date such as 2026-09-23")),
        },
    };
    let created_since = second(query.since, Edge::Since)?;
    let created_until = second(query.until, Edge::Until)?;
    if matches!((created_since, created_until), (Some(since), Some(until)) if since > until) {
        return Err(usage("--since is later than --until", "Exchange the two"));
    }
    let mut statuses: Vec<i64> = Vec::new();
    for status in query.status.iter().flat_map(|list| &list.0) {
        if !statuses.contains(&status.number()) {
            statuses.push(status.number());
        }
    }
    Ok(QueryConditions {
        statuses,
        names: query.name.clone(),
        scene_id: query.scene.clone(),
        user_task_ids: query.id.clone(),
        created_since,
        created_until,
    })
}

/// The conditions in words, for the dashboard's header; `None` where all tasks are asked for.
pub fn words(conditions: &QueryConditions, local_offset_seconds: i32) -> Option<String> {
    let list = |label: &str, values: Vec<String>| {
        (!values.is_empty())
            .then(|| format!("{label} {}", values.iter().map(|value| clean(value)).collect::<Vec<_>>().join(", ")))
    };
    let moment = |label: &str, seconds: Option<i64>| {
        let at = at_offset(seconds?, local_offset_seconds)?;
        Some(format!("{label} {}", at.format("%Y-%m-%d %H:%M")))
    };
    let statuses = conditions.statuses.iter().map(|number| crate::domain::TaskStatus::from_number(*number).to_string());
    let pieces: Vec<String> = [
        list("status", statuses.collect()),
        list("name", conditions.names.clone()),
        list("scene", conditions.scene_id.iter().cloned().collect()),
        list("id", conditions.user_task_ids.clone()),
        moment("since", conditions.created_since),
        moment("until", conditions.created_until),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!pieces.is_empty()).then(|| pieces.join("; "))
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;
    use crate::cli::statuses::parse_statuses;

    #[test]
    fn flags_become_conditions_and_words() {
        let query = Query {
            status: vec![parse_statuses("run,5").unwrap(), parse_statuses("2").unwrap()],
            name: vec!["promo".to_owned(), "客户".to_owned()],
            since: Some("2026-09-23".parse().unwrap()),
            ..Query::default()
        };
        let conditions = conditions(&query, 0, &Utc).unwrap();
        assert_eq!(conditions.statuses, [2, 5]);
        assert_eq!(conditions.created_since, Some(1_790_121_600));
        assert_eq!(
            words(&conditions, 0).as_deref(),
            Some("status running, paused; name promo, 客户; since 2026-09-23 00:00")
        );
        assert_eq!(words(&QueryConditions::default(), 0), None);
    }

    #[test]
    fn an_empty_range_is_refused() {
        let query = Query {
            since: Some("2026-09-24".parse().unwrap()),
            until: Some("2026-09-23".parse().unwrap()),
            ..Query::default()
        };
        assert_eq!(conditions(&query, 0, &Utc).unwrap_err().exit, Exit::Usage);
    }
}
