//! Single flight: of all who want the same value at the same time, one load runs, in a task of its own.
//!
//! Who gave up waiting harms nobody: the load goes on. A flight that ends in whatever way (a panic, a time-out, the
//! runtime going down) leaves the list of open flights, so the list is as long as there are loads running.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use tokio::sync::watch;

use super::footprint::Retention;
use super::key::Slot;
use super::memory::{Entry, Value};
use super::tags::TagSet;
use crate::error::{Error, Result};

/// How a value is made.
pub(super) type Load = Box<dyn FnOnce() -> BoxFuture<'static, Result<Loaded>> + Send>;

/// What a load brings.
pub(super) struct Loaded {
    pub(super) value: Value,
    /// Its size, what it points to included.
    pub(super) bytes: usize,
    pub(super) retention: Retention,
}

/// The end of a flight. A failure too is as of a time and made of rows: "no such order" may be over by now.
#[derive(Clone, Debug)]
pub(super) struct Landed {
    pub(super) result: Result<Value>,
    pub(super) as_of: u64,
    pub(super) tags: Arc<TagSet>,
    /// Whether it came from the shared tier: nothing was loaded.
    pub(super) shared: bool,
}

/// The loads under way.
#[derive(Debug, Default)]
pub(super) struct Flights(Mutex<HashMap<Slot, Ticket>>);

/// What waiters wait on.
#[derive(Clone, Debug)]
pub(super) struct Ticket(watch::Receiver<Option<Landed>>);

/// How a request gets its value.
pub(super) enum Seat {
    /// It has been cached in the meantime.
    Cached(Arc<Entry>),
    /// Somebody is loading it.
    Joined(Ticket),
    /// Nobody is: whoever gets this seat has to start the load.
    Led(Ticket, Pilot),
}

/// The duty to end a flight. Dropped, it ends it without a result.
pub(super) struct Pilot {
    flights: Arc<Flights>,
    slot: Slot,
    landed: bool,
    sender: watch::Sender<Option<Landed>>,
}

impl Flights {
    /// Takes a seat. `lookup` checks once more whether the value is cached: a flight that ended between the caller's
    /// own lookup and now must not be flown again.
    pub(super) fn board(self: &Arc<Self>, slot: Slot, lookup: impl FnOnce() -> Option<Arc<Entry>>) -> Seat {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ticket) = open.get(&slot) {
            return Seat::Joined(ticket.clone());
        }
        if let Some(entry) = lookup() {
            return Seat::Cached(entry);
        }
        let (sender, receiver) = watch::channel(None);
        let ticket = Ticket(receiver);
        open.insert(slot, ticket.clone());
        Seat::Led(ticket, Pilot { flights: Arc::clone(self), slot, landed: false, sender })
    }

    /// Loads under way.
    pub(super) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn close(&self, slot: &Slot) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(slot);
    }
}

impl Ticket {
    /// Waits for the end of the flight.
    ///
    /// # Errors
    /// `Unavailable` when it ended without a result: the server is going down.
    pub(super) async fn wait(mut self) -> Result<Landed> {
        let landed = self.0.wait_for(Option::is_some).await.map_err(|_| Error::Unavailable)?;
        landed.clone().ok_or(Error::Unavailable)
    }
}

impl Pilot {
    /// Ends the flight. It leaves the list first: who boards after the end must not find it.
    pub(super) fn land(mut self, landed: Landed) {
        self.landed = true;
        self.flights.close(&self.slot);
        self.sender.send_replace(Some(landed));
    }
}

impl Drop for Pilot {
    fn drop(&mut self) {
        // After `land` the slot may be another pilot's.
        if !self.landed {
            self.flights.close(&self.slot);
        }
    }
}
