//! Time as the app measures it: this moment, and waiting. Tests set it themselves.
use std::pin::Pin;

/// A wait that ends when it is dropped.
pub type Wait = Pin<Box<dyn Future<Output = ()>>>;

#[cfg(not(test))]
pub use browser::{now_ms, sleep};
#[cfg(test)]
pub use fake::{advance, now_ms, sleep};

#[cfg(not(test))]
mod browser {
    use std::time::Duration;

    use futures::channel::oneshot;
    use leptos::prelude::set_timeout;

    use super::Wait;

    /// This moment, in milliseconds.
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of this age fit")]
    pub fn now_ms() -> i64 {
        js_sys::Date::now() as i64
    }

    /// Waits for so many milliseconds. The timer is left to run out when nobody waits any more: its closure is freed
    /// by being called.
    pub fn sleep(ms: u32) -> Wait {
        let (ring, rung) = oneshot::channel::<()>();
        let wake = move || {
            // Nobody may wait any more.
            let (Ok(()) | Err(())) = ring.send(());
        };
        set_timeout(wake, Duration::from_millis(ms.into()));
        Box::pin(async move {
            let (Ok(()) | Err(_)) = rung.await;
        })
    }
}

#[cfg(test)]
mod fake {
    use std::cell::{Cell, RefCell};

    use futures::channel::oneshot;

    use super::Wait;

    thread_local! {
        static NOW: Cell<i64> = const { Cell::new(1_000_000) };
        static SLEEPERS: RefCell<Vec<(i64, oneshot::Sender<()>)>> = const { RefCell::new(Vec::new()) };
    }

    /// This moment of the test, in milliseconds.
    pub fn now_ms() -> i64 {
        NOW.get()
    }

    /// Waits until the test has let so many milliseconds go by.
    pub fn sleep(ms: u32) -> Wait {
        let (ring, rung) = oneshot::channel::<()>();
        SLEEPERS.with_borrow_mut(|all| all.push((NOW.get() + i64::from(ms), ring)));
        Box::pin(async move {
            let (Ok(()) | Err(_)) = rung.await;
        })
    }

    /// Lets so many milliseconds go by.
    pub fn advance(ms: i64) {
        NOW.set(NOW.get() + ms);
        let due: Vec<_> = SLEEPERS.with_borrow_mut(|all| all.extract_if(.., |(at, _)| *at <= NOW.get()).collect());
        for (_, ring) in due {
            let (Ok(()) | Err(())) = ring.send(());
        }
    }
}
