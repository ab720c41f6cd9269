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
