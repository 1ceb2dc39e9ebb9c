//! The members of a packed input: gzip with a member for each record, as crawlers write it; Zstandard with a frame for each;
//! a file packed as a whole; and bytes that are not packed at all. Each member is known by the byte of the file it begins at, and
//! damage in one need not end the reading: [`Members::recover`] goes to the next that begins with a record.

use std::io::{self, BufRead as _, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::FrameDecoder;

use super::super::unpack::{FRAME, Frames, Packing};
use super::input::Input;
use super::window::Window;

/// How a record begins, whatever its version.
pub(super) const RECORD: &[u8] = b"WARC/";

/// So long is what tells that a record or a member begins, at most: `WARC/0.18` and a line end.
const LONGEST: usize = 10;

/// So much of a member is unpacked to see whether it begins with a record: no block of Zstandard is longer when packed.
const PEEKED: usize = 160 << 10;

/// So many unpacked bytes are in hand.
const BUFFER: usize = 64 << 10;

pub(super) struct Members<'a> {
    /// `None` only while one is made of the other.
    open: Option<Open<'a>>,
    packing: Packing,
    /// Between two frames: it knows the dictionary that the file began with, if it did.
    decoder: Option<FrameDecoder>,
    /// Where the member in hand begins in the file.
    member: u64,
    /// From where on the file is searched again if the record in hand is damaged.
    record: u64,
    buffer: Vec<u8>,
    at: usize,
    /// Unpacked bytes of the input before those in hand, and of the member.
    before: u64,
    in_member: u64,
    /// No member follows.
    is_over: bool,
}

enum Open<'a> {
    Plain(Window<'a>),
    Gzip(Box<GzDecoder<Window<'a>>>),
    Zstd(Box<Frames<Window<'a>>>),
}

impl<'a> Open<'a> {
    fn of(packing: Packing, window: Window<'a>, decoder: &mut Option<FrameDecoder>) -> Open<'a> {
        match packing {
            Packing::None => Open::Plain(window),
            Packing::Gzip => Open::Gzip(Box::new(GzDecoder::new(window))),
            Packing::Zstd => Open::Zstd(Box::new(Frames::one(window, decoder.take().unwrap_or_default()))),
        }
    }

    fn into_window(self, decoder: &mut Option<FrameDecoder>) -> Window<'a> {
        match self {
            Open::Plain(window) => window,
            Open::Gzip(decoder) => decoder.into_inner(),
            Open::Zstd(frames) => {
                let (window, known) = frames.into_parts();
                *decoder = Some(known);
                window
            }
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Open::Plain(window) => window.read(buffer),
            Open::Gzip(decoder) => decoder.read(buffer),
            Open::Zstd(frames) => frames.read(buffer),
        }
    }
}

/// What there is to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Next {
    /// Bytes are in hand.
    More,
    /// The member is read, and its check sum is right; [`advance`](Members::advance) goes to the next.
    Over,
}

impl<'a> Members<'a> {
    pub fn new(input: Input<'a>) -> Members<'a> {
        let mut window = Window::new(input);
        let packing = Packing::of(window.ahead(4));
        let mut decoder = None;
        if packing == Packing::Zstd {
            // Whoever begins in the middle of a file finds the dictionary at its beginning.
            decoder = Frames::dictionary(&mut window).or_else(|| window.beginning(|start| Frames::dictionary(start)));
        }
        let member = window.position();
        let open = Some(Open::of(packing, window, &mut decoder));
        Members {
            open,
            packing,
            decoder,
            member,
            record: 0,
            buffer: Vec::new(),
            at: 0,
            before: 0,
            in_member: 0,
            is_over: false,
        }
    }

    /// Where a record that begins with the next byte is found again: its member's place in the file, where it begins one, else
    /// its place in the unpacked bytes.
    pub fn place(&self) -> u64 {
        if self.packing != Packing::None && self.is_first() { self.member } else { self.before + self.at as u64 }
    }

    /// Whether the next byte can be come back to by [`place`](Members::place).
    pub fn is_place(&self) -> bool {
        self.packing == Packing::None || self.is_first()
    }

    fn is_first(&self) -> bool {
        self.in_member + self.at as u64 == 0
    }

    /// Whether the member begins with a record; asked before anything of it is read.
    pub fn begins_record(&mut self) -> io::Result<bool> {
        Ok(self.fill()? == Next::More && self.in_hand().starts_with(RECORD))
    }

    /// The bytes in hand.
    pub fn in_hand(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    pub fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.buffer.len());
    }

    /// Where the bytes in hand are used up, takes the member's next into hand. An error is damage: of the packing, or of the disk.
    pub fn fill(&mut self) -> io::Result<Next> {
        if self.at < self.buffer.len() {
            return Ok(Next::More);
        }
        let length = self.buffer.len() as u64;
        (self.before, self.in_member, self.at) = (self.before + length, self.in_member + length, 0);
        loop {
            self.buffer.resize(BUFFER, 0);
            let open = self.open.as_mut().filter(|_| !self.is_over);
            let read = open.map_or(Ok(0), |open| open.read(&mut self.buffer));
            self.buffer.truncate(read.as_ref().map_or(0, |count| *count));
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(0) => return Ok(Next::Over),
                Ok(_) => return Ok(Next::More),
            }
        }
    }

    /// Begins the next member, if there is one. Zeros at the end, as tapes and block devices leave them, are none.
    pub fn advance(&mut self) -> io::Result<bool> {
        if self.packing == Packing::None || self.is_over {
            return Ok(false);
        }
        let Some(open) = self.open.take() else { return Ok(false) };
        let mut window = open.into_window(&mut self.decoder);
        window.mark(window.position());
        let ahead = window.ahead(4);
        self.is_over = ahead.iter().all(|byte| *byte == 0);
        let known = Packing::of(ahead) == self.packing;
        (self.member, self.in_member) = (window.position(), 0);
        let decoder = &mut self.decoder;
        self.open = Some(if known { Open::of(self.packing, window, decoder) } else { Open::Plain(window) });
        if known || self.is_over {
            return Ok(known);
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "what follows is not packed"))
    }

    /// Remembers that a record begins here, so that all of it is searched again if it proves damaged.
    pub fn mark(&mut self) {
        self.record = if self.packing == Packing::None { self.before + self.at as u64 } else { self.member };
        if let Some(Open::Plain(window)) = &mut self.open {
            window.mark(self.record);
        }
    }

    /// Goes to the next record that begins whole, behind damage in the one in hand; says at which place, or `None` where there is
    /// none and the input is at its end. `packing`: the damage is in the packing, so that nothing behind it can be unpacked as it
    /// stands. `whole`: the record itself is whole, so that nothing in it is searched.
    pub fn recover(&mut self, packing: bool, whole: bool) -> Option<u64> {
        if self.is_first() && self.in_hand().starts_with(RECORD) && self.place() != self.record {
            return Some(self.place());
        }
        if packing || self.packing == Packing::None && !whole { self.search() } else { self.go_on() }
    }

    /// Reads on to the next record in what is unpacked.
    fn go_on(&mut self) -> Option<u64> {
        loop {
            match self.fill() {
                Ok(Next::More) => {
                    // In a member of its own a record need not begin a line.
                    let first = self.is_first() && self.in_hand().starts_with(RECORD);
                    let at = if first { Some(0) } else { begin(Packing::None, self.in_hand()) };
                    self.consume(at.unwrap_or(self.in_hand().len()));
                    if at.is_some() {
                        return Some(self.place());
                    }
                }
                Ok(Next::Over) => match self.advance() {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(_) => return self.search(),
                },
                Err(_) => return self.search(),
            }
        }
    }

    /// Searches the bytes of the file behind the start of the record in hand.
    fn search(&mut self) -> Option<u64> {
        let mut window = self.open.take()?.into_window(&mut self.decoder);
        self.buffer.clear();
        self.at = 0;
        // A member may be damaged before a record was found in it.
        let from = if self.packing == Packing::None { self.record } else { self.record.max(self.member) };
        window.go_back(from.saturating_add(1));
        loop {
            let ahead = window.ahead(PEEKED);
            if ahead.is_empty() {
                return None;
            }
            let count = ahead.len();
            match begin(self.packing, ahead) {
                Some(at) => {
                    window.consume(at);
                    let ahead = window.ahead(PEEKED);
                    if self.packing == Packing::None || begins_record(self.packing, ahead, &mut self.decoder) {
                        break;
                    }
                    window.consume(1);
                }
                // A beginning may be cut by the end of what is in hand.
                None => window.consume(if count < PEEKED { count } else { count - LONGEST }),
            }
            window.mark(window.position());
        }
        let found = window.position();
        (self.member, self.in_member, self.before, self.is_over) = (found, 0, found, false);
        self.open = Some(Open::of(self.packing, window, &mut self.decoder));
        Some(found)
    }
}

/// Where a member, or where nothing is packed a record, may begin in `bytes`.
fn begin(packing: Packing, bytes: &[u8]) -> Option<usize> {
    match packing {
        Packing::None => bytes.windows(RECORD.len()).enumerate().find_map(|(at, window)| {
            let version = bytes.get(at + RECORD.len()..).filter(|_| window == RECORD)?;
            let length = version.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
            ((3..=4).contains(&length) && matches!(version.get(length), Some(b'\r' | b'\n'))).then_some(at)
        }),
        // Of RFC 1952: the method is deflate, and the highest bits of the flags are clear.
        Packing::Gzip => bytes.windows(4).position(|w| matches!(w, [0x1f, 0x8b, 8, flags] if flags & 0xe0 == 0)),
        Packing::Zstd => bytes.windows(4).position(|w| *w == FRAME),
    }
}

/// Whether a member that begins with these bytes begins with a record.
fn begins_record(packing: Packing, mut ahead: &[u8], decoder: &mut Option<FrameDecoder>) -> bool {
    let mut head = Vec::new();
    let most = RECORD.len() as u64;
    let read = if packing == Packing::Zstd {
        let mut frames = Frames::one(ahead, decoder.take().unwrap_or_default());
        let read = (&mut frames).take(most).read_to_end(&mut head);
        *decoder = Some(frames.into_parts().1);
        read
    } else {
        packing.undone(&mut ahead).take(most).read_to_end(&mut head)
    };
    (read.is_ok() || !head.is_empty()) && head == RECORD
}
