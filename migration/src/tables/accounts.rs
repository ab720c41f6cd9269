//! Accounts: users, roles, sessions, API tokens, sign-in attempts.

use crate::family::{Family, Script};

pub(super) const FAMILY: Family = Family {
    name: "m0001_accounts",
    up: &[
        Script::Both(USERS),
        Script::Both(ROLES),
        Script::Both(ACCESS),
        Script::Postgres(NEVER_DELETED_POSTGRES),
        Script::Sqlite(NEVER_DELETED_SQLITE),
    ],
    down: &[
        Script::Both(
            "DROP TABLE accounts_loginattempt;
             DROP TABLE accounts_apitoken;
             DROP TABLE accounts_session;
             DROP TABLE accounts_userrole;
             DROP TABLE accounts_rolepermission;
             DROP TABLE accounts_role;
             DROP TABLE accounts_user;",
        ),
        Script::Postgres("DROP FUNCTION accounts_user_never_deleted();"),
    ],
};

const USERS: &str = "
CREATE TABLE accounts_user (
    id {id},
    email text NOT NULL CHECK (email <> '' AND email = lower(email)),
    name text NOT NULL CHECK (name <> ''),
    password_hash text NOT NULL,
    locale text NOT NULL DEFAULT 'en' CHECK (locale <> ''),
    theme text NOT NULL DEFAULT 'system' CHECK (theme <> ''),
    is_active {bool} NOT NULL DEFAULT true,
    created_at {ts} NOT NULL DEFAULT {now},
    last_seen_at {ts},
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1)
) {hot};
CREATE UNIQUE INDEX uq_user_email ON accounts_user (email);
CREATE INDEX idx_user_name ON accounts_user (name, id);
";

const ROLES: &str = "
CREATE TABLE accounts_role (
    id {id},
    code text NOT NULL CHECK (code <> ''),
    name text NOT NULL CHECK (name <> ''),
    version {int} NOT NULL DEFAULT 1 CHECK (version >= 1)
) {table};
CREATE UNIQUE INDEX uq_role_code ON accounts_role (code);

CREATE TABLE accounts_rolepermission (
    role_id {int} NOT NULL REFERENCES accounts_role (id) ON DELETE CASCADE,
    permission text NOT NULL CHECK (permission <> ''),
    PRIMARY KEY (role_id, permission)
) {table};

CREATE TABLE accounts_userrole (
    user_id {int} NOT NULL REFERENCES accounts_user (id),
    role_id {int} NOT NULL REFERENCES accounts_role (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, role_id)
) {table};
CREATE INDEX idx_userrole_role ON accounts_userrole (role_id);
";

const ACCESS: &str = "
CREATE TABLE accounts_session (
    id {id},
    user_id {int} NOT NULL REFERENCES accounts_user (id),
    secret_hash text NOT NULL CHECK (length(secret_hash) = 64),
    created_at {ts} NOT NULL DEFAULT {now},
    last_seen_at {ts} NOT NULL DEFAULT {now},
    expires_at {ts} NOT NULL,
    user_agent text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    revoked_at {ts},
    CHECK (expires_at > created_at)
) {hot};
CREATE UNIQUE INDEX uq_session_secret_hash ON accounts_session (secret_hash);
CREATE INDEX idx_session_user ON accounts_session (user_id, id);
CREATE INDEX idx_session_expires ON accounts_session (expires_at);

CREATE TABLE accounts_apitoken (
    id {id},
    user_id {int} NOT NULL REFERENCES accounts_user (id),
    name text NOT NULL CHECK (name <> ''),
    secret_hash text NOT NULL CHECK (length(secret_hash) = 64),
    last_four text NOT NULL CHECK (length(last_four) = 4),
    permissions text NOT NULL DEFAULT '',
    created_at {ts} NOT NULL DEFAULT {now},
    expires_at {ts} NOT NULL,
    last_used_at {ts},
    revoked_at {ts},
    CHECK (expires_at > created_at)
) {hot};
CREATE UNIQUE INDEX uq_apitoken_secret_hash ON accounts_apitoken (secret_hash);
CREATE INDEX idx_apitoken_user ON accounts_apitoken (user_id, id);

CREATE TABLE accounts_loginattempt (
    id {id},
    account text NOT NULL,
    address text NOT NULL,
    attempted_at {ts} NOT NULL DEFAULT {now},
    succeeded {bool} NOT NULL
) {table};
CREATE INDEX idx_loginattempt_account ON accounts_loginattempt (account, attempted_at);
CREATE INDEX idx_loginattempt_address ON accounts_loginattempt (address, attempted_at);
CREATE INDEX idx_loginattempt_at ON accounts_loginattempt (attempted_at);
";

// Documents, ledger and audit name accounts without a foreign key, which this makes safe.
const NEVER_DELETED_POSTGRES: &str = "
CREATE FUNCTION accounts_user_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'accounts_user_never_deleted: deactivate the account instead'
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'accounts_user_never_deleted';
END
$body$;
CREATE TRIGGER accounts_user_never_deleted BEFORE DELETE ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION accounts_user_never_deleted();
CREATE TRIGGER accounts_user_never_truncated BEFORE TRUNCATE ON accounts_user
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_user_never_deleted();
";

const NEVER_DELETED_SQLITE: &str = "
CREATE TRIGGER accounts_user_never_deleted BEFORE DELETE ON accounts_user
BEGIN
    SELECT RAISE(ABORT, 'accounts_user_never_deleted: deactivate the account instead');
END;
";
