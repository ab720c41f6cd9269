//! What one does with one's own account.

use domain::{Refusal, RefusalCode, UserId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::preference;
use crate::accounts::session::service::end_others;
use crate::accounts::user::entity::user::{self, ProfileDetails};
use crate::accounts::user::service::password_set;
use crate::graphql::Stage;
use platform::db::{At, Change, WriteTx};
use platform::error::{Error, Result};

/// The languages that the web app speaks.
const LOCALES: [&str; 2] = ["en", "tr"];
/// The themes that it wears.
const THEMES: [&str; 3] = ["system", "light", "dark"];

/// Bytes of a preference at most.
const PREFERENCE_MAX: usize = 8192;
/// Bytes of a preference's key at most.
const KEY_MAX: usize = 64;
/// Preferences of one user at most.
const PREFERENCES_MAX: u64 = 200;

/// Changes one's own profile.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG` for the texts, `INVALID` for an unknown language or theme; a conflict.
pub async fn change(tx: &WriteTx, expected_version: i64, profile: &ProfileDetails) -> Result<UserId> {
    let id = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let row = profile.columns(Stage::Change)?;
    for (field, value, known) in [("locale", &row.locale, &LOCALES[..]), ("theme", &row.theme, &THEMES[..])] {
        if let Set(text) = value
            && !known.contains(&text.as_str())
        {
            return Err(Refusal::new(RefusalCode::Invalid).at(field).into());
        }
    }
    let before = tx.lock_at::<user::Entity>(At { id, version: expected_version }).await?;
    tx.update::<user::Entity>(&before, row, Change::of("change")).await?;
    Ok(id)
}

/// Sets one's own password, and ends one's sessions but the one with this secret. The old password has been checked.
///
/// # Errors
/// When the database does not answer.
pub async fn set_password(tx: &WriteTx, password_hash: &str, secret: Option<&str>) -> Result<UserId> {
    let id = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let before = tx.lock::<user::Entity>(id).await?;
    let row = user::ActiveModel { password_hash: Set(password_hash.to_owned()), ..Default::default() };
    tx.update::<user::Entity>(&before, row, password_set("change_password")).await?;
    end_others(tx, id, secret).await?;
    Ok(id)
}

/// Sets a preference of one's own, or with no value takes it away. The last one counts.
///
/// # Errors
/// `INVALID` for a key other than letters, digits, `.`, `_` and `-`, and for a value that is no JSON; `TOO_LONG`,
/// `TOO_MANY`.
pub async fn set_preference(tx: &WriteTx, key: &str, value: Option<&str>) -> Result<String> {
    use preference::Column as C;
    let user = tx.actor().user_id().ok_or(Error::Unauthenticated)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if key.is_empty() || key.len() > KEY_MAX || !key.bytes().all(plain) {
        return Err(Refusal::new(RefusalCode::Invalid).at("key").into());
    }
    let mine = preference::Entity::find().filter(C::UserId.eq(user));
    let Some(value) = value else {
        preference::Entity::delete_many().filter(C::UserId.eq(user)).filter(C::Key.eq(key)).exec(&**tx).await?;
        return Ok(key.to_owned());
    };
    if value.len() > PREFERENCE_MAX {
        return Err(Refusal::new(RefusalCode::TooLong).at("value").param("max", PREFERENCE_MAX).into());
    }
    if serde_json::from_str::<serde::de::IgnoredAny>(value).is_err() {
        return Err(Refusal::new(RefusalCode::Invalid).at("value").into());
    }
    if mine.filter(C::Key.ne(key)).count(&**tx).await? >= PREFERENCES_MAX {
        return Err(Refusal::new(RefusalCode::TooMany).param("max", PREFERENCES_MAX).into());
    }
    let row = preference::ActiveModel {
        user_id: Set(user),
        key: Set(key.to_owned()),
        value: Set(value.to_owned()),
        updated_at: Set(tx.now()),
    };
    preference::Entity::insert(row)
        .on_conflict(OnConflict::columns([C::UserId, C::Key]).update_columns([C::Value, C::UpdatedAt]).to_owned())
        .exec_without_returning(&**tx)
        .await?;
    Ok(key.to_owned())
}
