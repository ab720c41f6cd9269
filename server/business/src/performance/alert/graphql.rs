//! Alerts in the API.

use async_graphql::{Enum, ID, SimpleObject};
use chrono::{DateTime, Utc};

use super::entity::alert;
use super::rules::limit;
use super::service::RuleStatus;
use crate::graphql::Int64;

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AlertState {
    /// The limit is passed, but not for long enough.
    Pending,
    /// The receivers have been notified.
    Firing,
    /// The value is within the limit again.
    Resolved,
}

/// A limit of how the system runs, and how it stands. Values are thousandths of the unit.
#[derive(Clone, Debug, SimpleObject)]
pub struct AlertRule {
    /// What is measured: `p95`, `errors`, `hit_rate`, `database_time`, `pool_wait`, `slow_queries`, `log_age`, `disk`.
    measure: &'static str,
    /// What its values count: `ms`, `%`, `/min`, `s`.
    unit: &'static str,
    /// Whether small values are the bad ones.
    is_floor: bool,
    /// The limit.
    limit: Int64,
    /// Minutes that it must be passed for.
    minutes: i32,
    /// The value in the last full minute; none when there was nothing to measure.
    value: Option<Int64>,
    /// Where its open alert stands; none when the value is within the limit.
    state: Option<AlertState>,
    /// Since when the limit is passed.
    since: Option<DateTime<Utc>>,
}

/// An alert that fired. Values are thousandths of the unit.
#[derive(Clone, Debug, SimpleObject)]
pub struct Alert {
    /// Its id.
    id: ID,
    /// What was measured.
    measure: String,
    /// What its values count; none for a measure that is no longer known.
    unit: Option<&'static str>,
    /// Where it stands.
    state: AlertState,
    /// The worst value.
    value: Int64,
    /// The limit then.
    limit: Int64,
    /// When the limit was passed.
    pending_at: DateTime<Utc>,
    /// Since when it fired.
    firing_at: Option<DateTime<Utc>>,
    /// When the value was within the limit again.
    resolved_at: Option<DateTime<Utc>>,
}

impl From<RuleStatus> for AlertRule {
    fn from(RuleStatus { rule, value, open }: RuleStatus) -> Self {
        Self {
            measure: rule.measure.name(),
            unit: rule.measure.unit(),
            is_floor: rule.measure.is_floor(),
            limit: limit(rule).into(),
            minutes: i32::try_from(rule.minutes).unwrap_or(i32::MAX),
            value: value.map(Into::into),
            state: open.as_ref().map(state),
            since: open.map(|row| row.pending_at),
        }
    }
}

impl From<alert::Model> for Alert {
    fn from(row: alert::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            unit: row.measure().map(|measure| measure.unit()),
            state: state(&row),
            value: row.value.into(),
            limit: row.limit_value.into(),
            pending_at: row.pending_at,
            firing_at: row.firing_at,
            resolved_at: row.resolved_at,
            measure: row.measure,
        }
    }
}

fn state(row: &alert::Model) -> AlertState {
    match (row.firing_at, row.resolved_at) {
        (_, Some(_)) => AlertState::Resolved,
        (Some(_), None) => AlertState::Firing,
        (None, None) => AlertState::Pending,
    }
}
