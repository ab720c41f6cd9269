//! Stock: the kinds of movements, and the life of a reservation.

crate::stored_enum! {
    /// The kind of a row of the stock ledger.
    MovementKind {
        /// Goods came in.
        Receipt => "receipt",
        /// Goods left for an order.
        Shipment => "shipment",
        /// Goods left for another warehouse.
        TransferOut => "transfer_out",
        /// Goods came from another warehouse.
        TransferIn => "transfer_in",
        /// A correction, with a reason.
        Adjust => "adjust",
        /// Goods came back from a customer.
        ReturnIn => "return_in",
        /// Goods went back to a supplier.
        ReturnOut => "return_out",
        /// Goods were thrown away.
        Scrap => "scrap",
        /// What a count found.
        Count => "count",
    }
}

crate::stored_enum! {
    /// Where a reservation stands: active until it is shipped or released.
    ReservationStatus {
        /// Holds stock for its line.
        Active => "active",
        /// Its stock has been shipped.
        Consumed => "consumed",
        /// Its stock is free again.
        Released => "released",
        /// Its stock is free again: its time was over.
        Expired => "expired",
    }
}
