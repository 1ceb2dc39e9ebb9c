//! What every figure has: a frame that can be scrolled with the keys where the page is narrow, a name for who does not see it, and
//! a way to take it along.

use std::fmt::Write as _;

use crate::report::markup::Text;

/// A drawing of so many units, named for readers aloud; `drawn` is what stands inside.
pub(super) fn figure(body: &mut String, id: &str, class: &str, size: [usize; 2], name: &str, drawn: &str) {
    let [width, height] = size;
    let _ = writeln!(
        body,
        "<div class=\"fig\" role=\"group\" aria-label=\"{0}\" tabindex=\"0\"><svg id=\"{id}\" class=\"{class}\" \
         viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{0}\">\n\
         {drawn}</svg></div>\n<p class=\"take {class}\" hidden><button type=\"button\" data-svg=\"{id}\">Copy as SVG</button></p>",
        Text(name),
    );
}

/// A line of a drawing's text.
pub(super) fn line(drawn: &mut String, class: &str, [x, y]: [usize; 2], words: &str) {
    let _ = writeln!(drawn, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", Text(words));
}
