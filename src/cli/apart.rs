//! Documents are read in a process of this program's own, with bounds: one that was made to break its reader then breaks no more than
//! that. It is started anew for each, is given the document on standard input and answers on standard output.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::process::{Command, ExitCode, Stdio};

/// What it may take: seconds of processor time, and bytes of memory.
const SECONDS: u64 = 20;
const MEMORY: u64 = 2 << 30;

/// What the process is asked with: no command of people's, so that no help, manual or shell offers it.
const NAME: &str = "apart";

/// Whether these words of a command line ask for such a process.
pub(super) fn is_asked(words: &[OsString]) -> bool {
    matches!(words, [_, name] if name == NAME)
}

/// Has `raw` read in a process of its own.
#[allow(clippy::disallowed_methods, reason = "it is this very program")]
pub(super) fn read(raw: &[u8]) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("cannot be read in a process of its own: {error}");
    let program = std::env::current_exe().map_err(failed)?;
    let mut command = Command::new(program);
    command.arg(NAME).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(failed)?;
    // It reads all before it answers. Where it ends earlier, its exit code says so.
    if let Some(mut input) = child.stdin.take() {
        let _ = input.write_all(raw);
    }
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let memory = MEMORY >> 30;
    Err(format!(
        "what reads it ended without an answer ({}), as it does where that takes more than {SECONDS} seconds or {memory} GiB of memory: \
         the file is damaged, or made to do so; get it again, or give its text",
        output.status
    ))
}

/// Does what such a process does.
pub(super) fn answer() -> ExitCode {
    bound();
    let mut raw = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut raw);
    let answer = read.and_then(|_| std::io::stdout().lock().write_all(&crate::ingest::read_apart(&raw)));
    if answer.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Takes no more than it may from now on, where the system has such bounds.
fn bound() {
    #[cfg(all(unix, feature = "pdf"))]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let most = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
        // A system that does not take a bound has its own.
        let _ = setrlimit(Resource::Cpu, most(SECONDS));
        let _ = setrlimit(Resource::As, most(MEMORY));
        let _ = setrlimit(Resource::Core, most(0));
    }
}
