//! Accounts: one's own, and for who manages them users, roles and tokens.
use super::error::Problem;
use super::input::{
    AccountChangeInput, AccountChangePasswordInput, RoleChangeInput, RoleCreateInput, RoleDeleteInput,
    UserAssignRolesInput, UserChangeInput, UserFilter, UserResetPasswordInput, UserSetActiveInput, UserSort,
    UserSortField,
};
use super::name::Permission;
use super::page::{Choice, Direction};
use super::query::{Mutation, Query};
use super::scalar::Id;

include!(concat!(env!("OUT_DIR"), "/api/accounts.rs"));

/// All that one's own page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Name, language, theme.
    pub profile: Profile,
    /// The browsers that are logged in, newest first.
    pub sessions: Vec<Session>,
    /// The programs that may act in one's name, newest first.
    pub tokens: Vec<Token>,
}

/// One's own account.
pub fn account() -> Query<Account> {
    my_account().and_then(|MyAccount { me, sessions, api_tokens }| {
        Ok(Account { profile: me.ok_or(Problem::Unauthenticated)?, sessions, tokens: api_tokens })
    })
}

/// Changes name, language and theme; the rest of `profile` is not sent.
pub fn change(profile: Profile) -> Mutation<Profile> {
    account_change(&AccountChangeInput {
        expected_version: profile.version,
        locale: profile.locale.into(),
        name: profile.name.into(),
        theme: profile.theme.into(),
    })
}

/// Changes the password, and ends one's other sessions.
pub fn change_password(current: String, new: String) -> Mutation<Profile> {
    account_change_password(&AccountChangePasswordInput { current_password: current, password: new })
}

/// The roles whose name has these words in it.
pub fn roles_found(words: &str) -> Query<Vec<Choice>> {
    let words = domain::fold(words);
    roles().map(move |all| {
        let found = all.into_iter().filter(|role| domain::fold(&role.name).contains(&words));
        found.map(Role::choice).collect()
    })
}

/// The role with an id, or none.
pub fn role_named(id: &str) -> Query<Vec<Choice>> {
    let id = Id::new(id);
    roles().map(move |all| all.into_iter().filter(|role| role.id == id).map(Role::choice).collect())
}

impl Role {
    fn choice(self) -> Choice {
        Choice { id: self.id.into_inner(), name: self.name }
    }
}

/// Makes a role.
pub fn create_role(code: String, name: String, permissions: Vec<Permission>) -> Mutation<Role> {
    role_create(&RoleCreateInput { code, name, permissions })
}

/// Gives a role the name and exactly the permissions that it has here.
pub fn change_role(role: Role) -> Mutation<Role> {
    let Role { id, version, name, permissions, .. } = role;
    role_change(&RoleChangeInput { id, expected_version: version, name: name.into(), permissions })
}

/// Takes away a role that nobody has.
pub fn delete_role(role: Role) -> Mutation<Id> {
    role_delete(&RoleDeleteInput { id: role.id, expected_version: role.version })
}

/// All that a user's page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserDetail {
    /// Who it is.
    pub user: User,
    /// The browsers it is logged in with, newest first.
    pub sessions: Vec<Session>,
}

/// A user, and the browsers it is logged in with.
pub fn user(id: String) -> Query<UserDetail> {
    user_with_sessions(&Id::new(id)).and_then(|UserWithSessions { user, sessions }| {
        Ok(UserDetail { user: user.ok_or(Problem::NotFound)?, sessions })
    })
}

/// The few users that words find.
pub fn users_found(words: &str) -> Query<Vec<Choice>> {
    let sort = UserSort { field: UserSortField::Name, direction: Direction::of(false) };
    let search = Some(words).filter(|words| !words.trim().is_empty());
    users(&UserFilter::default(), search, &sort, None).map(|page| page.map(User::choice).rows)
}

/// The user with an id, or none.
pub fn user_named(id: &str) -> Query<Vec<Choice>> {
    user_with_sessions(&Id::new(id)).map(|found| found.user.into_iter().map(User::choice).collect())
}

impl User {
    fn choice(self) -> Choice {
        Choice { id: self.id.into_inner(), name: self.name }
    }

    /// The names of its roles; a dash when it has none.
    pub fn role_names(&self) -> String {
        let names: Vec<_> = self.roles.iter().map(|role| role.name.as_str()).collect();
        if names.is_empty() { "–".to_owned() } else { names.join(", ") }
    }
}

/// What is written of a user.
#[derive(Clone, Debug)]
pub enum Change {
    /// Name and e-mail.
    Person {
        /// The person's name.
        name: String,
        /// The login name.
        email: String,
    },
    /// Exactly these roles.
    Roles(Vec<Id>),
    /// Whether it may log in.
    Active(bool),
    /// Another password.
    Password(String),
}

/// Changes a user.
pub fn change_user(id: Id, expected_version: i32, change: Change) -> Mutation<User> {
    match change {
        Change::Person { name, email } => {
            user_change(&UserChangeInput { id, expected_version, name: name.into(), email: email.into() })
        }
        Change::Roles(role_ids) => user_assign_roles(&UserAssignRolesInput { id, expected_version, role_ids }),
        Change::Active(is_active) => user_set_active(&UserSetActiveInput { id, expected_version, is_active }),
        Change::Password(password) => user_reset_password(&UserResetPasswordInput { id, expected_version, password }),
    }
}
