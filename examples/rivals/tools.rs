//! The tools that are compared, and how what they print is read.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use crate::marks;
use crate::paint::Told;
use crate::pairs::Pair;
use crate::texts::bare;

/// A tool: a program and its words before the two files.
pub struct Tool {
    pub name: &'static str,
    pub words: &'static [&'static str],
    /// The words of somebody who reads what it prints, whose time and memory are taken; the same but for a tool that has a form
    /// for programs.
    pub shows: Option<&'static [&'static str]>,
    pub read: Read,
}

impl Tool {
    /// As part of a file's name.
    pub fn file_name(&self) -> String {
        self.name.replace(|c: char| !c.is_alphanumeric(), "_")
    }
}

/// What it printed, the two texts, and the same without white space.
type Read = fn(&str, [&str; 2], [&[char]; 2]) -> Option<Told>;

pub const TOOLS: &[Tool] = &[
    Tool {
        name: "wirecopy diff",
        words: &["wirecopy", "diff", "--json"],
        shows: Some(&["wirecopy", "diff"]),
        read: |printed, texts, [old, new]| marks::wirecopy(printed, texts, old, new),
    },
    Tool {
        name: "dwdiff -P",
        words: &["dwdiff", "-P"],
        shows: None,
        read: |printed, _, [old, new]| marks::bracketed(printed, old, new),
    },
    Tool {
        name: "wdiff",
        words: &["wdiff"],
        shows: None,
        read: |printed, _, [old, new]| marks::bracketed(printed, old, new),
    },
    Tool {
        name: "git diff --word-diff",
        words: &["git", "diff", "--no-index", "--no-color", "--word-diff=plain", "-U1000000"],
        shows: None,
        read: |printed, _, [old, new]| marks::git(printed, old, new),
    },
    Tool {
        name: "difftastic (text)",
        words: &["difft", "--display=inline", "--color=always", "--context=1000000", "--width=1000000"],
        shows: None,
        read: |printed, texts, [old, new]| marks::difftastic(printed, texts, old, new),
    },
    Tool {
        name: "git diff | delta",
        words: &[
            "sh",
            "-c",
            "git diff --no-index -U1000000 \"$1\" \"$2\" | delta --no-gitconfig --paging=never --color-only \
             --max-line-length=0 --minus-style=red --minus-emph-style=magenta --minus-non-emph-style=yellow \
             --plus-style=green --plus-emph-style=cyan --plus-non-emph-style=blue --zero-style=normal",
            "delta",
        ],
        shows: None,
        read: |printed, _, [old, new]| marks::delta(printed, old, new),
    },
];

/// What a tool told of each pair (`None` if it could not be read), and what that took.
pub struct Ran {
    pub told: Vec<Option<Told>>,
    pub costs: Costs,
}

/// CPU seconds of all pairs, and the most memory any run took, in kibibytes, if it could be measured.
pub struct Costs {
    pub seconds: f64,
    pub peak: Option<u64>,
}

/// Runs a tool on all pairs; `None` if it is not installed.
#[allow(clippy::disallowed_methods, reason = "the tools compared are programs")]
pub fn run(tool: &Tool, pairs: &[Pair], keep: Option<&Path>) -> Result<Option<Ran>, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    // A pipe of tools is named by the last.
    let last = if tool.words[0] == "sh" { tool.words[tool.words.len() - 1] } else { tool.words[0] };
    let (Some(program), Some(_)) = (program(tool.words[0]), program(last)) else { return Ok(None) };
    let files: Vec<[PathBuf; 2]> = pairs
        .iter()
        .map(|pair| {
            let paths = ["old", "new"].map(|side| dir.path().join(format!("{}.{side}.txt", pair.name)));
            for (path, text) in paths.iter().zip(&pair.texts) {
                fs::write(path, text)?;
                if let Some(keep) = keep {
                    fs::create_dir_all(keep)?;
                    fs::copy(path, keep.join(path.file_name().unwrap_or_default()))?;
                }
            }
            Ok(paths)
        })
        .collect::<std::io::Result<_>>()?;
    let print = |words: &[&str]| -> Result<(Vec<String>, f64), Box<dyn Error>> {
        let before = children()?;
        let mut printed = Vec::new();
        for paths in &files {
            let ran = std::process::Command::new(&program).args(&words[1..]).args(paths).output()?;
            printed.push(String::from_utf8_lossy(&ran.stdout).into_owned());
        }
        Ok((printed, children()? - before))
    };
    let (printed, mut seconds) = print(tool.words)?;
    if let Some(words) = tool.shows {
        (_, seconds) = print(words)?;
    }
    let mut peak = None;
    for paths in &files {
        let wrapped = std::process::Command::new("time")
            .args(["-f", "%M"])
            .arg(&program)
            .args(&tool.shows.unwrap_or(tool.words)[1..])
            .args(paths)
            .output();
        let Ok(ran) = wrapped else { break };
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        peak = peak.max(said.lines().last().and_then(|line| line.trim().parse().ok()));
    }
    let told = pairs.iter().zip(&printed).map(|(pair, printed)| {
        let [old, new] = pair.texts.each_ref().map(|text| bare(text));
        (tool.read)(printed, pair.texts.each_ref().map(String::as_str), [&old, &new])
    });
    let told = told.collect();
    if let Some(keep) = keep {
        for (pair, printed) in pairs.iter().zip(&printed) {
            fs::write(keep.join(format!("{}.{}", pair.name, tool.file_name())), printed)?;
        }
    }
    Ok(Some(Ran { told, costs: Costs { seconds, peak } }))
}

/// Where a program is: ours beside this one, others on the path.
fn program(name: &str) -> Option<PathBuf> {
    let beside = std::env::current_exe().ok()?.parent()?.parent()?.join(name);
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let mut candidates = if name == "wirecopy" { vec![beside] } else { Vec::new() };
    candidates.extend(on_path.unwrap_or_default().into_iter().map(|dir| dir.join(name)));
    candidates.into_iter().find(|path| path.is_file())
}

/// CPU seconds of the children that ended.
fn children() -> Result<f64, Box<dyn Error>> {
    // Linux tells it in hundredths of a second, whatever the kernel's own clock (`USER_HZ`).
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("no CPU time in /proc/self/stat")?;
    let ticks = |at: usize| -> Result<f64, Box<dyn Error>> {
        Ok(fields.split_whitespace().nth(at).ok_or("no CPU time in /proc/self/stat")?.parse()?)
    };
    Ok((ticks(13)? + ticks(14)?) / 100.0)
}
