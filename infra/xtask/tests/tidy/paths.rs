//! The paths a Rust source names, made absolute: `use super::{a, b::c as d}; d::e()` names `crate::…::b::c::e`.
//!
//! Reads tokens, not text: comments and strings are out, macro bodies are in. Items under `#[cfg(test)]` are out: tests
//! may look anywhere.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path, `["crate", "db", "WriteTx"]`; one of another crate begins with that crate's name.
pub(crate) type Path = Vec<String>;

/// The paths that `text`, the source of `module` (`["crate", "sales", "order"]`), names outside of tests.
pub(crate) fn named(text: &str, module: &[String]) -> Result<Vec<Path>, String> {
    let tokens: TokenStream = text.parse().map_err(|error| format!("not Rust: {error}"))?;
    let mut reader = Reader::default();
    reader.read(&tokens.into_iter().collect::<Vec<_>>(), module);
    let aliases = reader.aliases;
    Ok(reader.paths.into_iter().map(|path| through(&aliases, path)).collect())
}

/// Replaces a first part that a `use` brought in by what it stands for.
fn through(aliases: &BTreeMap<String, Path>, mut path: Path) -> Path {
    // Twice at most: `use crate::sales::order; use order::entity;`.
    for _ in 0..2 {
        let Some(target) = path.first().and_then(|first| aliases.get(first)) else { break };
        if target.first() == path.first() {
            break;
        }
        path = target.iter().chain(path.iter().skip(1)).cloned().collect();
    }
    path
}

#[derive(Default)]
struct Reader {
    paths: Vec<Path>,
    aliases: BTreeMap<String, Path>,
}

impl Reader {
    fn read(&mut self, tokens: &[TokenTree], module: &[String]) {
        let mut at = 0;
        while at < tokens.len() {
            if let Some(skipped) = test_item(&tokens[at..]) {
                at += skipped;
                continue;
            }
            match &tokens[at] {
                TokenTree::Ident(word) if word == "mod" => {
                    if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                        (tokens.get(at + 1), tokens.get(at + 2))
                    {
                        let inner: Vec<String> = module.iter().cloned().chain([name.to_string()]).collect();
                        self.read(&body.stream().into_iter().collect::<Vec<_>>(), &inner);
                        at += 3;
                    } else {
                        at += 2;
                    }
                }
                TokenTree::Ident(word) if word == "use" => at += 1 + self.tree(&tokens[at + 1..], &[], module, true),
                TokenTree::Ident(_) => at += self.tree(&tokens[at..], &[], module, false).max(1),
                TokenTree::Group(group) => {
                    self.read(&group.stream().into_iter().collect::<Vec<_>>(), module);
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Reads one path or tree of paths below `prefix`; gives the number of tokens it took.
    fn tree(&mut self, tokens: &[TokenTree], prefix: &[String], module: &[String], imports: bool) -> usize {
        let mut path = prefix.to_vec();
        let mut at = 0;
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(word)) => {
                    step(&mut path, &word.to_string(), module);
                    at += 1;
                }
                Some(TokenTree::Group(group)) if imports && group.delimiter() == Delimiter::Brace => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    for branch in inner.split(|token| is(token, ',')).filter(|branch| !branch.is_empty()) {
                        self.tree(branch, &path, module, true);
                    }
                    return at + 1;
                }
                _ => break,
            }
            if !(tokens.get(at).is_some_and(|token| is(token, ':'))
                && tokens.get(at + 1).is_some_and(|token| is(token, ':')))
            {
                break;
            }
            at += 2;
        }
        let mut local = path.last().cloned().unwrap_or_default();
        if imports
            && let (Some(TokenTree::Ident(word)), Some(TokenTree::Ident(name))) = (tokens.get(at), tokens.get(at + 1))
            && word == "as"
        {
            local = name.to_string();
            at += 2;
        }
        if imports {
            self.aliases.insert(local, path.clone());
        }
        if imports || path.len() > 1 {
            self.paths.push(path);
        }
        at
    }
}

/// Appends one part of a path written inside `module`.
fn step(path: &mut Path, word: &str, module: &[String]) {
    match (path.len(), word) {
        (0, "self") => path.extend_from_slice(module),
        (0, "super") => path.extend(module.iter().take(module.len().saturating_sub(1)).cloned()),
        (_, "super") => {
            path.pop();
        }
        // `use a::b::{self}`.
        (_, "self") => {}
        _ => path.push(word.to_owned()),
    }
}

/// The length of an item under `#[cfg(test)]` when `tokens` begin with one.
fn test_item(tokens: &[TokenTree]) -> Option<usize> {
    let (hash, TokenTree::Group(attribute)) = (tokens.first()?, tokens.get(1)?) else { return None };
    if !is(hash, '#') || attribute.stream().to_string().replace(' ', "") != "cfg(test)" {
        return None;
    }
    let end = tokens.iter().skip(2).position(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        other => is(other, ';'),
    });
    Some(end.map_or(tokens.len(), |end| end + 3))
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

#[cfg(test)]
mod tests {
    use super::named;

    fn paths(text: &str) -> Vec<String> {
        let module = ["crate", "sales", "order", "service"].map(str::to_owned);
        let mut paths: Vec<String> = named(text, &module).unwrap().iter().map(|path| path.join("::")).collect();
        paths.sort();
        paths.dedup();
        paths
    }

    #[test]
    fn a_tree_of_imports_is_spread() {
        assert_eq!(
            paths("use crate::db::{Series, entity::{self, A}};"),
            ["crate::db::Series", "crate::db::entity", "crate::db::entity::A",]
        );
    }

    #[test]
    fn super_and_self_are_resolved() {
        assert_eq!(
            paths("use super::entity; use super::super::shipment; fn f() { self::g() }"),
            ["crate::sales::order::entity", "crate::sales::order::service::g", "crate::sales::shipment",]
        );
        assert_eq!(paths("mod inner { use super::x; }"), ["crate::sales::order::service::x"]);
    }

    #[test]
    fn a_name_stands_for_what_was_imported() {
        let text = "use crate::stock::level as stock; fn f() { stock::service::issue() }";
        assert_eq!(paths(text), ["crate::stock::level", "crate::stock::level::service::issue"]);
    }

    #[test]
    fn macros_count_and_comments_strings_and_tests_do_not() {
        let text = r#"
            // crate::a::b
            const A: &str = "crate::c::d";
            call!(crate::e::f);
            #[cfg(test)] mod tests { use crate::g::h; }
            #[cfg(test)] use crate::i::j;
            fn f() { crate::k::l() }
        "#;
        assert_eq!(paths(text), ["crate::e::f", "crate::k::l"]);
    }
}
