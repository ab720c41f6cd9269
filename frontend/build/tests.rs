//! What fails the build of the texts, and what is written when nothing does.
use super::*;

/// The faults of a slice `app` whose text is used.
fn faults(english: &str, turkish: &str) -> String {
    let slice = Slice { english: parse(english).unwrap(), turkish: parse(turkish).unwrap() };
    check("app", &slice, &uses::in_source("text::app::save(); text::app::rows(1)")).join("\n")
}

#[test]
fn the_texts_of_the_app_are_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let code = generate(&root.join("locales"), &root.join("src")).unwrap();
    assert!(code.contains("pub mod app {"));
}

#[test]
fn a_missing_an_unused_and_an_empty_text_fail() {
    assert_eq!(faults(r#"{"save": "Save"}"#, r#"{"save": "Kaydet"}"#), "");
    assert!(faults(r#"{"save": "Save"}"#, "{}").contains("save: is missing in Turkish"));
    assert!(faults("{}", r#"{"save": "Kaydet"}"#).contains("save: is missing in English"));
    assert!(faults(r#"{"save": "Save"}"#, r#"{"save": ""}"#).contains("save: is empty"));
    assert!(faults(r#"{"open": "Open"}"#, r#"{"open": "Aç"}"#).contains("open: is used nowhere"));
    assert!(faults(r#"{"Save": "Save"}"#, r#"{"Save": "Kaydet"}"#).contains("Save: is not the name of a function"));
}

#[test]
fn places_are_the_same_in_both_languages_and_all_forms() {
    assert!(faults(r#"{"save": "Save {a}"}"#, r#"{"save": "Kaydet {b}"}"#).contains("different places"));
    let turkish = r#"{"rows": {"other": "{count} satır"}}"#;
    assert_eq!(faults(r#"{"rows": {"one": "One row", "other": "{count} rows"}}"#, turkish), "");
    assert!(faults(r#"{"rows": {"other": "{count} rows"}}"#, turkish).contains("lacks the form for \"one\""));
    assert!(faults(r#"{"rows": {"one": "{a} row", "other": "{count} rows"}}"#, turkish).contains("different places"));
    assert!(faults(r#"{"rows": {"one": "Row", "other": "Rows"}}"#, turkish).contains("has no {count}"));
    assert!(faults(r#"{"rows": "{count} rows"}"#, turkish).contains("has a count in one language only"));
    assert!(
        faults(r#"{"rows": "{count} rows"}"#, r#"{"rows": "{count} satır"}"#).contains("has a count, and no forms")
    );
}

#[test]
fn forms_other_than_one_and_other_are_refused() {
    assert!(parse(r#"{"rows": {"few": "{count} rows", "other": "{count} rows"}}"#).is_err());
    assert!(parse(r#"{"rows": {"one": "A row"}}"#).is_err());
    assert!(parse(r#"{"rows": 3}"#).is_err());
}

#[test]
fn a_code_without_text_and_a_text_without_code_fail() {
    let texts: Vec<_> = domain::RefusalCode::ALL.iter().map(|code| format!("{:?}: \"A.\"", code.text())).collect();
    let check = |texts: &[String], source: &str| {
        let texts = parse(&format!("{{{}}}", texts.join(","))).unwrap();
        let slice = Slice { english: texts.clone(), turkish: texts };
        super::check("refusal", &slice, &uses::in_source(source)).join("\n")
    };
    assert_eq!(check(&texts, "text::refusal::of(code)"), "");
    assert!(check(&texts, "").contains("is used nowhere"));
    assert!(check(&texts[1..], "text::refusal::of(code)").contains("AMOUNT_OUT_OF_RANGE: the code has no text"));
    let counted = [&[r#""IN_USE": {"one": "A.", "other": "{count}."}"#.to_owned()], &texts[..]].concat();
    let counted: Vec<_> = counted.into_iter().filter(|text| text != r#""IN_USE": "A.""#).collect();
    assert!(check(&counted, "text::refusal::of(code)").contains("IN_USE: the text of a code takes no count"));
    let more = [texts, vec!["\"ODD\": \"Odd.\"".to_owned()]].concat();
    assert!(check(&more, "text::refusal::of(code)").contains("ODD: there is no such code"));
}

#[test]
fn uses_are_found_in_code_alone() {
    let source = "call(text::app::save, crate::text::list::rows(1));\n// text::app::open\nmy_text::app::close();";
    let found = uses::in_source(source);
    let found: Vec<_> = found.iter().map(|(slice, key)| format!("{slice}.{key}")).collect();
    assert_eq!(found, ["app.save", "list.rows"]);
}

#[test]
fn every_action_that_the_server_records_of_an_order_has_a_text() {
    let codes = codes::of("audit").unwrap();
    let mut recorded = 0;
    for folder in ["sales/order", "sales/shipment", "documents"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/business/src").join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let Ok(source) = fs::read_to_string(&path) else { continue };
            for action in source.split("Change::of(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(codes.contains(&action.to_ascii_uppercase()), "{}: {action}", path.display());
                recorded += usize::from(codes::RECORDED.contains(&action));
            }
        }
    }
    assert!(recorded >= codes::RECORDED.len(), "the server records {recorded} of {:?}", codes::RECORDED);
}
