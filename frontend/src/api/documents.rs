//! The documents that this web app sends, as the server is to trust them: `frontend/trusted-documents.json`.
//!
//! The test writes the file and fails when it was out of date: run it again and commit the file.
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use cynic::queries::{OperationType, build_executable_document};
use cynic::{QueryFragment, QueryVariables};
use sha2::{Digest, Sha256};

/// The text of a query.
pub(super) fn query<Q: QueryFragment, V: QueryVariables>() -> String {
    build_executable_document::<Q, V>(OperationType::Query, Q::name().as_deref(), HashSet::new(), None)
}

/// The text of a mutation.
pub(super) fn mutation<M: QueryFragment, V: QueryVariables>() -> String {
    build_executable_document::<M, V>(OperationType::Mutation, M::name().as_deref(), HashSet::new(), None)
}

/// The text of a subscription.
pub(super) fn subscription<S: QueryFragment, V: QueryVariables>() -> String {
    build_executable_document::<S, V>(OperationType::Subscription, S::name().as_deref(), HashSet::new(), None)
}

fn documents() -> Vec<String> {
    [
        super::accounts::documents(),
        super::catalog::documents(),
        super::choices::documents(),
        super::find::documents(),
        super::parties::documents(),
        super::performance::documents(),
        super::preferences::documents(),
        super::reports::documents(),
        super::sales::documents(),
        super::session::documents(),
        super::settings::documents(),
        super::stock::documents(),
    ]
    .concat()
}

#[test]
fn the_server_trusts_the_documents_of_this_web_app() {
    let hash = |text: &String| Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let all: BTreeMap<String, String> = documents().into_iter().map(|text| (hash(&text), text)).collect();
    let wanted = format!("{}\n", serde_json::to_string_pretty(&all).unwrap());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("trusted-documents.json");
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    if found != wanted {
        // Only then: the server is built anew after each writing.
        std::fs::write(file, &wanted).unwrap();
    }
    assert!(found == wanted, "frontend/trusted-documents.json was out of date and has been written: commit it");
}

/// Every operation that is built somewhere is in the list above.
#[test]
fn no_document_is_forgotten() {
    let mut built = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let roots = ["Query", "Mutation", "Subscription"].map(|root| format!("graphql_type = \"{root}\""));
            let operation = |line: &&str| roots.iter().any(|root| line.contains(root));
            built += text.lines().filter(|line| line.starts_with("#[cynic(")).filter(operation).count();
        }
    }
    assert_eq!(documents().len(), built);
}
