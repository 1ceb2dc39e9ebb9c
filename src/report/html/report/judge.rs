//! A form to judge a match with, where a reader may.

use std::fmt::Write as _;

use super::Page;
use crate::report::MarkRow;
use crate::report::markup::Text;

impl Page<'_> {
    /// Beside the match of this name, on which `said` stands. What is stated already can be taken back.
    pub(super) fn judge(&self, body: &mut String, of: &str, said: Option<&MarkRow>) {
        let Some(token) = self.judging else { return };
        let withdraw = match said {
            Some(_) => " <button name=\"judgement\" value=\"withdraw\">Withdraw</button>",
            None => "",
        };
        let _ = writeln!(
            body,
            "<details class=\"judge\"><summary>Judge<span class=\"vh\"> {of}</span></summary>\n<form method=\"post\" action=\"/marks\">\
             <input type=\"hidden\" name=\"token\" value=\"{}\"><input type=\"hidden\" name=\"match\" value=\"{of}\">\
             <label>Why <input name=\"why\" required maxlength=\"512\" autocomplete=\"off\"></label> \
             <label>Who says so <input name=\"by\" maxlength=\"128\" placeholder=\"nobody\"></label> \
             <button name=\"judgement\" value=\"confirm\">Confirm</button> \
             <button name=\"judgement\" value=\"reject\">Reject</button>{withdraw}\
             <span class=\"ph\">The log keeps it for ever.</span></form></details>",
            Text(token),
        );
    }
}
