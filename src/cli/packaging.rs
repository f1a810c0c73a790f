//! `completions` and `man`: what a package ships besides the program, made from the argument parser. Uses `args`.

use std::io::{self, Write};

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::args::Cli;

/// Prints a completion script.
///
/// # Errors
/// What `out` reports.
pub fn completions(shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    // Through a buffer, because the generator panics where the output fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "callbot-tui", &mut script);
    out.write_all(&script)
}

/// Prints the manual page: the program and, after it, each command.
///
/// # Errors
/// What `out` reports.
pub fn man(out: &mut dyn Write) -> io::Result<()> {
    clap_mangen::Man::new(Cli::command()).render(out)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn every_shell_has_a_script_that_knows_the_commands() {
        for shell in Shell::value_variants() {
            let mut script = Vec::new();
            completions(*shell, &mut script).unwrap();
            let script = String::from_utf8(script).unwrap();
            assert!(script.contains("demo-server") && script.contains("profile"), "{shell}");
        }
    }

    #[test]
    fn the_manual_names_the_commands_and_the_exit_codes() {
        let mut page = Vec::new();
        man(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        for word in [".TH callbot", "doctor", "config", "77 refused"] {
            assert!(page.contains(word), "{word}: {page}");
        }
    }
}
