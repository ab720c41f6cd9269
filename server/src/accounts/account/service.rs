//! What one does with one's own account.

use domain::{Refusal, RefusalCode, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::accounts::session::service::end_others;
use crate::accounts::user::entity::user;
use crate::accounts::user::service::{named, touch};
use crate::db::{AuditEntry, WriteTx};
use crate::error::{Error, Result};

/// The languages that the web app speaks.
const LOCALES: [&str; 2] = ["en", "tr"];
/// The themes that it wears.
const THEMES: [&str; 3] = ["system", "light", "dark"];

/// How one wants to be called and addressed.
#[derive(Clone, Debug)]
pub struct Profile {
    /// One's name.
    pub name: String,
    /// `en` or `tr`.
    pub locale: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
}

/// Changes one's own profile.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG` for the name, `INVALID` for an unknown language or theme; a conflict.
pub async fn change(tx: &WriteTx, expected_version: i64, profile: &Profile) -> Result<UserId> {
    let id = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let name = named(&profile.name)?;
    for (field, text, known) in [("locale", &profile.locale, &LOCALES[..]), ("theme", &profile.theme, &THEMES[..])] {
        if !known.contains(&text.as_str()) {
            return Err(Refusal::new(RefusalCode::Invalid).at(field).into());
        }
    }
    touch(tx, id, expected_version).await?;
    user::Entity::update_many()
        .col_expr(user::Column::Name, name.into())
        .col_expr(user::Column::Locale, profile.locale.clone().into())
        .col_expr(user::Column::Theme, profile.theme.clone().into())
        .filter(user::Column::Id.eq(id))
        .exec(&**tx)
        .await?;
    audit(tx, id, "change");
    Ok(id)
}

/// Sets one's own password, and ends one's sessions but the one with this secret. The old password has been checked.
///
/// # Errors
/// When the database does not answer.
pub async fn set_password(tx: &WriteTx, password_hash: &str, secret: Option<&str>) -> Result<UserId> {
    let id = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, password_hash.into())
        .filter(user::Column::Id.eq(id))
        .exec(&**tx)
        .await?;
    end_others(tx, id, secret).await?;
    audit(tx, id, "change_password");
    Ok(id)
}

fn audit(tx: &WriteTx, id: UserId, action: &str) {
    tx.audit(AuditEntry { entity: "user", entity_id: id.get(), action, ..AuditEntry::default() });
}
