//! The list of users.

use async_graphql::InputObject;
use domain::RoleId;
use platform::error::Result;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::entity::user::{self, Column};
use crate::accounts::role::entity::user_role;
use crate::accounts::role::service::role_codes;
use crate::graphql::{List, Scope, listing};
use crate::sorts;

/// Which users.
#[derive(Clone, Debug, Default, InputObject)]
pub struct UserFilter {
    /// Only those who may log in, or only the others.
    is_active: Option<bool>,
    /// Only those who have this role.
    role_id: Option<RoleId>,
}

sorts!(UserSort, UserSortField of Column, "users", Asc {
    /// The person's name.
    Name,
    /// The e-mail.
    Email,
});

/// Users, in the API and as a file.
#[derive(Clone, Copy, Debug)]
pub struct Users;

impl List for Users {
    listing! {
        "users" of user::Entity, filter UserFilter, sort UserSort, read AccountsManage, file [
            Id, Name, Email, IsActive as "active", + "roles", CreatedAt, LastSeenAt,
        ]
    }

    async fn select(_: Scope<'_>, filter: UserFilter, search: Option<&str>) -> Result<Select<user::Entity>> {
        let condition = Condition::all()
            .add_option(filter.is_active.map(|is_active| Column::IsActive.eq(is_active)))
            .add_option(filter.role_id.map(has_role))
            .add_option(search.map(is_called));
        Ok(user::Entity::find().filter(condition))
    }

    async fn extras(db: &DatabaseConnection, rows: &[user::Model]) -> Result<Vec<Vec<Option<String>>>> {
        let roles = role_codes(db, rows.iter().map(|row| row.id)).await?;
        Ok(rows.iter().map(|row| vec![roles.get(&row.id).map(|codes| codes.join(" "))]).collect())
    }
}

/// Users whose name or e-mail has this text in it, in letters of any case.
fn is_called(text: &str) -> Condition {
    let like = |text: &str| {
        // What means something to LIKE is a letter here like any other.
        let plain = text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        LikeExpr::new(format!("%{plain}%")).escape('\\')
    };
    let small = text.to_lowercase();
    Condition::any()
        .add(Expr::col(Column::Email).like(like(&small)))
        .add(Expr::expr(Func::lower(Expr::col(Column::Name))).like(like(&small)))
        // SQLite knows small letters of ASCII alone.
        .add(Expr::col(Column::Name).like(like(text)))
}

/// Users who have this role.
fn has_role(id: RoleId) -> SimpleExpr {
    let users = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::UserId)
        .filter(user_role::Column::RoleId.eq(id));
    Column::Id.in_subquery(users.into_query())
}
