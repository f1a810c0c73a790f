//! `[alerts]`: how the rules are set. Uses `section` and the rules of `history`.

use std::sync::LazyLock;
use std::time::Duration;

use super::error::{ConfigError, Problem};
use super::origin::Origin;
use super::section::{Document, Section, human, nearest, shorten};
use crate::history::alert::number::numbers_of;
use crate::history::alert::{AlertSettings, Mute, NumberRow, RuleSettings, Unit};
use crate::history::{RuleName, Severity};

const COMMON_KEYS: &[&str] = &["enabled", "snooze", "mute"];
const RULE_KEYS: &[&str] = &["enabled", "severity", "hold", "clear", "cooldown"];
const SEVERITIES: &str = "\"info\", \"warn\" or \"crit\"";
const MUTES: &str = "a list of rules, each with or without a task's id: [\"completed\", \"spill:TASKID\"]";
const DAY: Duration = Duration::from_secs(86_400);

/// Every key that may stand in `[alerts]`.
static TOP_KEYS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| COMMON_KEYS.iter().copied().chain(RuleName::ALL.into_iter().map(RuleName::name)).collect());

/// Every key that may stand in the section of a rule, in the order of the rules.
static KEYS_OF_RULES: LazyLock<Vec<(RuleName, Vec<&'static str>)>> = LazyLock::new(|| {
    let keys = |rule| RULE_KEYS.iter().copied().chain(numbers_of(rule).map(|row| row.key)).collect();
    RuleName::ALL.into_iter().map(|rule| (rule, keys(rule))).collect()
});

/// The names of the rows that show the settings, in the order of the rules.
static SHOWN_KEYS: LazyLock<Vec<String>> =
    LazyLock::new(|| RuleName::ALL.into_iter().map(|rule| format!("alerts.{rule}")).collect());

/// `[alerts]`, with where each key stands.
#[derive(Debug, Clone, Default)]
pub struct AlertsSection {
    /// The settings, with the defaults where nothing is written.
    pub settings: AlertSettings,
    /// Where they stand.
    pub origins: AlertOrigins,
}

/// Where the keys of `[alerts]` and the sections of its rules stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertOrigins(Vec<(&'static str, Origin)>);

impl AlertOrigins {
    /// Where a key of `[alerts]` or the section of a rule stands.
    fn of(&self, key: &str) -> Origin {
        self.0.iter().find(|(name, _)| *name == key).map_or(Origin::Default, |(_, origin)| origin.clone())
    }
}

/// The settings in words: the key in full, the value, and where it comes from. A rule is one row.
pub(super) fn rows(settings: &AlertSettings, origins: &AlertOrigins) -> Vec<(&'static str, String, Origin)> {
    let mutes: Vec<String> = settings.muted.iter().map(mute_words).collect();
    let mutes = if mutes.is_empty() { "-".to_owned() } else { mutes.join(", ") };
    let snooze = human(Duration::from_secs(settings.snooze_seconds.into()));
    let mut rows = vec![
        ("alerts.enabled", settings.enabled.to_string(), origins.of("enabled")),
        ("alerts.snooze", snooze, origins.of("snooze")),
        ("alerts.mute", mutes, origins.of("mute")),
    ];
    for (rule, key) in RuleName::ALL.into_iter().zip(SHOWN_KEYS.iter()) {
        rows.push((key.as_str(), rule_words(settings, rule), origins.of(rule.name())));
    }
    rows
}

fn mute_words(mute: &Mute) -> String {
    match &mute.task_id {
        Some(id) => format!("{}:{}", mute.rule, shorten(id)),
        None => mute.rule.to_string(),
    }
}

fn rule_words(settings: &AlertSettings, rule: RuleName) -> String {
    let set = settings.rules.get(&rule).copied().unwrap_or(RuleSettings::default_of(rule));
    let span = |seconds: u32| human(Duration::from_secs(seconds.into()));
    let mut words = vec![
        if set.enabled { "on" } else { "off" }.to_owned(),
        set.severity.config_word().to_owned(),
        format!("hold {}", span(set.hold_seconds)),
        format!("clear {}", span(set.clear_seconds)),
        format!("cooldown {}", span(set.cooldown_seconds)),
    ];
    words.extend(numbers_of(rule).map(|row| {
        let value = settings.number(row.number);
        match row.unit {
            Unit::Seconds => format!("{} {}", row.key, human(Duration::from_secs(value as u64))),
            Unit::Share | Unit::Count | Unit::Plain => format!("{} {value}", row.key),
        }
    }));
    words.join(", ")
}

/// Reads `[alerts]`.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn read(document: &Document<'_>, top: &Section<'_, '_>) -> Result<AlertsSection, ConfigError> {
    let mut read = AlertsSection::default();
    let Some(table) = top.table("alerts")? else {
        return Ok(read);
    };
    let section = Section::open(document, "alerts.".to_owned(), table, &TOP_KEYS)?;
    if let Some(enabled) = section.boolean("enabled")? {
        read.settings.enabled = enabled.value;
        read.origins.0.push(("enabled", enabled.origin));
    }
    if let Some(snooze) = section.duration("snooze", Duration::from_secs(60)..=7 * DAY)? {
        read.settings.snooze_seconds = seconds(snooze.value);
        read.origins.0.push(("snooze", snooze.origin));
    }
    if let Some(mute) = section.strings("mute", MUTES)? {
        let read_all: Result<_, _> = mute.value.iter().map(|text| read_mute(text)).collect();
        read.settings.muted = read_all.map_err(|(found, expected)| {
            ConfigError::at(&mute.origin, Problem::bad_value("alerts.mute".to_owned(), &found, expected))
        })?;
        read.origins.0.push(("mute", mute.origin));
    }
    for (rule, keys) in KEYS_OF_RULES.iter() {
        if let Some(table) = section.table(rule.name())? {
            let of_rule = Section::open(document, format!("alerts.{rule}."), table, keys)?;
            read_rule(&mut read.settings, *rule, &of_rule)?;
            if let Some(origin) = section.origin(rule.name()) {
                read.origins.0.push((rule.name(), origin));
            }
        }
    }
    Ok(read)
}

fn read_mute(text: &str) -> Result<Mute, (String, String)> {
    let (name, task_id) = match text.split_once(':') {
        Some((name, id)) => (name.trim(), Some(id.trim().to_owned())),
        None => (text.trim(), None),
    };
    let names = RuleName::ALL.map(RuleName::name);
    let Some(rule) = RuleName::from_name(name) else {
        let expected = nearest(name, &names).map_or_else(
            || format!("the name of a rule: {}", names.join(", ")),
            |nearest| format!("the name of a rule, such as \"{nearest}\""),
        );
        return Err((shorten(text), expected));
    };
    if task_id.as_deref() == Some("") {
        return Err((shorten(text), "a task's id after the colon".to_owned()));
    }
    Ok(Mute { rule, task_id })
}

fn read_rule(settings: &mut AlertSettings, rule: RuleName, section: &Section<'_, '_>) -> Result<(), ConfigError> {
    let mut set = RuleSettings::default_of(rule);
    if let Some(enabled) = section.boolean("enabled")? {
        set.enabled = enabled.value;
    }
    let severity = |text: &str| Severity::from_word(text).ok_or_else(|| SEVERITIES.to_owned());
    if let Some(severity) = section.parsed("severity", SEVERITIES, severity)? {
        set.severity = severity.value;
    }
    let spans =
        [("hold", &mut set.hold_seconds), ("clear", &mut set.clear_seconds), ("cooldown", &mut set.cooldown_seconds)];
    for (key, field) in spans {
        if let Some(span) = section.duration(key, Duration::ZERO..=DAY)? {
            *field = seconds(span.value);
        }
    }
    settings.rules.insert(rule, set);
    for row in numbers_of(rule) {
        if let Some(value) = read_number(section, row)? {
            settings.numbers.insert(row.number, value);
        }
    }
    Ok(())
}

fn read_number(section: &Section<'_, '_>, row: &NumberRow) -> Result<Option<f64>, ConfigError> {
    match row.unit {
        Unit::Seconds => {
            let range = Duration::from_secs_f64(row.least)..=Duration::from_secs_f64(row.most);
            Ok(section.duration(row.key, range)?.map(|span| span.value.as_secs_f64()))
        }
        Unit::Count => {
            Ok(section.integer(row.key, row.least as u32..=row.most as u32)?.map(|count| f64::from(count.value)))
        }
        Unit::Share | Unit::Plain => section.number(row.key, row.least..=row.most).map(|read| read.map(|it| it.value)),
    }
}

fn seconds(span: Duration) -> u32 {
    u32::try_from(span.as_secs()).unwrap_or(u32::MAX)
}
