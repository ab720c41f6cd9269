//! A sales order's life: one table of what may be done when, for the server that does it and the page that offers it.
//!
//! ```text
//! draft ──confirm──▶ pending ──ship all──▶ shipped ──(all billed)──▶ completed
//!   │ ╲                │ ▲  ╲
//!   │  expire     hold ▼ │resume ╲close──▶ closed ──reopen──▶ pending
//!   ▼                on_hold
//! cancelled ◀──cancel── draft | pending | on_hold, while nothing is shipped
//! ```
//! `pending` is the stored text of a confirmed order that is not fully shipped; a partly shipped one stays pending and
//! its [`Fulfilment`] says so. Cancelled, expired and completed are final.

use crate::{Money, Percent, Permission, PermissionSet, Quantity, Refusal, RefusalCode};

/// Lines of one order at most, when people or programs write it; imports take what the other system had.
pub const LINES_MAX: usize = 500;

macro_rules! texts {
    ($type:ident { $($variant:ident => $text:literal),+ $(,)? }) => {
        impl $type {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its stored text.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum), graphql(name = "SalesOrderStatus"))]
#[cfg_attr(
    feature = "sea-orm",
    derive(sea_orm::EnumIter, sea_orm::DeriveActiveEnum),
    sea_orm(rs_type = "String", db_type = "Text")
)]
pub enum Status {
    /// Being written; binds nobody.
    #[cfg_attr(feature = "sea-orm", sea_orm(string_value = "draft"))]
    Draft,
    /// Promised to the customer; stock is set aside.
    #[cfg_attr(feature = "sea-orm", sea_orm(string_value = "pending"))]
    Confirmed,
    /// Promised, but nothing may ship.
    #[cfg_attr(feature = "sea-orm", sea_orm(string_value = "on_hold"))]
    OnHold,
    /// Everything has been shipped.
    #[cfg_attr(feature = "sea-orm", sea_orm(string_value = "shipped"))]
    Shipped,
    /// Everything has been shipped and billed.
    #[cfg_attr(feature = "sea-orm", sea_orm(string_value = "completed"))]
    Completed,
    /// Ended before everything was shipped.
    #[cfg_attr(feature = "sea-orm", sea_orm(string_value = "closed"))]
    Closed,
    /// Called off; nothing was shipped.
    #[cfg_attr(feature = "sea-orm", sea_orm(string_value = "cancelled"))]
    Cancelled,
    /// A draft that nobody confirmed in time.
    #[cfg_attr(feature = "sea-orm", sea_orm(string_value = "expired"))]
    Expired,
}

texts!(Status {
    Draft => "draft",
    Confirmed => "pending",
    OnHold => "on_hold",
    Shipped => "shipped",
    Completed => "completed",
    Closed => "closed",
    Cancelled => "cancelled",
    Expired => "expired",
});

impl Status {
    /// Whether nothing can be done to the order any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::Expired)
    }

    /// Whether the order holds stock and credit: confirmed and not ended.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Confirmed | Self::OnHold)
    }
}

/// What can be done to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "graphql", derive(async_graphql::Enum), graphql(name = "SalesOrderAction"))]
pub enum Action {
    /// Change its lines and head.
    Edit,
    /// Promise it to the customer.
    Confirm,
    /// Send goods.
    Ship,
    /// Stop shipping for now.
    Hold,
    /// Go on after a hold.
    Resume,
    /// End it with what has been shipped.
    Close,
    /// Call it off.
    Cancel,
    /// Take a closed order up again.
    Reopen,
    /// Let a draft lapse; the system does it.
    Expire,
}

texts!(Action {
    Edit => "edit",
    Confirm => "confirm",
    Ship => "ship",
    Hold => "hold",
    Resume => "resume",
    Close => "close",
    Cancel => "cancel",
    Reopen => "reopen",
    Expire => "expire",
});

impl Action {
    /// What an actor needs for it; none for what only the system does.
    pub const fn permission(self) -> Option<Permission> {
        match self {
            Self::Edit => Some(Permission::SalesOrderWrite),
            Self::Confirm => Some(Permission::SalesOrderConfirm),
            Self::Ship => Some(Permission::SalesOrderShip),
            Self::Hold | Self::Resume => Some(Permission::SalesOrderHold),
            Self::Close | Self::Reopen => Some(Permission::SalesOrderClose),
            Self::Cancel => Some(Permission::SalesOrderCancel),
            Self::Expire => None,
        }
    }

    /// The table: where an action leads from a status; none where it is not possible.
    ///
    /// Shipping leads to `shipped` only when nothing is left to ship ([`after_shipping`]).
    pub const fn leads_from(self, status: Status) -> Option<Status> {
        match (self, status) {
            (Self::Edit, Status::Draft) => Some(Status::Draft),
            (Self::Confirm, Status::Draft)
            | (Self::Ship, Status::Confirmed)
            | (Self::Resume, Status::OnHold)
            | (Self::Reopen, Status::Closed) => Some(Status::Confirmed),
            (Self::Hold, Status::Confirmed) => Some(Status::OnHold),
            (Self::Close, Status::Confirmed | Status::OnHold) => Some(Status::Closed),
            (Self::Cancel, Status::Draft | Status::Confirmed | Status::OnHold) => Some(Status::Cancelled),
            (Self::Expire, Status::Draft) => Some(Status::Expired),
            _ => None,
        }
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
    /// What he owes or has been promised.
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
    if let Some(permission) = action.permission()
        && !facts.permissions.has(permission)
    {
        return Err(Refusal::new(RefusalCode::PermissionMissing).param("permission", permission.text()));
    }
    let next = action
        .leads_from(facts.status)
        .ok_or_else(|| Refusal::new(RefusalCode::WrongStatus).param("status", facts.status.text()))?;
    match action {
        Action::Confirm | Action::Reopen => check_promise(facts)?,
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

fn check_promise(facts: &Facts) -> Result<(), Refusal> {
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
        return Err(Refusal::new(RefusalCode::CreditLimitExceeded).param("over", over));
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
    fn the_table_is_the_documented_one() {
        use Action as A;
        use Status as S;
        let possible = [
            (S::Draft, A::Edit, S::Draft),
            (S::Draft, A::Confirm, S::Confirmed),
            (S::Draft, A::Cancel, S::Cancelled),
            (S::Draft, A::Expire, S::Expired),
            (S::Confirmed, A::Ship, S::Confirmed),
            (S::Confirmed, A::Hold, S::OnHold),
            (S::Confirmed, A::Close, S::Closed),
            (S::Confirmed, A::Cancel, S::Cancelled),
            (S::OnHold, A::Resume, S::Confirmed),
            (S::OnHold, A::Close, S::Closed),
            (S::OnHold, A::Cancel, S::Cancelled),
            (S::Closed, A::Reopen, S::Confirmed),
        ];
        for status in S::ALL {
            for action in A::ALL {
                let expected = possible.iter().find(|(from, by, _)| from == status && by == action);
                assert_eq!(action.leads_from(*status), expected.map(|(_, _, to)| *to), "{status:?} {action:?}");
            }
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
