//! The application as it is after its first day: a company, its roles, a user of each, two warehouses.

use std::collections::BTreeMap;

use business::accounts::role::service as roles;
use business::accounts::user::service::{self as users, NewUser};
use business::app::App;
use business::graphql::given;
use business::schema::{Schema, schema};
use business::settings::entity::CompanyDetails;
use business::settings::service as settings;
use business::stock::warehouse::entity::WarehouseDetails;
use business::stock::warehouse::service as warehouses;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Actor, Percent, RoleId, RolePreset, UserId, WarehouseId};
use migration::tags::{TAGGED, UNTAGGED};
use platform::clock::Clock;
use platform::config::{Config, Source};
use platform::db::{Engine, WriteTx};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, JsonValue, Statement};
use tokio::sync::OnceCell;

use super::client::Client;
use super::database::{self, OwnDatabase};

/// The password of every user.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Tables that a refused request may touch, with the reason.
const MAY_CHANGE: &[(&str, &str)] = &[
    ("accounts_loginattempt", "a wrong password is remembered"),
    ("cache_event", "written by triggers, and cut down at any time"),
    ("import_run", "one for each run of an import, also one that changes nothing; no request writes it"),
    ("mv_monthly_sales", "refreshed at any time; no table on SQLite"),
    ("performance_lease", "who leads, at any time"),
    ("performance_alert", "evaluated each minute"),
    ("seaql_migrations", "the migrator's own"),
];

/// Everything that a refused request must leave as it was: every table there is, but for those.
fn tables() -> impl Iterator<Item = &'static str> {
    let all = TAGGED.iter().map(|of| of.table).chain(UNTAGGED.iter().map(|(table, _)| *table));
    all.filter(|table| MAY_CHANGE.iter().all(|(may, _)| may != table))
}

/// An application on a database of its own, with a clock that stands still.
pub(crate) struct TestApp {
    pub(crate) app: App,
    /// The first is the one that stock is taken from first.
    pub(crate) warehouses: [WarehouseId; 2],
    pub(crate) roles: BTreeMap<&'static str, RoleId>,
    pub(crate) users: BTreeMap<&'static str, UserId>,
    schema: Schema,
    database: OwnDatabase,
}

impl TestApp {
    /// A company in euro, 20 % on top, with a user of each preset role, at noon of 2026-03-02.
    pub(crate) async fn start(engine: Engine) -> Self {
        let mut started = Self::empty(engine).await;
        started.warehouses = company(&started.app).await;
        (started.roles, started.users) = people(&started.app).await;
        started.app.reload_settings().await.unwrap();
        started
    }

    /// An application on an empty database, at the same time.
    pub(crate) async fn empty(engine: Engine) -> Self {
        let database = tokio::task::spawn_blocking(move || database::fresh(engine)).await.unwrap();
        let config = Config::from_source(&Source::of([
            ("DATABASE_URL", database.url.as_str()),
            ("ERP_DB_POOL_MIN", "0"),
            ("ERP_DB_POOL_MAX", "30"),
        ]))
        .unwrap();
        let noon: DateTime<Utc> = "2026-03-02T12:00:00Z".parse().unwrap();
        let app = App::connect(config, Clock::fixed(noon)).await.unwrap();
        assert_eq!(app.db.engine(), engine);
        let (warehouses, roles, users) = ([WarehouseId::new(1); 2], BTreeMap::new(), BTreeMap::new());
        Self { app, warehouses, roles, users, schema: schema(), database }
    }

    /// A client that acts as the user of a preset role, by the role's code.
    pub(crate) fn as_role(&self, code: &str) -> Client {
        let preset = RolePreset::ALL.into_iter().find(|preset| preset.code() == code).unwrap();
        self.as_actor(Actor::user(self.users[code], code, preset.permissions()))
    }

    /// A client that acts as `actor`.
    pub(crate) fn as_actor(&self, actor: Actor) -> Client {
        Client::new(self.app.clone(), self.schema.clone(), Some(actor))
    }

    /// A client that has not logged in.
    pub(crate) fn as_nobody(&self) -> Client {
        Client::new(self.app.clone(), self.schema.clone(), None)
    }

    /// The address of its database.
    pub(crate) fn url(&self) -> &str {
        &self.database.url
    }

    /// Moves the clock.
    pub(crate) fn advance(&self, by: TimeDelta) {
        self.app.db.clock().advance(by);
    }

    /// The rows of a query.
    pub(crate) async fn rows(&self, sql: &str) -> Vec<JsonValue> {
        let backend = match self.app.db.engine() {
            Engine::Sqlite => DbBackend::Sqlite,
            Engine::Postgres => DbBackend::Postgres,
        };
        let rows = JsonValue::find_by_statement(Statement::from_string(backend, sql)).all(self.app.db.reader()).await;
        rows.unwrap_or_else(|error| panic!("{error}\n{sql}"))
    }

    /// The one number that a query gives.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let backend = self.app.db.reader().get_database_backend();
        let row = self.app.db.reader().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// Runs SQL over a connection of its own, as another program would.
    pub(crate) async fn outside(&self, sql: &str) {
        let db = sea_orm::Database::connect(self.url()).await.unwrap();
        db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{error}\n{sql}"));
        db.close().await.unwrap();
    }

    /// Fails when PostgreSQL had to break a deadlock: the retry hides it from clients, not from its statistics.
    pub(crate) async fn had_no_deadlock(self) {
        if self.app.db.engine() == Engine::Sqlite {
            return;
        }
        // A backend hands its counters in when it ends.
        self.app.db.close().await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let db = sea_orm::Database::connect(&self.database.url).await.unwrap();
        let sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap().unwrap();
        let deadlocks: i64 = row.try_get_by_index(0).unwrap();
        assert_eq!(deadlocks, 0);
        db.close().await.unwrap();
    }

    /// Every row of every table that a request may write.
    pub(crate) async fn everything(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut all = BTreeMap::new();
        for table in tables() {
            let mut rows: Vec<String> =
                self.rows(&format!("SELECT * FROM {table}")).await.iter().map(JsonValue::to_string).collect();
            rows.sort();
            all.insert(table, rows);
        }
        all
    }

    /// Changes the company's settings.
    pub(crate) async fn change_settings(&self, change: impl FnOnce(&mut CompanyDetails)) {
        let mut new = CompanyDetails::default();
        let version = settings::load(self.app.db.reader()).await.unwrap().version;
        change(&mut new);
        let work = async |tx: &WriteTx| settings::change(tx, version, &new).await;
        self.app.db.write(&Actor::system(), None, work).await.unwrap();
    }
}

async fn company(app: &App) -> [WarehouseId; 2] {
    let mut new = CompanyDetails {
        name: given("Acme".to_owned()),
        currency: given("EUR".to_owned()),
        time_zone: given("UTC".to_owned()),
        over_delivery_percent: given(Percent::ZERO),
        allow_partial_reservation: given(false),
        prices_include_tax: given(false),
        draft_expiry_minutes: given(60),
        ..CompanyDetails::default()
    };
    let system = Actor::system();
    let main = async |tx: &WriteTx| warehouses::create(tx, &warehouse("MAIN", "Main")).await;
    let north = async |tx: &WriteTx| warehouses::create(tx, &warehouse("NORTH", "North")).await;
    let made = [app.db.write(&system, None, main).await.unwrap(), app.db.write(&system, None, north).await.unwrap()];
    new.default_warehouse_id = given(made[0]);
    app.db.write(&system, None, async |tx: &WriteTx| settings::create(tx, &new).await).await.unwrap();
    made
}

fn warehouse(code: &str, name: &str) -> WarehouseDetails {
    WarehouseDetails { code: given(code.to_owned()), name: given(name.to_owned()), ..WarehouseDetails::default() }
}

async fn people(app: &App) -> (BTreeMap<&'static str, RoleId>, BTreeMap<&'static str, UserId>) {
    static HASH: OnceCell<String> = OnceCell::const_new();
    let hash = HASH.get_or_init(async || app.passwords.hash(PASSWORD).await.unwrap()).await;
    let system = Actor::system();
    let presets = app.db.write(&system, None, async |tx: &WriteTx| {
        let made = roles::create_preset_roles(tx).await?;
        Ok(made.into_iter().map(|(preset, id)| (preset.code().to_owned(), id)).collect::<Vec<_>>())
    });
    let made: BTreeMap<String, RoleId> = presets.await.unwrap().into_iter().collect();
    let (mut roles, mut people) = (BTreeMap::new(), BTreeMap::new());
    for preset in RolePreset::ALL {
        let role = made[preset.code()];
        let new = NewUser {
            email: format!("{}@acme.test", preset.code()),
            name: preset.code().to_owned(),
            password_hash: hash.clone(),
            roles: vec![role],
        };
        let user = app.db.write(&system, None, async |tx: &WriteTx| users::create(tx, &new).await).await.unwrap();
        roles.insert(preset.code(), role);
        people.insert(preset.code(), user);
    }
    (roles, people)
}
