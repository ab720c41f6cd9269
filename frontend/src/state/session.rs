//! Who is logged in, as far as this browser knows. The server decides; this only draws.
//!
//! unknown --me--> known | nobody;  known --an answer says so, or log out--> nobody --log in--> known
use std::cell::Cell;

use domain::Permission;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::error::{ApiError, Problem};
use crate::api::session::{TILES, User, logout, viewer};
use crate::api::settings::zone;
use crate::state::browser;
use crate::state::cache;
use crate::state::connection::Connection;

/// The browser remembers that somebody was logged in, not who.
const WAS_HERE: &str = "session";
/// The browser remembers in which zone the company's days are.
const ZONE: &str = "zone";

/// What is known of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Not asked yet.
    Unknown,
    /// Nobody is logged in.
    Nobody,
    /// This user is.
    Known(User),
}

thread_local! {
    /// The app has one, and asks for it also where no part of the page owns what it does, as a list that scrolls.
    static CURRENT: Cell<Option<Session>> = const { Cell::new(None) };
}

/// The session of this browser.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    who: RwSignal<Who>,
    /// Whether the question who is there has been answered, be it by a failure.
    is_asked: RwSignal<bool>,
    /// Whether this browser was logged in when it was last used.
    was_here: StoredValue<bool>,
    /// Whether the session ended by itself: then the way in says so.
    ended: StoredValue<bool>,
    /// The zone of the company's business days, as this browser knows it.
    zone: RwSignal<String>,
    /// Whether it has been asked for since the app was loaded.
    zone_asked: StoredValue<bool>,
    connection: Connection,
}

impl Session {
    /// Makes the session available to the app, and asks who it belongs to.
    pub fn provide() -> Self {
        let connection = Connection::get();
        let session = Self::new(connection);
        provide_context(session);
        CURRENT.set(Some(session));
        session.ask();
        Effect::new(move |before: Option<()>| {
            connection.returns();
            if before.is_some() && session.who.get_untracked() == Who::Unknown {
                session.ask();
            }
        });
        session
    }

    pub(super) fn new(connection: Connection) -> Self {
        Self {
            who: RwSignal::new(Who::Unknown),
            is_asked: RwSignal::new(false),
            was_here: StoredValue::new(browser::stored(WAS_HERE).is_some()),
            ended: StoredValue::new(false),
            zone: RwSignal::new(browser::stored(ZONE).unwrap_or_default()),
            zone_asked: StoredValue::new(false),
            connection,
        }
    }

    /// Asks who is logged in, and what he may do now.
    pub fn ask(self) {
        spawn_local(async move {
            match viewer().fetch().await {
                Ok(user) => self.begin(user),
                // Whatever else failed, the page's own query will say.
                Err(error) => self.handle_error(&error),
            }
            self.is_asked.set(true);
        });
    }

    /// Whether a page can be shown as it will stay: what the user may do decides about buttons and parts. A stranger's
    /// page, the way in, has none of them.
    pub fn is_settled(self) -> bool {
        self.is_asked.get() || !self.is_expected()
    }

    /// The app's session.
    pub fn get() -> Self {
        CURRENT.get().unwrap_or_else(expect_context)
    }

    /// Whether somebody is logged in, or was when this browser last heard of it: then pages need not wait for the answer.
    pub fn is_expected(self) -> bool {
        self.who.with(|who| match who {
            Who::Unknown => self.was_here.get_value(),
            Who::Nobody => false,
            Who::Known(_) => true,
        })
    }

    #[cfg(test)]
    pub(super) fn is_expected_now(self) -> bool {
        untrack(|| self.is_expected())
    }

    /// What is known.
    pub fn who(self) -> Who {
        self.who.get()
    }

    /// The user, when one is known.
    pub fn user(self) -> Option<User> {
        match self.who() {
            Who::Known(user) => Some(user),
            Who::Unknown | Who::Nobody => None,
        }
    }

    /// Whether the user is known to have a permission.
    pub fn may(self, permission: Permission) -> bool {
        self.who.with(|who| matches!(who, Who::Known(user) if user.may(permission)))
    }

    /// The same, at this moment.
    pub fn may_now(self, permission: Permission) -> bool {
        untrack(|| self.may(permission))
    }

    /// The zone of the company's business days; empty as long as it is not known. Asked for when it is first needed.
    pub fn zone(self) -> String {
        if !self.zone_asked.get_value() && untrack(|| self.is_expected()) {
            self.zone_asked.set_value(true);
            spawn_local(async move {
                // A failure leaves what is known: at worst the browser's own, which mostly is the company's.
                if let Ok(zone) = zone().fetch().await {
                    browser::store(ZONE, &zone);
                    self.zone.set(zone);
                }
            });
        }
        self.zone.get()
    }

    /// A user has logged in.
    pub fn begin(self, user: User) {
        browser::store(WAS_HERE, "yes");
        browser::keep_for(&user.email);
        // The dashboard is drawn as this browser knows it: from now on as the user left it in whichever browser.
        match user.preferences.first() {
            Some(kept) => browser::store(TILES, &kept.value),
            None => browser::forget(TILES),
        }
        self.ended.set_value(false);
        self.who.set(Who::Known(user));
    }

    /// The user is called otherwise from now on.
    pub fn rename(self, name: &str) {
        self.who.update(|who| {
            if let Who::Known(user) = who {
                name.clone_into(&mut user.name);
            }
        });
    }

    /// Draws the consequences of a failed call: the session has ended there, so it ends here; or nothing is reached.
    pub fn handle_error(self, error: &ApiError) {
        match error.problem {
            Problem::Unauthenticated => {
                if matches!(self.who.get_untracked(), Who::Known(_)) || self.was_here.get_value() {
                    self.ended.set_value(true);
                }
                self.forget();
            }
            Problem::Network => self.connection.lose(),
            Problem::Outdated => self.connection.doubt(),
            _ => {}
        }
    }

    /// Whether the session ended without the user's doing.
    pub fn has_ended(self) -> bool {
        self.ended.get_value()
    }

    fn forget(self) {
        cache::clear();
        browser::forget(WAS_HERE);
        self.was_here.set_value(false);
        self.who.set(Who::Nobody);
    }

    /// Logs out.
    pub fn end(self) {
        spawn_local(async move {
            match logout().send().await {
                Ok(_) => self.forget(),
                Err(error) => self.handle_error(&error),
            }
        });
    }
}
