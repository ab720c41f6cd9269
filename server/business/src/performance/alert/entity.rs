//! The table of alerts.

/// An alert.
pub mod alert {
    use platform::config::Measure;
    use sea_orm::entity::prelude::*;

    /// A limit that was passed. Values are thousandths of the measure's unit.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "performance_alert")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// What was measured.
        pub measure: String,
        /// `pending`, `firing` or `resolved`.
        pub state: String,
        /// The worst value so far.
        pub value: i64,
        /// The limit when it was passed.
        pub limit_value: i64,
        /// When it was passed.
        pub pending_at: DateTimeUtc,
        /// Since when it fires.
        pub firing_at: Option<DateTimeUtc>,
        /// When it was within the limit again.
        pub resolved_at: Option<DateTimeUtc>,
        /// The state that was posted to the webhook last.
        #[sea_orm(column_name = "told_webhook")]
        pub webhook_state: String,
        /// The state that was mailed last.
        #[sea_orm(column_name = "told_mail")]
        pub mail_state: String,
    }

    platform::plain_table!();

    impl Model {
        /// The measure that the alert is about; none when this build no longer knows it.
        pub fn measure(&self) -> Option<Measure> {
            Measure::ALL.into_iter().find(|measure| measure.name() == self.measure)
        }
    }
}
