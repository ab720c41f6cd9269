//! Who sends a request: the holder of the token in `Authorization: Bearer`, else the session of the cookie.
//!
//! A request with a token is nobody else's, whatever cookie comes with it. No browser sends the header across sites on
//! its own, so tokens need no further guard against forged requests.
//!
//! The cookie is `__Host-erp` where the server is reached by https, else `erp`: `HttpOnly`, `SameSite=Lax`, for the
//! whole site, gone with the browser. The session's own limits are in the database.

use axum::extract::ConnectInfo;
use domain::Actor;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::OnceCell;

use business::accounts::{session, token};
use business::app::App;
use business::graphql::{Client, RequestContext, SessionCookie};
use platform::error::{Error, Result};

/// Characters of a browser's name that are stored.
const USER_AGENT_MAX: usize = 200;

/// The context of a request.
///
/// # Errors
/// When the database does not answer.
pub async fn context(app: &App, parts: &Parts) -> Result<RequestContext> {
    let (actor, client) = asker(app, parts).await?;
    Ok(RequestContext::new(app.clone(), actor, client))
}

/// Who sends a request, once it has been resolved: part of the request, so that its session or token is resolved once.
#[derive(Clone, Debug, Default)]
pub struct Caller(Arc<OnceCell<Result<Asker>>>);

/// The actor, when a session or token lives, and where the request comes from.
pub type Asker = (Option<Actor>, Client);

/// Who sends a request: its client, and the actor when its session lives. Resolved once where the request's extensions
/// have a [`Caller`].
///
/// # Errors
/// As [`resolve`].
pub async fn asker(app: &App, parts: &Parts) -> Result<Asker> {
    match parts.extensions.get::<Caller>() {
        Some(Caller(resolved)) => resolved.get_or_init(|| resolve(app, parts)).await.clone(),
        None => resolve(app, parts).await,
    }
}

/// Who sends a request, as things are now.
///
/// # Errors
/// `UNAUTHENTICATED` for a token that is unknown or has ended, `RATE_LIMITED` after too many of them; when the database
/// does not answer.
pub async fn resolve(app: &App, parts: &Parts) -> Result<Asker> {
    let bearer = parts.headers.get(header::AUTHORIZATION).map(bearer);
    let cookie = secret(&parts.headers, cookie_name(app.config.server.tls)).filter(|_| bearer.is_none());
    let session_secret = cookie.map(str::to_owned);
    let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let client = Client {
        address: parts
            .extensions
            .get()
            .map(|ConnectInfo::<SocketAddr>(peer)| peer.ip().to_string())
            .unwrap_or_default(),
        user_agent: agent.chars().take(USER_AGENT_MAX).collect(),
        session_secret,
    };
    let actor = match (bearer, &client.session_secret) {
        (Some(secret), _) => {
            let secret = secret.ok_or(Error::Unauthenticated)?;
            Some(token::service::resolve(app, secret, &client.address).await?)
        }
        (None, Some(secret)) => session::service::resolve(app, secret).await?,
        (None, None) => None,
    };
    Ok((actor, client))
}

/// The token of an `Authorization`; none when it is no bearer's.
fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, secret) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// The header that sets or removes the cookie.
pub fn set_cookie(cookie: &SessionCookie, tls: bool) -> Option<HeaderValue> {
    let (name, secure) = (cookie_name(tls), if tls { "; Secure" } else { "" });
    let text = match cookie {
        SessionCookie::Set(secret) => format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}"),
        SessionCookie::Clear => format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"),
    };
    HeaderValue::from_str(&text).ok()
}

fn cookie_name(tls: bool) -> &'static str {
    if tls { "__Host-erp" } else { "erp" }
}

fn secret<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
}
