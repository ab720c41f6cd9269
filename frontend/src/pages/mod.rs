//! The pages: each a chunk of its own, fetched when it is first opened, none using another. Each has one door, which
//! its line in `places.rs` names: a `PAGE` of its module, opened to be seen or only to get ready.
pub mod accounts;
pub mod catalog;
pub mod dashboard;
#[cfg(feature = "gallery")]
pub mod gallery;
pub mod login;
pub mod parties;
pub mod performance;
pub mod sales;
pub mod settings;
pub mod shell;
pub mod stock;

use crate::page::{Opening, Visit};
use crate::places::places;
use crate::routes::Place;

macro_rules! doors {
    ($(
        $(#[$meta:meta])*
        $place:ident $(($($said:ident),+))? $link:ident $path:literal $($door:ident)::+ { $($facts:tt)* }
    )*) => {
        /// Fetches a page's code and makes its view, or gets it ready.
        pub fn open(place: Place, visit: Visit) -> Opening {
            match place {
                $($(#[$meta])* Place::$place $(($($said),+))? => self::$($door)::+(($($($said),+)?), visit),)*
            }
        }
    };
}
places!(doors);
