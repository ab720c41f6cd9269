//! The program's commands as they are typed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::crash::own_copy;

fn run(erp: &Path, database: &Path, arguments: &[&str]) -> Output {
    Command::new(erp)
        .args(arguments)
        .env("DATABASE_URL", format!("sqlite:{}", database.display()))
        .env("ERP_DEMO_PASSWORD", "demo-password-1")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Whatever works on the company's data says what to do about a database that is not set up, and leaves it alone.
#[test]
fn an_empty_database_is_refused_with_the_command_that_sets_it_up() {
    let folder = tempfile::tempdir().unwrap();
    let (erp, database) = (own_copy(), folder.path().join("erp.db"));
    let orders: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/import/orders.csv");
    let orders = orders.to_str().unwrap();
    let user = ["user", "create", "ada@example.com", "--name", "Ada"];
    let import = ["import", "orders", orders, "--map", "online-retail"];
    let commands: [&[&str]; 5] = [&["serve"], &["demo"], &import, &["cache", "stats"], &user];
    for arguments in commands {
        let output = run(&erp, &database, arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains("run `erp migrate up`"), "erp {arguments:?} said {stderr}");
        assert!(!output.status.success(), "erp {arguments:?}");
    }
    let output = run(&erp, &database, &["migrate", "up"]);
    assert!(output.status.success(), "{output:?}");
    let output = run(&erp, &database, &import);
    assert!(output.status.success(), "{output:?}");
}

/// Who imports with a program learns from its exit code whether all was taken.
#[test]
fn an_import_that_rejects_rows_fails_unless_its_source_is_known_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let (erp, database) = (own_copy(), folder.path().join("erp.db"));
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = file("good.csv", "code,name,currency\nS1,One,EUR\n");
    let bad = file("bad.csv", "code,name,currency\nS1,One,EUR\nS2,Two,EURO\n");
    let prices = file("prices.csv", "code,name,unitPrice,taxPercent\nP1,One,1.50,20\n");
    let preset = std::fs::read_to_string(here.join("src/import/online-retail.toml")).unwrap();
    let strict = preset.replace("tolerates_rejected_rows = true", "");
    assert_ne!(strict, preset);
    let strict = file("strict.toml", &strict);
    let orders = here.join("tests/it/import/orders.csv");
    let orders = orders.to_str().unwrap();
    assert!(run(&erp, &database, &["migrate", "up"]).status.success());
    let tried: [(&[&str], Option<&str>); 6] = [
        (&["orders", orders, "--map", "online-retail"], None),
        (&["orders", orders, "--map", &strict], Some("erp: 7 of 18 rows were rejected")),
        (&["suppliers", &good], None),
        (&["suppliers", &bad], Some("erp: 1 of 2 rows were rejected")),
        (&["customers", &bad], None),
        (&["products", &prices, "--dry-run"], None),
    ];
    for (arguments, expected) in tried {
        let output = run(&erp, &database, &[&["import"], arguments].concat());
        let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(stdout.contains("rejected"), "{arguments:?}: the report comes in any case: {stdout}{stderr}");
        assert_eq!(output.status.success(), expected.is_none(), "{arguments:?}: {stdout}{stderr}");
        assert!(expected.is_none_or(|line| stderr.lines().any(|one| one == line)), "{arguments:?}: {stderr}");
    }
}
