//! Style sheets: each class has one owner, a sheet that comes with a page holds what is that page's alone, and nothing is
//! styled that is not there.
//!
//! A rule belongs to the first class of its last part that has one: `.chip-group.set` to `chip-group`, `.table th` to
//! `table`. What lies in a page is reached by elements (`.search > svg`) or by a class of its own, never by restyling
//! another sheet's class.

use std::collections::{BTreeMap, BTreeSet};

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::tree::Tree;

const SOURCE: &str = "frontend/src/";
const STYLES: &str = "frontend/styles/";
/// Below it, the sheets that come with modules.
const WITH: &str = "frontend/styles/with/";
/// Modules that many pages load: what is in their sheets may be used anywhere behind the login.
const SHARED: [&str; 3] = ["desk", "forms", "shelf"];
/// Sides that are another's where one reads from right to left.
const PHYSICAL: [&str; 13] = [
    "left:",
    "right:",
    "margin-left",
    "margin-right",
    "padding-left",
    "padding-right",
    "border-left",
    "border-right",
    "border-top-left",
    "border-top-right",
    "border-bottom-left",
    "border-bottom-right",
    "float:",
];

/// A rule of a sheet: its selector, and what it says.
struct Rule<'a> {
    selector: &'a str,
    body: &'a str,
}

/// A sheet without its comments.
fn bare(sheet: &str) -> String {
    let mut parts = sheet.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |bare, part| bare + part.split_once("*/").map_or("", |(_, after)| after))
}

/// The rules, whether or not they stand in an at-rule.
fn rules(sheet: &str) -> Vec<Rule<'_>> {
    let mut found = Vec::new();
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once('{') {
        let selector = before.rsplit(['}', ';']).next().unwrap_or_default().trim();
        let ends = after.find(['{', '}']).unwrap_or(after.len());
        if !selector.starts_with('@') {
            found.push(Rule { selector, body: &after[..ends] });
        }
        rest = after;
    }
    found
}

/// The classes of a selector or of a part of it.
fn classes(selector: &str) -> impl Iterator<Item = &str> {
    selector.split('.').skip(1).filter_map(|part| {
        let end = part.find(|char: char| !(char.is_ascii_alphanumeric() || char == '-')).unwrap_or(part.len());
        part.get(..end).filter(|class| class.starts_with(|char: char| char.is_ascii_lowercase()))
    })
}

/// The selectors of a list, without what stands in parentheses.
fn selectors(list: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for char in list.chars() {
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(char),
            _ => {}
        }
    }
    plain.split(',').map(|one| one.trim().to_owned()).collect()
}

/// The class that a rule belongs to.
fn owner(selector: &str) -> Option<&str> {
    selector.split([' ', '>', '+', '~']).rev().find_map(|part| classes(part).next())
}

/// The classes that a source file gives to elements, as far as they stand there as such.
fn given(source: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for part in source.split("class=").skip(1) {
        let text = part.strip_prefix("format!(").unwrap_or(part);
        if let Some((value, _)) = text.strip_prefix('"').and_then(|text| text.split_once('"')) {
            found.extend(value.split_whitespace());
        }
    }
    for part in source.split("class:").skip(1) {
        let end = part.find(|char: char| !(char.is_ascii_alphanumeric() || char == '-')).unwrap_or(part.len());
        found.extend(part.get(..end));
    }
    found
}

/// The words of every text of a file: classes that are chosen at run time are among them.
fn words(source: &str) -> BTreeSet<&str> {
    let texts = source.lines().flat_map(|line| line.split('"').skip(1).step_by(2));
    texts.flat_map(|text| text.split(|char: char| !(char.is_ascii_alphanumeric() || char == '-'))).collect()
}

/// The files that may give classes: views, and the document they are drawn in.
fn sources(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    let files = tree
        .files
        .iter()
        .filter(|file| (file.path.starts_with(SOURCE) && file.is_rust()) || file.path == "frontend/index.html");
    files.map(|file| (file.path.as_str(), file.text()))
}

/// The sheets, without comments.
fn sheets(tree: &Tree) -> Vec<(&str, String)> {
    let files = tree.files.iter().filter(|file| file.path.starts_with(STYLES) && file.path.ends_with(".css"));
    files.map(|file| (file.path.as_str(), bare(file.text()))).collect()
}

/// The module that a sheet comes with.
fn module(path: &str) -> Option<&str> {
    path.strip_prefix(WITH)?.split(['/', '.']).next()
}

/// The folder whose code a module holds: the one where all split points of its name, or of its group's, are made.
fn folder<'a>(tree: &'a Tree, module: &str) -> Option<&'a str> {
    let group = module.strip_suffix("__shared").or_else(|| module.strip_suffix("__parts"));
    let is_its = |name: &str| match group {
        Some(group) => name == group || name.strip_prefix(group).is_some_and(|rest| rest.starts_with("__")),
        None => name == module,
    };
    let homes = tree.rust().filter(|file| {
        let mut points = file.text().split("wasm_split(").skip(1);
        points.any(|point| is_its(point.split([',', ')']).next().unwrap_or_default().trim()))
    });
    homes.map(|file| file.path.rsplit_once('/').map_or("", |(folder, _)| folder)).reduce(|one, other| {
        let same = one.bytes().zip(other.bytes()).take_while(|(left, right)| left == right).count();
        let is_whole = one.len() == same || other.len() == same;
        if is_whole { &one[..same] } else { one[..same].rsplit_once('/').map_or("", |(folder, _)| folder) }
    })
}

fn offences(tree: &Tree) -> Vec<String> {
    let sheets = sheets(tree);
    let sources: Vec<_> = sources(tree).collect();
    let anywhere: BTreeSet<_> =
        sources.iter().flat_map(|(_, text)| words(text).into_iter().chain(given(text))).collect();
    let known: BTreeSet<_> = sheets.iter().flat_map(|(_, sheet)| properties(sheet)).collect();
    let mut owners = BTreeMap::<String, BTreeSet<&str>>::new();
    let mut found = Vec::new();
    for (path, sheet) in &sheets {
        for rule in rules(sheet) {
            found.extend(faults(rule.body).map(|fault| format!("{path}: `{}` {fault}", rule.selector)));
            for class in classes(rule.selector).filter(|class| !anywhere.contains(class)) {
                found.push(format!("{path}: `.{class}` is given to nothing"));
            }
            for selector in selectors(rule.selector) {
                if let Some(class) = owner(&selector) {
                    owners.entry(class.to_owned()).or_default().insert(path);
                }
            }
        }
        let used = sheet.split("var(").skip(1).filter_map(|part| part.split([',', ')']).next());
        for name in used.filter(|name| !known.contains(name) && !sources.iter().any(|(_, text)| text.contains(name))) {
            found.push(format!("{path}: `{name}` is nowhere set"));
        }
    }
    for (class, paths) in &owners {
        if paths.len() > 1 {
            found.push(format!("`.{class}` has several owners: {paths:?}"));
        }
        for path in paths {
            found.extend(strays(tree, &sources, class, path));
        }
    }
    found
}

/// Where the class of a page's sheet is given by others, or by nothing of the page.
fn strays(tree: &Tree, sources: &[(&str, &str)], class: &str, path: &str) -> Vec<String> {
    let Some(module) = module(path).filter(|module| !SHARED.contains(module)) else { return Vec::new() };
    let Some(folder) = folder(tree, module) else { return vec![format!("{path}: `{module}` is no split point")] };
    let is_inside = |file: &str| file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let outside = sources.iter().filter(|(file, text)| !is_inside(file) && given(text).contains(class));
    let mut found: Vec<_> = outside
        .map(|(file, _)| format!("{path}: `.{class}` is given by {file} too, which has not this sheet"))
        .collect();
    if !sources
        .iter()
        .any(|(file, text)| is_inside(file) && (given(text).contains(class) || words(text).contains(class)))
    {
        found.push(format!("{path}: `.{class}` is given by nothing in {folder}"));
    }
    found
}

/// The custom properties that a sheet sets.
fn properties(sheet: &str) -> impl Iterator<Item = &str> {
    let declared = sheet.split(['{', ';', '}']).filter_map(|part| part.split_once(':'));
    declared.map(|(name, _)| name.trim()).filter(|name| name.starts_with("--"))
}

/// Declarations that say left or right.
fn faults(body: &str) -> impl Iterator<Item = String> {
    let declarations = body.split(';').map(str::trim);
    let physical = declarations.filter(|declaration| {
        let is_side = PHYSICAL.iter().any(|side| declaration.starts_with(side));
        let align = declaration.strip_prefix("text-align:").map(str::trim);
        is_side || align.is_some_and(|align| align.ends_with("left") || align.ends_with("right"))
    });
    physical.map(|declaration| format!("says `{declaration}`: say `inline-start` or `inline-end`"))
}

#[test]
fn each_class_has_one_owner_and_each_sheet_its_own() {
    assert_kept(offences);
}

const PAGE: (&str, &str) = (
    "frontend/src/pages/sales/mod.rs",
    "#[wasm_split(sales, a)] fn page() { view! { <p class=\"total\" class:late=x> } }",
);

#[test]
fn a_page_with_its_own_sheet_is_fine() {
    let own = ("frontend/styles/with/sales.css", ".total { color: var(--ink); } .total.late { margin-inline: 0; }");
    assert_silent(offences, &[PAGE, ("frontend/styles/tokens.css", ":root { --ink: #000; }"), own]);
}

#[test]
fn what_is_amiss_is_found() {
    let app = |text| ("frontend/styles/base.css", text);
    for (sheet, about) in [
        (".total { text-align: right; }", "text-align"),
        (".total { padding-left: 0; }", "padding-left"),
        (".total { color: var(--none); }", "--none"),
        (".nothing { color: red; }", "given to nothing"),
    ] {
        assert_fires(offences, &[PAGE, app(sheet)], about);
    }
}

#[test]
fn another_sheet_does_not_restyle_a_class() {
    let files = [
        PAGE,
        ("frontend/styles/base.css", ".total { color: red; } .late { color: blue; }"),
        ("frontend/styles/panels.css", "@media print { .late > .total { color: black; } }"),
    ];
    assert_fires(offences, &files, "`.total` has several owners");
}

#[test]
fn a_sheet_is_of_its_page_alone() {
    let own = ("frontend/styles/with/sales.css", ".total { color: red; }");
    let other = ("frontend/src/pages/stock.rs", "view! { <p class=\"total\"> }");
    assert_fires(offences, &[PAGE, own, other], "frontend/src/pages/stock.rs");
    let stranger = ("frontend/styles/with/stock.css", ".total { color: red; }");
    assert_fires(offences, &[PAGE, stranger], "no split point");
}
