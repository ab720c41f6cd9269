//! A sales order's life: one table of what may be done when, for the server that does it and the page that offers it.
//!
//! ```text
//! draft: edit → draft, confirm → pending, cancel → cancelled, expire → expired
//! pending: ship → pending, hold → on_hold, close → closed, cancel → cancelled
//! on_hold: resume → pending, close → closed, cancel → cancelled
//! shipped: —
//! completed: —
//! closed: reopen → pending
//! cancelled: —
//! expired: —
//! ```
//! `pending` is the stored text of a confirmed order that is not fully shipped; a partly shipped one stays pending and
//! its [`Fulfilment`] says so. Cancelled, expired and completed are final.

use crate::lifecycle::{self, lifecycle};
use crate::{Money, Percent, Permission, PermissionSet, Quantity, Refusal, RefusalCode};

/// Lines of one order at most, when people or programs write it; imports take what the other system had.
pub const LINES_MAX: usize = 500;

lifecycle! {
    in "sales_order.rs",
    /// Where an order stands.
    status "SalesOrderStatus" {
        /// Being written; binds nobody.
        Draft => "draft",
        /// Committed to the customer; stock is reserved.
        Confirmed => "pending",
        /// Committed, but nothing may ship.
        OnHold => "on_hold",
        /// Everything has been shipped.
        Shipped => "shipped",
        /// Everything has been shipped and billed.
        Completed => "completed",
        /// Ended before everything was shipped.
        Closed => "closed",
        /// Called off; nothing was shipped.
        Cancelled => "cancelled",
        /// A draft that nobody confirmed in time.
        Expired => "expired",
    }
    final { Completed, Cancelled, Expired }
    /// What can be done to an order.
    action "SalesOrderAction" {
        /// Change its lines and head.
        Edit => "edit" needs SalesOrderWrite: Draft => Draft;
        /// Commit it to the customer.
        Confirm => "confirm" needs SalesOrderConfirm: Draft => Confirmed;
        /// Send goods; leads to `shipped` only when nothing is left to ship.
        Ship => "ship" needs SalesOrderShip: Confirmed => Confirmed;
        /// Stop shipping for now.
        Hold => "hold" needs SalesOrderHold: Confirmed => OnHold;
        /// Go on after a hold.
        Resume => "resume" needs SalesOrderHold: OnHold => Confirmed;
        /// End it with what has been shipped.
        Close => "close" needs SalesOrderClose: Confirmed | OnHold => Closed;
        /// Call it off.
        Cancel => "cancel" needs SalesOrderCancel: Draft | Confirmed | OnHold => Cancelled;
        /// Take a closed order up again.
        Reopen => "reopen" needs SalesOrderClose: Closed => Confirmed;
        /// Let a draft expire; the system does it.
        Expire => "expire": Draft => Expired;
    }
}

impl Status {
    /// Whether the order holds stock and credit: confirmed and not ended.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Confirmed | Self::OnHold)
    }
}

/// How much of an order has been shipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum), graphql(name = "Fulfilment"))]
pub enum Fulfilment {
    /// Nothing.
    None,
    /// Something, not all.
    Partial,
    /// Everything.
    Full,
}

impl Fulfilment {
    /// Of `(ordered, shipped)` line by line.
    pub fn of(lines: impl IntoIterator<Item = (Quantity, Quantity)>) -> Self {
        let (mut any, mut all) = (false, true);
        for (ordered, shipped) in lines {
            any |= shipped.is_positive();
            all &= shipped >= ordered;
        }
        match (any, all) {
            (false, _) => Self::None,
            (true, false) => Self::Partial,
            (true, true) => Self::Full,
        }
    }
}

/// The status after a shipment.
pub fn after_shipping(fulfilment: Fulfilment) -> Status {
    if fulfilment == Fulfilment::Full { Status::Shipped } else { Status::Confirmed }
}

/// What may still be shipped of a line: ordered with the allowance on top, less what has been shipped.
///
/// # Errors
/// When a quantity is out of range.
pub fn open_quantity(ordered: Quantity, shipped: Quantity, allowance: Percent) -> Result<Quantity, Refusal> {
    Ok(allowance.on_top_of(ordered)?.minus(shipped)?.max(Quantity::ZERO))
}

/// What the guards look at.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Where the order stands.
    pub status: Status,
    /// How many lines it has.
    pub line_count: usize,
    /// How much of it has been shipped.
    pub fulfilment: Fulfilment,
    /// What confirming or reopening adds to the customer's exposure.
    pub exposure_added: Money,
    /// The order's currency, in which a refusal names amounts.
    pub currency: String,
    /// The customer.
    pub customer: CustomerFacts,
    /// What the actor may do.
    pub permissions: PermissionSet,
}

/// What the guards look at in a customer.
#[derive(Clone, Copy, Debug)]
pub struct CustomerFacts {
    /// Whether one may trade with him.
    pub is_active: bool,
    /// Whether he is on stop.
    pub on_stop: bool,
    /// His credit limit; none for no limit.
    pub credit_limit: Option<Money>,
    /// His exposure: what he owes, and his open orders.
    pub exposure: Money,
}

impl CustomerFacts {
    /// By how much `added` would exceed the limit; nothing when it does not.
    ///
    /// # Errors
    /// When the sum is out of range.
    pub fn over_limit(&self, added: Money) -> Result<Money, Refusal> {
        match self.credit_limit {
            None => Ok(Money::ZERO),
            Some(limit) => Ok(self.exposure.plus(added)?.minus(limit)?.max(Money::ZERO)),
        }
    }
}

/// Whether `action` may be done: the status it leads to, or why not.
///
/// # Errors
/// The first reason against it, the one that the user can least change first.
pub fn check(action: Action, facts: &Facts) -> Result<Status, Refusal> {
    let next = lifecycle::check(action, facts.status, facts.permissions)?;
    match action {
        Action::Confirm | Action::Reopen => check_commitment(facts)?,
        Action::Ship if facts.fulfilment == Fulfilment::Full => {
            return Err(Refusal::new(RefusalCode::NothingToShip));
        }
        Action::Cancel if facts.fulfilment != Fulfilment::None => {
            return Err(Refusal::new(RefusalCode::AlreadyShipped));
        }
        _ => {}
    }
    Ok(next)
}

fn check_commitment(facts: &Facts) -> Result<(), Refusal> {
    if facts.line_count == 0 {
        return Err(Refusal::new(RefusalCode::NoLines));
    }
    if !facts.customer.is_active {
        return Err(Refusal::new(RefusalCode::CustomerInactive));
    }
    if facts.customer.on_stop {
        return Err(Refusal::new(RefusalCode::CustomerOnStop));
    }
    let over = facts.customer.over_limit(facts.exposure_added)?;
    if over.is_positive() && !facts.permissions.has(Permission::SalesOrderOverrideCredit) {
        let refusal = Refusal::new(RefusalCode::CreditLimitExceeded).param("over", over);
        return Err(refusal.param("currency", &facts.currency));
    }
    Ok(())
}

/// An action of the list that a page offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The action.
    pub action: Action,
    /// Why it is not possible now; none when it is.
    pub refusal: Option<Refusal>,
}

/// Every action that a user can think of, each with the reason when it is not possible.
pub fn allowed(facts: &Facts) -> Vec<Allowed> {
    Action::ALL
        .iter()
        .filter(|action| action.permission().is_some())
        .map(|action| Allowed { action: *action, refusal: check(*action, facts).err() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(status: Status) -> Facts {
        Facts {
            status,
            line_count: 1,
            fulfilment: Fulfilment::None,
            exposure_added: Money::whole(10).unwrap(),
            currency: "EUR".to_owned(),
            customer: CustomerFacts {
                is_active: true,
                on_stop: false,
                credit_limit: Some(Money::whole(100).unwrap()),
                exposure: Money::whole(90).unwrap(),
            },
            permissions: PermissionSet::all(),
        }
    }

    #[test]
    fn nothing_leaves_a_final_status() {
        for status in Status::ALL.iter().filter(|status| status.is_final()) {
            assert!(allowed(&facts(*status)).iter().all(|allowed| allowed.refusal.is_some()), "{status:?}");
        }
    }

    #[test]
    fn credit_is_checked_to_the_limit_and_no_further() {
        let mut facts = facts(Status::Draft);
        facts.permissions =
            Permission::ALL.iter().copied().filter(|p| *p != Permission::SalesOrderOverrideCredit).collect();
        assert_eq!(check(Action::Confirm, &facts), Ok(Status::Confirmed));
        facts.exposure_added = "10.01".parse().unwrap();
        let refusal = check(Action::Confirm, &facts).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::CreditLimitExceeded);
        assert_eq!(refusal.message(), "the credit limit is exceeded by 0.01");
        assert_eq!(refusal.params["currency"], "EUR");
        facts.permissions = PermissionSet::all();
        assert_eq!(check(Action::Confirm, &facts), Ok(Status::Confirmed));
    }

    #[test]
    fn each_guard_gives_its_reason() {
        let code = |change: fn(&mut Facts), action| {
            let mut facts = facts(if action == Action::Confirm { Status::Draft } else { Status::Confirmed });
            change(&mut facts);
            check(action, &facts).unwrap_err().code
        };
        assert_eq!(code(|f| f.line_count = 0, Action::Confirm), RefusalCode::NoLines);
        assert_eq!(code(|f| f.customer.is_active = false, Action::Confirm), RefusalCode::CustomerInactive);
        assert_eq!(code(|f| f.customer.on_stop = true, Action::Confirm), RefusalCode::CustomerOnStop);
        assert_eq!(code(|f| f.fulfilment = Fulfilment::Partial, Action::Cancel), RefusalCode::AlreadyShipped);
        assert_eq!(code(|f| f.fulfilment = Fulfilment::Full, Action::Ship), RefusalCode::NothingToShip);
        assert_eq!(code(|f| f.permissions = PermissionSet::NONE, Action::Ship), RefusalCode::PermissionMissing);
    }
}
