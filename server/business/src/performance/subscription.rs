//! The performance statistics, again and again.

use std::time::Duration;

use async_graphql::{Context, Subscription as Streams};
use futures::{Stream, stream};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::graphql::Performance;
use crate::graphql::ContextExt;
use platform::error::Result;

/// Everything that can be followed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subscription;

#[Streams]
impl Subscription {
    /// How the system runs, every so many seconds: what is now, the query tells. Requires `OPERATE`. Ends with the
    /// session, and when the permissions of who asks change.
    async fn performance(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 5, validator(minimum = 1, maximum = 60))] every_seconds: i32,
    ) -> Result<impl Stream<Item = Performance> + use<>> {
        ctx.actor()?.may(domain::Permission::Operate)?;
        let every = Duration::from_secs(u64::try_from(every_seconds).unwrap_or(5).max(1));
        let mut ticks = interval_at(Instant::now() + every, every);
        // Who reads slowly gets fewer of them.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(stream::unfold(ticks, async |mut ticks| {
            ticks.tick().await;
            Some((Performance, ticks))
        }))
    }
}
