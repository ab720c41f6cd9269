//! Lists as CSV files: `GET /export/<list>.csv?filter=…&search=…&sort=…&bom=true`.
//!
//! `filter` and `sort` are the list's own of the API, as JSON; a file holds every row that the list would show. Rows are
//! read in batches along the list's keyset and sent as they come: memory holds one batch, whatever the file's size. A
//! failure half-way breaks the connection, so that no one takes a part for the whole.
//!
//! Invariants: who may not see the list gets no file; no cell that a person wrote is run as a formula by a spreadsheet
//! (`cell`); an unknown field of a filter is an error, not a wider file.

mod cell;
mod lists;

use async_graphql::InputType;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use axum::routing::get;
use domain::Actor;
use futures::stream;
use http::{HeaderValue, StatusCode, header};
use sea_orm::{EntityTrait, Select};
use serde::Deserialize;

use self::cell::Cell;
use super::{reply, session};
use business::app::App;
use platform::db::{Cursor, Keyset};
use platform::error::{Error, Result};

/// Rows that are read at once.
const BATCH: u64 = 1000;

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

/// Reads an input of the API that came as JSON.
fn input<T: InputType>(text: Option<&str>) -> Result<Option<T>> {
    let Some(text) = text else { return Ok(None) };
    let json: serde_json::Value =
        serde_json::from_str(text).map_err(|_| Error::bad_input("filter and sort are JSON objects"))?;
    let asked: Vec<String> = match &json {
        serde_json::Value::Object(fields) => fields.keys().cloned().collect(),
        _ => return Err(Error::bad_input("filter and sort are JSON objects")),
    };
    let value = async_graphql::Value::from_json(json)?;
    let read =
        T::parse(Some(value)).map_err(|error| Error::bad_input(error.into_server_error(<_>::default()).message))?;
    // What is written back holds every field there is.
    if let async_graphql::Value::Object(known) = read.to_value()
        && let Some(unknown) = asked.iter().find(|name| !known.contains_key(name.as_str()))
    {
        return Err(Error::bad_input(format!("{unknown} is no field here")));
    }
    Ok(Some(read))
}

/// The rows of a list to be written.
struct Walk<E: EntityTrait> {
    query: Select<E>,
    keyset: Keyset<E::Column, E::Model>,
    head: &'static [&'static str],
}

/// Where a walk stands.
enum Place {
    Head,
    After(Option<Cursor>),
    End,
}

impl<E> Walk<E>
where
    E: EntityTrait<Model: Send + Sync, Column: Copy> + 'static,
{
    /// The file as it comes; `cells` makes rows of a batch, with what it needs from other tables.
    fn body<F, Fut>(self, app: &App, bom: bool, cells: F) -> Body
    where
        F: Fn(sea_orm::DatabaseConnection, Vec<E::Model>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Vec<Cell>>>> + Send,
    {
        let db = app.db.reader().clone();
        let walk = (self, db, cells);
        Body::from_stream(stream::try_unfold((Place::Head, walk), move |(place, walk)| async move {
            let part = match place {
                Place::Head => {
                    let head = cell::line(walk.0.head.iter().map(Cell::plain))?;
                    let mark: &[u8] = if bom { "\u{feff}".as_bytes() } else { b"" };
                    Some(([mark, &head].concat(), Place::After(None)))
                }
                Place::After(after) => batch(&walk, after).await.map(Some).map_err(|error| {
                    tracing::error!(?error, "a file ends half-way");
                    std::io::Error::other("the list cannot be read further")
                })?,
                Place::End => None,
            };
            Ok::<_, std::io::Error>(part.map(|(bytes, place)| (bytes, (place, walk))))
        }))
    }
}

async fn batch<E, F, Fut>(
    (walk, db, cells): &(Walk<E>, sea_orm::DatabaseConnection, F),
    after: Option<Cursor>,
) -> Result<(Vec<u8>, Place)>
where
    E: EntityTrait<Model: Send + Sync, Column: Copy>,
    F: Fn(sea_orm::DatabaseConnection, Vec<E::Model>) -> Fut + Sync,
    Fut: Future<Output = Result<Vec<Vec<Cell>>>>,
{
    let page = walk.keyset.rows(walk.query.clone(), BATCH, after, db).await?;
    let last = page.rows.last().map(|(cursor, _)| cursor.clone());
    let next = if page.has_next { Place::After(last) } else { Place::End };
    let rows = cells(db.clone(), page.rows.into_iter().map(|(_, row)| row).collect()).await?;
    let mut bytes = Vec::new();
    for row in rows {
        bytes.extend(cell::line(row)?);
    }
    Ok((bytes, next))
}

/// Who may see a list and how it is narrowed, for [`lists`].
type Who<'a> = (&'a App, &'a Actor, &'a Asked);
