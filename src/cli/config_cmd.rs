//! `config path|show|check|init`. Uses `config` and `runtime` (theme files).

use super::args::{ConfigCommand, Global};
use super::context::Context;
use super::exit::{CliError, Exit};
use crate::config::{
    ConfigError, ConfigFile, ConfigPath, Problem, SecretSource, Settings, Sourced, load, settings_for, sources_file,
    template,
};
use crate::domain::text::clean;
use crate::runtime::{exposed, themes};

/// Runs a subcommand.
///
/// # Errors
/// What is wrong with the configuration.
pub fn run(command: ConfigCommand, global: &Global, context: &mut Context<'_>) -> Result<Exit, CliError> {
    match command {
        ConfigCommand::Path => path(global, context),
        ConfigCommand::Show => show(global, context),
        ConfigCommand::Check => check(global, context),
        ConfigCommand::Init => init(global, context),
    }
    .map(|()| Exit::Fine)
}

fn chosen(global: &Global, context: &Context<'_>) -> Result<ConfigPath, CliError> {
    ConfigPath::choose(global.config.as_deref(), context.env, &context.paths)
        .ok_or_else(|| ConfigError::nowhere(Problem::NoHome).into())
}

fn path(global: &Global, context: &mut Context<'_>) -> Result<(), CliError> {
    let chosen = chosen(global, context)?;
    writeln!(context.out, "{}", clean(&chosen.path.to_string_lossy()))?;
    if !chosen.path.exists() {
        context.tell("There is no file there yet; callbot-tui config init writes one");
    }
    Ok(())
}

fn init(global: &Global, context: &mut Context<'_>) -> Result<(), CliError> {
    let chosen = chosen(global, context)?;
    template::init(&chosen.path)?;
    writeln!(context.out, "{}", clean(&chosen.path.to_string_lossy()))?;
    context.tell("Wrote a commented file; fill in uuid and secret_key of a profile, then run: callbot-tui doctor");
    Ok(())
}

/// The widest value that the column of origins keeps clear of.
const LONGEST_COLUMN: usize = 48;

fn show(global: &Global, context: &mut Context<'_>) -> Result<(), CliError> {
    let settings = if global.demo {
        super::session::demo_settings(global, context)?
    } else {
        load(&global.config_flags(), context.env, &context.paths)?
    };
    writeln!(context.out, "# {}", clean(&settings.config_file_words()))?;
    let rows = settings.shown();
    let key_columns = rows.iter().map(|row| row.key.len()).max().unwrap_or(0);
    // A long value pushes only its own origin away.
    let widths = rows.iter().map(|row| width(&row.value));
    let value_columns = widths.filter(|columns| *columns <= LONGEST_COLUMN).max().unwrap_or(0);
    for row in rows {
        let value = clean(&row.value);
        let gap = " ".repeat(value_columns.saturating_sub(width(&value)));
        let (key, origin) = (row.key, row.origin.to_string());
        writeln!(context.out, "{key:<key_columns$}  {value}{gap}  {}", clean(&origin))?;
    }
    for warning in settings.warnings() {
        context.tell(&warning);
    }
    Ok(())
}

fn width(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

fn check(global: &Global, context: &mut Context<'_>) -> Result<(), CliError> {
    let flags = global.config_flags();
    // Also finds what is wrong with the choice of a profile, the environment and the flags.
    let settings = load(&flags, context.env, &context.paths)?;
    let (path, file) = sources_file(&flags, context.env, &context.paths)?;
    let Some(file) = file else {
        let words = path.map_or_else(|| "there".to_owned(), |chosen| format!("at {}", chosen.path.display()));
        writeln!(context.out, "ok: there is no file {}; the defaults hold", clean(&words))?;
        return Ok(());
    };
    for profile in &file.profiles {
        let settings = settings_of(&file, &profile.name.value, global, context)?;
        check_profile(&settings, context)?;
    }
    if settings.uuid.is_some() || settings.secret.is_some() {
        check_chosen(&settings)?;
    }
    let (_, key_problems) = file.keys.keymap();
    for problem in key_problems {
        context.tell(&problem.to_string());
    }
    check_themes(&settings)?;
    if let Some(warning) = context.paths.state_dir.as_deref().and_then(exposed::warning) {
        context.tell(&warning);
    }
    let names = file.profile_names();
    let profiles = match names.as_slice() {
        [] => "no profiles".to_owned(),
        [only] => format!("profile {}", clean(only)),
        many => format!("profiles {}", clean(&many.join(", "))),
    };
    writeln!(context.out, "ok: {}, {profiles}", clean(&settings.config_path_words()))?;
    Ok(())
}

fn settings_of(file: &ConfigFile, name: &str, global: &Global, context: &Context<'_>) -> Result<Settings, ConfigError> {
    settings_for(Some(Sourced::default_of(name.to_owned())), file, &global.config_flags(), context.env)
}

/// Checks what can be checked of any profile without starting programs.
fn check_profile(settings: &Settings, context: &mut Context<'_>) -> Result<(), CliError> {
    if !settings.missing_credentials().is_empty() {
        settings.credentials()?;
    }
    for warning in settings.warnings() {
        context.tell(&warning);
    }
    if let Some(Sourced { value: SecretSource::File(path), origin }) = &settings.secret
        && !path.exists()
    {
        // Its name may be the secret itself.
        context.tell(&format!("The file that secret_key_file names is not there ({origin})"));
    }
    Ok(())
}

/// Every theme file must be readable, also those that are not in use.
fn check_themes(settings: &Settings) -> Result<(), CliError> {
    themes::chosen(settings)?;
    let (_, errors) = themes::in_folder(settings);
    errors.into_iter().next().map_or(Ok(()), |error| Err(error.into()))
}

/// The profile in use must have everything; its secret is fetched where that starts no program.
fn check_chosen(settings: &Settings) -> Result<(), CliError> {
    let needs_program = matches!(&settings.secret, Some(Sourced { value: SecretSource::Command(_), .. }));
    if !needs_program {
        settings.credentials()?;
    }
    settings.certificates()?;
    Ok(())
}
