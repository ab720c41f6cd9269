//! Sales orders: the list, one order, and what can be done to it.
use domain::pricing::Discount;
use domain::{Money, Percent, Quantity};

use super::error::Problem;
use super::input::{
    DiscountInput, DiscountValue, SalesOrderActionInput, SalesOrderChangeInput, SalesOrderConfirmInput,
    SalesOrderCreateInput, SalesOrderDraft, SalesOrderDuplicateInput, SalesOrderLineInput, SalesOrderNoteInput,
    SalesOrderReasonInput, ShipmentCreateInput, ShipmentLineInput,
};
use super::page::Choice;
use super::query::{Mutation, Query};
use super::scalar::{Day, Id};

include!(concat!(env!("OUT_DIR"), "/api/sales.rs"));

/// The few orders that words find best, of those that have a number.
pub fn found(words: &str) -> Query<Vec<Choice>> {
    super::find::records(words).map(|found| {
        let orders = found.sales_orders.into_iter();
        orders.filter_map(|order| Some(Choice { id: order.id.into_inner(), name: order.number? })).collect()
    })
}

/// The order with an id, or none.
pub fn named(id: &str) -> Query<Vec<Choice>> {
    order_named(&Id::new(id)).map(|found| {
        let choice = |order: OrderNamed| {
            let id = order.id.into_inner();
            Choice { name: order.number.unwrap_or_else(|| id.clone()), id }
        };
        found.into_iter().map(choice).collect()
    })
}

/// One order.
pub fn order(id: String) -> Query<OrderDetail> {
    order_detail(&Id::new(id)).and_then(|found| Ok(found.ok_or(Problem::NotFound)?))
}

/// Where goods can be shipped from.
pub fn warehouses() -> Query<Vec<Warehouse>> {
    places().map(|all| all.into_iter().filter(|warehouse| warehouse.is_active).collect())
}

/// An order with all that is printed of it, and whose it is.
pub fn on_paper(id: String) -> Query<(Letterhead, PaperOrder)> {
    order_on_paper(&Id::new(id)).and_then(|found| Ok((found.company, found.sales_order.ok_or(Problem::NotFound)?)))
}

impl OrderDetail {
    /// The order without its lines, its shipments and its past.
    pub fn without_lists(&self) -> Self {
        Self { items: Vec::new(), shipments: Vec::new(), timeline: Vec::new(), ..self.clone() }
    }
}

impl Item {
    /// What is still to be shipped; never below zero.
    pub fn open(&self) -> Quantity {
        Quantity::from_raw(self.quantity.raw().saturating_sub(self.shipped_quantity.raw()).max(0))
    }
}

/// A step of the order's life that needs no more than a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Promise it.
    Confirm,
    /// Stop shipping for now.
    Hold,
    /// Go on after a hold.
    Resume,
    /// End it with what has been shipped.
    Close,
    /// Call it off.
    Cancel,
    /// Take it up again.
    Reopen,
}

/// A step of a certain order as the user saw it.
#[derive(Clone, Debug)]
pub struct Command {
    /// The order.
    pub id: Id,
    /// As it was when the user decided.
    pub version: i32,
    /// Why; may be empty where none is asked for.
    pub reason: String,
}

impl Command {
    /// A command on an order.
    pub fn on(order: &OrderDetail) -> Self {
        Self { id: order.id.clone(), version: order.version, reason: String::new() }
    }

    fn action(self) -> SalesOrderActionInput {
        SalesOrderActionInput { id: self.id, expected_version: self.version }
    }

    fn with_reason(self) -> SalesOrderReasonInput {
        SalesOrderReasonInput { id: self.id, expected_version: self.version, reason: self.reason }
    }

    fn overriding(self) -> SalesOrderConfirmInput {
        let reason = Some(self.reason).filter(|reason| !reason.is_empty());
        SalesOrderConfirmInput { id: self.id, expected_version: self.version, override_reason: reason.into() }
    }
}

/// Does a step.
pub fn run(step: Step, command: Command) -> Mutation<OrderDetail> {
    match step {
        Step::Confirm => order_confirm(&command.overriding()),
        Step::Reopen => order_reopen(&command.overriding()),
        Step::Resume => order_resume(&command.action()),
        Step::Hold => order_hold(&command.with_reason()),
        Step::Close => order_close(&command.with_reason()),
        Step::Cancel => order_cancel(&command.with_reason()),
    }
}

/// Ships lines.
pub fn ship(command: Command, lines: Vec<ShipmentLineInput>, tracking: Option<String>) -> Mutation<OrderDetail> {
    shipment_create(&ShipmentCreateInput {
        order_id: command.id,
        expected_version: command.version,
        lines,
        shipped_on: None.into(),
        tracking_number: tracking.into(),
    })
}

/// Writes a note on an order's timeline.
pub fn note(id: Id, text: String) -> Mutation<OrderDetail> {
    order_note(&SalesOrderNoteInput { id, text })
}

/// A draft as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Who orders.
    pub customer: Id,
    /// The business day; none for today.
    pub order_date: Option<String>,
    /// The customer's own number for it.
    pub reference: Option<String>,
    /// What one should know.
    pub notes: Option<String>,
    /// The reduction of the whole, and why.
    pub discount: Option<(Discount, String)>,
    /// Its lines.
    pub lines: Vec<WrittenLine>,
}

/// A line as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenLine {
    /// What.
    pub product: Id,
    /// What it is called, where not as the product.
    pub description: Option<String>,
    /// How much.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Its reduction, and why.
    pub discount: Option<(Discount, String)>,
}

/// How the company writes a new order.
pub fn begin() -> Query<Company> {
    draft_to_write()
}

/// A draft to be rewritten, and how the company writes it.
pub fn draft(id: String) -> Query<(Company, Draft)> {
    draft_to_edit(&Id::new(id)).and_then(|found| Ok((found.company, found.sales_order.ok_or(Problem::NotFound)?)))
}

/// Writes a draft.
pub fn create(written: Written) -> Mutation<Saved> {
    order_create(&SalesOrderCreateInput { draft: written.into() })
}

/// Rewrites the draft that was read at this version.
pub fn change(id: Id, version: i32, written: Written) -> Mutation<Saved> {
    order_change(&SalesOrderChangeInput { id, expected_version: version, draft: written.into() })
}

/// Writes a draft with what is in another order.
pub fn duplicate(id: Id) -> Mutation<Saved> {
    order_duplicate(&SalesOrderDuplicateInput { id })
}

/// One of these as it was sent before, from its text: all are answered alike.
pub fn resume(body: String) -> Mutation<Saved> {
    duplicate(Id::default()).as_sent(body)
}

impl From<Written> for SalesOrderDraft {
    fn from(written: Written) -> Self {
        let lines: Vec<_> = written.lines.into_iter().map(SalesOrderLineInput::from).collect();
        Self {
            customer_id: written.customer.into(),
            customer_reference: written.reference.into(),
            discount: written.discount.map(DiscountInput::from).into(),
            lines: lines.into(),
            notes: written.notes.into(),
            order_date: written.order_date.map(Day).into(),
            ..Self::default()
        }
    }
}

impl From<WrittenLine> for SalesOrderLineInput {
    fn from(line: WrittenLine) -> Self {
        Self {
            description: line.description,
            discount: line.discount.map(DiscountInput::from),
            product_id: line.product,
            quantity: line.quantity,
            tax_percent: Some(line.tax_percent),
            unit_price: Some(line.unit_price),
        }
    }
}

impl From<(Discount, String)> for DiscountInput {
    fn from((discount, reason): (Discount, String)) -> Self {
        let value = match discount {
            Discount::Percent(percent) => DiscountValue::Percent(percent),
            Discount::Amount(amount) => DiscountValue::Amount(amount),
        };
        Self { reason, value }
    }
}
