//! How a comparison of two texts is laid out for reading, and which of its rows.

/// How a comparison is laid out for reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    pub shape: Shape,
    /// So many rows around each change are shown although they are the same.
    pub context: usize,
    /// Show every row.
    pub all: bool,
    /// Show the rows of these kinds and no others; if there are none, those that are no mere repetition.
    pub only: Kinds,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shape {
    /// One sentence below the other, with the changes inside.
    #[default]
    Rows,
    /// Side by side.
    Columns,
    /// Both texts in one, as running text.
    Running,
    /// What they share, in a few lines.
    Summary,
    /// Figures for programs, one a line.
    Figures,
    /// One line that says whether they differ.
    Brief,
}

/// A kind of row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    Same,
    Edited,
    Paraphrase,
    Quotation,
    CommonSource,
    Boilerplate,
    Moved,
    /// Facts in it cannot both be right.
    Conflict,
    OnlyLeft,
    OnlyRight,
}

/// Several kinds of rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Kinds(u16);

impl Kinds {
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn has(self, kind: RowKind) -> bool {
        self.0 >> kind as u16 & 1 == 1
    }
}

impl FromIterator<RowKind> for Kinds {
    fn from_iter<I: IntoIterator<Item = RowKind>>(kinds: I) -> Kinds {
        Kinds(kinds.into_iter().fold(0, |bits, kind| bits | 1 << kind as u16))
    }
}
