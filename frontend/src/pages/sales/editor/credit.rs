//! What the customer owes and may owe, with this order on top, as it is typed.
use domain::Money;
use leptos::prelude::*;

use super::Editor;
use crate::api::choices::CustomerChoice;
use crate::components::icon::{Glyph, Icon};
use crate::{format, live, text};

/// A customer's credit with an order on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Exposed {
    /// What is owed or promised with it.
    after: Money,
    /// What share of the limit that is, in whole percents; none without a limit.
    percent: Option<u32>,
    /// How much it is beyond the limit.
    over: Money,
}

fn exposed(exposure: Money, limit: Option<Money>, order: Money) -> Exposed {
    let after = exposure.plus(order).unwrap_or(exposure);
    let over = limit.and_then(|limit| after.minus(limit).ok()).filter(|over| over.is_positive()).unwrap_or_default();
    let percent = limit.map(|limit| {
        let share = i128::from(after.raw()).saturating_mul(100).checked_div(i128::from(limit.raw()));
        // Without any credit, whatever is owed is all of it and more.
        share.map_or(if after.is_positive() { 100 } else { 0 }, |share| u32::try_from(share).unwrap_or(0))
    });
    Exposed { after, percent, over }
}

#[component]
pub(super) fn Credit(editor: Editor) -> impl IntoView {
    let form = editor.form;
    let total = live::memo(move || form.sums.get().totals.as_ref().map(|totals| totals.total));
    live::part(move || form.customer.get().map(|customer| shown(editor, &customer, total)))
}

fn shown(editor: Editor, customer: &CustomerChoice, total: Memo<Option<Money>>) -> AnyView {
    let currency = editor.form.currency;
    let money = move |amount: Money| format::money(&amount.to_string(), currency.code());
    let (exposure, limit) = (customer.exposure, customer.credit_limit);
    let credit = live::memo(move || exposed(exposure, limit, total.get().unwrap_or_default()));
    let bar = limit.map(|limit| {
        view! {
            <progress
                max="100"
                class:credit-over=live::flag(move || credit.get().over.is_positive())
                value=live::text(move || credit.get().percent.unwrap_or(0).min(100).to_string())
                aria-label=text::editor::credit()
            ></progress>
            <span class="small">
                {live::text(move || {
                    let Exposed { after, percent, .. } = credit.get();
                    text::editor::credit_of(&money(after), &money(limit), &format::percent(percent.unwrap_or(0)))
                })}
            </span>
        }
    });
    let unlimited = limit.is_none().then(|| {
        view! { <span class="small">{live::text(move || text::editor::credit_unlimited(&money(credit.get().after)))}</span> }
    });
    let stop = customer.on_stop.then(|| warning(text::editor::on_hold().to_owned()));
    let over = live::part(move || {
        let over = credit.get().over;
        over.is_positive().then(|| warning(text::editor::credit_over(&money(over))))
    });
    view! {
        <div class="credit" role="group" aria-label=text::editor::credit()>
            <span class="label">{text::editor::credit()}</span>
            {bar}
            {unlimited}
            <div class="credit-warnings" aria-live="polite">{stop} {over}</div>
        </div>
    }
    .into_any()
}

fn warning(text: String) -> AnyView {
    view! {
        <span class="credit-warning small">
            <Icon glyph=Glyph::Alert />
            {text}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(exposure: &str, limit: Option<&str>, order: &str) -> (String, Option<u32>, String) {
        let limit = limit.map(|limit| limit.parse().unwrap());
        let Exposed { after, percent, over } = exposed(exposure.parse().unwrap(), limit, order.parse().unwrap());
        (after.to_string(), percent, over.to_string())
    }

    #[test]
    fn the_order_comes_on_top_of_what_is_owed() {
        assert_eq!(of("700", Some("1000"), "200"), ("900.00".to_owned(), Some(90), "0.00".to_owned()));
        assert_eq!(of("700", Some("1000"), "400.50"), ("1100.50".to_owned(), Some(110), "100.50".to_owned()));
        assert_eq!(of("700", None, "1"), ("701.00".to_owned(), None, "0.00".to_owned()));
    }

    #[test]
    fn no_credit_is_used_up_by_anything() {
        assert_eq!(of("0", Some("0"), "1"), ("1.00".to_owned(), Some(100), "1.00".to_owned()));
        assert_eq!(of("0", Some("0"), "0"), ("0.00".to_owned(), Some(0), "0.00".to_owned()));
    }
}
