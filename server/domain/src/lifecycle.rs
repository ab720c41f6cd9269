//! Lives of documents: one table of what may be done when, from which everything else comes.
//!
//! The macro `lifecycle!` makes of the table the status (stored text, value of the API), the actions with their permissions, what
//! leads where, and a test that the table in the module's documentation is this one.

use crate::{Permission, PermissionSet, Refusal, RefusalCode};

/// The status of a document: one of a closed list, stored as text.
pub trait Status: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// Its stored text.
    fn text(self) -> &'static str;
}

/// What can be done to a document.
pub trait Action: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// The document's status.
    type Status: Status;

    /// Its name in the audit trail and in events.
    fn text(self) -> &'static str;
    /// What an actor needs for it; none for what only the system does.
    fn permission(self) -> Option<Permission>;
    /// Where it leads from a status; none where it is not possible.
    fn leads_from(self, status: Self::Status) -> Option<Self::Status>;
}

/// Whether `action` may be done in `status`: where it leads, or why not.
///
/// # Errors
/// `PERMISSION_MISSING`, `WRONG_STATUS`.
pub fn check<A: Action>(action: A, status: A::Status, permissions: PermissionSet) -> Result<A::Status, Refusal> {
    if let Some(permission) = action.permission()
        && !permissions.has(permission)
    {
        return Err(Refusal::new(RefusalCode::PermissionMissing).param("permission", permission.text()));
    }
    action.leads_from(status).ok_or_else(|| wrong_status(status.text()))
}

/// The refusal of what is not possible in the status with this text.
pub fn wrong_status(status: &str) -> Refusal {
    Refusal::new(RefusalCode::WrongStatus).param("status", status)
}

/// The lines of a table as documentation shows it: `draft: edit → draft, confirm → pending`.
pub fn diagram<A: Action>(statuses: &[A::Status], actions: &[A]) -> String {
    let mut lines = String::new();
    for status in statuses {
        let mut ways = actions
            .iter()
            .filter_map(|action| Some(format!("{} → {}", action.text(), action.leads_from(*status)?.text())))
            .peekable();
        let ways = if ways.peek().is_none() { "—".to_owned() } else { ways.collect::<Vec<_>>().join(", ") };
        lines.push_str(&format!("{}: {ways}\n", status.text()));
    }
    lines
}

/// Declares a closed list that is stored as text: `stored_enum!(/// … Kind { /// … Receipt => "receipt", })`, with
/// `api "StockKind"` behind the name when it is a value of the API.
#[macro_export]
macro_rules! stored_enum {
    ($(#[$of:meta])+ $name:ident $(api $api:literal)? { $($(#[$doc:meta])+ $variant:ident => $text:literal),+ $(,)? }) => {
        $(#[$of])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $(#[cfg_attr(feature = "graphql", derive(async_graphql::Enum), graphql(name = $api))])?
        #[cfg_attr(
            feature = "sea-orm",
            derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum),
            sea_orm(rs_type = "String", db_type = "Text")
        )]
        pub enum $name {
            $($(#[$doc])+ #[cfg_attr(feature = "sea-orm", sea_orm(string_value = $text))] $variant,)+
        }

        impl $name {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its stored text.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.text())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                let known = Self::ALL.iter().copied().find(|value| value.text() == text);
                known.ok_or_else(|| serde::de::Error::custom(concat!("no ", stringify!($name))))
            }
        }
    };
}

/// Declares a document's life: its statuses, and each action with what it needs and where it leads. `in` names the
/// source file whose documentation shows the table.
macro_rules! lifecycle {
    (
        in $file:literal,
        $(#[$status_of:meta])+ status $status_api:literal { $($(#[$status_doc:meta])+ $status:ident => $status_text:literal),+ $(,)? }
        final { $($final:ident),* $(,)? }
        $(#[$action_of:meta])+ action $action_api:literal {
            $($(#[$action_doc:meta])+ $action:ident => $action_text:literal $(needs $permission:ident)?:
                $($($from:ident)|+ => $to:ident),+;)+
        }
    ) => {
        $crate::stored_enum! {
            $(#[$status_of])+
            Status api $status_api { $($(#[$status_doc])+ $status => $status_text),+ }
        }

        impl Status {
            /// Whether nothing can be done to the document any more.
            pub const fn is_final(self) -> bool {
                match self {
                    $(Self::$final => true,)*
                    _ => false,
                }
            }
        }

        impl $crate::lifecycle::Status for Status {
            fn text(self) -> &'static str {
                self.text()
            }
        }

        $(#[$action_of])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "graphql", derive(async_graphql::Enum), graphql(name = $action_api))]
        pub enum Action {
            $($(#[$action_doc])+ $action,)+
        }

        impl Action {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$action),+];

            /// Its name in the audit trail and in events.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$action => $action_text),+ }
            }

            /// What an actor needs for it; none for what only the system does.
            pub const fn permission(self) -> Option<$crate::Permission> {
                match self { $(Self::$action => lifecycle!(@needs $($permission)?)),+ }
            }

            /// The table: where an action leads from a status; none where it is not possible.
            pub const fn leads_from(self, status: Status) -> Option<Status> {
                match (self, status) {
                    $($((Self::$action, $(Status::$from)|+) => Some(Status::$to),)+)+
                    _ => None,
                }
            }
        }

        impl $crate::lifecycle::Action for Action {
            type Status = Status;

            fn text(self) -> &'static str {
                self.text()
            }

            fn permission(self) -> Option<$crate::Permission> {
                self.permission()
            }

            fn leads_from(self, status: Status) -> Option<Status> {
                self.leads_from(status)
            }
        }

        #[cfg(test)]
        mod lifecycle_tests {
            use super::{Action, Status};

            #[test]
            fn the_documented_table_is_this_one() {
                let source = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/", $file));
                let documented: String = source
                    .lines()
                    .skip_while(|line| *line != "//! ```text")
                    .skip(1)
                    .take_while(|line| *line != "//! ```")
                    .map(|line| format!("{}\n", line.trim_start_matches("//! ")))
                    .collect();
                assert_eq!(documented, $crate::lifecycle::diagram(Status::ALL, Action::ALL));
            }

            #[test]
            fn nothing_leads_from_a_final_status() {
                for status in Status::ALL.iter().filter(|status| status.is_final()) {
                    assert!(Action::ALL.iter().all(|action| action.leads_from(*status).is_none()), "{status:?}");
                }
            }
        }
    };
    (@needs) => { None };
    (@needs $permission:ident) => { Some($crate::Permission::$permission) };
}
pub(crate) use lifecycle;
