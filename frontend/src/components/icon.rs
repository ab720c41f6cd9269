//! The app's icons: strokes on a 24 by 24 grid, in the colour of the text. Decoration only: the text says it too.
use leptos::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Dashboard.
    Gauge,
    /// Orders.
    Cart,
    /// How the system runs.
    Pulse,
    /// Search.
    Search,
    /// Log out.
    Exit,
    /// Done.
    Check,
    /// Close.
    Cross,
    /// Warning.
    Alert,
    /// No permission.
    Lock,
    /// Nothing there.
    Inbox,
    /// Customers.
    People,
    /// Products.
    Box,
    /// Sort upwards.
    Up,
    /// Sort downwards.
    Down,
    /// Sortable.
    Sort,
    /// Go back.
    Back,
    /// Ship.
    Truck,
    /// Add.
    Plus,
    /// Print.
    Printer,
    /// Write anew.
    Pencil,
    /// Write once more.
    Copy,
    /// Choose columns.
    Columns,
    /// Views with a name.
    Bookmark,
    /// Take away as a file.
    Download,
    /// Users.
    Person,
    /// Roles.
    Key,
    /// Settings.
    Sliders,
    /// Light theme.
    Sun,
    /// Dark theme.
    Moon,
    /// Theme of the system.
    Screen,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Gauge => "M4 4h7v9H4zM13 4h7v5h-7zM13 12h7v8h-7zM4 16h7v4H4z",
            Self::Cart => "M7 3h10l3 5v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V8zM4 8h16M9 12a3 3 0 0 0 6 0",
            Self::Pulse => "M3 13h4l3-8 4 14 3-6h4",
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
            Self::Exit => "M10 4H5v16h5M9 12h11M16 8l4 4-4 4",
            Self::Check => "M5 13l4 4L19 7",
            Self::Cross => "M6 6l12 12M18 6L6 18",
            Self::Alert => "M12 4l9 16H3zM12 10v4M12 17v.1",
            Self::Lock => "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3",
            Self::Inbox => "M4 13l3-8h10l3 8v6H4zM4 13h5l1 3h4l1-3h5",
            Self::People => {
                "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3 20c0-4 3-6 6-6s6 2 6 6M16 5.5a3.2 3.2 0 0 1 0 6M18 14.5c2 .8 3 2.7 3 5.5"
            }
            Self::Box => "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
            Self::Up => "M12 19V5M6 11l6-6 6 6",
            Self::Down => "M12 5v14M6 13l6 6 6-6",
            Self::Sort => "M8 10l4-4 4 4M8 14l4 4 4-4",
            Self::Back => "M15 5l-7 7 7 7",
            Self::Truck => {
                "M3 6h11v10H3zM14 10h4l3 3v3h-7zM7 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM17 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
            }
            Self::Plus => "M12 5v14M5 12h14",
            Self::Printer => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
            Self::Pencil => "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
            Self::Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
            Self::Columns => "M4 5h16v14H4zM10 5v14M15 5v14",
            Self::Bookmark => "M6 3h12v18l-6-4-6 4z",
            Self::Download => "M12 4v11M7 11l5 5 5-5M5 20h14",
            Self::Person => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4.5 4-7 8-7s8 2.5 8 7",
            Self::Key => "M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12l8-8M16 7l3 3",
            Self::Sliders => "M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h7M15 17h5M13 15v4",
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5"
            }
            Self::Moon => "M20 14a8 8 0 0 1-10-10 8 8 0 1 0 10 10z",
            Self::Screen => "M3 5h18v11H3zM8 20h8M12 16v4",
        }
    }
}

/// Draws an icon.
#[component]
pub fn Icon(
    /// Which one.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=glyph.path()></path>
        </svg>
    }
}
