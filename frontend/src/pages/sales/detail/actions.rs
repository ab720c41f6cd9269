//! What the order's page offers: the next step first, the rest beside it, and why something is not possible.
use domain::Permission;
use leptos::prelude::*;

use super::OrderPage;
use crate::api::sales::{AllowedAction, Step};
use crate::api::scalar::Id;
use crate::components::icon::{Glyph, Icon};
use crate::routes::href;
use crate::state::session::Session;
use crate::text;

/// What a dialog asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// A step of the order's life.
    Step(Step),
    /// A shipment.
    Ship,
    /// A new draft with the same in it.
    Duplicate,
    /// Another page: the draft is rewritten there.
    Edit,
}

/// What this page can do, in the order of its buttons; the first that is possible is the next step.
const OFFERED: [(&str, Doing); 8] = [
    ("CONFIRM", Doing::Step(Step::Confirm)),
    ("SHIP", Doing::Ship),
    ("RESUME", Doing::Step(Step::Resume)),
    ("REOPEN", Doing::Step(Step::Reopen)),
    ("EDIT", Doing::Edit),
    ("HOLD", Doing::Step(Step::Hold)),
    ("CLOSE", Doing::Step(Step::Close)),
    ("CANCEL", Doing::Step(Step::Cancel)),
];
/// How many of them lead on; the others stop the order.
const LEADING: usize = 4;

/// One action as the page offers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    name: &'static str,
    doing: Doing,
    is_primary: bool,
    /// Why it is not possible; none when it is.
    reason: Option<String>,
    /// Not possible merely because of the order's status: no button, only the reason.
    is_remote: bool,
}

/// The page's actions from what the server allows.
pub(super) fn offers(allowed: &[AllowedAction]) -> Vec<Offer> {
    let mut has_primary = false;
    let offer = |(index, (name, doing)): (usize, &(&'static str, Doing))| {
        let action = allowed.iter().find(|it| it.action.0 == *name)?;
        let is_primary = action.enabled && index < LEADING && !has_primary;
        has_primary |= is_primary;
        let refusal = action.reason.as_ref().filter(|_| !action.enabled);
        Some(Offer {
            name,
            doing: *doing,
            is_primary,
            reason: refusal.map(|refusal| refusal.text()),
            is_remote: refusal.is_some_and(|refusal| refusal.code.0 == domain::RefusalCode::WrongStatus.text()),
        })
    };
    OFFERED.iter().enumerate().filter_map(offer).collect()
}

/// The buttons, and below them why some are not possible.
#[component]
pub(super) fn Actions(page: OrderPage, id: Id, allowed: Vec<AllowedAction>) -> impl IntoView {
    let may_write = Session::get().may(Permission::SalesOrderWrite);
    let offers = offers(&allowed);
    let remote: Vec<_> = offers.iter().filter(|offer| offer.is_remote).cloned().collect();
    let near: Vec<_> = offers.into_iter().filter(|offer| !offer.is_remote).collect();
    let blocked: Vec<_> = near.iter().filter(|offer| offer.reason.is_some()).cloned().collect();
    view! {
        <div class="doc-actions" role="group" aria-label=text::sales::actions()>
            {near.into_iter().map(|offer| button(page, &id, offer)).collect_view()}
            <span class="doc-papers">
                {may_write
                    .then(|| {
                        view! {
                            <button class="button plain" on:click=move |_| page.doing.set(Some(Doing::Duplicate))>
                                <Icon glyph=Glyph::Copy />
                                {text::sales::duplicate()}
                            </button>
                        }
                    })}
                <a class="button plain" href=href::print_sales_order(id.inner())>
                    <Icon glyph=Glyph::Printer />
                    {text::sales::print()}
                </a>
            </span>
        </div>
        {(!blocked.is_empty())
            .then(|| view! { <ul class="why">{blocked.into_iter().map(why).collect_view()}</ul> })}
        {(!remote.is_empty())
            .then(|| {
                view! {
                    <details class="why">
                        <summary>{text::sales::why()}</summary>
                        <ul>{remote.into_iter().map(why).collect_view()}</ul>
                    </details>
                }
            })}
    }
}

fn label(offer: &Offer) -> &'static str {
    text::action::of(offer.name).unwrap_or(offer.name)
}

fn why_id(offer: &Offer) -> String {
    format!("why-{}", offer.name)
}

/// A button that stays reachable when it is not possible, so that the keyboard finds the reason too.
fn button(page: OrderPage, id: &Id, offer: Offer) -> impl IntoView + use<> {
    let label = label(&offer);
    let is_possible = offer.reason.is_none();
    if is_possible && offer.doing == Doing::Edit {
        let to = href::edit_sales_order(id.inner());
        return view! {
            <a class="button" href=to>
                <Icon glyph=Glyph::Pencil />
                {label}
            </a>
        }
        .into_any();
    }
    let is_end = matches!(offer.doing, Doing::Step(Step::Cancel | Step::Close));
    let described_by = (!is_possible).then(|| why_id(&offer));
    view! {
        <button
            class="button"
            class:primary=offer.is_primary
            class:danger=is_end
            aria-disabled=(!is_possible).to_string()
            aria-describedby=described_by
            title=offer.reason
            on:click=move |_| {
                if is_possible {
                    page.doing.set(Some(offer.doing));
                }
            }
        >
            {label}
        </button>
    }
    .into_any()
}

fn why(offer: Offer) -> impl IntoView {
    let id = why_id(&offer);
    let label = label(&offer);
    view! { <li id=id>{text::sales::not_possible(label, &offer.reason.unwrap_or_default())}</li> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::name::{RefusalCode, SalesOrderAction};
    use crate::api::refusal::UserError;

    fn allowed(name: &str, refused: Option<&str>) -> AllowedAction {
        let reason = refused.map(|code| UserError {
            code: RefusalCode(code.to_owned()),
            field: Vec::new(),
            message: String::new(),
            params: Vec::new(),
        });
        AllowedAction { action: SalesOrderAction(name.to_owned()), enabled: refused.is_none(), reason }
    }

    #[test]
    fn the_first_possible_step_onwards_is_the_primary_one() {
        let offers = offers(&[
            allowed("CANCEL", None),
            allowed("SHIP", None),
            allowed("CONFIRM", Some("WRONG_STATUS")),
            allowed("EXPIRE", Some("WRONG_STATUS")),
        ]);
        let primary: Vec<_> = offers.iter().filter(|offer| offer.is_primary).map(|offer| offer.name).collect();
        assert_eq!(primary, ["SHIP"]);
        assert_eq!(offers.len(), 3, "what the page cannot do is not offered");
    }

    #[test]
    fn stopping_an_order_is_never_the_primary_step() {
        let offers = offers(&[allowed("CANCEL", None), allowed("CONFIRM", Some("CREDIT_LIMIT_EXCEEDED"))]);
        assert!(offers.iter().all(|offer| !offer.is_primary));
        let confirm = offers.iter().find(|offer| offer.name == "CONFIRM");
        assert!(confirm.is_some_and(|offer| !offer.is_remote && offer.reason.is_some()));
    }
}
