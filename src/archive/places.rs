//! The objects of one pack in the order they stand. Names and places come from its index; read one by one, each has to be
//! of its name and to end where the next begins, so that what a pack holds is exactly what its index says.

use super::error::Result;
use super::idx::PackIndex;
use super::objects::{Kind, Oid};
use super::packed::{HEADER_LEN, PackFile, Reader};

pub(super) struct Places {
    names: Vec<Oid>,
    /// Where each begins, and where the last one ends.
    offsets: Vec<u64>,
}

impl Places {
    pub(super) fn of(pack: &PackFile, index: &PackIndex) -> Result<Places> {
        let mut placed: Vec<(u32, Oid)> = index.offsets()?.into_iter().zip(index.names()?).collect();
        placed.sort_unstable();
        let mut offsets: Vec<u64> = placed.iter().map(|(offset, _)| u64::from(*offset)).collect();
        offsets.push(pack.end());
        if offsets[0] != HEADER_LEN || !offsets.is_sorted_by(|a, b| a < b) {
            return Err(index.damaged("does not have its objects one behind the other in the pack"));
        }
        Ok(Places { names: placed.into_iter().map(|(_, name)| name).collect(), offsets })
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn name(&self, rank: usize) -> Oid {
        self.names[rank]
    }

    /// Where it begins and ends in the pack (bytes).
    pub(super) fn range(&self, rank: usize) -> std::ops::Range<u64> {
        self.offsets[rank]..self.offsets[rank + 1]
    }

    /// The object at that place.
    pub(super) fn read<'r>(&self, rank: usize, reader: &'r mut Reader) -> Result<(Kind, &'r [u8])> {
        let std::ops::Range { start: offset, end } = self.range(rank);
        let fault = reader.fault_at(offset);
        let (kind, bytes, next) = reader.read(offset)?;
        let oid = Oid::of(kind, bytes);
        if oid != self.names[rank] {
            return Err(fault(format!("holds object {oid}, where its index has {}", self.names[rank])));
        }
        if next != end {
            return Err(fault(format!("ends at byte {next}, where the next is at byte {end}")));
        }
        Ok((kind, bytes))
    }
}
