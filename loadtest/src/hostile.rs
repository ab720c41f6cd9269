//! Requests that cost a careless server seconds or megabytes. A careful one refuses each for the work of its text.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::documents::own;

/// Every attack by name.
pub(crate) fn attacks() -> Vec<(&'static str, Bytes)> {
    let document = |text: String| own(&text, &json!({}));
    let aliases = |count: usize| (0..count).map(|at| format!("a{at}:__typename ")).collect::<String>();
    let one = json!({ "query": "{__typename}" });
    vec![
        ("bomb 6x20", document(bomb(6, 20))),
        ("bomb 24x2", document(bomb(24, 2))),
        ("bomb 50x9", document(bomb(50, 9))),
        ("50000 names", document(format!("{{{}}}", aliases(50_000)))),
        ("60 names", document(format!("{{{}}}", aliases(60)))),
        ("deep", document("{a".repeat(1_500))),
        ("batch 3000", json!(vec![one; 3_000]).to_string().into()),
        ("5 MB", own("{__typename}", &Value::String("x".repeat(5 << 20)))),
        ("cut off", Bytes::from_static(b"{\"query\":\"{ salesOrders { no")),
    ]
}

/// `count` fragments, each spreading the next one `times` times.
fn bomb(count: usize, times: usize) -> String {
    let mut text = "{...f0}".to_owned();
    for at in 0..count {
        let inside = if at + 1 == count { "__typename".to_owned() } else { format!("...f{}", at + 1).repeat(times) };
        text += &format!("fragment f{at} on Query{{{inside}}}");
    }
    text
}
