//! Whether the server has another version of this app than the one that runs.
#[cfg(not(test))]
pub(super) use browser::is_newest;

#[cfg(not(test))]
mod browser {
    use leptos::prelude::{document, window};
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{RequestCache, RequestInit, Response};

    /// Whether this is the version that the server has; none when it cannot be reached.
    pub(in crate::state) async fn is_newest() -> Option<bool> {
        let options = RequestInit::new();
        options.set_cache(RequestCache::NoStore);
        let answer = JsFuture::from(window().fetch_with_str_and_init("/", &options)).await.ok()?;
        let answer = answer.dyn_into::<Response>().ok().filter(Response::ok)?;
        let index = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
        let script = document().query_selector("script[type=module]").ok()??.get_attribute("src")?;
        Some(super::is_started_by(&index, &script))
    }
}

/// The server of tests has this version whenever it is there.
#[cfg(test)]
pub(super) async fn is_newest() -> Option<bool> {
    crate::api::is_reachable().await.then_some(true)
}

/// Whether a page is started by a script, whose name holds a hash of what it starts.
fn is_started_by(index: &str, script: &str) -> bool {
    index.contains(&["src=\"", script, "\""].concat())
}

#[cfg(test)]
mod tests {
    use super::is_started_by;

    #[test]
    fn another_hash_is_another_version() {
        let index = r#"<script type="module" src="/assets/boot-0a1b.js"></script>"#;
        assert!(is_started_by(index, "/assets/boot-0a1b.js"));
        assert!(!is_started_by(index, "/assets/boot-0a1c.js"));
        assert!(!is_started_by(index, "/assets/boot-0a1b.j"));
    }
}
