//! What people read comes from `frontend/locales`: a view holds no text of its own, between its tags or in the attributes
//! that are read out or shown.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::tree::Tree;

/// Attributes and properties whose value people read.
const READ: [&str; 9] = ["label", "title", "placeholder", "alt", "caption", "text", "hint", "name_of", "summary"];

/// What is called so in every language: the product, and a key of the keyboard.
const SAME: [&str; 2] = ["Context7 ERP", "Ctrl"];

fn offences(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.starts_with("frontend/src/")) {
        let Ok(stream) = file.text().parse::<TokenStream>() else { continue };
        views(stream, &mut |text| {
            found.push(format!("{}: `{text}` is not in frontend/locales", file.path));
        });
    }
    found
}

/// Looks for views in Rust source.
fn views(stream: TokenStream, tell: &mut impl FnMut(&str)) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let is_view = at >= 2 && is(tokens.get(at - 2), "view") && is(tokens.get(at - 1), "!");
        if is_view {
            nodes(group.stream(), tell);
        } else {
            views(group.stream(), tell);
        }
    }
}

/// Looks for texts among the tags of a view.
fn nodes(stream: TokenStream, tell: &mut impl FnMut(&str)) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut in_tag = false;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        match token {
            // A value, or a node that is Rust again.
            TokenTree::Group(group) if group.delimiter() != Delimiter::None => views(group.stream(), tell),
            TokenTree::Punct(punct) if punct.as_char() == '<' && begins_tag(tokens.get(at + 1)) => in_tag = true,
            TokenTree::Punct(punct) if punct.as_char() == '>' && in_tag && !is_arrow(before) => in_tag = false,
            TokenTree::Literal(literal) if has_words(&literal.to_string()) => {
                let is_attribute = in_tag && is(before, "=");
                let is_read =
                    at >= 2 && tokens.get(at - 2).is_some_and(|name| READ.contains(&name.to_string().as_str()));
                if (!in_tag && !is_argument(before)) || (is_attribute && is_read) {
                    tell(&literal.to_string());
                }
            }
            TokenTree::Ident(word) if !in_tag && (is(before, ">") || is_word(before)) && is_word(Some(token)) => {
                tell(&word.to_string());
            }
            _ => {}
        }
    }
}

fn is(token: Option<&TokenTree>, text: &str) -> bool {
    token.is_some_and(|token| token.to_string() == text)
}

fn is_word(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(_)))
}

fn begins_tag(next: Option<&TokenTree>) -> bool {
    is_word(next) || is(next, "/") || is(next, ">")
}

fn is_arrow(before: Option<&TokenTree>) -> bool {
    is(before, "-") || is(before, "=")
}

fn is_argument(before: Option<&TokenTree>) -> bool {
    is(before, "=") || is(before, ",")
}

fn has_words(literal: &str) -> bool {
    let is_name = SAME.iter().any(|name| literal.starts_with(&format!("\"{name}")));
    literal.starts_with('"') && !is_name && literal.chars().filter(|letter| letter.is_alphabetic()).count() > 1
}

#[test]
fn people_read_what_is_translated() {
    assert_kept(offences);
}

#[test]
fn a_text_in_a_view_is_found() {
    let source = |view: &str| format!("fn f() {{ let it = move || view! {{ {view} }}; }}");
    for (view, about) in [
        (r#"<p class="quiet">"Not yet"</p>"#, "Not yet"),
        ("<p>Hello</p>", "Hello"),
        (r#"<button aria-label="Close it" on:click=move |_| go()></button>"#, "Close it"),
        (r#"<Show when=move || a()><b>{move || view! { <i>"Deep"</i> }}</b></Show>"#, "Deep"),
    ] {
        assert_fires(offences, &[("frontend/src/pages/a.rs", &source(view))], about);
    }
    let fine = r#"<p class="quiet big" id="a">{text::app::save()} " · " {shown}</p><a href=go(1, "q")>{name}</a>"#;
    assert_silent(offences, &[("frontend/src/pages/a.rs", &source(fine))]);
}
