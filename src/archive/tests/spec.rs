//! docs/format.md must be true: its fixed texts are the program's, and its worked example runs.

use super::*;
use crate::proof::{Checkpoint, Claim, Kind, Logged, Signed, Signer, cosignature, sshsig};

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

/// The vectors of the sections on checkpoints and proofs: the leaf of section 11 as the only entry of a log, signed by the
/// key of 32 bytes 0x01.
#[test]
fn the_specification_s_checkpoint_and_proof_come_out() {
    let leaf = crate::archive::leaf::tests::example();
    let signer = Signer::from_seed("example.com/log", Kind::Log, [1; 32]).unwrap();
    let checkpoint =
        Checkpoint { origin: "example.com/log".to_owned(), size: 1, root: leaf.hash(), extensions: Vec::new() };
    let checkpoint = Signed::new(checkpoint, &signer).unwrap();
    let claim = Claim { leaf: leaf.encode(), key: "file:sources/a.txt".to_owned(), sentence: None };
    let proof = Logged { extra: claim.encode().unwrap(), index: 0, path: Vec::new(), checkpoint: checkpoint.clone() };
    let proof = proof.to_string();
    let witness = Signer::from_seed("example.com/witness", Kind::Witness, [2; 32]).unwrap();
    let cosignature = cosignature::sign(&witness, checkpoint.note().text(), 1_700_000_000);
    for vector in [
        signer.verifier().to_string(),
        signer.secret_text(),
        sshsig::public_line(signer.verifier()),
        checkpoint.to_string(),
        witness.verifier().to_string(),
        cosignature.to_string(),
        Digest::of(proof.as_bytes()).to_string(),
        format!("{} bytes", proof.len()),
        crate::proof::claim::hash(1, "Two.").to_string(),
    ] {
        assert!(SPEC.contains(&vector), "{vector}");
    }
}
