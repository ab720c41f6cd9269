//! Attacks from the field, each refused for the work of its text and not of its expansion.

use std::time::Duration;

use async_graphql::{Value, value};

use super::*;
use crate::http::cpu::cpu_of;

fn run(source: &str) -> Result<Admitted, Refused> {
    admit(&GateLimits::default(), source, None, &Variables::default())
}

fn too_complex(source: &str) -> &'static str {
    match run(source) {
        Err(Refused::TooComplex(limit)) => limit,
        other => panic!("{other:?}"),
    }
}

/// `count` fragments, each spreading the next one `times` times.
fn bomb(count: usize, times: usize) -> String {
    let mut source = String::from("{...f0}");
    for at in 0..count {
        let body = if at + 1 == count { "__typename".to_owned() } else { format!("...f{}", at + 1).repeat(times) };
        source += &format!("fragment f{at} on Query{{{body}}}");
    }
    source
}

#[test]
fn fragment_bombs_cost_their_text() {
    for (count, times) in [(6, 20), (24, 2), (8, 12), (50, 2), (50, 9)] {
        let source = bomb(count, times);
        assert_eq!(too_complex(&source), "selections", "{count}x{times}");
        // The pass alone, to see its work: every selection of the text once.
        let document = async_graphql::parser::parse_query(&source).unwrap();
        let loose = GateLimits { selections_max: u64::MAX, aliases_max: u64::MAX, ..GateLimits::default() };
        let steps = measure::check_limits(&document, &Variables::default(), &loose).unwrap();
        assert!(steps <= 500, "{count}x{times}: {steps} steps");
    }
    assert!(run(&bomb(6, 2)).is_ok());
}

#[test]
fn floods_stop_at_the_lexer_or_at_their_limit() {
    let many = |count: usize, one: &dyn Fn(usize) -> String| {
        format!("{{{}}}", (0..count).map(one).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(too_complex(&many(50_000, &|at| format!("a{at}:__typename"))), "document bytes");
    assert_eq!(too_complex(&many(3_000, &|at| format!("a{at}:__typename"))), "tokens");
    for ignored in [",".repeat(40_000), "#\n".repeat(4_000), format!("#{}\n", "x".repeat(5_000))] {
        assert_eq!(too_complex(&format!("{{a {ignored}}}")), "ignored bytes");
    }
    assert_eq!(too_complex(&many(60, &|_| "__typename".into())), "aliases");
    assert_eq!(too_complex(&many(21, &|at| format!("a{at}:me"))), "root aliases");
    assert_eq!(too_complex(&format!("{{me{}}}", many(51, &|at| format!("a{at}:id")))), "aliases");
    assert_eq!(too_complex(&format!("{{me{}}}", "@a".repeat(51))), "directives");
    assert_eq!(too_complex(&format!("{}id{}", "{a".repeat(13), "}".repeat(13))), "depth");
    assert_eq!(too_complex(&"{a".repeat(100_000)), "document bytes");
    assert_eq!(too_complex(&"{a".repeat(500)), "brackets");
    assert_eq!(too_complex(&format!("{{a(x:{})}}", "[".repeat(900))), "brackets");
    assert_eq!(too_complex(&many(1_999, &|_| "a".into())), "tokens");
    let operations = |count: usize| (0..count).map(|at| format!("query q{at}{{me}}")).collect::<String>();
    assert_eq!(too_complex(&operations(11)), "operations");
    let fragments = (0..51).map(|at| format!("fragment f{at} on Q{{me}}")).collect::<String>();
    assert_eq!(too_complex(&format!("{{me}}{fragments}")), "fragments");
    assert_eq!(too_complex(&format!("mutation{}", many(5, &|_| "a".into()))), "mutations");
    assert_eq!(too_complex("mutation{...f ...f} fragment f on M{a b c}"), "mutations");
    // A document's own expansion counts even when the operation that runs is another.
    let hidden = bomb(6, 20).replacen('{', "query bad{", 1) + "query good{me}";
    let verdict = admit(&GateLimits::default(), &hidden, Some("good"), &Variables::default());
    assert_eq!(verdict.unwrap_err(), Refused::TooComplex("selections"));
}

#[test]
fn loops_and_holes_in_fragments_are_refused() {
    for source in [
        "{...a} fragment a on Q{...a}",
        "{...a} fragment a on Q{b{...b}} fragment b on Q{c{...a}}",
        "{me} fragment a on Q{...b} fragment b on Q{...a}",
    ] {
        assert!(matches!(run(source), Err(Refused::FragmentCycle(_))), "{source}");
    }
    assert!(matches!(run("{...nowhere}"), Err(Refused::UnknownFragment(_))));
}

#[test]
fn rows_are_page_sizes_multiplied_down_and_summed_across() {
    assert!(run("{orders(first:100){nodes{lines(first:100){nodes{id}}}}}").is_ok());
    let sum = "{orders(first:100){nodes{lines(first:99){id} shipments(first:2){id}}}}";
    assert_eq!(too_complex(sum), "rows");
    assert_eq!(too_complex("{orders(first:101){id}}"), "page size");
    assert_eq!(too_complex("{orders(last:18446744073709551615){id}}"), "page size");
    // A connection without a size has the default one.
    assert_eq!(too_complex("{a{nodes{b{edges{node{c{nodes{id}}}}}}}}"), "rows");
    assert_eq!(too_complex("{a{...n}} fragment n on A{nodes{b{...m}}} fragment m on B{nodes{c(first:5){id}}}"), "rows");
}

fn of_the_api(source: &str, variables: &Variables) -> Result<(), Refused> {
    let limits = GateLimits { lists: lists::Lists::of_the_api(), ..GateLimits::default() };
    admit(&limits, source, None, variables).map(drop)
}

#[test]
fn lists_without_a_page_size_have_rows_too() {
    let rows = |source: &str| of_the_api(source, &Variables::default());
    let wide = "{salesOrders(first:100){nodes{items{product{stock{warehouse{id}}}} timeline{action}}}}";
    for source in [
        wide,
        "{salesOrders(first:100){nodes{...o}}} fragment o on SalesOrder{items{product{stock{warehouse{id}}}}}",
        "{salesOrders(first:100){nodes{...on SalesOrder{timeline{diffs{field}}}}}}",
        "{categories{children{children{children{id}}}}}",
    ] {
        assert_eq!(rows(source), Err(Refused::TooComplex("rows")), "{source}");
    }
    assert_eq!(rows(&wide.replace("100", "20")), Ok(()));
    assert_eq!(rows(&wide.replace("timeline", "timeline(last:1)").replace("100", "40")), Ok(()));
}

#[test]
fn the_web_apps_documents_pass() {
    let page = Variables::from_value(value!({"first": 100, "last": 100}));
    for trusted in crate::http::trusted::TrustedDocuments::of_the_web_app().unwrap().iter() {
        assert_eq!(of_the_api(&trusted.text, &page), Ok(()), "{}", trusted.text);
    }
}

#[test]
fn sizes_come_from_variables_and_their_defaults() {
    let with = |source: &str, given: Value| {
        admit(&GateLimits::default(), source, None, &Variables::from_value(given)).map(drop)
    };
    let source = "query($n:Int=500){orders(first:$n){id}}";
    assert_eq!(with(source, value!({})), Err(Refused::TooComplex("page size")));
    assert_eq!(with(source, value!({"n": 101})), Err(Refused::TooComplex("page size")));
    assert_eq!(with(source, value!({"n": 100})), Ok(()));
}

/// The query that `GraphiQL` and `graphql-js` send.
const INTROSPECTION: &str = "query IntrospectionQuery{__schema{description queryType{name kind} mutationType{name kind}
  subscriptionType{name kind} types{...FullType} directives{name description locations args{...InputValue}}}}
  fragment FullType on __Type{kind name description specifiedByURL fields(includeDeprecated:true){name description
  args(includeDeprecated:true){...InputValue} type{...TypeRef} isDeprecated deprecationReason}
  inputFields(includeDeprecated:true){...InputValue} interfaces{...TypeRef}
  enumValues(includeDeprecated:true){name description isDeprecated deprecationReason} possibleTypes{...TypeRef}}
  fragment InputValue on __InputValue{name description type{...TypeRef} defaultValue isDeprecated deprecationReason}
  fragment TypeRef on __Type{kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name
  ofType{kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name}}}}}}}}}}";

#[test]
fn introspection_has_its_own_allowance_and_its_own_flag() {
    assert!(run(INTROSPECTION).is_ok());
    let circular = "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}";
    assert_eq!(too_complex(circular), "introspection lists");
    let closed = GateLimits { introspection: false, ..GateLimits::default() };
    for source in [INTROSPECTION, "{__type(name:\"Q\"){name}}", "{a{...f}} fragment f on Q{x:__schema{description}}"] {
        let verdict = admit(&closed, source, None, &Variables::default());
        assert!(matches!(verdict, Err(Refused::IntrospectionOff(_))), "{source}");
    }
    assert!(admit(&closed, "{__typename}", None, &Variables::default()).is_ok());
}

#[test]
fn refusals_name_neither_limit_nor_source() {
    let error = run("{secret(x:) }").unwrap_err().into_error();
    assert!(!error.message.contains("secret"));
    assert_eq!(error.locations.first().map(|at| (at.line, at.column)), Some((1, 11)));
    let error = Refused::TooComplex("tokens").into_error();
    assert!(!error.message.contains("token"));
    assert_eq!(error.extensions.unwrap().get("code"), Some(&Value::from("COST_EXCEEDED")));
}

#[test]
fn finds_the_operation_that_runs() {
    let document = "query a{x} mutation b{y}";
    let find = |name| admit(&GateLimits::default(), document, name, &Variables::default());
    assert_eq!(find(Some("b")).unwrap().operation_type, OperationType::Mutation);
    assert_eq!(find(Some("c")).unwrap_err(), Refused::UnknownOperation);
    assert_eq!(find(None).unwrap_err(), Refused::UnknownOperation);
}

/// A refusal must not cost what the attack was meant to cost: CPU time of this thread, at its best of a few runs.
#[test]
fn what_is_refused_costs_less_than_five_milliseconds_of_cpu() {
    let commas = ",".repeat(17);
    let aliases: String = (0..50_000).map(|at| format!("a{at}:__typename ")).collect();
    let attacks = [
        bomb(6, 20),
        bomb(24, 2),
        bomb(50, 9),
        format!("{{{aliases}}}"),
        format!("{{{}}}", format!("a{commas}").repeat(2_100)),
        format!("{}id{}", "{a(x:[[[[1]]]])@b ...on C".repeat(30), "}".repeat(30)),
        format!("{{a{}}}", "#\n".repeat(4_000)),
        "{a".repeat(30_000),
    ];
    for source in attacks {
        let cost = cpu_of(|| assert!(run(&source).is_err()));
        println!("{:>7} bytes: {cost:?}", source.len());
        assert!(cost < Duration::from_millis(5), "{} bytes took {cost:?}", source.len());
    }
}
