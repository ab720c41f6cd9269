//! What a spreadsheet brings, put into lines, and its products looked up.
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Editor;
use super::fields::Row;
use super::focus::focus;
use super::paste::Pasted;
use super::read::Cell;
use super::typed::TypedLine;
use crate::api::choices::{self, NAMES_MAX, ProductChoice};
use crate::api::error::ApiError;

impl Editor {
    /// Puts the rows of a spreadsheet into the lines from one on: into its empty fields and those of the next ones where
    /// the block starts in the middle, between them where it starts with products.
    pub(super) fn fill(self, key: u32, rows: Vec<Pasted>) {
        let form = self.form;
        let Some(start) = form.place(key) else { return };
        let has_products = rows.iter().any(|row| row.iter().any(|(cell, _)| *cell == Cell::Product));
        let mut lines = form.typed().lines;
        let rest = lines.split_off(start.min(lines.len()));
        let mut rest = rest.into_iter();
        let first = rest.next().unwrap_or_default();
        let mut waiting: Vec<TypedLine> = Vec::new();
        if has_products {
            // A line that has something in it already stays in front of what is pasted.
            if !first.is_blank() {
                lines.push(first);
            }
            lines.extend(rows.into_iter().map(|row| filled(TypedLine::default(), row)));
            waiting.extend(rest);
        } else {
            let mut there = std::iter::once(first).chain(rest);
            for row in rows {
                lines.push(filled(there.next().unwrap_or_default(), row));
            }
            waiting.extend(there);
        }
        lines.extend(waiting);
        form.put(super::typed::Typed { lines, ..form.typed() });
        self.touch();
        self.look_up();
        if let Some(row) = form.rows.get_untracked().get(start) {
            focus(row.id(Cell::Quantity));
        }
    }

    /// Looks up the products that are only named yet.
    pub(super) fn look_up_now(self) {
        let form = self.form;
        let rows = form.rows.get_untracked();
        let open: Vec<_> = rows.iter().filter(|row| is_named(row)).copied().collect();
        let mut names: Vec<String> = Vec::new();
        for row in &open {
            let name = row.text.get_untracked().trim().to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() || self.looking.get_untracked() {
            return;
        }
        self.looking.set(true);
        self.lookup.set(None);
        spawn_local(async move {
            let found = looked_up(&names).await;
            if self.looking.try_set(false).is_some() {
                return; // The page is gone.
            }
            match found {
                Ok(found) => {
                    for row in open {
                        // The user may have gone on meanwhile.
                        let text = row.text.get_untracked();
                        if row.product.get_untracked().is_none() {
                            match named(&found, &text) {
                                Some(product) => row.find(product.clone(), form.language),
                                None => row.unfound.set(true),
                            }
                        }
                    }
                    self.touch();
                }
                Err(error) => {
                    self.session.handle_error(&error);
                    self.lookup.set(Some(error));
                }
            }
        });
    }
}

/// Whether a line has a text for its product, and no product.
pub(super) fn is_named(row: &Row) -> bool {
    row.product.get_untracked().is_none() && !row.text.get_untracked().trim().is_empty()
}

/// A line with the fields of a pasted row in it.
fn filled(mut line: TypedLine, row: Pasted) -> TypedLine {
    for (cell, text) in row {
        match cell {
            Cell::Product => (line.product, line.text) = (None, text),
            Cell::Quantity => line.quantity = text,
            Cell::Price => line.price = text,
            Cell::Discount => line.discount = text,
            Cell::Reason => line.reason = text,
            Cell::Tax => line.tax = text,
        }
    }
    line
}

async fn looked_up(names: &[String]) -> Result<Vec<ProductChoice>, ApiError> {
    let mut found = Vec::new();
    for part in names.chunks(NAMES_MAX) {
        found.extend(choices::products_named(part).fetch().await?);
    }
    Ok(found)
}

/// The one product that a text names; none when there are several.
fn named<'a>(found: &'a [ProductChoice], text: &str) -> Option<&'a ProductChoice> {
    let text = text.trim();
    let is_named = |product: &&ProductChoice| {
        product.code.eq_ignore_ascii_case(text)
            || domain::fold(&product.code) == domain::fold(text)
            || product.barcode.as_deref() == Some(text)
    };
    let mut all = found.iter().filter(is_named);
    let first = all.next();
    first.filter(|_| all.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::super::typed::tests::product;
    use super::*;

    #[test]
    fn a_text_names_one_product_or_none() {
        let found = [
            product("MUG-1", "1"),
            product("MUG-2", "1"),
            ProductChoice { barcode: Some("MUG-2".to_owned()), ..product("X", "1") },
        ];
        assert_eq!(named(&found, " mug-1").map(|it| it.code.as_str()), Some("MUG-1"));
        assert_eq!(named(&found, "MUG-2"), None, "two are called so");
        assert_eq!(named(&found, "MUG-3"), None);
    }
}
