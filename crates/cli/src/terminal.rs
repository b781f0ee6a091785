//! What the command is attached to: terminals, their size, and standard input.

use std::io::{self, IsTerminal, Read};

use terminal_size::{Height, Width, terminal_size_of};

use crate::input::Stdin;

/// What the command is attached to.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    /// A person reads stdout.
    pub stdout_is_terminal: bool,
    /// A person reads stderr.
    pub stderr_is_terminal: bool,
    /// A person types.
    pub stdin_is_terminal: bool,
    /// Columns and rows of the terminal.
    pub size: Option<(usize, usize)>,
    /// Colours are welcome.
    pub colour: bool,
}

impl Surroundings {
    /// Looks.
    #[must_use]
    pub fn look() -> Surroundings {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let size = terminal_size_of(io::stderr()).or_else(|| terminal_size_of(io::stdout()));
        Surroundings {
            stdout_is_terminal: io::stdout().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
            stdin_is_terminal: io::stdin().is_terminal(),
            size: size.map(|(Width(columns), Height(rows))| (columns.into(), rows.into())),
            colour: !is_set("NO_COLOR") && !dumb,
        }
    }
}

/// The standard input of the process.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProcessStdin;

impl Stdin for ProcessStdin {
    fn is_terminal(&self) -> bool {
        io::stdin().is_terminal()
    }

    fn read(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn read_hidden(&mut self, prompt: &str) -> io::Result<String> {
        let terminal = console::Term::stderr();
        terminal.write_str(prompt)?;
        terminal.read_secure_line()
    }
}
