//! Suppliers in the API.

use domain::SupplierId;

use super::entity::{Entity, SupplierDetails};
use super::list::Suppliers;
use super::service;
use crate::{commands, inputs, payload, queries};

inputs! {
    details SupplierDetails of SupplierId, "supplier": SupplierCreateInput, SupplierChangeInput;
}

payload!(SupplierPayload, "The supplier", supplier: Entity);

queries! {
    /// What can be asked about suppliers.
    SupplierQuery {
        /// A supplier by id; null when it is not there. Requires `SUPPLIER_READ`.
        supplier: Entity;
        /// Suppliers, by name unless sorted otherwise. Requires `SUPPLIER_READ`.
        suppliers: Suppliers, search "Words to find in code, name and city; accents and case do not matter.";
    }
}

commands! {
    /// What can be done with suppliers.
    SupplierMutation -> SupplierPayload {
        /// Creates a supplier. Requires `SUPPLIER_WRITE`.
        supplier_create(input: SupplierCreateInput) => |tx| service::create(tx, &input.details);

        /// Changes a supplier. Requires `SUPPLIER_WRITE`.
        supplier_change(input: SupplierChangeInput) => |tx| service::change(tx, input.at(), &input.details);
    }
}
