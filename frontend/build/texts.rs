//! Turns `locales/<language>/<slice>.json` into one function a text.
//!
//! The build fails when a text is missing in a language, has other `{places}` there, is empty, or is used nowhere, and
//! when a code of the API has no text or a text no code. A text with a count is `{ "one": …, "other": … }`; its function
//! takes the count. Texts land in the chunk of the page that uses them, not in the main one.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

mod codes;
mod uses;

/// Why the texts cannot be generated.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// The place of a text that holds how many.
const COUNT: &str = "count";

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Text {
    Plain(String),
    Counted { one: Option<String>, other: String },
}

/// What one file holds, by key.
type Texts = BTreeMap<String, Text>;

/// A slice in both languages.
struct Slice {
    english: Texts,
    turkish: Texts,
}

/// The module `text`: a module a slice, a function a key, or one function for a slice whose keys are codes of the API.
///
/// # Errors
/// Everything that is wrong with the texts, a line each.
pub(crate) fn generate(locales: &Path, sources: &Path) -> Result<String, Failure> {
    let used = uses::in_folder(sources)?;
    let (mut code, mut faults) = (String::new(), Vec::new());
    let (english, turkish) = (read_all(&locales.join("en"))?, read_all(&locales.join("tr"))?);
    let names: BTreeSet<_> = english.keys().chain(turkish.keys()).cloned().collect();
    for name in names {
        let of = |language: &BTreeMap<String, Texts>| language.get(&name).cloned().unwrap_or_default();
        let slice = Slice { english: of(&english), turkish: of(&turkish) };
        faults.extend(check(&name, &slice, &used));
        write_slice(&mut code, &name, &slice)?;
    }
    if faults.is_empty() { Ok(code) } else { Err(faults.join("\n").into()) }
}

fn read_all(folder: &Path) -> Result<BTreeMap<String, Texts>, Failure> {
    let mut slices = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let slice = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a locale file has an odd name")?;
        let texts = fs::read_to_string(&path)?;
        let texts = parse(&texts).map_err(|error| format!("{}: {error}", path.display()))?;
        slices.insert(slice.to_owned(), texts);
    }
    Ok(slices)
}

fn parse(json: &str) -> Result<Texts, Failure> {
    let entries: BTreeMap<String, serde_json::Value> = serde_json::from_str(json)?;
    entries.into_iter().map(|(key, value)| Ok((key.clone(), text(&key, &value)?))).collect()
}

fn text(key: &str, value: &serde_json::Value) -> Result<Text, Failure> {
    let form = |name: &str| value.get(name).and_then(|form| form.as_str()).map(str::to_owned);
    let known = |forms: &serde_json::Map<String, _>| forms.keys().all(|name| name == "one" || name == "other");
    match value {
        serde_json::Value::String(text) => Ok(Text::Plain(text.clone())),
        serde_json::Value::Object(forms) if known(forms) => {
            let other = form("other").ok_or_else(|| format!("{key}: lacks the form for \"other\""))?;
            Ok(Text::Counted { one: form("one"), other })
        }
        _ => Err(format!("{key}: neither a text nor its forms for \"one\" and \"other\"").into()),
    }
}

/// What is wrong with a slice.
fn check(name: &str, slice: &Slice, used: &uses::Uses) -> Vec<String> {
    let mut faults = Vec::new();
    let keys: BTreeSet<_> = slice.english.keys().chain(slice.turkish.keys()).collect();
    let codes = codes::of(name);
    for key in keys {
        let mut fault = |text: &str| faults.push(format!("locales/*/{name}.json: {key}: {text}"));
        match (slice.english.get(key), slice.turkish.get(key)) {
            (Some(english), Some(turkish)) => check_pair(english, turkish, &mut fault),
            (None, _) => fault("is missing in English"),
            (_, None) => fault("is missing in Turkish"),
        }
        let is_counted = matches!(slice.english.get(key), Some(Text::Counted { .. }));
        match &codes {
            Some(_) if is_counted => fault("the text of a code takes no count"),
            Some(codes) if !codes.contains(key) => fault("there is no such code"),
            None if !is_name(key) => fault("is not the name of a function"),
            None if !used.contains(&(name.to_owned(), key.clone())) => fault("is used nowhere"),
            _ => {}
        }
    }
    if let Some(codes) = codes {
        let lacking = codes.iter().filter(|code| !slice.english.contains_key(*code));
        faults.extend(lacking.map(|code| format!("locales/*/{name}.json: {code}: the code has no text")));
        if !used.contains(&(name.to_owned(), "of".to_owned())) {
            faults.push(format!("locales/*/{name}.json: is used nowhere"));
        }
    }
    faults
}

fn check_pair(english: &Text, turkish: &Text, fault: &mut impl FnMut(&str)) {
    match (english, turkish) {
        (Text::Plain(english), Text::Plain(turkish)) => {
            if places(english) != places(turkish) {
                fault("the languages have different places");
            }
        }
        (Text::Counted { one, other }, Text::Counted { other: turkish, .. }) => {
            if one.is_none() {
                fault("English lacks the form for \"one\"");
            }
            if places(other) != places(turkish) {
                fault("the languages have different places");
            }
        }
        _ => fault("has a count in one language only"),
    }
    for text in [english, turkish] {
        if matches!(text, Text::Plain(text) if places(text).contains(COUNT)) {
            fault("has a count, and no forms for \"one\" and \"other\"");
        }
        if forms(text).any(|form| form.trim().is_empty() || form.trim() != form) {
            fault("is empty, or begins or ends with a blank");
        }
        if let Text::Counted { one, other } = text {
            let rest =
                |form: &str| -> BTreeSet<_> { places(form).into_iter().filter(|place| place != COUNT).collect() };
            if !places(other).contains(COUNT) || one.as_ref().is_some_and(|one| rest(one) != rest(other)) {
                fault("its forms have different places, or the one for \"other\" has no {count}");
            }
        }
    }
}

fn forms(text: &Text) -> impl Iterator<Item = &String> {
    let (one, other) = match text {
        Text::Plain(text) => (None, text),
        Text::Counted { one, other } => (one.as_ref(), other),
    };
    one.into_iter().chain([other])
}

/// The `{names}` in a text.
fn places(text: &str) -> BTreeSet<String> {
    let places = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    places.map(|(place, _)| place.to_owned()).collect()
}

fn is_name(key: &str) -> bool {
    let is_begun = key.starts_with(|letter: char| letter.is_ascii_lowercase());
    is_begun && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn write_slice(code: &mut String, name: &str, slice: &Slice) -> Result<(), Failure> {
    let pairs = slice.english.iter().filter_map(|(key, english)| Some((key, english, slice.turkish.get(key)?)));
    writeln!(code, "/// Texts of `locales/*/{name}.json`.\npub mod {name} {{")?;
    if codes::of(name).is_some() {
        writeln!(code, "/// The text of a code of the API, with its `{{places}}`.")?;
        writeln!(code, "pub fn of(code: &str) -> Option<&'static str> {{ Some(match code {{")?;
        for (key, english, turkish) in pairs {
            if let (Text::Plain(english), Text::Plain(turkish)) = (english, turkish) {
                writeln!(code, "{key:?} => super::pick({english:?}, {turkish:?}),")?;
            }
        }
        writeln!(code, "_ => return None, }}) }}")?;
    } else {
        for (key, english, turkish) in pairs {
            write_function(code, key, english, turkish)?;
        }
    }
    code.push_str("}\n");
    Ok(())
}

fn write_function(code: &mut String, key: &str, english: &Text, turkish: &Text) -> Result<(), Failure> {
    let form = |text: &Text| match text {
        Text::Plain(text) => (text.clone(), text.clone()),
        Text::Counted { one, other } => (one.as_ref().unwrap_or(other).clone(), other.clone()),
    };
    let ((en_one, en), (tr_one, tr)) = (form(english), form(turkish));
    let places: Vec<_> = places(&en).into_iter().filter(|place| place != COUNT).collect();
    let params: Vec<_> = places.iter().map(|place| format!("{place}: &str")).collect();
    let values: Vec<_> = places.iter().map(|place| format!("({place:?}, {place})")).collect();
    let (params, values) = (params.join(", "), values.join(", "));
    writeln!(code, "/// ``{en}``")?;
    match english {
        Text::Counted { .. } => writeln!(
            code,
            "pub fn {key}(count: usize, {params}) -> String {{ \
             super::counted(count, [{en_one:?}, {en:?}], [{tr_one:?}, {tr:?}], &[{values}]) }}"
        )?,
        Text::Plain(_) if places.is_empty() => {
            writeln!(code, "pub fn {key}() -> &'static str {{ super::pick({en:?}, {tr:?}) }}")?;
        }
        Text::Plain(_) => writeln!(
            code,
            "pub fn {key}({params}) -> String {{ super::fill(super::pick({en:?}, {tr:?}), &[{values}]) }}"
        )?,
    }
    Ok(())
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
