//! The binary `dayone`.

fn main() -> std::process::ExitCode {
    dayone_cli::main()
}
