//! Shipments: posted at once, never changed.

crate::stored_enum! {
    /// Where a shipment stands.
    Status {
        /// Booked: the goods have left.
        Posted => "posted",
    }
}
