//! A demo company: a wholesaler of things for the home, with its people, catalog, stock and a year of orders.
//!
//! The same seed and scale make the same company, dated back from today. Up to a size, everything is booked through the
//! slices' own services, as users would have done it, so that the books are right by the same rules; a larger company
//! is such a one and copies of it (`migration::Copies`). Invariant: only an empty database is filled.

mod catalog;
mod office;
mod orders;
mod words;

use domain::{Actor, Permission, Quantity, RoleId, UserId};
use migration::Copies;
use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

use business::accounts::role::service::create_preset_roles;
use business::accounts::user::entity::user;
use business::accounts::user::service::{NewUser, create as create_user};
use business::app::App;
use business::parties::customer::entity::Entity as Customers;
use orders::Trade;
use platform::db::WriteTx;
use platform::error::{Error, Result};

/// Customers, products and orders at scale 1.
const CUSTOMERS: i64 = 1_000;
const PRODUCTS: i64 = 2_000;
const ORDERS: i64 = 20_000;
/// Suppliers and tasks at scale 1.
const SUPPLIERS: i64 = 100;
const TODOS: i64 = 200;

/// The people of the company: the code of their role, which is their e-mail's name, and theirs.
const PEOPLE: [(&str, &str); 7] = [
    ("admin", "Ada Admin"),
    ("sales", "Selin Kaya"),
    ("purchasing", "Paul Becker"),
    ("warehouse", "Wanda Nowak"),
    ("quality", "Quentin Moreau"),
    ("accounting", "Aylin Şahin"),
    ("viewer", "Vera Whitmore"),
];

/// Which company to make.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How large; 1 is 1 000 customers, 2 000 products and 20 000 orders.
    pub scale: Quantity,
    /// Other seeds make other companies.
    pub seed: u64,
    /// How much of it is booked, at most, before the rest are copies.
    pub booked: Quantity,
}

impl Options {
    /// As much booked as is done in seconds.
    pub fn new(scale: Quantity, seed: u64) -> Self {
        Self { scale, seed, booked: Quantity::from_raw(Quantity::UNIT / 10) }
    }
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Customers.
    pub customers: usize,
    /// Products.
    pub products: usize,
    /// Orders.
    pub orders: usize,
}

/// Fills an empty database; calls `progress` with how many of all orders are booked.
///
/// # Errors
/// `BAD_USER_INPUT` when the database is not empty or the scale is out of range; what the database reports.
pub async fn fill(app: &App, options: Options, password: &str, progress: impl Fn(usize, usize)) -> Result<Made> {
    let booked = options.booked.max(Quantity::from_raw(1));
    if !(Quantity::from_raw(1)..=Quantity::from_raw(100 * Quantity::UNIT)).contains(&options.scale) {
        return Err(Error::bad_input("the scale lies between 0.001 and 100"));
    }
    let reader = app.db.reader();
    if user::Entity::find().count(reader).await? > 0 || Customers::find().count(reader).await? > 0 {
        return Err(Error::bad_input("the database is not empty: a demo company needs one of its own"));
    }
    let mut random = StdRng::seed_from_u64(options.seed);
    let password_hash = app.passwords.hash(password).await?;
    let system = Actor::system();
    let company = app.db.write(&system, None, async |tx: &WriteTx| catalog::company(tx).await).await?;
    let admin = app.db.write(&system, None, async |tx: &WriteTx| people(tx, &password_hash).await).await?;
    let name = PEOPLE.first().map_or("", |(_, name)| *name);
    let actor = Actor::user(admin, name, Permission::ALL.iter().copied().collect());
    app.reload_settings().await?;
    // One that is booked and the others like it.
    let alike = u32::try_from(options.scale.raw().saturating_sub(1) / booked.raw() + 1)?;
    let sized =
        |base: i64| base.saturating_mul(options.scale.raw()).div_euclid(Quantity::UNIT * i64::from(alike)).max(1);
    let times = usize::try_from(alike)?;
    let products = catalog::products(app, &actor, sized(PRODUCTS), &mut random).await?;
    let customers = catalog::customers(app, &actor, sized(CUSTOMERS), &mut random).await?;
    let trade = Trade { company: &company, products: &products, customers: &customers.all };
    let orders =
        orders::book(app, &actor, &trade, sized(ORDERS), &mut random, |done, all| progress(done, all * times)).await?;
    catalog::put_on_stop(app, &actor, &customers).await?;
    // Draws of their own: what is there already stays what it was for a seed.
    let mut random = StdRng::seed_from_u64(options.seed.wrapping_add(1));
    office::suppliers(app, &actor, sized(SUPPLIERS), &mut random).await?;
    office::todos(app, &actor, sized(TODOS), &mut random).await?;
    copy(app, alike - 1, |copies| progress(orders * (copies + 1), orders * times)).await?;
    app.db.write(&system, None, async |tx: &WriteTx| Ok(migration::refresh_monthly_sales(&**tx).await?)).await?;
    // The services are the same for all.
    let goods = products.iter().filter(|product| product.stocked).count();
    Ok(Made {
        customers: customers.all.len() * times,
        products: products.len() + goods * (times - 1),
        orders: orders * times,
    })
}

/// Makes so many copies of what is booked, each in a transaction of its own.
async fn copy(app: &App, count: u32, progress: impl Fn(usize)) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let copies = Copies::of(app.db.reader()).await?;
    for ordinal in 1..=count {
        let work = async |tx: &WriteTx| Ok(copies.make(&**tx, ordinal..=ordinal).await?);
        app.db.write(&Actor::system(), None, work).await?;
        progress(usize::try_from(ordinal)?);
    }
    // Plans made for a company that small would serve this one badly.
    app.db
        .write(&Actor::system(), None, async |tx: &WriteTx| Ok(tx.execute_unprepared("ANALYZE").await.map(|_| ())?))
        .await
}

/// Makes the roles and a user of each; returns the administrator.
async fn people(tx: &WriteTx, password_hash: &str) -> Result<UserId> {
    let roles = create_preset_roles(tx).await?;
    let mut admin = None;
    for (code, name) in PEOPLE {
        let role: Option<RoleId> = roles.iter().find(|(preset, _)| preset.code() == code).map(|(_, id)| *id);
        let role = role.ok_or_else(|| Error::internal("a preset role is missing"))?;
        let new = NewUser {
            email: format!("{code}@demo.example"),
            name: name.to_owned(),
            password_hash: password_hash.to_owned(),
            roles: vec![role],
        };
        let id = create_user(tx, &new).await?;
        admin = admin.or(Some(id));
    }
    admin.ok_or_else(|| Error::internal("there are no people"))
}
