//! The house's rules on who may know whom: imports only go down, equals never meet, a crate has one door, and the world
//! outside is met in few places. Unit tests are free of them.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

use std::path::Path;

/// The layers from the ground up. Modules of one line are blind to each other.
const LAYERS: &[&[&str]] = &[
    &["hash", "text"],
    &["article", "proof", "semantic"],
    &["ingest", "fetch", "archive", "index", "align"],
    &["overlap", "package"],
    &["trace", "diff", "marks"],
    &["report"],
    &["serve"],
    &["cli", "main"],
];

/// Where each crate may be named. A new dependency needs a line here.
const DOORS: &[(&str, &[&str])] = &[
    ("arrow_array", &["ingest"]),
    ("arrow_buffer", &["ingest"]),
    ("arrow_ipc", &["ingest"]),
    ("arrow_schema", &["ingest"]),
    ("brotli_decompressor", &["ingest"]),
    ("chardetng", &["ingest"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("csv_core", &["ingest"]),
    ("encoding_rs", &["ingest", "package"]),
    ("flate2", &["ingest", "archive", "package"]),
    ("form_urlencoded", &["report/catalogue", "serve"]),
    ("git2", &["archive"]),
    ("hayro_interpret", &["ingest"]),
    ("html5gum", &["ingest"]),
    ("http_body_util", &["serve/door"]),
    ("hyper", &["serve/door"]),
    ("hyper_util", &["serve/door"]),
    ("icu_normalizer", &["text"]),
    ("icu_segmenter", &["text"]),
    ("indicatif", &["cli"]),
    ("jiff", &["text"]),
    // Named by nobody: it says how libgit2 comes by its zlib.
    ("libz_sys", &[]),
    ("mail_parser", &["ingest"]),
    ("md5", &["hash"]),
    ("owo_colors", &["report/terminal"]),
    ("parquet", &["ingest"]),
    ("quick_xml", &["ingest"]),
    ("rayon", &[""]),
    ("ring", &["proof", "serve/door"]),
    ("rusqlite", &["ingest"]),
    ("rust_stemmers", &["text"]),
    ("rustix", &["archive", "cli/apart"]),
    ("rustls_pki_types", &["proof"]),
    ("ruzstd", &["ingest"]),
    ("safetensors", &["semantic"]),
    ("serde", &["article", "semantic", "ingest", "archive", "package", "report/json"]),
    ("serde_json", &["article", "semantic", "ingest", "archive", "package", "report/json"]),
    ("sha1", &["hash"]),
    ("sha2", &["hash"]),
    ("similar", &["align"]),
    ("terminal_size", &["cli"]),
    ("thiserror", &[""]),
    ("tokenizers", &["semantic"]),
    ("tokio", &["serve/door"]),
    ("toml", &["article", "ingest"]),
    ("trafilatura", &["ingest"]),
    ("unicode_segmentation", &["text"]),
    ("unicode_width", &["report"]),
    ("ureq", &["fetch"]),
    ("webpki", &["proof"]),
    ("weburl", &["fetch", "ingest"]),
    ("whatlang", &["text"]),
    ("xxhash_rust", &["hash"]),
    ("zip", &["ingest"]),
];

/// Where the world outside may be met: disk, then the network, then clock, environment, terminal and exit.
const WORLD: &[(&str, &[&str])] = &[
    ("fs::", &["semantic", "ingest", "archive", "index", "package", "cli"]),
    (".canonicalize()", &["ingest", "archive", "index", "package", "cli"]),
    (".exists()", &["ingest", "archive", "index", "package", "cli"]),
    (".is_dir()", &["ingest", "archive", "index", "package", "cli"]),
    (".is_file()", &["ingest", "archive", "index", "package", "cli"]),
    // Addresses are no network; whoever connects or listens does it at the door.
    ("net::", &["fetch", "serve/door", "serve/guard", "cli/serve"]),
    ("thread::sleep", &["archive", "cli"]),
    ("env::", &["cli", "main"]),
    ("process::", &["cli", "main"]),
    ("SystemTime", &["cli", "main"]),
    ("Instant", &["cli", "main"]),
    ("Timestamp::now", &[]),
    ("Zoned::now", &[]),
    ("stdin()", &["cli", "main"]),
    ("stdout()", &["cli", "main"]),
    ("stderr()", &["cli", "main"]),
    ("is_terminal()", &["cli", "main"]),
];

fn rank(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// What breaks the rules in the file at `path`, which is below `src` and has `/` between folders.
fn faults(path: &str, code: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let module = path.split('/').next().unwrap_or(path);
    if module == "lib" || format!("{path}/").contains("/tests/") {
        return Vec::new();
    }
    let Some(own) = rank(module) else { return vec![format!("src/{path}: in no layer; give it one in LAYERS")] };
    let below = |places: &[&str]| {
        places.iter().any(|place| place.is_empty() || format!("{path}/").starts_with(&format!("{place}/")))
    };
    let mut faults = Vec::new();
    let tests = code.find("#[cfg(test)]\nmod tests").unwrap_or(code.len());
    for (number, line) in code[..tests].lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        let mut fault = |what: String| faults.push(format!("src/{path}:{}: {what}", number + 1));
        for at in places(line, "crate::") {
            let rest = &line[at + "crate::".len()..];
            let name = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())];
            match rank(name) {
                Some(other) if other < own || name == module => {}
                Some(_) => fault(format!("{module} may not know {name}: imports only go down")),
                None => fault(format!("crate::{name} is no layer: name one, and one a line")),
            }
        }
        let depth = path.split('/').count();
        if !places(line, &"super::".repeat(depth)).is_empty() {
            fault("leaves its layer by super; say crate:: and the layer".to_owned());
        }
        for (name, doors) in DOORS.iter().filter(|(_, doors)| !below(doors)) {
            if !places(line, &format!("{name}::")).is_empty() || line.trim_start().starts_with(&format!("use {name};"))
            {
                fault(format!("{name} is for {} only", doors.join(", ")));
            }
        }
        for (call, allowed) in WORLD.iter().filter(|(_, allowed)| !below(allowed)) {
            if !places(line, call).is_empty() {
                fault(format!(
                    "`{call}` is for {} only",
                    if allowed.is_empty() { "no layer".into() } else { allowed.join(", ") }
                ));
            }
        }
    }
    faults
}

/// Where `token` stands in `line` as a word of its own; `std::fs::` holds `fs::`, but `self::fs::` and `offs::` do not.
fn places(line: &str, token: &str) -> Vec<usize> {
    let begins_word = token.starts_with(|c: char| c.is_alphanumeric());
    let free = |before: &str| match before.strip_suffix("::") {
        Some(path) => path.is_empty() || path.ends_with([' ', '(']) || path.ends_with("std") || path.ends_with("jiff"),
        None => !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'),
    };
    line.match_indices(token).map(|(at, _)| at).filter(|&at| !begins_word || free(&line[..at])).collect()
}

fn check(folder: &Path, below: &str, found: &mut Vec<String>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        let name = format!("{below}{}", entry.file_name().unwrap().to_str().unwrap());
        if entry.is_dir() {
            check(&entry, &format!("{name}/"), found);
        } else if name.ends_with(".rs") {
            found.extend(faults(&name, &std::fs::read_to_string(&entry).unwrap()));
        }
    }
}

#[test]
fn imports_go_down_and_the_world_is_met_at_its_doors() {
    let mut found = Vec::new();
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut found);
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_dependency_has_its_door() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let mut named: Vec<String> =
        manifest["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect();
    named.sort();
    let doors: Vec<&str> = DOORS.iter().map(|(name, _)| *name).collect();
    assert_eq!(named, doors);
}

#[test]
fn each_rule_can_be_broken() {
    for (path, code, broken) in [
        ("text/span.rs", "use crate::article::Meta;", "text may not know article"),
        ("text/span.rs", "\nlet x = crate::hash::Digest::of(b);", "src/text/span:2: text may not know hash"),
        ("ingest/mod.rs", "use crate::archive::Store;", "ingest may not know archive"),
        ("trace/mod.rs", "use crate::{hash, text};", "crate:: is no layer"),
        ("trace/mod.rs", "use super::report;", "leaves its layer"),
        ("trace/stemma.rs", "use super::super::report;", "leaves its layer"),
        ("text/dates.rs", "let d: toml::Value = x;", "toml is for article, ingest only"),
        ("report/csv.rs", "use serde_json::Value;", "serde_json is for"),
        ("report/csv.rs", "use owo_colors::Style;", "owo_colors is for report/terminal only"),
        ("article/id.rs", "use git2;", "git2 is for archive only"),
        ("trace/mod.rs", "std::fs::read(x)", "`fs::` is for"),
        ("trace/mod.rs", "if path.is_file() {", "`.is_file()` is for"),
        ("ingest/mod.rs", "use std::net::TcpStream;", "`net::` is for fetch, "),
        ("fetch/mod.rs", "std::thread::sleep(x)", "`thread::sleep` is for archive, cli only"),
        ("archive/mod.rs", "let now = SystemTime::now();", "`SystemTime` is for cli, main only"),
        ("archive/mod.rs", "let now = jiff::Timestamp::now();", "jiff is for text only"),
        ("text/dates.rs", "let now = jiff::Timestamp::now();", "`Timestamp::now` is for no layer only"),
        ("report/html.rs", "use hyper::Response;", "hyper is for serve/door only"),
        (
            "serve/answer.rs",
            "let l = std::net::TcpListener::bind(a);",
            "`net::` is for fetch, serve/door, serve/guard, cli/serve only",
        ),
        ("serve/mod.rs", "use crate::cli::clock;", "serve may not know cli"),
        ("utils.rs", "", "in no layer"),
    ] {
        let found = faults(path, code);
        assert!(found.iter().any(|fault| fault.contains(broken)), "{path}: {code}: {found:?}");
    }
    for (path, code) in [
        ("ingest/mod.rs", "use crate::article::Meta;\nuse std::fs;\nstd::fs::read(p)"),
        ("overlap/mod.rs", "use crate::align::Script;"),
        ("overlap/drift.rs", "use super::Overlap;\nuse crate::overlap::Score;\n// crate::report draws it"),
        ("report/json/page.rs", "use super::super::Report;"),
        ("report/terminal.rs", "use owo_colors::Style;"),
        ("hash/mod.rs", "let offs::x = my_git2::y;\n#[cfg(test)]\nmod tests { use crate::cli; }"),
    ] {
        assert_eq!(faults(path, code), [""; 0], "{path}: {code}");
    }
}
