//! The house rules: who may import whom, how long a file may be, and that every test file is wired in.

use std::path::{Path, PathBuf};

fn sources(root: &str) -> Vec<(PathBuf, String)> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(root)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_owned(), text));
            }
        }
    }
    found
}

/// The floors of the house, from the ground up: a file may import its own floor and those below.
const FLOORS: &[&[&str]] = &[
    &["domain"],
    &["http", "clock", "kept"],
    &["config"],
    &["entity"],
    &[
        "state",
        "auth",
        "db",
        "idempotency",
        "audit",
        "list",
        "refs",
        "outline",
        "part",
        "target_terms",
        "edited",
        "steps",
        "evidence",
        "intake",
        "picture",
        "document",
        "sheet",
        "delivery",
    ],
    &["features", "jobs"],
    &["seed"],
    &["app", "openapi", "contract", "cli", "lib", "main"],
];

fn floor(module: &str) -> usize {
    FLOORS.iter().position(|floor| floor.contains(&module)).unwrap_or_else(|| panic!("{module} lies on no floor: add it to FLOORS"))
}

/// The modules named in `crate::a`, `crate::{a, b}`.
fn imports(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let first = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => found.extend(list.split('}').next().unwrap().split(',').map(|part| first(part.trim()))),
            None => found.push(first(rest)),
        }
    }
    found.retain(|module| !module.is_empty() && FLOORS.iter().any(|floor| floor.contains(&module.as_str())));
    found
}

fn module_of(path: &Path) -> String {
    path.components().nth(1).unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_only_go_down() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let here = module_of(&path);
        for there in imports(&text) {
            if floor(&there) > floor(&here) {
                wrong.push(format!("{} imports {there}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_domain_is_pure() {
    for (path, text) in sources("src/domain") {
        for outside in ["actix_web", "tokio::", "sqlx", "std::env", "std::fs", "std::net", "Utc::now", "SystemTime", "DatabaseConnection"] {
            assert!(!text.contains(outside), "{} uses {outside}", path.display());
        }
    }
}

#[test]
fn features_use_only_the_writes_of_other_features() {
    let files = sources("src/features");
    let feature_of = |path: &Path| path.components().nth(2).unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
    let mut names: Vec<String> = files.iter().map(|(path, _)| feature_of(path)).filter(|name| name != "mod").collect();
    names.dedup();
    for (path, text) in &files {
        let here = feature_of(path);
        for other in names.iter().filter(|name| **name != here) {
            for (at, _) in text.match_indices(&format!("{other}::")) {
                let begins = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
                let used: String = text[at + other.len() + 2..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                // The command line makes accounts together with the unit they belong to.
                // A whole plan document too is made of the inputs of all parts.
                let shaped = ["shapes", "inputs"].contains(&used.as_str()) || used.ends_with("Create");
                let input = (here == "users" && used == "shapes") || (here == "plan_documents" && shaped);
                assert!(!begins || input || ["write", "run", "insert"].contains(&used.as_str()), "{} uses {other}::{used}", path.display());
            }
        }
    }
}

#[test]
fn only_config_reads_the_environment_and_only_clock_the_time() {
    for (path, text) in sources("src") {
        let name = module_of(&path);
        assert!(name == "config" || !text.contains("std::env::var"), "{} reads the environment", path.display());
        assert!(name == "clock" || !text.contains("Utc::now()"), "{} asks for the time", path.display());
    }
}

#[test]
fn no_file_has_grown_into_a_hall() {
    let longest = |root: &str, most: usize| {
        for (path, text) in sources(root) {
            let lines = text.lines().count();
            assert!(lines <= most, "{} has {lines} lines, at most {most}: split it by what it is about", path.display());
        }
    };
    longest("src", 400);
    longest("migration", 400);
    longest("tests", 500);
}

#[test]
fn every_module_says_what_it_is() {
    for root in ["src", "migration", "tests"] {
        for (path, text) in sources(root) {
            assert!(text.starts_with("//!"), "{} does not begin with a sentence about itself", path.display());
        }
    }
}

#[test]
fn every_test_file_is_wired_in() {
    let main = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/main.rs")).unwrap();
    for (path, _) in sources("tests/api") {
        if path.components().count() == 3 && !path.ends_with("main.rs") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            assert!(main.contains(&format!("\nmod {name};")), "tests/api/{name}.rs is not in main.rs");
        }
    }
}
