//! `erp user create`.

use clap::Subcommand;
use domain::{Actor, RoleId};

use super::{print, readable};
use business::accounts::role::service::create_preset_roles;
use business::accounts::user::service::{NewUser, create};
use business::app::App;
use platform::db::WriteTx;
use platform::error::Error;

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Action {
    /// Makes a user; the password is the first line of standard input.
    Create {
        /// Its e-mail.
        email: String,
        /// The person's name.
        #[arg(long)]
        name: String,
        /// One of admin, sales, purchasing, warehouse, quality, accounting, viewer.
        #[arg(long, default_value = "viewer")]
        role: String,
    },
}

pub(super) async fn run(action: Action, app: &App) -> anyhow::Result<()> {
    let Action::Create { email, name, role } = action;
    let mut password = String::new();
    std::io::stdin().read_line(&mut password)?;
    let password_hash = app.passwords.hash(password.trim_end_matches(['\r', '\n'])).await.map_err(readable)?;
    let id = app
        .db
        .write(&Actor::system(), None, async |tx: &WriteTx| {
            let roles = create_preset_roles(tx).await?;
            let found: Option<RoleId> = roles.iter().find(|(preset, _)| preset.code() == role).map(|(_, id)| *id);
            let role = found.ok_or_else(|| Error::bad_input(format!("{role} is not a role")))?;
            let new = NewUser {
                email: email.clone(),
                name: name.clone(),
                password_hash: password_hash.clone(),
                roles: vec![role],
            };
            create(tx, &new).await
        })
        .await
        .map_err(readable)?;
    print(&format!("{id} {email}"))?;
    Ok(app.db.close().await?)
}
