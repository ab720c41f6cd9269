//! `/metrics`: Prometheus text for whoever may operate. Nobody else learns that it is there.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use domain::Permission;
use http::{HeaderValue, StatusCode, header};

use super::{reply, session};
use business::app::App;

/// The router of `/metrics`.
pub fn router(app: App) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(app)
}

async fn metrics(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let Ok((actor, _)) = session::asker(&app, &parts).await else { return reply::internal() };
    if actor.is_none_or(|actor| actor.may(Permission::Operate).is_err()) {
        return reply::error(StatusCode::NOT_FOUND, "NOT_FOUND", "There is nothing here.");
    }
    match app.telemetry.metrics().text() {
        Ok(text) => {
            let mut reply = Response::new(Body::from(text));
            let format = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
            reply.headers_mut().insert(header::CONTENT_TYPE, format);
            reply
        }
        Err(error) => {
            tracing::error!(?error, "the metrics cannot be written");
            reply::internal()
        }
    }
}
