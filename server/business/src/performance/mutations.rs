//! Purging the caches of every node, in the API.

use async_graphql::{Context, Object, SimpleObject};

use super::service::{self, Purge};
use crate::graphql::{ContextExt, UserError};
use crate::inputs;
use platform::error::Result;

inputs! {
    /// What the caches are to forget.
    create CachePurgeInput {
        /// What was made of these: `erp_customer:12` (a row), `erp_customer:*` (any of a table). At most 100.
        #[graphql(default)]
        pub tags: Vec<String>,
        /// These classes, such as `customer_list`.
        #[graphql(default)]
        pub classes: Vec<String>,
        /// Everything.
        #[graphql(default)]
        pub all: bool,
    }
}

/// Whether it is done.
#[derive(SimpleObject)]
pub struct CachePurgePayload {
    /// True when the purge is in the commit log: every node applies it within a fifth of a second.
    done: bool,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be done about how the system runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct PerformanceMutation;

#[Object]
impl PerformanceMutation {
    /// Purges the caches of every node. Requires `OPERATE`.
    async fn cache_purge(&self, ctx: &Context<'_>, input: CachePurgeInput) -> Result<CachePurgePayload> {
        let purge = Purge { tags: input.tags, classes: input.classes, all: input.all };
        let (done, user_errors) = ctx.write(async |tx| service::purge(tx, &purge).await).await?.into_parts();
        Ok(CachePurgePayload { done: done.is_some(), user_errors })
    }
}
