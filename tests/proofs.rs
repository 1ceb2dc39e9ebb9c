//! Signing, proving and checking at the command line, and the promises behind them. The key is a fixed one, and the time
//! stamps are those of an authority made for the tests.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

#[path = "common/authority.rs"]
mod authority;
mod common;

use std::path::Path;

use authority::Authority;
use common::{World, files};
use wirecopy::proof::{Kind, Signed, Signer, cosignature};

const EDITED: &str = "sources/004_4cd8ae22b0588f7c.txt";
/// The log's name in these sessions.
const ORIGIN: &str = "news.example/archive";

fn signer(name: &str, kind: Kind, seed: u8) -> Signer {
    Signer::from_seed(name, kind, [seed; 32]).unwrap()
}

/// A world with a store of five articles, a secret key, and the public one.
fn world() -> World {
    let mut world = World::new();
    write_secret(&world.path("log.key"), &signer(ORIGIN, Kind::Log, 1).secret_text());
    std::fs::write(world.path("log.vkey"), format!("{}\n", signer(ORIGIN, Kind::Log, 1).verifier())).unwrap();
    world.run("add --quiet -o added.txt");
    world
}

fn write_secret(path: &Path, text: &str) {
    std::fs::write(path, format!("{text}\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

fn code(world: &mut World, line: &str) -> i32 {
    world.run(line).status.code().unwrap()
}

fn checkpoint(world: &World, size: u64) -> Vec<u8> {
    std::fs::read(world.path(&format!("snapshots/anchors/{size}/checkpoint"))).unwrap()
}

#[test]
fn from_a_seal_to_a_stranger() {
    let mut world = world();
    world.run("prove 004");
    world.run(&format!("seal --origin {ORIGIN} --key log.key --ssh --tsq"));
    world.run("verify");
    world.run("prove 004#7 -o claim.proof");
    world.run("prove 004 -o version.proof");
    world.run("prove 004#99");
    std::fs::copy(world.path("snapshots/log/checkpoint"), world.path("kept.txt")).unwrap();
    world.run("verify --checkpoint kept.txt --key log.vkey");
    std::fs::rename(world.path("snapshots"), world.path("elsewhere")).unwrap();
    world.run("verify --proof claim.proof --key log.vkey");
    world.run("verify --proof claim.proof");
    world.run(&format!("verify --proof version.proof --key log.vkey {EDITED}"));
    world.edit(EDITED, "agreements made in 1996", "agreements made in 1961");
    world.run(&format!("verify --proof version.proof --key log.vkey {EDITED}"));
    world.run("verify --proof claim.proof --key log.vkey --json");
    world.golden("proofs");
}

#[test]
fn witnesses_and_authorities_confirm_a_log() {
    let mut world = world();
    let [one, two] = [2, 3].map(|seed| signer(&format!("witness.example/w{seed}"), Kind::Witness, seed));
    let log = signer(ORIGIN, Kind::Log, 1);
    let policy = format!(
        "log {}\nwitness one {}\nwitness two {}\ngroup both all one two\nquorum both\n",
        log.verifier(),
        one.verifier(),
        two.verifier()
    );
    std::fs::write(world.path("policy.txt"), policy).unwrap();
    assert_eq!(code(&mut world, &format!("seal --origin {ORIGIN} --key log.key --policy policy.txt --tsq")), 0);
    let stamped = checkpoint(&world, 5);
    let text = Signed::parse(&stamped).unwrap().note().text().to_owned();
    let authority = Authority::new(4);
    std::fs::write(world.path("ca.pem"), authority.root_pem()).unwrap();
    std::fs::write(world.path("other.pem"), Authority::new(9).root_pem()).unwrap();
    std::fs::write(world.path("reply.tsr"), authority.stamp(&stamped, "20261121201300Z")).unwrap();
    std::fs::write(world.path("wrong.tsr"), authority.stamp(b"other bytes", "20261121201300Z")).unwrap();
    world.run("seal --tsr wrong.tsr");
    world.run("seal --tsr reply.tsr");
    world.run("verify");
    world.run("verify --tsa-ca ca.pem");
    world.run("verify --tsa-ca other.pem");
    std::fs::write(world.path("one.txt"), format!("{}\n", cosignature::sign(&one, &text, 1_795_291_990))).unwrap();
    std::fs::write(world.path("two.txt"), format!("{}\n", cosignature::sign(&two, &text, 1_795_291_999))).unwrap();
    world.run("seal --cosignature one.txt");
    world.run("verify --policy policy.txt");
    world.run("seal --cosignature two.txt");
    world.run("verify --policy policy.txt");
    world.run("prove 001#2 -o claim.proof");
    world.run("verify --proof claim.proof --policy policy.txt --tsr reply.tsr --tsa-ca ca.pem");
    world.run("verify --proof claim.proof --key log.vkey --tsr wrong.tsr --tsa-ca ca.pem");
    world.golden("anchors");
}

/// Every line and field of a proof, and every bit of it.
#[test]
fn no_flipped_bit_of_a_proof_is_verified() {
    let mut world = world();
    assert_eq!(code(&mut world, &format!("seal --origin {ORIGIN} --key log.key")), 0);
    assert_eq!(code(&mut world, "prove 002#3 -o claim.proof"), 0);
    let good = std::fs::read(world.path("claim.proof")).unwrap();
    assert!(good.len() <= 4096, "{} bytes", good.len());
    // One bit of each byte by the program; the library's own tests take them all.
    for at in (0..good.len()).step_by(7) {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        std::fs::write(world.path("claim.proof"), bytes).unwrap();
        assert_eq!(code(&mut world, "verify --proof claim.proof --key log.vkey --quiet"), 1, "byte {at}");
    }
}

#[test]
fn a_bit_flipped_in_any_anchor_is_found_in_it() {
    let mut world = world();
    let witness = signer("w", Kind::Witness, 2);
    let policy =
        format!("log {}\nwitness w {}\nquorum w\n", signer(ORIGIN, Kind::Log, 1).verifier(), witness.verifier());
    std::fs::write(world.path("policy.txt"), policy).unwrap();
    assert_eq!(code(&mut world, &format!("seal --origin {ORIGIN} --key log.key --policy policy.txt --tsq --ssh")), 0);
    let stamped = checkpoint(&world, 5);
    let text = Signed::parse(&stamped).unwrap().note().text().to_owned();
    std::fs::write(world.path("reply.tsr"), Authority::new(4).stamp(&stamped, "20261121201300Z")).unwrap();
    std::fs::write(world.path("one.txt"), format!("{}\n", cosignature::sign(&witness, &text, 1_795_291_990))).unwrap();
    assert_eq!(code(&mut world, "seal --tsr reply.tsr --cosignature one.txt"), 0);
    let store = world.path("snapshots");
    let mut anchors = files(&store.join("anchors"));
    assert_eq!(anchors.len(), 5, "{anchors:?}");
    anchors.extend([store.join("policy"), store.join("log/checkpoint")]);
    for file in anchors {
        let name = file.strip_prefix(&store).unwrap().to_str().unwrap().to_owned();
        let good = std::fs::read(&file).unwrap();
        for at in (0..good.len()).step_by(29) {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << (at % 8);
            std::fs::write(&file, bytes).unwrap();
            let output = world.run("verify");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert_eq!(output.status.code(), Some(1), "{name} {at}: {said}");
            // A policy that names another key speaks against the checkpoints it no longer fits.
            assert!(said.contains(&name) || name == "policy", "{name} {at}: {said}");
        }
        std::fs::write(&file, good).unwrap();
    }
    assert_eq!(code(&mut world, "verify"), 3);
}

#[test]
fn what_a_pin_knows_cannot_be_undone() {
    let mut world = world();
    world.home();
    assert_eq!(code(&mut world, &format!("seal --origin {ORIGIN} --key log.key")), 0);
    std::fs::copy(world.path("snapshots/log/checkpoint"), world.path("five.txt")).unwrap();
    copy(&world, "snapshots", "old");
    world.wait(60);
    world.edit(EDITED, "agreements made in 1996", "agreements made in 1961");
    assert_eq!(code(&mut world, "add"), 0);
    assert_eq!(code(&mut world, "verify"), 0);
    assert_eq!(code(&mut world, "seal --key log.key"), 0);
    std::fs::copy(world.path("snapshots/log/checkpoint"), world.path("six.txt")).unwrap();
    assert_eq!(code(&mut world, "verify"), 0);
    world.run("checkpoint compare five.txt six.txt");
    world.run("checkpoint compare five.txt six.txt --store nowhere --key log.vkey");
    world.run("checkpoint extend 5 -o grown.txt");
    world.run("checkpoint compare six.txt five.txt --store nowhere --key log.vkey --proof grown.txt");

    // Put back to an older state as a whole.
    std::fs::rename(world.path("snapshots"), world.path("new")).unwrap();
    copy(&world, "old", "snapshots");
    world.run("verify");
    // Without the pin at hand a checkpoint in a file does the same.
    world.run("-C old verify --checkpoint six.txt");
    // Written anew with other words, and signed with the stolen key.
    std::fs::remove_dir_all(world.path("snapshots")).unwrap();
    world.edit(EDITED, "agreements made in 1961", "agreements made in 1916");
    assert_eq!(code(&mut world, "add --quiet"), 0);
    assert_eq!(code(&mut world, "-C forged add sources --quiet"), 0);
    assert_eq!(code(&mut world, &format!("-C forged seal --origin {ORIGIN} --key log.key")), 0);
    world.run("status");
    std::fs::remove_dir_all(world.path("snapshots")).unwrap();
    std::fs::rename(world.path("forged"), world.path("snapshots")).unwrap();
    world.run("verify");
    std::fs::copy(world.path("snapshots/log/checkpoint"), world.path("forged.txt")).unwrap();
    world.run("checkpoint compare five.txt forged.txt --store new");
    world.golden("pins");
}

/// A store that was put back, and then goes on otherwise, is two logs of one name: no second one is signed here, and what
/// is remembered of the first is not lost.
#[test]
fn a_fork_is_not_signed() {
    let mut world = world();
    world.home();
    copy(&world, "snapshots", "old");
    world.wait(60);
    world.edit(EDITED, "agreements made in 1996", "agreements made in 1961");
    assert_eq!(code(&mut world, "add --quiet"), 0);
    assert_eq!(code(&mut world, &format!("seal --origin {ORIGIN} --key log.key")), 0);
    let pins = |world: &World| {
        let pins = files(&world.path("home/.local/state/wirecopy/pins"));
        pins.into_iter().map(|pin| (std::fs::read(&pin).unwrap(), pin)).collect::<Vec<_>>()
    };
    let remembered = pins(&world);
    assert_eq!(remembered.len(), 1);
    std::fs::remove_dir_all(world.path("snapshots")).unwrap();
    copy(&world, "old", "snapshots");
    let says = |world: &mut World, line: &str, exit: i32, what: &str| {
        let output = world.run(line);
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(output.status.code() == Some(exit) && said.contains(what), "{line}: {said}");
    };
    let seal = format!("seal --origin {ORIGIN} --key log.key");
    let back = "and the log here has 5: the store was put back to an older state";
    says(&mut world, "status", 0, back);
    says(&mut world, &seal, 2, back);
    assert!(!world.path("snapshots/anchors").exists());
    world.edit(EDITED, "agreements made in 1961", "agreements made in 1916");
    assert_eq!(code(&mut world, "add --quiet"), 0);
    let other = "and the log here begins otherwise: it is another one, or was rewritten";
    says(&mut world, "status", 0, other);
    says(&mut world, &seal, 2, other);
    assert!(!world.path("snapshots/anchors").exists());
    assert_eq!(pins(&world), remembered);
    // Who means to begin another log says so by moving the file.
    std::fs::remove_file(&remembered[0].1).unwrap();
    assert_eq!(code(&mut world, &seal), 0);
    assert_eq!(pins(&world).len(), 1);
}

/// Two logs of one name and key contradict each other as one that was rewritten does.
#[test]
fn a_key_of_another_log_is_not_taken() {
    let mut world = world();
    world.home();
    assert_eq!(code(&mut world, "seal --origin news.example"), 0);
    assert_eq!(code(&mut world, "seal --origin news.example --ssh"), 0);
    assert_eq!(code(&mut world, "-C other add sources/000_716b014e97384773.txt"), 0);
    let output = world.run("-C other seal --origin news.example");
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint.contains("contradict each other"), "{complaint}");
    assert!(!world.path("other/anchors").exists());
    let key = "home/.config/wirecopy/keys/news.example.key";
    assert!(complaint.contains(key), "{complaint}");
    assert_eq!(code(&mut world, &format!("-C other seal --origin news.example --key {key}")), 0);
    assert_eq!(code(&mut world, "-C other seal --ssh"), 0);
    // One that is made on its first use has a name of its own.
    assert_eq!(code(&mut world, "-C third add sources/003_f046b8d73144446e.txt"), 0);
    assert_eq!(code(&mut world, "-C third seal"), 0);
}

#[test]
fn a_secret_that_others_can_read_signs_nothing() {
    let mut world = world();
    world.home();
    assert_eq!(code(&mut world, "seal"), 0);
    let key = files(&world.path("home/.config/wirecopy/keys")).pop().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&key), mode(key.parent().unwrap())), (0o600, 0o700));
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(code(&mut world, "seal --ssh"), 2);
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    // Another key is refused, and the lost one is not made anew.
    assert_eq!(code(&mut world, "seal --key log.key"), 2);
    std::fs::remove_file(&key).unwrap();
    assert_eq!(code(&mut world, "seal --ssh"), 2);
    assert!(!key.exists());
    assert_eq!(code(&mut world, &format!("seal --origin {ORIGIN}")), 2);
}

#[test]
fn a_reply_that_comes_too_late_is_refused() {
    let mut world = world();
    assert_eq!(code(&mut world, &format!("seal --origin {ORIGIN} --key log.key --tsq")), 0);
    let reply = |world: &World, size: u64, time: &str| {
        std::fs::write(world.path("reply.tsr"), Authority::new(4).stamp(&checkpoint(world, size), time)).unwrap();
    };
    world.wait(60);
    world.edit(EDITED, "agreements made in 1996", "agreements made in 1961");
    assert_eq!(code(&mut world, "add"), 0);
    reply(&world, 5, "20261121211300Z");
    assert_eq!(code(&mut world, "seal --tsr reply.tsr"), 2);
    reply(&world, 5, "20261121201300Z");
    assert_eq!(code(&mut world, "seal --tsr reply.tsr"), 0);
    assert_eq!(code(&mut world, "verify"), 3);
    // A stamp from before the entries it covers shows that their times are not true.
    assert_eq!(code(&mut world, "seal --key log.key"), 0);
    reply(&world, 6, "20251121201300Z");
    assert_eq!(code(&mut world, "seal --tsr reply.tsr"), 0);
    let output = world.run("verify");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("anchor"));
}

fn copy(world: &World, from: &str, to: &str) {
    let from = world.path(from);
    for file in files(&from) {
        let target = world.path(to).join(file.strip_prefix(&from).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(file, target).unwrap();
    }
}
