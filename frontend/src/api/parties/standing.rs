//! Where a customer stands, changed by itself: what lists do to many customers.
use cynic::MutationBuilder;

use crate::api::key::new_key;
use crate::api::query::Mutation;
use crate::api::refusal::{Answer, UserError, outcome};
use crate::api::schema;

/// Another standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Whether one may trade with it.
    Active(bool),
    /// Whether nothing is to be promised to it for now.
    OnStop(bool),
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "CustomerSetActiveInput")]
struct ActiveInput {
    expected_version: i32,
    id: cynic::Id,
    idempotency_key: String,
    is_active: bool,
}

#[derive(cynic::QueryVariables)]
struct ActiveVariables {
    input: ActiveInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ActiveVariables")]
struct CustomerSetActive {
    #[arguments(input: $input)]
    customer_set_active: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "CustomerSetOnStopInput")]
struct OnStopInput {
    expected_version: i32,
    id: cynic::Id,
    idempotency_key: String,
    on_stop: bool,
}

#[derive(cynic::QueryVariables)]
struct OnStopVariables {
    input: OnStopInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "OnStopVariables")]
struct CustomerSetOnStop {
    #[arguments(input: $input)]
    customer_set_on_stop: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CustomerPayload")]
struct Payload {
    customer: Option<Changed>,
    user_errors: Vec<UserError>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Customer")]
struct Changed {
    #[cynic(rename = "version")]
    _version: i32,
}

impl Payload {
    fn outcome(self) -> Answer<()> {
        outcome(self.customer.map(|_| ()), self.user_errors)
    }
}

/// Changes where a customer stands.
pub fn set_standing(id: cynic::Id, version: i32, standing: Standing) -> Mutation<()> {
    let (expected_version, idempotency_key) = (version, new_key());
    match standing {
        Standing::Active(is_active) => {
            let input = ActiveInput { expected_version, id, idempotency_key, is_active };
            let operation = CustomerSetActive::build(ActiveVariables { input });
            Mutation::of(&operation, |answer| answer.customer_set_active.outcome())
        }
        Standing::OnStop(on_stop) => {
            let input = OnStopInput { expected_version, id, idempotency_key, on_stop };
            let operation = CustomerSetOnStop::build(OnStopVariables { input });
            Mutation::of(&operation, |answer| answer.customer_set_on_stop.outcome())
        }
    }
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::mutation;
    vec![mutation::<CustomerSetActive, ActiveVariables>(), mutation::<CustomerSetOnStop, OnStopVariables>()]
}
