//! The company's zone on this node: read again whenever the commit log tells of a change of the settings, before the
//! cache is invalidated. So no answer is made with the new settings and the old business day.

use platform::cache::{Batch, EventSource};
use platform::db::Zone;
use platform::error::{Error, Result};
use sea_orm::DatabaseConnection;

use crate::settings;

/// What tags of the settings begin with.
const SETTINGS: &str = "settings_company:";

/// The commit log, with the zone read whenever the settings have changed.
pub(super) struct ZoneSource<S> {
    log: S,
    db: DatabaseConnection,
    zone: Zone,
    /// The settings have changed since the zone was read.
    is_stale: bool,
    /// A batch of the log that nobody has been given yet: the caller may drop a call while the zone is read.
    pending: Option<Batch>,
}

impl<S> ZoneSource<S> {
    pub(super) fn new(log: S, db: DatabaseConnection, zone: Zone) -> Self {
        Self { log, db, zone, is_stale: false, pending: None }
    }
}

impl<S: EventSource> EventSource for ZoneSource<S> {
    async fn poll(&mut self) -> Result<Batch> {
        let news = self.log.poll().await?;
        self.is_stale |= news.restarted.is_some() || news.events.iter().any(|event| event.tags.contains(SETTINGS));
        self.pending = Some(join(self.pending.take(), news));
        if self.is_stale {
            match reload(&self.db, &self.zone).await {
                Ok(()) => self.is_stale = false,
                Err(error) => tracing::warn!(?error, "the company's zone cannot be read; it is tried again"),
            }
        }
        self.pending.take().ok_or_else(|| Error::internal("a look at the commit log brought nothing"))
    }
}

/// What an earlier look brought and the next one, as if they had been one.
fn join(earlier: Option<Batch>, next: Batch) -> Batch {
    match earlier {
        Some(earlier) if next.restarted.is_none() => {
            let events = earlier.events.into_iter().chain(next.events).collect();
            Batch { events, restarted: earlier.restarted, position: next.position }
        }
        _ => next,
    }
}

/// Reads the company's zone; nothing changes before the company has been set up.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn reload(db: &DatabaseConnection, zone: &Zone) -> Result<()> {
    match settings::service::settings(db).await {
        Ok(settings) => {
            zone.set(settings.time_zone);
            Ok(())
        }
        Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::cache::{Event, Restart};

    fn batch(tags: &str, restarted: Option<Restart>, position: &str) -> Batch {
        let events = vec![Event { transaction: 1, tags: tags.to_owned() }];
        Batch { restarted, events, position: position.parse().unwrap() }
    }

    #[test]
    fn nothing_is_lost_of_a_look_that_was_dropped() {
        let tags = |batch: &Batch| batch.events.iter().map(|event| event.tags.clone()).collect::<Vec<_>>();
        let restart = || Some(Restart { base: None });
        let joined = join(Some(batch("a:1", restart(), "1.5:5:")), batch("b:1", None, "1.6:6:"));
        assert_eq!(tags(&joined), ["a:1", "b:1"]);
        assert!(joined.restarted.is_some() && joined.position == "1.6:6:".parse().unwrap());
        let anew = join(Some(batch("a:1", None, "1.5:5:")), batch("b:1", restart(), "1.6:6:"));
        assert_eq!(tags(&anew), ["b:1"]);
        assert_eq!(tags(&join(None, batch("c:1", None, "1.7:7:"))), ["c:1"]);
    }
}
