//! Sitemaps (sitemaps.org), with the news extension or without, and indexes of them: lists of addresses. They hold no text: the pages
//! they lead to are fetched if that is wanted, and otherwise it is said that there are some.

use super::super::Note;
use super::super::address::Address;
use super::super::intake::Intake;
use super::{Document, Element, Kind};

pub(super) const KIND: Kind = Kind { roots: &["urlset", "sitemapindex"], take };

fn take(root: &Element, document: &Document, intake: &mut Intake) {
    let is_wanted = intake.options.links || document.place.fetched.is_some();
    let mut count = 0;
    for child in root.children().filter(|child| matches!(child.name.as_str(), "url" | "sitemap")) {
        let address = child.child("loc").and_then(Element::line);
        match address.as_deref().and_then(Address::of_page) {
            _ if !is_wanted => {
                intake.pass_over("addresses in sitemaps");
                count += 1;
            }
            Some(address) => {
                intake.pass_over("addresses that are fetched");
                intake.follow(Address { is_list: child.name == "sitemap", ..address });
            }
            None => intake.pass_over("addresses that are none, or not whole"),
        }
    }
    if !is_wanted {
        intake.note(Note::ListOnly { at: document.place.source(None), count });
    }
}
