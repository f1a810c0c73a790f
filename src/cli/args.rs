//! The command line as clap reads it. Uses `domain` and `app` (column names).

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use tracing::level_filters::LevelFilter;

use super::demo_server_args::DemoServerArgs;
use super::judgement_args::{self, CheckArgs, WatchArgs, WhyArgs};
use super::keys::KeysArgs;
use super::moment::Moment;
use super::statuses::{StatusList, parse_statuses};
use crate::app::Column;
use crate::config::Flags;

const EXAMPLES: &str = "\
Examples:
  callbot-tui --demo                               look around, without an account
  callbot-tui config init                          write a commented configuration file
  callbot-tui doctor                               check credentials, clock and connection
  callbot-tui --status running,paused              the dashboard, on these tasks only
  callbot-tui list --since 3d --format csv > tasks.csv
  callbot-tui list --status failed --format jsonl | jq -r .userTaskID

Environment: CALLBOT_UUID, CALLBOT_SECRET_KEY, CALLBOT_ALGORITHM, CALLBOT_BASE_URL,
  CALLBOT_PROFILE, CALLBOT_CONFIG, NO_COLOR and CLICOLOR_FORCE. A flag wins over the environment, the
  environment over the file, the file over the default.

Exit codes: 0 fine, 1 internal or no such task, 2 usage, 65 unusable answer,
  69 unreachable or busy, 77 refused, 78 configuration, 101 panic, 130 interrupted.";

/// A terminal dashboard for outbound AI-call campaigns on the NXCloud Callbot platform.
///
/// Without a command: the dashboard.
#[derive(Debug, Parser)]
#[command(name = "callbot-tui", version, long_version = LONG_VERSION.as_str(), after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// Flags for every command.
    #[command(flatten)]
    pub global: Global,
    /// Start values of the dashboard.
    #[command(flatten)]
    pub query: Query,
    /// Start the dashboard without what is remembered (sort, filter, columns, theme, time zone, typed commands), and remember
    /// nothing of this visit. The history of the campaigns is used and kept all the same
    #[arg(long)]
    pub fresh: bool,
    /// What to do; nothing means the dashboard.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The version with what tells one build from another.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let kind = if cfg!(debug_assertions) { "debug" } else { "release" };
    let (os, architecture) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("{}\n{os} {architecture}, {kind} build", env!("CARGO_PKG_VERSION"))
});

/// Flags for every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Read the configuration from this file
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Use this profile of the configuration
    #[arg(long, value_name = "NAME", global = true, conflicts_with = "demo")]
    pub profile: Option<String>,
    /// Ask this server
    #[arg(long, value_name = "URL", global = true, conflicts_with = "demo")]
    pub base_url: Option<String>,
    /// Use an embedded, living demo server with a simulated past: no account, no configuration, no network
    #[arg(long, global = true)]
    pub demo: bool,
    /// Trust the certificates in this file besides the system's
    #[arg(long, value_name = "PEM", global = true)]
    pub ca_file: Option<PathBuf>,
    /// Append a log to this file
    #[arg(long, value_name = "FILE", global = true)]
    pub log: Option<PathBuf>,
    /// How much is logged: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", global = true, default_value = "info")]
    pub log_level: LevelFilter,
    /// What the log looks like
    #[arg(long, value_name = "FORMAT", global = true, value_enum, default_value_t = LogForm::Text)]
    pub log_format: LogForm,
    /// When to use colours, and how many
    #[arg(long, value_name = "WHEN", global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub ascii: bool,
}

impl Global {
    /// The part that the configuration takes.
    pub fn config_flags(&self) -> Flags {
        Flags {
            config: self.config.clone(),
            profile: self.profile.clone(),
            base_url: self.base_url.clone(),
            ca_file: self.ca_file.clone(),
        }
    }
}

/// What the log looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LogForm {
    /// For people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

/// When colours are used, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always, 16 colours
    #[value(name = "16")]
    Sixteen,
    /// Always, 256 colours
    #[value(name = "256")]
    Indexed,
    /// Always, all colours
    #[value(name = "true")]
    True,
    /// Always, as many as the terminal has
    Always,
    /// Never
    Never,
}

impl ColorChoice {
    /// Whether to use colours on an output, given whether it is a terminal and whether `NO_COLOR` is set.
    pub fn decide(self, is_terminal: bool, no_color: bool) -> bool {
        match self {
            Self::Auto => is_terminal && !no_color,
            Self::Always | Self::Sixteen | Self::Indexed | Self::True => true,
            Self::Never => false,
        }
    }
}

/// Which tasks are asked for. These become the request's conditions; nothing given means all.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Which tasks")]
pub struct Query {
    /// Only these statuses, by name or number: pending (1), running (2), completed (3), failed (4), paused (5)
    #[arg(long, value_name = "LIST", value_parser = parse_statuses)]
    pub status: Vec<StatusList>,
    /// Only tasks whose name contains this; may be given several times
    #[arg(long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub name: Vec<String>,
    /// Only tasks of this scene
    #[arg(long, value_name = "ID", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub scene: Option<String>,
    /// Only the task with this userTaskID; may be given several times
    #[arg(long, value_name = "USERTASKID", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub id: Vec<String>,
    /// Only tasks created since then: 2h, 3d, 2026-09-23, "2026-09-23 08:00" or unix seconds
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    pub since: Option<Moment>,
    /// Only tasks created until then
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    pub until: Option<Moment>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the tasks once
    #[command(after_help = "\
Examples:
  callbot-tui list --status running,paused
  callbot-tui list --since 2h --sort asr
  callbot-tui list --format jsonl | jq -r '[.userTaskID, .taskStat.totalCall] | @tsv'

Tasks come in the API's order, each exactly once. json and jsonl keep the API's own names.")]
    List(ListArgs),
    /// Print one task in full
    #[command(after_help = "\
Examples:
  callbot-tui show 7f3c9a12
  callbot-tui show 7f3c9a12 --format json | jq .taskStat

Ends with 1 where no task has the id.")]
    Show(ShowArgs),
    /// Say why a task dials or does not
    #[command(after_help = judgement_args::WHY_HELP)]
    Why(WhyArgs),
    /// Print every change, alert and failure as a line, until stopped
    #[command(after_help = judgement_args::WATCH_HELP)]
    Watch(WatchArgs),
    /// Judge the tasks for a monitoring system: one line, and 0, 1, 2 or 3 as exit code
    #[command(after_help = judgement_args::CHECK_HELP)]
    Check(CheckArgs),
    /// Check credentials, clock, connection and signature, and say what to do
    Doctor,
    /// Run the demo server alone, for scripts and tests
    DemoServer(DemoServerArgs),
    /// Show, check or write the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print the dashboard's keys as they are configured
    #[command(after_help = "\
Examples:
  callbot-tui keys
  callbot-tui keys --format markdown > keys.md

The middle column has the names of the actions for [keys] in the configuration.")]
    Keys(KeysArgs),
    /// Print a completion script for a shell
    #[command(after_help = "\
Examples:
  callbot-tui completions bash > ~/.local/share/bash-completion/completions/callbot-tui
  callbot-tui completions fish > ~/.config/fish/completions/callbot-tui.fish
  callbot-tui completions zsh > ~/.zfunc/_callbot-tui")]
    Completions {
        /// Which shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page
    #[command(after_help = "\
Example:
  callbot-tui man > ~/.local/share/man/man1/callbot-tui.1")]
    Man,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Which tasks.
    #[command(flatten)]
    pub query: Query,
    /// How to print them
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
    /// Sort by a column instead of the API's order
    #[arg(long, value_name = "COLUMN", value_parser = clap::builder::PossibleValuesParser::new(COLUMN_NAMES))]
    pub sort: Option<String>,
    /// Turn the order of --sort round
    #[arg(long, requires = "sort")]
    pub reverse: bool,
}

/// How `list` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Aligned columns for people
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line, printed as pages arrive
    Jsonl,
    /// Comma-separated values with a header line
    Csv,
}

const COLUMN_NAMES: [&str; 24] = [
    "attention",
    "status",
    "name",
    "completion",
    "done",
    "left",
    "asr",
    "calls",
    "answered",
    "reach",
    "max",
    "window",
    "zone",
    "created",
    "starts",
    "strategy",
    "scene",
    "id",
    "trend",
    "calls-per-minute",
    "orders-per-minute",
    "asr-10m",
    "attempts",
    "eta",
];

/// The column behind a name of `--sort`.
pub fn column(name: &str) -> Option<Column> {
    Some(match name {
        "status" => Column::Status,
        "name" => Column::Name,
        "completion" => Column::Completion,
        "done" => Column::Done,
        "left" => Column::Left,
        "asr" => Column::AnswerRate,
        "calls" => Column::Calls,
        "window" => Column::Window,
        "created" => Column::Created,
        "strategy" => Column::Strategy,
        "answered" => Column::Answered,
        "reach" => Column::Reach,
        "max" => Column::MaxCall,
        "starts" => Column::Startup,
        "zone" => Column::Zone,
        "scene" => Column::Scene,
        "id" => Column::Id,
        "attention" => Column::Attention,
        "trend" => Column::Trend,
        "calls-per-minute" => Column::CallsPerMinute,
        "orders-per-minute" => Column::OrdersPerMinute,
        "asr-10m" => Column::RecentAnswers,
        "attempts" => Column::Attempts,
        "eta" => Column::Eta,
        _ => return None,
    })
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The task's userTaskID or taskID
    #[arg(value_name = "ID", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub id: String,
    /// How to print it
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub format: ShowFormat,
}

/// How `show` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// For people
    Text,
    /// JSON with the API's own names
    Json,
}

/// What to do with the configuration.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum ConfigCommand {
    /// Print where the configuration file is or would be
    Path,
    /// Print every effective value and where it came from, without secrets
    Show,
    /// Check the file and all its profiles
    Check,
    /// Write a commented file, where there is none yet
    Init,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_sort_name_has_a_column_and_every_column_a_name() {
        let columns: Vec<_> = COLUMN_NAMES.iter().map(|name| column(name).unwrap()).collect();
        assert!(Column::ALL.iter().all(|column| columns.contains(column)));
    }

    #[test]
    fn global_flags_stand_before_or_after_the_command() {
        for line in [["callbot-tui", "--ascii", "list"], ["callbot-tui", "list", "--ascii"]] {
            assert!(Cli::try_parse_from(line).unwrap().global.ascii, "{line:?}");
        }
    }

    #[test]
    fn the_dashboard_and_list_take_the_same_conditions() {
        let query = ["--status", "run,5", "--status", "1", "--name", "promo", "--since", "2h"];
        let dashboard = Cli::try_parse_from(["callbot-tui"].into_iter().chain(query)).unwrap().query;
        let list = Cli::try_parse_from(["callbot-tui", "list"].into_iter().chain(query)).unwrap();
        let Some(Command::List(list)) = list.command else { panic!("{list:?}") };
        assert_eq!(format!("{dashboard:?}"), format!("{:?}", list.query));
    }

    #[test]
    fn mistakes_are_refused() {
        for line in [
            &["--status", "sleeping"][..],
            &["--status", "p"],
            &["--status", "9"],
            &["--since", "yesterdayish"],
            &["list", "--sort", "colour"],
            &["list", "--reverse"],
            &["list", "--format", "xml"],
            &["show"],
            &["--demo", "--base-url", "http://127.0.0.1"],
            &["demo-server", "--fault", "no-such"],
            &["--color", "sometimes"],
            &["list", "extra"],
        ] {
            let error = Cli::try_parse_from(["callbot-tui"].iter().chain(line)).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line:?}");
        }
    }

    #[test]
    fn colours_follow_the_flag_then_no_color_then_the_terminal() {
        for always in [ColorChoice::Always, ColorChoice::Sixteen, ColorChoice::Indexed, ColorChoice::True] {
            assert!(always.decide(false, true));
        }
        assert!(!ColorChoice::Never.decide(true, false));
        assert!(ColorChoice::Auto.decide(true, false));
        assert!(!ColorChoice::Auto.decide(true, true));
        assert!(!ColorChoice::Auto.decide(false, false));
    }
}
