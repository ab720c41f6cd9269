//! Where a customer stands, changed by itself: what lists do to many customers.
use cynic::MutationBuilder;

use crate::api::refusal::{Answer, UserError, told};
use crate::api::{client, schema};

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

/// Changes where a customer stands.
///
/// # Errors
/// When the server did not answer it; the same key can be sent again.
pub async fn set_standing(id: cynic::Id, version: i32, standing: Standing, key: String) -> Answer<()> {
    let (expected_version, idempotency_key) = (version, key);
    let payload = match standing {
        Standing::Active(is_active) => {
            let input = ActiveInput { expected_version, id, idempotency_key, is_active };
            client::run(CustomerSetActive::build(ActiveVariables { input })).await?.customer_set_active
        }
        Standing::OnStop(on_stop) => {
            let input = OnStopInput { expected_version, id, idempotency_key, on_stop };
            client::run(CustomerSetOnStop::build(OnStopVariables { input })).await?.customer_set_on_stop
        }
    };
    Ok(told(payload.customer, payload.user_errors)?.map(drop))
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use crate::api::documents::mutation;
    vec![mutation::<CustomerSetActive, ActiveVariables>(), mutation::<CustomerSetOnStop, OnStopVariables>()]
}
