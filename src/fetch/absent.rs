//! No client: this program was built without the feature `fetch`.

use std::marker::PhantomData;

use super::{Clock, FetchError, Got, Manners, Validators};

/// It asks nobody.
pub struct Fetcher<'c>(PhantomData<&'c ()>);

impl<'c> Fetcher<'c> {
    pub fn new(_: Manners, _: &'c dyn Clock) -> Fetcher<'c> {
        Fetcher(PhantomData)
    }

    pub fn get(&mut self, _: &str, _: &mut dyn FnMut(&str) -> Option<Validators>) -> Result<Got, FetchError> {
        Err(FetchError::NotBuilt)
    }
}
