//! The list's view as its address says it: what is searched, filtered and sorted. The address is the view, so that a
//! link, the back button and a reload show the same.
use crate::api::name::SalesOrderStatus;
use crate::api::sales::{Direction, Filter, Sort, SortField};

/// Every status, in the order of an order's life.
pub(super) const STATUSES: [&str; 8] =
    ["DRAFT", "CONFIRMED", "ON_HOLD", "SHIPPED", "COMPLETED", "CLOSED", "CANCELLED", "EXPIRED"];

const NEWEST_FIRST: Sort = Sort::by(SortField::OrderDate, Direction::Desc);

/// What the list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct View {
    /// Words to find; may be empty.
    pub(super) search: String,
    /// Only these states; none for all.
    pub(super) statuses: Vec<&'static str>,
    /// In this order.
    pub(super) sort: Sort,
}

impl Default for View {
    fn default() -> Self {
        Self { search: String::new(), statuses: Vec::new(), sort: NEWEST_FIRST }
    }
}

impl View {
    /// Reads an address's query; what it does not know it leaves out.
    pub(super) fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let wanted = get("status").unwrap_or_default();
        let wanted: Vec<_> = wanted.split(',').collect();
        let sort = match get("sort").as_deref() {
            Some("date") => Sort::by(SortField::OrderDate, Direction::Asc),
            Some("total") => Sort::by(SortField::TotalAmount, Direction::Asc),
            Some("-total") => Sort::by(SortField::TotalAmount, Direction::Desc),
            _ => NEWEST_FIRST,
        };
        Self {
            search: get("q").unwrap_or_default(),
            statuses: STATUSES.into_iter().filter(|status| wanted.contains(status)).collect(),
            sort,
        }
    }

    /// The query of this view's address, without what is as by default. `encode` makes a value safe in it.
    pub(super) fn query(&self, encode: impl Fn(&str) -> String) -> String {
        let mut parts = Vec::new();
        if !self.search.is_empty() {
            parts.push(format!("q={}", encode(&self.search)));
        }
        if !self.statuses.is_empty() {
            parts.push(format!("status={}", self.statuses.join(",")));
        }
        let sort = match (self.sort.field, self.sort.direction) {
            (SortField::OrderDate, Direction::Desc) => None,
            (SortField::OrderDate, Direction::Asc) => Some("date"),
            (SortField::TotalAmount, Direction::Asc) => Some("total"),
            (SortField::TotalAmount, Direction::Desc) => Some("-total"),
        };
        parts.extend(sort.map(|sort| format!("sort={sort}")));
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// The same with one status more, or less.
    pub(super) fn toggled(mut self, status: &'static str) -> Self {
        let was = self.statuses.contains(&status);
        self.statuses =
            STATUSES.into_iter().filter(|it| if *it == status { !was } else { self.statuses.contains(it) }).collect();
        self
    }

    /// The same sorted by a column: first the largest, then the smallest first.
    pub(super) fn sorted(mut self, field: SortField) -> Self {
        let again = self.sort == Sort::by(field, Direction::Desc);
        self.sort = Sort::by(field, if again { Direction::Asc } else { Direction::Desc });
        self
    }

    /// Whether anything narrows the list.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.search.is_empty() || !self.statuses.is_empty()
    }

    pub(super) fn filter(&self) -> Filter {
        let statuses: Vec<_> = self.statuses.iter().map(|status| SalesOrderStatus((*status).to_owned())).collect();
        Filter { status: Some(statuses).filter(|statuses| !statuses.is_empty()) }
    }

    pub(super) fn search(&self) -> Option<String> {
        Some(self.search.trim().to_owned()).filter(|search| !search.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> View {
        View::read(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_view_survives_its_address() {
        let view = View::default().toggled("ON_HOLD").toggled("DRAFT").sorted(SortField::TotalAmount);
        assert_eq!(view.query(str::to_owned), "?status=DRAFT,ON_HOLD&sort=-total");
        assert_eq!(read(&[("status", "DRAFT,ON_HOLD"), ("sort", "-total")]), view);
    }

    #[test]
    fn the_default_view_has_a_bare_address() {
        assert_eq!(View::default().query(str::to_owned), "");
        assert_eq!(read(&[]), View::default());
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(read(&[("status", "DRAFT,<b>"), ("sort", "drop table")]).statuses, ["DRAFT"]);
    }

    #[test]
    fn a_second_click_turns_the_order() {
        let once = View::default().sorted(SortField::TotalAmount);
        assert_eq!(once.sort, Sort::by(SortField::TotalAmount, Direction::Desc));
        assert_eq!(once.sorted(SortField::TotalAmount).sort, Sort::by(SortField::TotalAmount, Direction::Asc));
        assert_eq!(View::default().toggled("DRAFT").toggled("DRAFT"), View::default());
    }
}
