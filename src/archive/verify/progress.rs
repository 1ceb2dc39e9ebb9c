//! How far a check with many threads is. The threads count; the caller's own thread tells.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How often it is told.
const TICK: Duration = Duration::from_millis(100);

/// Bytes that are done, of so many.
#[derive(Default)]
pub(super) struct Progress {
    done: AtomicU64,
    of: AtomicU64,
}

impl Progress {
    /// So many bytes more are to be read.
    pub(super) fn expect(&self, bytes: u64) {
        self.of.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn add(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Does `work` on another thread, and meanwhile tells how far it is.
    pub(super) fn telling<T: Send>(tell: &mut dyn FnMut(u64, u64), work: impl FnOnce(&Progress) -> T + Send) -> T {
        let progress = Progress::default();
        let (bell, rung) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let progress = &progress;
            let worker = scope.spawn(move || {
                // Gone when the work is done, whatever came of it.
                let _bell = bell;
                work(progress)
            });
            while let Err(RecvTimeoutError::Timeout) = rung.recv_timeout(TICK) {
                let (done, of) = (progress.done.load(Ordering::Relaxed), progress.of.load(Ordering::Relaxed));
                tell(done.min(of), of);
            }
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}
