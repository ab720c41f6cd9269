//! What every test starts from: an application on a database of its own ([`TestApp`]), clients that run documents
//! ([`Client`]), or over a socket ([`Node`], [`Browser`]), master data and orders ([`given`]), and the rules that hold after everything ([`invariants`]).

mod app;
mod client;
mod database;
pub(crate) mod given;
pub(crate) mod invariants;
mod node;

pub(crate) use app::{PASSWORD, TestApp};
pub(crate) use client::{Client, Reply};
pub(crate) use node::{Browser, Node, read};

/// Makes a test of each engine from one body.
macro_rules! on_both_engines {
    ($(async fn $name:ident($app:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn check($app: $crate::support::TestApp) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                check($crate::support::TestApp::start(platform::db::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                check($crate::support::TestApp::start(platform::db::Engine::Postgres).await).await;
            }
        }
    )+};
}

pub(crate) use on_both_engines;
