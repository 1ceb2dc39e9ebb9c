//! The letters of a document, by hayro: pages are gone through as if they were drawn, and what would be drawn is written down. Fonts, their
//! encodings and everything that packs a page are the crate's.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{self, Dict, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, RectExt, RenderContent, SoftMask, TransformExt, interpret_page,
};

use super::lines::Letter;

/// A page may not have more letters: that of a newspaper has some 50,000.
pub(super) const MOST: usize = 1_000_000;

/// What a page shows.
#[derive(Default)]
pub(super) struct Shown {
    pub letters: Vec<Letter>,
    /// The letters come from a program that read a picture: they lie on the page unseen.
    pub is_recognised: bool,
    /// Letters of which the document does not say which they are.
    pub unknown: usize,
    /// Letters that stand upright or aslant.
    pub aslant: usize,
    pub pictures: usize,
    /// It shows more letters than are read.
    pub is_full: bool,
}

/// What a document states of itself, as it is written there.
#[derive(Default)]
pub(super) struct Stated {
    /// Of its information.
    pub title: Option<String>,
    pub author: Option<String>,
    pub created: Option<String>,
    pub modified: Option<String>,
    /// Its metadata in XML.
    pub xmp: Option<Vec<u8>>,
}

pub(super) fn open(raw: &[u8]) -> Result<Pdf, String> {
    Pdf::new(raw.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            "a PDF that asks for a password; save it without one, for example with `qpdf --decrypt --password=WORD IN OUT`".to_owned()
        }
        LoadPdfError::Decryption(_) => {
            "a PDF that is encrypted in a way that is not read; save it without encryption".to_owned()
        }
        LoadPdfError::Invalid => "no PDF, or one too damaged to find a page in; get it again".to_owned(),
    })
}

/// What each page shows, in order.
pub(super) fn pages(pdf: &Pdf) -> impl Iterator<Item = Shown> {
    let cache = InterpreterCache::new();
    pdf.pages().iter().map(move |page| shown(pdf, page, &cache))
}

fn shown<'a>(pdf: &'a Pdf, page: &Page<'a>, cache: &InterpreterCache<'a>) -> Shown {
    let initial = page.initial_transform(true).to_kurbo();
    let crop = page.intersected_crop_box().to_kurbo();
    let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
    let mut context = Context::new(initial, crop, cache, pdf.xref(), settings);
    let (width, height) = page.render_dimensions();
    let mut drawn = Drawn { width: hundredths(width.into()), height: hundredths(height.into()), ..Drawn::default() };
    interpret_page(page, &mut context, &mut drawn);
    drawn.shown()
}

/// Points as whole hundredths of them.
fn hundredths(points: f64) -> i32 {
    // What is no number, or none of a page, is bounded by the conversion.
    (points * 100.0).round() as i32
}

/// Which way letters go: to the right, down, to the left, up; aslant is no way.
const WAYS: usize = 4;

#[derive(Default)]
struct Drawn {
    width: i32,
    height: i32,
    /// By the way they go, those that are seen and those that are not.
    seen: [Vec<Letter>; WAYS],
    unseen: [Vec<Letter>; WAYS],
    /// Where the last run began, and how many letters it had.
    last: Option<(i32, i32, usize)>,
    count: usize,
    unknown: usize,
    aslant: usize,
    pictures: usize,
    /// What marked content says that its letters are: of each that is open, what is still to be said.
    instead: Vec<Option<Instead>>,
}

/// What stands for all letters of a piece of marked content: the first has it, the others are nothing.
struct Instead {
    text: Option<String>,
}

impl Drawn {
    fn shown(self) -> Shown {
        let count = |letters: &[Vec<Letter>; WAYS]| letters.iter().map(Vec::len).sum::<usize>();
        let is_recognised = count(&self.seen) == 0 && count(&self.unseen) > 0;
        let ways = if is_recognised { self.unseen } else { self.seen };
        let all: usize = ways.iter().map(Vec::len).sum();
        // Most letters go one way; what goes another stands beside the text.
        let letters = ways.into_iter().rev().max_by_key(Vec::len).unwrap_or_default();
        let aslant = self.aslant + all - letters.len();
        let is_full = self.count >= MOST;
        Shown { letters, is_recognised, unknown: self.unknown, aslant, pictures: self.pictures, is_full }
    }

    fn letter(&mut self, glyph: &Glyph, place: Affine, is_unseen: bool) {
        if self.count >= MOST {
            return;
        }
        self.count += 1;
        let advance = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let (origin, along) = (place * Point::ZERO, vector(place, f64::from(advance.unwrap_or(500.0)), 0.0));
        let up = vector(place, 0.0, 1000.0);
        let (x, y) = (hundredths(origin.x), hundredths(origin.y));
        if !(0..=self.width).contains(&x) || !(0..=self.height).contains(&y) {
            return;
        }
        let text = match self.instead.iter_mut().rev().flatten().next() {
            Some(instead) => instead.text.take().unwrap_or_default(),
            None => self.text_of(glyph),
        };
        // The page is turned until the letters go to the right.
        let (along, up) = ((hundredths(along.x), hundredths(along.y)), (hundredths(up.x), hundredths(up.y)));
        let is_flat = |(a, b): (i32, i32)| b.saturating_abs() < a.saturating_abs() / 5;
        let way = match up {
            (a, b) if is_flat((b, a)) => {
                if b < 0 {
                    0
                } else {
                    2
                }
            }
            (a, b) if is_flat((a, b)) => {
                if a > 0 {
                    1
                } else {
                    3
                }
            }
            _ => return self.aslant += 1,
        };
        let (left, base, width) = match way {
            0 => (x, y, along.0),
            1 => (y, -x, along.1),
            2 => (-x, -y, -along.0),
            _ => (-y, x, -along.1),
        };
        let size = if way % 2 == 0 { up.1.saturating_abs() } else { up.0.saturating_abs() };
        let letters = if is_unseen { &mut self.unseen } else { &mut self.seen };
        if let Some(letters) = letters.get_mut(way) {
            // Where letters are mirrored they go back.
            let (left, right) = (left.min(left.saturating_add(width)), left.max(left.saturating_add(width)));
            letters.push(Letter { text, left, right, base, size });
        }
    }

    /// What a letter is; the sign that stands for unknown ones, where the document does not say.
    fn text_of(&mut self, glyph: &Glyph) -> String {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        let text: String = text.chars().filter(|c| !c.is_control() && !is_private(*c)).collect();
        if text.is_empty() {
            self.unknown += 1;
            return char::REPLACEMENT_CHARACTER.to_string();
        }
        crate::text::plain_letters(&text)
    }
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

fn vector(place: Affine, x: f64, y: f64) -> Vec2 {
    place * Point::new(x, y) - place * Point::ZERO
}

impl Device<'_> for Drawn {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        // Letters that are filled and drawn round come twice, one run after the other.
        let begin = run.glyphs().first().map(|glyph| props.transform * glyph.transform() * Point::ZERO);
        let this = begin.map(|begin| (hundredths(begin.x), hundredths(begin.y), run.glyphs().len()));
        if matches!(mode, DrawMode::Stroke(_)) && this == self.last {
            return;
        }
        self.last = this;
        for glyph in run.glyphs() {
            self.letter(glyph, props.transform * glyph.transform(), matches!(mode, DrawMode::Invisible));
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let text = properties.and_then(|dict| dict.get::<object::String<'_>>(b"ActualText".as_slice()));
        self.instead.push(text.map(|text| Instead { text: Some(string(text.as_bytes())) }));
    }

    fn end_marked_content(&mut self) {
        self.instead.pop();
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.pictures += 1;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// What the document states of itself.
pub(super) fn stated(pdf: &Pdf) -> Stated {
    let metadata = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(string);
    let date = |date: &Option<object::DateTime>| date.as_ref().map(written);
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let xmp = catalog.and_then(|catalog| catalog.get::<Stream<'_>>(b"Metadata".as_slice()));
    Stated {
        title: text(&metadata.title),
        author: text(&metadata.author),
        created: date(&metadata.creation_date),
        modified: date(&metadata.modification_date),
        xmp: xmp.and_then(|stream| Some(stream.decoded_data().ok()?.into_owned())),
    }
}

/// A moment, in ISO 8601.
fn written(at: &object::DateTime) -> String {
    let object::DateTime { year, month, day, hour, minute, second, .. } = at;
    let day = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    let offset = match (at.utc_offset_hour, at.utc_offset_minute) {
        // It was not stated, or is that of UTC.
        (0, 0) => String::new(),
        (hours, minutes) => format!("{}{:02}:{minutes:02}", if hours < 0 { '-' } else { '+' }, hours.unsigned_abs()),
    };
    day + &offset
}

/// What takes the place of some bytes in the encoding of documents (ISO 32000-2, annex D.2): from 0x18, and from 0x80.
const FROM_18: &str = "\u{2d8}\u{2c7}\u{2c6}\u{2d9}\u{2dd}\u{2db}\u{2da}\u{2dc}";
const FROM_80: &str = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\u{fffd}€";

/// A string of a document: UTF-16 or UTF-8 with its mark, else the encoding of documents.
fn string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => {
            let one = |byte: &u8| match byte {
                0x18..=0x1f => FROM_18.chars().nth(usize::from(byte - 0x18)),
                0x80..=0xa0 => FROM_80.chars().nth(usize::from(byte - 0x80)),
                _ => Some(char::from(*byte)),
            };
            bytes.iter().filter_map(one).collect()
        }
    };
    crate::text::plain_letters(text.trim())
}
