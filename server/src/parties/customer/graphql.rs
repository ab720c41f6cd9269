//! Customers in the API.
