//! Suppliers, and the tasks that the people of the company have given each other.

use async_graphql::MaybeUndefined;
use chrono::TimeDelta;
use domain::todo::{Action, Priority};
use domain::{Actor, UserId};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};

use super::words::{CITIES, NAMES, TRADES};
use business::accounts::user::entity::user;
use business::app::App;
use business::graphql::given;
use business::parties::supplier::entity::SupplierDetails;
use business::parties::supplier::service as suppliers;
use business::sales::order::entity::order;
use business::todos::entity::TodoDetails;
use business::todos::service as todos;
use platform::db::{At, WriteTx};
use platform::error::Result;

/// What there is to do, and what it is about.
const TASKS: [(&str, &str); 8] = [
    ("Call the customer about the delivery date", "sales"),
    ("Check the credit limit", "accounting"),
    ("Ask the supplier for a new price list", "purchasing"),
    ("Count the shelf again", "warehouse"),
    ("Send the missing papers", "sales"),
    ("Take photos of the damaged goods", "quality"),
    ("Clear the aisle", "warehouse"),
    ("Prepare the monthly closing", "accounting"),
];

/// Creates `count` suppliers.
pub(super) async fn suppliers(app: &App, actor: &Actor, count: i64, random: &mut StdRng) -> Result<()> {
    let mut details = Vec::new();
    for number in 1..=count {
        let name = NAMES.choose(random).copied().unwrap_or_default();
        let trade = TRADES.choose(random).copied().unwrap_or_default();
        let (city, country) = CITIES.choose(random).copied().unwrap_or_default();
        details.push(SupplierDetails {
            code: given(format!("S{number:04}")),
            name: given(format!("{name} {trade} Supply")),
            email: given(format!("sales{number}@supplier.example")),
            phone: given(format!("+00 555 {:06}", 900_000 + number)),
            city: given(city.to_owned()),
            country: given(country.to_owned()),
            currency: given(if number % 5 == 0 { "USD" } else { "EUR" }.to_owned()),
            payment_days: given([14, 30, 45, 60].choose(random).copied().unwrap_or(30)),
            lead_days: given(random.random_range(2..=30)),
            is_active: given(number % 20 != 0),
            ..SupplierDetails::default()
        });
    }
    let work = async |tx: &WriteTx| {
        for details in &details {
            suppliers::create(tx, details).await?;
        }
        Ok(())
    };
    app.db.write(actor, None, work).await
}

/// Creates `count` tasks: some about the newest orders, some taken up, some done.
pub(super) async fn todos(app: &App, actor: &Actor, count: i64, random: &mut StdRng) -> Result<()> {
    let people: Vec<UserId> =
        user::Entity::find().select_only().column(user::Column::Id).into_tuple().all(app.db.reader()).await?;
    let newest = order::Entity::find().order_by_desc(order::Column::Id).limit(50).all(app.db.reader()).await?;
    let today = app.db.today();
    let mut tasks = Vec::new();
    for _ in 0..count {
        let (title, category) = TASKS.choose(random).copied().unwrap_or(TASKS[0]);
        let priority = [Priority::Low, Priority::Normal, Priority::Normal, Priority::High, Priority::Urgent];
        let linked = newest.choose(random).filter(|_| category == "sales").map(|order| order.id.to_string());
        let details = TodoDetails {
            title: given(title.to_owned()),
            category_id: given(category.to_owned()),
            priority: given(priority.choose(random).copied()),
            due_date: given(today + TimeDelta::days(random.random_range(-5..=20))),
            assigned_to_id: people.choose(random).copied().map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
            linked_id: linked.map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
            ..TodoDetails::default()
        };
        let action = [None, None, Some(Action::Start), Some(Action::Finish)].choose(random).copied().flatten();
        tasks.push((details, action));
    }
    let work = async |tx: &WriteTx| {
        for (details, action) in &tasks {
            let id = todos::create(tx, details).await?;
            if let Some(action) = action {
                todos::act(tx, At { id, version: 1 }, *action).await?;
            }
        }
        Ok(())
    };
    app.db.write(actor, None, work).await
}
