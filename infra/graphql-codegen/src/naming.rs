//! Names of GraphQL as names of Rust.

/// What the language has taken.
const KEYWORDS: [&str; 37] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "final", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "override",
    "pub", "ref", "return", "static", "struct", "trait", "type", "use", "where", "while",
];

/// `orderDate` and `OrderDate` as `order_date`; what the language has taken as `r#type`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for char in name.chars() {
        if char.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(char.to_ascii_lowercase());
    }
    if KEYWORDS.contains(&snake.as_str()) { format!("r#{snake}") } else { snake }
}

/// `orderDate` and `ORDER_DATE` as `OrderDate`.
pub(crate) fn pascal(name: &str) -> String {
    let mut pascal = String::new();
    for word in name.split('_') {
        let is_shouted = !word.chars().any(|char| char.is_ascii_lowercase());
        let mut chars = word.chars();
        pascal.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        pascal.extend(chars.map(|char| if is_shouted { char.to_ascii_lowercase() } else { char }));
    }
    pascal
}

/// The Rust name of a fragment or an operation: without its slice's name in front, which the module says already.
pub(crate) fn local(slice: &str, name: &str) -> String {
    let name = pascal(name);
    match name.strip_prefix(pascal(slice).as_str()) {
        Some(rest) if rest.starts_with(|char: char| char.is_ascii_uppercase()) => rest.to_owned(),
        _ => name,
    }
}

/// A description as the lines of a doc comment, with what looks like code marked as such.
pub(crate) fn docs(description: &str) -> Vec<String> {
    description
        .lines()
        .map(|line| line.split(' ').map(marked).collect::<Vec<_>>().join(" ").trim_end().to_owned())
        .collect()
}

/// A word of code in backticks.
fn marked(word: &str) -> String {
    let bare = word.trim_matches(|char: char| char.is_ascii_punctuation());
    let has_hump = bare.chars().skip(1).any(|char| char.is_ascii_uppercase())
        && bare.chars().any(|char| char.is_ascii_lowercase());
    if word.contains('`') || bare.is_empty() || !(has_hump || bare.contains('_')) {
        return word.to_owned();
    }
    word.replacen(bare, &format!("`{bare}`"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_graphql_become_names_of_rust() {
        assert_eq!(snake("StockLevels"), "stock_levels");
        assert_eq!(snake("orderDate"), "order_date");
        assert_eq!(snake("type"), "r#type");
        assert_eq!(pascal("orderDate"), "OrderDate");
        assert_eq!(pascal("ON_HOLD"), "OnHold");
        assert_eq!(pascal("customer"), "Customer");
    }

    #[test]
    fn what_the_module_says_is_not_said_again() {
        assert_eq!(local("stock", "StockLevels"), "Levels");
        assert_eq!(local("stock", "Warehouses"), "Warehouses");
        assert_eq!(local("stock", "Stock"), "Stock");
        assert_eq!(local("sales", "Salesmen"), "Salesmen");
    }

    #[test]
    fn code_in_a_description_is_marked_once() {
        assert_eq!(
            docs("Rows follow; `after: endCursor`.\n\nOf totalCount, at most."),
            ["Rows follow; `after: endCursor`.", "", "Of `totalCount`, at most.",]
        );
    }
}
