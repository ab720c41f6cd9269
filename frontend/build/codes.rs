//! Codes of the API that have a text each: a code without one fails the build, and so does a text without a code.
use std::collections::BTreeSet;
use std::fmt::Debug;

use domain::{Permission, RefusalCode, sales_order, todo};

/// What the audit trail of a sales order records besides its actions.
pub(super) const RECORDED: [&str; 3] = ["create", "duplicate", "note"];

/// The codes whose texts a slice holds; none for a slice of functions.
pub(super) fn of(slice: &str) -> Option<BTreeSet<String>> {
    let actions = sales_order::Action::ALL;
    Some(match slice {
        "action" => names(actions).collect(),
        "audit" => {
            let recorded = actions.iter().map(|action| action.text()).chain(RECORDED);
            recorded.map(str::to_ascii_uppercase).collect()
        }
        // A token may do nothing that asks for a session.
        "permission" => owned(Permission::ALL.iter().map(|permission| permission.text()).chain(["session"])),
        // Prefixes of ids, and what is said when the kind is not known.
        "record" => owned(domain::ID_PREFIXES.iter().copied().chain(["record"])),
        "refusal" => owned(RefusalCode::ALL.iter().map(|code| code.text())),
        // A deleted task has no status of its own: refusals call it so.
        "status" => {
            names(sales_order::Status::ALL).chain(names(todo::Status::ALL)).chain(["DELETED".to_owned()]).collect()
        }
        _ => return None,
    })
}

fn owned<'a>(codes: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    codes.map(str::to_owned).collect()
}

/// What the API calls the variants of an enum: `OnHold` is `ON_HOLD`.
fn names<T: Debug>(variants: &[T]) -> impl Iterator<Item = String> {
    variants.iter().map(|variant| {
        let mut name = String::new();
        for letter in format!("{variant:?}").chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.push(letter.to_ascii_uppercase());
        }
        name
    })
}
