//! docs/format.md must be true: its fixed texts are the program's, and its worked example runs.

use super::*;

const SPEC: &str = include_str!("../../../docs/format.md");

#[test]
fn the_specification_has_the_fixed_texts() {
    assert!(SPEC.contains(&format!("```\n{}```\n", files::CONFIG_TEXT)));
    assert!(SPEC.contains(&format!("`{}`", files::HEAD_TEXT.trim_end())));
}

#[test]
fn the_worked_example_runs_with_git_and_sha256sum_alone() {
    let (_, example) = SPEC.split_once("```sh\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let dir = tempfile::tempdir().unwrap();
    add(&mut create(dir.path()), &[capture("a", "One.\nTwo.\n"), capture("b", "Three.\n")]);
    if git(dir.path(), &["--version"]).is_none() || Command::new("sha256sum").arg("--version").output().is_err() {
        return;
    }
    let run = || Command::new("sh").arg("-ec").arg(example).current_dir(dir.path()).output().unwrap();
    let output = run();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"schema\": \"wirecopy/record/1\""));
    // And it can fail.
    let entries = dir.path().join("log/tile/entries/000");
    let mut bytes = std::fs::read(&entries).unwrap();
    bytes[40] ^= 1;
    overwrite(&entries, &bytes);
    assert!(!run().status.success());
}
