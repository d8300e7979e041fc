//! Issued notices: the command that reads one, and how well the reader does on documents whose content people wrote down.

#[path = "../../examples/score_import/score.rs"]
mod score;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use duban::domain::notice::{Proposal, read};
use serde_json::Value;

use score::Score;

const NOTICE: &str = "云川市2024年民生实事清单\n\n1.新建公办幼儿园12所。(牵头单位:市教育局;配合单位:各县区政府)\n";

/// Writes a notice to a file of its own, runs `duban import` on it with no settings at all, and takes the file away.
fn import(name: &str, content: &[u8]) -> Output {
    let file = std::env::temp_dir().join(format!("duban-import-{}-{name}.txt", std::process::id()));
    std::fs::write(&file, content).unwrap();
    let output = run(&file);
    std::fs::remove_file(&file).unwrap();
    output
}

/// The database named here cannot be opened: the command must not ask for one.
fn run(file: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
    command.arg("import").arg(file).env_clear().env("DATABASE_URL", "nonsense").output().unwrap()
}

fn refused(output: &Output, naming: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && output.stdout.is_empty() && said.contains(naming), "{naming}: {said}");
}

#[test]
fn the_command_prints_the_proposal_of_a_notice() {
    let output = import("utf8", NOTICE.as_bytes());
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("{\n  \"layout\": \"numberedList\",\n") && printed.ends_with("}\n"), "{printed}");
    let proposal: Proposal = serde_json::from_str(&printed).unwrap();
    assert_eq!(proposal, read(NOTICE));
    let value: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(value["document"]["tasks"][0]["title"], "新建公办幼儿园12所。");
    assert_eq!(value["units"][0]["name"], "市教育局");
}

#[test]
fn a_notice_in_gb18030_gives_the_same_proposal_and_says_so() {
    // 民生 in GB18030, the rest of the line in ASCII.
    let encoded = b"\xc3\xf1\xc9\xfa 2024\n";
    let output = import("gb18030", encoded);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stderr).contains("read as gb18030"), "{output:?}");
    let proposal: Proposal = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(proposal, read("民生 2024\n"));
}

#[test]
fn what_is_no_notice_is_refused_with_the_reason() {
    // 0xFF begins no character in any encoding that is tried; the second is the head of an archive that ends there.
    refused(&import("broken", b"abc \xff\xff \xff\xff"), "in no encoding");
    refused(&import("archive", b"PK\x03\x04\x14\x00\x06\x00"), "not what it says");
    refused(&import("picture", b"GIF89a\x01\x00\x01\x00\x00\x00"), "not what it says");
    refused(&import("long", "民".repeat(500_001).as_bytes()), "longer than 500000 characters");
    refused(&import("bytes", &vec![b'\n'; 20 * 1024 * 1024 + 1]), "too large");
    refused(&run(Path::new("/nowhere/notice.txt")), "/nowhere/notice.txt");
    refused(&run(&std::env::temp_dir()), "import");
}

#[test]
fn a_page_and_a_text_in_utf_16_are_read_too() {
    let page = import("page", "<!doctype html><body><p>1.新建公办幼儿园12所。(牵头单位:市教育局)</p></body>".as_bytes());
    let proposal: Proposal = serde_json::from_slice(&page.stdout).unwrap();
    assert_eq!(proposal.document.tasks[0].title, "新建公办幼儿园12所。");
    let wide: Vec<u8> = [0xfeff].into_iter().chain(NOTICE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let proposal: Proposal = serde_json::from_slice(&import("utf16", &wide).stdout).unwrap();
    assert_eq!(proposal, read(NOTICE));
}

/// The folder of documents with what people read in them: `REFERENCE_FOLDER`, else beside the repository.
#[expect(clippy::disallowed_methods, reason = "tests choose their documents by the environment")]
pub(crate) fn reference() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference");
    std::env::var_os("REFERENCE_FOLDER").map_or_else(beside, PathBuf::from)
}

/// The file in a folder whose name begins and ends so.
pub(crate) fn find(folder: &Path, begin: &str, end: &str) -> PathBuf {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let fits = |path: &PathBuf| path.file_name().unwrap().to_str().is_some_and(|name| name.starts_with(begin) && name.ends_with(end));
    names.into_iter().find(fits).unwrap_or_else(|| panic!("{} has no {begin}…{end}", folder.display()))
}

#[test]
fn the_five_reference_documents_are_read_as_people_read_them() {
    let folder = reference();
    if !folder.is_dir() {
        eprintln!("NOT SCORED: {} is absent, so the reader of notices was not measured on the five reference documents", folder.display());
        return;
    }
    for number in ["000", "001", "002", "003", "004"] {
        let source = std::fs::read_to_string(find(&folder.join("seeds"), &format!("{number}_"), ".txt")).unwrap();
        let truth = std::fs::read_to_string(find(&folder.join("truth"), &format!("truth_{number}_"), ".json")).unwrap();
        let truth: Vec<Value> = serde_json::from_str(&truth).unwrap();
        assert!(!truth.is_empty(), "{number}");
        let score = Score::of(&read(&source), &truth);
        for (what, tally, least) in [
            ("items", &score.items, 0.98),
            ("leads", &score.leads, 0.98),
            ("cooperating", &score.cooperating, 0.95),
            ("milestones", &score.milestones, 0.95),
            ("targets", &score.targets, 0.92),
        ] {
            assert!(tally.f1() >= least, "{number} {what} below {least}: {}\n{:#?}\n{:#?}", score.json(), score.notes, score.wrong);
        }
    }
}
