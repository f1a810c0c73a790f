//! Reads zones, weekdays and half-hours as people write them. Uses nothing.

/// Seconds east of UTC for `+05:30`, `-03:00`, `+0545`-like texts with a colon.
pub(in crate::demo) fn zone_seconds(text: &str) -> Result<i64, String> {
    let wrong = || format!("the zone {text:?} is not like +05:30");
    let (sign, rest) = match text.split_at_checked(1) {
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        _ => return Err(wrong()),
    };
    let (hours, minutes) = rest.split_once(':').ok_or_else(wrong)?;
    let number = |text: &str, limit: i64| text.parse::<i64>().ok().filter(|number| (0..limit).contains(number));
    let (hours, minutes) = (number(hours, 24).ok_or_else(wrong)?, number(minutes, 60).ok_or_else(wrong)?);
    Ok(sign * (hours * 3600 + minutes * 60))
}

/// Weekdays from 0 (Monday) to 6, from `1-5` or `1,3,5`.
pub(in crate::demo) fn days(text: &str) -> Result<Vec<usize>, String> {
    let wrong = || format!("the weekdays {text:?} are not like 1-5 or 1,3,5");
    let day = |text: &str| text.trim().parse::<usize>().ok().filter(|day| (1..=7).contains(day)).ok_or_else(wrong);
    let mut found = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        found.extend((day(first)?..=day(last)?).map(|day| day - 1));
    }
    Ok(found)
}

/// Half-hours of a day from 0 to 47, from `9-12:30,14-18:30`; an end before its begin goes past midnight.
pub(in crate::demo) fn half_hours(text: &str) -> Result<Vec<usize>, String> {
    let wrong = || format!("the hours {text:?} are not like 9-12:30,14-18:30");
    let moment = |text: &str| {
        let (hour, minute) = text.split_once(':').unwrap_or((text, "00"));
        let hour = hour.trim().parse::<usize>().ok().filter(|hour| *hour <= 24)?;
        match minute.trim() {
            "00" => Some(hour * 2),
            "30" if hour < 24 => Some(hour * 2 + 1),
            _ => None,
        }
    };
    let mut found = Vec::new();
    for part in text.split(',') {
        let (begin, end) = part.split_once('-').ok_or_else(wrong)?;
        let (begin, end) = (moment(begin).ok_or_else(wrong)?, moment(end).ok_or_else(wrong)?);
        let end = if end <= begin { end + 48 } else { end };
        found.extend((begin..end).map(|half_hour| half_hour % 48));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_may_be_half_and_quarter_hours() {
        assert_eq!(zone_seconds("+05:30"), Ok(19_800));
        assert_eq!(zone_seconds("+05:45"), Ok(20_700));
        assert_eq!(zone_seconds("-03:00"), Ok(-10_800));
        for wrong in ["", "5:30", "+5", "+05:60", "Z", "é"] {
            assert!(zone_seconds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn hours_may_have_breaks_and_pass_midnight() {
        assert_eq!(half_hours("9-10:30,23:30-1").unwrap(), [18, 19, 20, 47, 0, 1]);
        assert_eq!(half_hours("0-24").unwrap().len(), 48);
        assert!(half_hours("9:15-10").is_err());
        assert_eq!(days("1-3,7").unwrap(), [0, 1, 2, 6]);
        assert!(days("0-3").is_err());
    }
}
