//! Lists whose memory is used again: comparing two texts takes some dozens of short ones, and asking for the memory of each
//! costs more than filling it.

use std::cell::Cell;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// Where lists lie that nobody uses. Of one thread.
#[derive(Clone, Default)]
pub(in crate::overlap) struct Shelf(Rc<Cell<Vec<Vec<u32>>>>);

impl Shelf {
    /// An empty list with room for so many items.
    pub fn empty(&self, room: usize) -> Lent {
        let mut lists = self.0.take();
        let mut list = lists.pop().unwrap_or_default();
        self.0.set(lists);
        list.clear();
        list.reserve(room);
        Lent { list, shelf: self.clone() }
    }

    /// So many zeros.
    pub fn zeros(&self, count: usize) -> Lent {
        let mut list = self.empty(count);
        list.resize(count, 0);
        list
    }
}

/// A list that goes back to its shelf when it is dropped.
pub(in crate::overlap) struct Lent {
    list: Vec<u32>,
    shelf: Shelf,
}

impl Deref for Lent {
    type Target = Vec<u32>;

    fn deref(&self) -> &Vec<u32> {
        &self.list
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Vec<u32> {
        &mut self.list
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut lists = self.shelf.0.take();
        lists.push(mem::take(&mut self.list));
        self.shelf.0.set(lists);
    }
}

impl Clone for Lent {
    fn clone(&self) -> Lent {
        let mut list = self.shelf.empty(self.len());
        list.extend_from_slice(self);
        list
    }

    /// Into the same memory.
    fn clone_from(&mut self, other: &Lent) {
        self.list.clone_from(&other.list);
    }
}
