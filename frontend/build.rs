//! Turns `locales/<language>/<slice>.json` into one function a text, so that a missing translation, an unknown key
//! or a forgotten value does not compile. Texts land in the chunk of the page that uses them, not in the main one.
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Failure = Box<dyn std::error::Error>;
type Texts = BTreeMap<String, String>;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("text.rs"), texts(&root.join("locales"))?)?;

    let contract = root.join("../schema.graphql");
    println!("cargo::rerun-if-changed={}", contract.display());
    cynic_codegen::register_schema("erp").from_sdl_file(contract)?.as_default()?;
    Ok(())
}

/// One module a slice; one function a key.
fn texts(locales: &Path) -> Result<String, Failure> {
    let mut code = String::new();
    for entry in fs::read_dir(locales.join("en"))? {
        let path = entry?.path();
        let slice = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a locale file has an odd name")?;
        let english = read(&path)?;
        let turkish = read(&locales.join("tr").join(format!("{slice}.json")))?;
        let (left, right): (BTreeSet<_>, BTreeSet<_>) = (english.keys().collect(), turkish.keys().collect());
        if left != right {
            let apart: Vec<_> = left.symmetric_difference(&right).collect();
            return Err(format!("locales/{slice}: in one language only: {apart:?}").into());
        }
        writeln!(code, "/// Texts of `locales/*/{slice}.json`.\npub mod {slice} {{")?;
        if english.keys().any(|key| key.bytes().any(|byte| byte.is_ascii_uppercase() || byte == b'.')) {
            lookup(&mut code, &english, &turkish)?;
        } else {
            functions(&mut code, &english, &turkish)?;
        }
        code.push_str("}\n");
    }
    Ok(code)
}

/// A slice whose keys are codes of the API: found at run time.
fn lookup(code: &mut String, english: &Texts, turkish: &Texts) -> Result<(), Failure> {
    writeln!(code, "/// The text of a code of the API, with its `{{places}}`.")?;
    writeln!(code, "pub fn of(code: &str) -> Option<&'static str> {{ Some(match code {{")?;
    for (key, en) in english {
        let tr = turkish.get(key).ok_or("checked above")?;
        writeln!(code, "{key:?} => super::pick({en:?}, {tr:?}),")?;
    }
    writeln!(code, "_ => return None, }}) }}")?;
    Ok(())
}

fn functions(code: &mut String, english: &Texts, turkish: &Texts) -> Result<(), Failure> {
    for (key, en) in english {
        let tr = turkish.get(key).ok_or("checked above")?;
        let places = places(en);
        if places != self::places(tr) {
            return Err(format!("{key}: the languages have different places").into());
        }
        writeln!(code, "/// ``{en}``")?;
        if places.is_empty() {
            writeln!(code, "pub fn {key}() -> &'static str {{ super::pick({en:?}, {tr:?}) }}")?;
        } else {
            let params: Vec<_> = places.iter().map(|place| format!("{place}: &str")).collect();
            let values: Vec<_> = places.iter().map(|place| format!("({place:?}, {place})")).collect();
            let (params, values) = (params.join(", "), values.join(", "));
            writeln!(
                code,
                "pub fn {key}({params}) -> String {{ super::fill(super::pick({en:?}, {tr:?}), &[{values}]) }}"
            )?;
        }
    }
    Ok(())
}

/// The `{names}` in a text.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place).collect()
}

fn read(path: &Path) -> Result<Texts, Failure> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?)
}
