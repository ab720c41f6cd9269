//! Two people rewrote one draft: what differs, and the draft that comes of choosing.
use super::typed::{Typed, TypedLine};
use crate::format;
use crate::text::{self, Language};

/// Whose words are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Mine,
    Theirs,
}

/// A part of an order that can be chosen by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Customer,
    OrderDate,
    Reference,
    Notes,
    Discount,
    /// The line of a product, by its place among those of that product.
    Line(String, usize),
}

/// A part that the two have differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    part: Part,
    /// What it is.
    pub(super) name: String,
    /// As it was before both.
    pub(super) before: Option<String>,
    /// As it is typed here.
    pub(super) mine: Option<String>,
    /// As it is on the server.
    pub(super) theirs: Option<String>,
    /// Whose is taken unless the user chooses: whoever changed it; one's own where both did.
    pub(super) side: Side,
}

/// All that differs between what is typed here and what is on the server.
pub(super) fn differences(before: &Typed, mine: &Typed, theirs: &Typed, language: Language) -> Vec<Difference> {
    let heads = [Part::Customer, Part::OrderDate, Part::Reference, Part::Notes, Part::Discount];
    let parts = heads.into_iter().chain(lines_of(&[mine, theirs]));
    let difference = |part: Part| {
        let key = |typed: &Typed| meaning(typed, &part, language);
        if key(mine) == key(theirs) {
            return None;
        }
        let side = if key(mine) == key(before) { Side::Theirs } else { Side::Mine };
        let name = name(&part, &[mine, theirs]);
        let [before, mine, theirs] = [before, mine, theirs].map(|typed| shown(typed, &part));
        Some(Difference { name, part, before, mine, theirs, side })
    };
    parts.filter_map(difference).collect()
}

/// What is typed here, with what was chosen of theirs.
pub(super) fn merged(mine: &Typed, theirs: &Typed, chosen: &[(Difference, Side)]) -> Typed {
    let mut merged = mine.clone();
    let taken = chosen.iter().filter(|(_, side)| *side == Side::Theirs).map(|(difference, _)| &difference.part);
    for part in taken {
        match part {
            Part::Customer => {
                merged.customer.clone_from(&theirs.customer);
                merged.customer_text.clone_from(&theirs.customer_text);
            }
            Part::OrderDate => merged.order_date.clone_from(&theirs.order_date),
            Part::Reference => merged.reference.clone_from(&theirs.reference),
            Part::Notes => merged.notes.clone_from(&theirs.notes),
            Part::Discount => {
                merged.discount.clone_from(&theirs.discount);
                merged.reason.clone_from(&theirs.reason);
            }
            Part::Line(..) => {
                let place = line(mine, part).map(|(place, _)| place);
                put_line(&mut merged.lines, place, line(theirs, part).map(|(_, line)| line));
            }
        }
    }
    merged.lines.retain(|line| !line.is_blank());
    merged
}

/// Puts a line in place of one's own, adds it, or takes one's own away: that leaves a blank, so that places stay.
fn put_line(lines: &mut Vec<TypedLine>, place: Option<usize>, theirs: Option<&TypedLine>) {
    match (place.and_then(|place| lines.get_mut(place)), theirs) {
        (Some(mine), theirs) => *mine = theirs.cloned().unwrap_or_default(),
        (None, Some(theirs)) => lines.push(theirs.clone()),
        (None, None) => {}
    }
}

/// What stands for a line's product.
fn product(line: &TypedLine) -> &str {
    line.product.as_ref().map_or(line.text.trim(), |product| product.id.inner())
}

/// The lines of some orders, each once.
fn lines_of(orders: &[&Typed]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for order in orders {
        let lines: Vec<_> = order.lines.iter().filter(|line| !line.is_blank()).collect();
        for (place, line) in lines.iter().enumerate() {
            let product = product(line);
            let nth = lines.iter().take(place).filter(|other| self::product(other) == product).count();
            let part = Part::Line(product.to_owned(), nth);
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    parts
}

fn line<'a>(order: &'a Typed, part: &Part) -> Option<(usize, &'a TypedLine)> {
    let Part::Line(product, nth) = part else { return None };
    let mut lines =
        order.lines.iter().enumerate().filter(|(_, line)| !line.is_blank() && self::product(line) == product);
    lines.nth(*nth)
}

/// What is equal when two orders say the same of a part.
fn meaning(order: &Typed, part: &Part, language: Language) -> Vec<String> {
    match part {
        Part::Customer => order.customer.iter().map(|customer| customer.id.inner().to_owned()).collect(),
        Part::Line(..) => line(order, part).map(|(_, line)| line.meaning(language).to_vec()).unwrap_or_default(),
        _ => plain(order, part).into_iter().collect(),
    }
}

/// A part as a person reads it; none when there is nothing.
fn shown(order: &Typed, part: &Part) -> Option<String> {
    let text = plain(order, part)?;
    Some(if *part == Part::OrderDate { format::day(&text) } else { text })
}

fn plain(order: &Typed, part: &Part) -> Option<String> {
    let text = match part {
        Part::Customer => order.customer.as_ref()?.name.clone(),
        Part::OrderDate => order.order_date.clone(),
        Part::Reference => order.reference.trim().to_owned(),
        Part::Notes => order.notes.trim().to_owned(),
        Part::Discount => reduced(&order.discount, &order.reason),
        Part::Line(..) => {
            let (_, line) = line(order, part)?;
            let discount = reduced(&line.discount, &line.reason);
            let discount = if discount.is_empty() { discount } else { format!(" − {discount}") };
            format!("{} × {}{discount}, {} %", line.quantity, line.price, line.tax)
        }
    };
    Some(text).filter(|text| !text.is_empty())
}

fn reduced(discount: &str, reason: &str) -> String {
    match (discount.trim(), reason.trim()) {
        ("", _) => String::new(),
        (discount, "") => discount.to_owned(),
        (discount, reason) => format!("{discount} ({reason})"),
    }
}

fn name(part: &Part, orders: &[&Typed]) -> String {
    match part {
        Part::Customer => text::sales::customer().to_owned(),
        Part::OrderDate => text::sales::order_date().to_owned(),
        Part::Reference => text::sales::reference().to_owned(),
        Part::Notes => text::sales::notes().to_owned(),
        Part::Discount => text::editor::discount().to_owned(),
        Part::Line(..) => {
            let line = orders.iter().find_map(|order| line(order, part));
            line.map(|(_, line)| line.text.clone()).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::typed::tests::line;
    use super::*;

    fn order(notes: &str, lines: &[(&str, &str)]) -> Typed {
        let lines = lines.iter().map(|(code, quantity)| line(code, quantity)).collect();
        Typed { notes: notes.to_owned(), lines, ..Typed::default() }
    }

    fn chosen(before: &Typed, mine: &Typed, theirs: &Typed) -> Vec<(Difference, Side)> {
        let all = differences(before, mine, theirs, Language::English);
        all.into_iter().map(|difference| (difference.clone(), difference.side)).collect()
    }

    #[test]
    fn changes_in_different_places_come_together() {
        let before = order("", &[("A", "1"), ("B", "1")]);
        let mine = order("call first", &[("A", "5"), ("B", "1")]);
        let theirs = order("", &[("A", "1"), ("B", "2"), ("C", "3")]);
        let chosen = chosen(&before, &mine, &theirs);
        let merged = merged(&mine, &theirs, &chosen);
        assert!(merged.says(&order("call first", &[("A", "5"), ("B", "2"), ("C", "3")]), Language::English));
    }

    #[test]
    fn ones_own_word_stands_where_both_changed() {
        let before = order("old", &[("A", "1")]);
        let (mine, theirs) = (order("mine", &[("A", "2")]), order("theirs", &[("A", "3")]));
        let mut chosen = chosen(&before, &mine, &theirs);
        assert!(merged(&mine, &theirs, &chosen).says(&mine, Language::English));
        chosen.iter_mut().for_each(|(_, side)| *side = Side::Theirs);
        assert!(merged(&mine, &theirs, &chosen).says(&theirs, Language::English));
    }

    #[test]
    fn a_line_that_they_took_away_goes_and_two_of_a_product_are_told_apart() {
        let before = order("", &[("A", "1"), ("A", "2"), ("B", "1")]);
        let mine = order("", &[("A", "1"), ("A", "7"), ("B", "1")]);
        let theirs = order("", &[("A", "1"), ("A", "2")]);
        let chosen = chosen(&before, &mine, &theirs);
        assert_eq!(
            chosen.iter().map(|(it, side)| (it.mine.is_some(), *side)).collect::<Vec<_>>(),
            [(true, Side::Mine), (true, Side::Theirs)]
        );
        let merged = merged(&mine, &theirs, &chosen);
        assert!(merged.says(&order("", &[("A", "1"), ("A", "7")]), Language::English));
    }

    #[test]
    fn what_is_the_same_is_no_difference() {
        let order = order("x", &[("A", "1")]);
        assert_eq!(differences(&Typed::default(), &order, &order, Language::English), []);
    }
}
