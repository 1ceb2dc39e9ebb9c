//! The program: everything is in [`wirecopy::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    wirecopy::cli::main()
}
