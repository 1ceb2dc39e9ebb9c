//! When a host may be asked next.

use std::collections::BTreeMap;

use super::super::Clock;

/// So long is waited for a host that asked for time, and no longer; in milliseconds.
pub(super) const PATIENCE: u64 = 120_000;

#[derive(Default)]
pub(super) struct Pace {
    /// By host, in milliseconds of the clock.
    next: BTreeMap<String, u64>,
}

impl Pace {
    /// Waits until the host may be asked; an error is in how many milliseconds, where that is too long.
    pub fn wait(&self, host: &str, clock: &dyn Clock) -> Result<(), u64> {
        let wait = self.next.get(host).map_or(0, |next| next.saturating_sub(clock.now()));
        if wait > PATIENCE {
            return Err(wait);
        }
        if wait > 0 {
            clock.sleep(wait);
        }
        Ok(())
    }

    /// The host is not asked for so many milliseconds from now on.
    pub fn rest(&mut self, host: &str, milliseconds: u64, clock: &dyn Clock) {
        let until = clock.now().saturating_add(milliseconds);
        let next = self.next.entry(host.to_owned()).or_default();
        *next = until.max(*next);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    struct Still(Cell<u64>);

    impl Clock for Still {
        fn now(&self) -> u64 {
            self.0.get()
        }

        fn sleep(&self, milliseconds: u64) {
            self.0.set(self.0.get() + milliseconds);
        }
    }

    #[test]
    fn each_host_has_a_pace_of_its_own() {
        let (clock, mut pace) = (Still(Cell::new(5)), Pace::default());
        assert_eq!(pace.wait("a", &clock), Ok(()));
        pace.rest("a", 1000, &clock);
        // A shorter rest does not end a longer one.
        pace.rest("a", 10, &clock);
        assert_eq!((pace.wait("b", &clock), clock.now()), (Ok(()), 5));
        assert_eq!((pace.wait("a", &clock), clock.now()), (Ok(()), 1005));
        pace.rest("a", PATIENCE + 1, &clock);
        assert_eq!((pace.wait("a", &clock), clock.now()), (Err(PATIENCE + 1), 1005));
    }
}
