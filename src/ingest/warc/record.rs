//! Records of WARC (ISO 28500:2017, versions 0.17 to 1.1): a version, named fields, an empty line, a block of as many bytes as
//! the fields say, and two empty lines.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::members::{Members, Next, RECORD};
use crate::article::OneLine;

/// So long may the fields of a record be, all together.
const MAX_HEAD: usize = 1 << 20;

/// The named fields of a record, by their names in lower case. Of two with one name the first counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    fields: BTreeMap<String, String>,
    /// Bytes of the block.
    pub length: u64,
}

impl Head {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// These fields but for one.
    pub fn without(&self, name: &str) -> Head {
        let mut head = self.clone();
        head.fields.remove(name);
        head
    }

    /// What kind of record it is, in lower case.
    pub fn kind(&self) -> String {
        self.get("warc-type").unwrap_or_default().to_ascii_lowercase()
    }

    /// An address, without the angle brackets that the grammar of version 1.0 puts round it.
    pub fn address(&self, name: &str) -> Option<&str> {
        let address = self.get(name)?;
        let bare = address.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
        Some(bare.unwrap_or(address)).filter(|address| !address.is_empty())
    }
}

/// Why a record cannot be read as it stands.
#[derive(Debug, thiserror::Error)]
pub(super) enum Damage {
    #[error("{}", OneLine(&.0.to_string()))]
    Disk(io::Error),
    #[error("the packing is damaged ({})", OneLine(&.0.to_string()))]
    Packing(io::Error),
    #[error("no record begins here")]
    NoRecord,
    #[error("{0}")]
    BadHead(&'static str),
    /// The input, or the record's member, ends inside it.
    #[error("it is cut short")]
    Cut,
    #[error("it does not end where its head says")]
    BadLength,
    #[error("its bytes are not those that were recorded: the digest of the block differs")]
    Digest,
}

impl From<io::Error> for Damage {
    fn from(error: io::Error) -> Damage {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Damage::Cut,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Damage::Packing(error),
            _ => Damage::Disk(error),
        }
    }
}

/// Passes over line ends, and says whether a record begins behind them.
pub(super) fn find(members: &mut Members) -> Result<bool, Damage> {
    loop {
        if members.fill()? == Next::Over {
            match members.advance()? {
                true => continue,
                false => return Ok(false),
            }
        }
        let blank = members.in_hand().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if blank == 0 {
            members.mark();
            return Ok(true);
        }
        members.consume(blank);
    }
}

/// Reads the fields of the record that begins here.
pub(super) fn head(members: &mut Members) -> Result<Head, Damage> {
    let mut room = MAX_HEAD;
    let version = line(members, &mut room)?;
    if !version.as_bytes().starts_with(RECORD) {
        return Err(Damage::NoRecord);
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    loop {
        let line = line(members, &mut room)?;
        if line.is_empty() {
            break;
        }
        // A line that begins with white space continues the one before.
        match (line.starts_with([' ', '\t']), fields.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (false, _, Some((name, value))) => {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            _ => return Err(Damage::BadHead("a line of its head is no field")),
        }
    }
    let fields = fields.into_iter().rev().collect::<BTreeMap<_, _>>();
    let length = fields.get("content-length").and_then(|length| length.parse().ok());
    let length = length.ok_or(Damage::BadHead("its head states no length"))?;
    Ok(Head { fields, length })
}

/// A line without its end.
fn line(members: &mut Members, room: &mut usize) -> Result<String, Damage> {
    let mut line = Vec::new();
    loop {
        if members.fill()? == Next::Over {
            // A record may run over several members, as blocked packing makes them.
            if !members.advance()? || members.begins_record()? {
                return Err(Damage::Cut);
            }
            continue;
        }
        let bytes = members.in_hand();
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(bytes.len());
        *room = room.checked_sub(taken + 1).ok_or(Damage::BadHead("its head has no end"))?;
        line.extend_from_slice(&bytes[..taken]);
        members.consume(taken + usize::from(end.is_some()));
        if end.is_some() {
            break;
        }
    }
    line.truncate(line.trim_ascii_end().len());
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// The block of a record. Reading it ends early, and without an error, where the input ends or the next record begins in another
/// member; then [`is_cut`](Block::is_cut).
pub(super) struct Block<'m, 'a> {
    members: &'m mut Members<'a>,
    left: u64,
    cut: bool,
    /// What hinders reading on.
    damage: Option<io::Error>,
}

impl<'m, 'a> Block<'m, 'a> {
    pub fn new(members: &'m mut Members<'a>, length: u64) -> Block<'m, 'a> {
        Block { members, left: length, cut: false, damage: None }
    }

    /// Whether more of the block is in hand. It may run over several members, and ends where one begins with a record.
    fn ahead(&mut self) -> io::Result<bool> {
        while self.members.fill()? == Next::Over {
            if !self.members.advance()? || self.members.begins_record()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Passes over what is left of the block and the record's end. Of a packed record the check sum is then checked.
    pub fn end(mut self) -> Result<(), Damage> {
        io::copy(&mut self, &mut io::sink())?;
        if let Some(error) = self.damage {
            return Err(error.into());
        }
        if self.cut {
            return Err(Damage::Cut);
        }
        loop {
            if self.members.fill()? == Next::Over {
                return Ok(());
            }
            let bytes = self.members.in_hand();
            let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if blank < bytes.len() {
                // Some writers leave the line ends out.
                let rest = &bytes[blank..];
                let begins = rest.starts_with(&RECORD[..rest.len().min(RECORD.len())]);
                self.members.consume(blank);
                return if begins { Ok(()) } else { Err(Damage::BadLength) };
            }
            self.members.consume(blank);
        }
    }
}

impl Read for Block<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 || self.cut || self.damage.is_some() || buffer.is_empty() {
            return Ok(0);
        }
        match self.ahead() {
            Ok(true) => {}
            Ok(false) => {
                self.cut = true;
                return Ok(0);
            }
            Err(error) => {
                // It is told at the record's end; until then the block is what could be read of it.
                self.damage = Some(error);
                return Ok(0);
            }
        }
        let bytes = self.members.in_hand();
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len()).min(buffer.len());
        buffer[..most].copy_from_slice(&bytes[..most]);
        self.members.consume(most);
        self.left -= most as u64;
        Ok(most)
    }
}
