//! The binary: it refuses to start when a setting is wrong or missing, says which, and helps the first administrator in.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// An empty folder that goes away with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("duban-cli-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Runs `duban` here with nothing of our own environment.
    fn duban(&self, words: &[&str], settings: &[(&str, &str)], input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
        command.args(words).current_dir(&self.0).env_clear().envs(settings.iter().copied());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn refused(output: &Output, naming: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains(naming), "{naming}: {said}");
}

#[test]
fn wrong_and_missing_settings_are_refused_by_name() {
    let here = Folder::new("settings");
    for (setting, value, naming) in [
        ("DUBAN_MODE", "production", "signing_key_file"),
        ("DUBAN_MODE", "staging", "mode"),
        ("DUBAN_BIND", "0.0.0.0:8080", "bind"),
        ("DUBAN_BIND", "nonsense", "bind"),
        ("DUBAN_BUSINESS_ZONE", "Asia/Yichang", "business_zone"),
        ("DUBAN_CLOCK", "yesterday", "clock"),
        ("DUBAN_ACCESS_TOKEN_MINUTES", "0", "access_token_minutes"),
        ("DUBAN_DATABASE_CONECTIONS", "5", "database_conections"),
        ("DUBAN_LOGIN_ATTEMPTS_PER_MINUTE", "0", "login_attempts_per_minute"),
        ("DUBAN_SIGNING_KEY_FILE", "/nowhere.pem", "signing_key_file"),
        ("DUBAN_CONFIG", "/nowhere.toml", "nowhere.toml"),
        ("DUBAN_EVIDENCE_FILE_MEBIBYTES", "0", "evidence_file_mebibytes"),
        ("DUBAN_EVIDENCE_STORE", "s3://bucket", "evidence_s3_access_key"),
        ("DUBAN_EVIDENCE_STORE", "/proc/nowhere", "evidence_store"),
        ("DUBAN_DELIVERY_URL", "https://oa.example", "delivery_secret_file"),
        ("DUBAN_REMIND_DAYS_BEFORE", "99", "remind_days_before"),
        ("DUBAN_JOB_PAUSE_SECONDS", "9999", "job_pause_seconds"),
    ] {
        refused(&here.duban(&["serve"], &[(setting, value)], ""), naming);
    }
    std::fs::write(here.0.join("duban.toml"), "bindd = \"127.0.0.1:1\"\n").unwrap();
    refused(&here.duban(&["serve"], &[], ""), "bindd");
}

#[test]
fn production_wants_its_schema_first_and_loads_no_demo_data() {
    let here = Folder::new("production");
    let key = here.0.join("key.pem");
    std::fs::write(&key, TEST_KEY).unwrap();
    let settings = [("DUBAN_MODE", "production"), ("DUBAN_SIGNING_KEY_FILE", key.to_str().unwrap())];
    refused(&here.duban(&["serve"], &settings, ""), "duban migrate up");
    assert!(here.duban(&["migrate", "up"], &settings, "").status.success());
    let status = here.duban(&["migrate", "status"], &settings, "");
    let lines = String::from_utf8(status.stdout).unwrap();
    assert!(lines.lines().count() >= 7 && lines.lines().all(|line| line.starts_with("applied")), "{lines}");

    let admin = ["user", "create-admin", "--government", "370700", "--username", "admin"];
    refused(&here.duban(&admin, &settings, "潍坊市管理密码-2024\n"), "government-name");
    let named: Vec<&str> = admin.iter().copied().chain(["--government-name", "潍坊市人民政府"]).collect();
    refused(&here.duban(&named, &settings, "short\n"), "password");
    assert!(here.duban(&named, &settings, "潍坊市管理密码-2024\n").status.success());
    refused(&here.duban(&named, &settings, "潍坊市管理密码-2024\n"), "already_exists");
    let change = ["user", "set-password", "--username", "admin"];
    assert!(here.duban(&change, &settings, "潍坊市管理密码-2025\n").status.success());
    refused(&here.duban(&["user", "set-password", "--username", "nobody"], &settings, "潍坊市管理密码-2025\n"), "not_found");
}

#[test]
fn help_lists_every_command_and_health_is_bad_when_nothing_runs() {
    let here = Folder::new("help");
    let help = String::from_utf8(here.duban(&["--help"], &[], "").stdout).unwrap();
    for command in ["serve", "migrate", "seed", "openapi", "import", "user", "healthcheck"] {
        assert!(help.contains(command), "{help}");
    }
    assert!(!here.duban(&["healthcheck"], &[("DUBAN_BIND", "127.0.0.1:9")], "").status.success());
    let printed = here.duban(&["openapi"], &[], "");
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), duban::openapi::text());
}

/// A P-256 key made for this test alone.
const TEST_KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdBCRF4C6IhYZFwIs
df99JPaVLh52W20uai6+IkGnfVmhRANCAAQUt0eNF69amKIYYHZ4fqTF/nw4Vjct
MjHBi0m/tw7KhwCGfK2Ef0De+jLbxx0fcsn8UKcnwxZULtMEeOkoB7hR
-----END PRIVATE KEY-----
";
