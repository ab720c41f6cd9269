//! The programs that may act in one's name.
use leptos::prelude::*;

use super::{Doing, MyPage};
use crate::api::accounts::Token;
use crate::components::icon::{Glyph, Icon};
use crate::{format, text};

#[component]
pub(super) fn Tokens(page: MyPage) -> impl IntoView {
    let rows = move || {
        page.account.with(|answer| {
            let account = answer.and_then(|answer| answer.as_ref().ok())?;
            Some(if account.tokens.is_empty() {
                view! { <p class="panel-pad quiet">{text::accounts::tokens_empty()}</p> }.into_any()
            } else {
                let rows = account.tokens.iter().map(|token| row(page, token.clone())).collect_view();
                view! { <ul>{rows}</ul> }.into_any()
            })
        })
    };
    view! {
        <section class="panel" aria-labelledby="tokens">
            <div class="panel-head">
                <h2 id="tokens">{text::accounts::tokens()}</h2>
                <button class="button" on:click=move |_| page.doing.set(Some(Doing::NewToken))>
                    <Icon glyph=Glyph::Plus />
                    {text::accounts::token_new()}
                </button>
            </div>
            {rows}
        </section>
    }
}

fn row(page: MyPage, token: Token) -> impl IntoView {
    let used = match &token.last_used_at {
        Some(at) => text::accounts::token_used(&format::instant(&at.0)),
        None => text::accounts::token_unused().to_owned(),
    };
    let until = text::accounts::token_expires(&format::day_of(&token.expires_at.0));
    let count = token.permissions.len();
    let label = text::accounts::token_revoke_of(&token.name);
    let doing = Doing::RevokeToken(token.clone());
    view! {
        <li class="list-row">
            <span>
                <strong>{token.name}</strong>
                " "
                <code class="small">{format!("…{}", token.last_four)}</code>
                <span class="small quiet facts">
                    <span>{text::accounts::token_permissions(count)}</span>
                    <span>{used}</span>
                    <span>{until}</span>
                </span>
            </span>
            <button class="button danger" aria-label=label on:click=move |_| page.doing.set(Some(doing.clone()))>
                {text::accounts::token_revoke()}
            </button>
        </li>
    }
}
