//! The extraction cache that lies in the folder of the index, beside the generations.

use crate::{
    Error, Result,
    corpus::{Cache, Extraction},
};
use std::path::Path;

/// Its name in the folder of the index.
const FOLDER: &str = "cache";

/// The extraction with the cache of `index`, unless it has one of its own or nothing is to be kept.
pub(super) fn with_cache(extraction: Extraction, index: &Path, most_bytes: u64) -> Extraction {
    if most_bytes == 0 || extraction.present_cache().is_some() {
        return extraction;
    }
    extraction.cache(Cache::new(index.join(FOLDER), most_bytes))
}

/// Removes everything that was kept, also where this build uses no cache: which entries are versions of a paper that must
/// not be found again, nobody knows.
pub(super) fn clear(index: &Path, extraction: &Extraction) -> Result<()> {
    let beside = Cache::new(index.join(FOLDER), 0);
    let own = extraction.present_cache().filter(|own| own.folder() != beside.folder());
    for cache in [Some(&beside), own].into_iter().flatten().filter(|cache| cache.folder().is_dir()) {
        cache.clear().map_err(|error| {
            Error::io("cannot remove what is kept of a restricted paper", cache.folder(), error)
                .with_hint("Delete that folder by hand; it only saves time.")
        })?;
    }
    Ok(())
}
