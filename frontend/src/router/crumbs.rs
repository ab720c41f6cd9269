//! The way back from a page: to the one above it.
use leptos::prelude::*;

use super::Router;
use crate::components::icon::{Glyph, Icon};
use crate::routes::route;
use crate::text;

/// A link to the page above this one, as `places.rs` says it, or to another one.
#[component]
pub fn Crumbs(
    /// Address and name of another one.
    #[prop(optional)]
    to: Option<(String, String)>,
) -> impl IntoView {
    let above = || {
        let above = route(Router::get().route()?.list?)?;
        Some((above.path.to_owned(), (above.title)().to_owned()))
    };
    to.or_else(above).map(|(to, name)| {
        view! {
            <nav class="crumbs" aria-label=text::app::back()>
                <a href=to class="button plain">
                    <Icon glyph=Glyph::Back />
                    {name}
                </a>
            </nav>
        }
    })
}
