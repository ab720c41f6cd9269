//! Lists as CSV files: `GET /export/<list>.csv?filter=…&search=…&sort=…&bom=true`.
//!
//! `filter` and `sort` are the list's own of the API, as JSON; a file holds every row that the list would show. Rows
//! are read in batches along the list's keyset and sent as they come: memory has one batch, whatever the file's size. A
//! failure half-way breaks the connection, so that no one takes a part for the whole.
//!
//! Invariants: who may not see the list gets no file; no cell that a person wrote is run as a formula by a spreadsheet
//! (`cell`); an unknown field of a filter is an error, not a wider file.

mod cell;
mod lists;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

use super::{reply, session};
use business::app::App;
use platform::error::Error;

/// The router of `/export/…`.
pub fn router(app: App) -> Router {
    Router::new().route("/export/{file}", get(export)).with_state(app)
}

/// What a file is asked for with.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    filter: Option<String>,
    search: Option<String>,
    sort: Option<String>,
    /// Whether the file begins with a byte order mark: some spreadsheets know UTF-8 by it alone.
    #[serde(default)]
    bom: bool,
}

async fn export(State(app): State<App>, Path(file): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let made = async {
        let (actor, _) = session::asker(&app, &parts).await?;
        let actor = actor.ok_or(Error::Unauthenticated)?;
        let Query(asked) =
            Query::<Asked>::try_from_uri(&parts.uri).map_err(|error| Error::bad_input(error.to_string()))?;
        let list = file.strip_suffix(".csv").ok_or_else(|| Error::not_found(&file))?;
        let body = lists::body(&app, &actor, list, &asked).await?;
        Ok::<_, Error>((list.to_owned(), body))
    };
    match made.await {
        Ok((list, body)) => answer(&app, &list, body),
        Err(error) => refused(&error),
    }
}

fn answer(app: &App, list: &str, body: Body) -> Response {
    let mut reply = Response::new(body);
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = format!("attachment; filename=\"{list}-{}.csv\"", app.db.today());
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    reply
}

fn refused(error: &Error) -> Response {
    match error {
        Error::Unauthenticated => reply::error(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Log in first."),
        Error::Denied(denied) => {
            let message = format!("Requires the permission {}.", denied.permission.text());
            reply::error(StatusCode::FORBIDDEN, "FORBIDDEN", &message)
        }
        Error::NotFound { .. } => reply::error(StatusCode::NOT_FOUND, "NOT_FOUND", "There is no such file."),
        Error::BadInput { code, message } => reply::error(StatusCode::BAD_REQUEST, code, message),
        Error::Throttled { .. } => {
            reply::error(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", "Too many attempts. Try again later.")
        }
        error => {
            tracing::error!(?error, "a file cannot be made");
            reply::internal()
        }
    }
}
