//! The articles of two folders: what changed in each, and which stand alone.

use super::super::marks::only_mark;
use super::super::style::Role;
use super::super::words::many;
use super::super::wrap::wrap;
use super::{Page, figures, summary};
use crate::article::OneLine;
use crate::diff::By;
use crate::report::{Article, FolderPair, Folders, Shape, View};

pub(in crate::report::terminal) fn folders(folders: &Folders, view: &View) -> String {
    match view.diff.shape {
        Shape::Figures => return table(folders),
        _ if folders.same() && !view.diff.all => return String::new(),
        Shape::Brief => return brief(folders),
        _ => {}
    }
    let mut out = String::new();
    for pair in folders.pairs.iter().filter(|pair| view.diff.all || !pair.comparison.is_same()) {
        let said = heading(pair, view);
        out.push_str(&wrap(&[(&said, Some(Role::Title))], "", view.width, view.color));
        if view.diff.shape == Shape::Summary {
            let told = summary::closing(&pair.comparison, view);
            out.push_str(&wrap(&[(&told, None)], "  ", view.width, view.color));
        } else {
            out.push_str(&Page { comparison: &pair.comparison, view }.body());
            out.push('\n');
        }
    }
    for (side, articles) in folders.only.iter().enumerate() {
        for article in articles {
            let sentences = many(article.sentences, "sentence");
            let said = format!("only in {}: {} ({sentences})", folders.names[side], article.place());
            let line = [(only_mark(side), Some(Role::Mark)), (" ", None), (said.as_str(), None)];
            out.push_str(&wrap(&line, "", view.width, view.color));
        }
    }
    out + &closing(folders, view)
}

/// How the two articles are called, and why they stand together if not by their name.
fn heading(pair: &FolderPair, view: &View) -> String {
    let [left, right] = pair.comparison.articles.each_ref().map(Article::place);
    let to = if view.ascii { "->" } else { "→" };
    match pair.by {
        By::Name => format!("{left} {to} {right}"),
        By::Content => format!("{left} {to} {right} (renamed)"),
    }
}

fn closing(folders: &Folders, view: &View) -> String {
    let same = folders.pairs.iter().filter(|pair| pair.comparison.is_same()).count();
    let renamed = folders.pairs.iter().filter(|pair| pair.by == By::Content).count();
    let [left, right] = folders.only.each_ref().map(Vec::len);
    let both = many(folders.pairs.len(), "article");
    let changed = folders.pairs.len() - same;
    let said = format!(
        "{both} in both: {same} the same, {changed} changed, {renamed} of them renamed; {left} only left, {right} only right."
    );
    wrap(&[(&said, None)], "", view.width, view.color)
}

/// As diff -rq says it.
fn brief(folders: &Folders) -> String {
    let changed = folders.pairs.iter().filter(|pair| !pair.comparison.is_same());
    let mut out: String = changed.map(|pair| figures::brief(&pair.comparison)).collect();
    for (name, articles) in folders.names.iter().zip(&folders.only) {
        let only = |article: &Article| format!("Only in {}: {}\n", OneLine(name), OneLine(&article.place()));
        out.extend(articles.iter().map(only));
    }
    out
}

/// A line a pair, tabs between its figures, names in the first line.
fn table(folders: &Folders) -> String {
    let mut out = String::from("matched");
    figures::KEYS.iter().for_each(|key| out.push_str(&format!("\t{key}")));
    out.push('\n');
    for pair in &folders.pairs {
        out.push_str(pair.by.name());
        figures::values(&pair.comparison).iter().for_each(|value| out.push_str(&format!("\t{value}")));
        out.push('\n');
    }
    for (side, articles) in folders.only.iter().enumerate() {
        for article in articles {
            let name = OneLine(&article.place()).to_string();
            out.push_str(&if side == 0 { format!("none\t{name}\n") } else { format!("none\t\t{name}\n") });
        }
    }
    out
}
