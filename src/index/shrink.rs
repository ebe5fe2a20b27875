//! The guard: a build that would lose too many papers looks like a disk that is not there, and is not published.
//!
//! In come the papers by council before and after; out comes nothing, or the error that says what would be lost.

use super::manifest::Manifest;
use crate::{Error, ErrorKind, Result};

/// Of so many papers, one may go in a night.
const SHARE: u64 = 5;
/// So many may go whatever their share.
const FEW: u64 = 20;
/// A council with so many papers does not lose all of them in a night.
const COUNCIL: u64 = 10;

/// Refuses a build after which more than a fifth of the papers (and more than 20) would be gone, or every paper of a
/// council that had ten. `meant` counts the papers that were taken out on purpose.
///
/// # Errors
///
/// [`ErrorKind::Shrunk`].
pub(super) fn guard(before: &Manifest, after: &Manifest, removed: u64, meant: u64) -> Result<()> {
    let lost = removed.saturating_sub(meant);
    let refused = |what: String| {
        Err(Error::new(ErrorKind::Shrunk, what).with_hint(
            "Check that every folder of papers is there and mounted; the index is as it was. If they are to go, build \
             again with --allow-shrink.",
        ))
    };
    if lost > FEW && lost * SHARE > before.papers {
        return refused(format!("{lost} of {} papers would leave the index", before.papers));
    }
    for (slug, papers) in &before.papers_by_council {
        if *papers >= COUNCIL && *papers > meant && !after.papers_by_council.contains_key(slug) && lost > 0 {
            return refused(format!("all {papers} papers of {} would leave the index", before.name_of_council(slug)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(councils: &[(&str, u64)]) -> Manifest {
        let mut manifest = Manifest::new();
        for (slug, papers) in councils {
            manifest.papers += papers;
            manifest.papers_by_council.insert((*slug).to_owned(), *papers);
        }
        manifest
    }

    #[test]
    fn a_fifth_of_the_papers_does_not_leave_unasked() {
        let before = manifest(&[("kent", 60), ("york", 60)]);
        assert!(guard(&before, &manifest(&[("kent", 48), ("york", 48)]), 24, 0).is_ok());
        let error = guard(&before, &manifest(&[("kent", 48), ("york", 47)]), 25, 0).unwrap_err();
        assert_eq!(error.to_string(), "25 of 120 papers would leave the index");
        assert!(
            guard(&before, &manifest(&[("kent", 48), ("york", 47)]), 25, 1).is_ok(),
            "one was taken out on purpose"
        );
    }

    #[test]
    fn a_few_papers_may_go_and_all_of_a_large_council_may_not() {
        let before = manifest(&[("kent", 9), ("york", 10), ("leeds", 200)]);
        assert!(guard(&before, &manifest(&[("york", 10), ("leeds", 200)]), 9, 0).is_ok());
        let error = guard(&before, &manifest(&[("kent", 9), ("leeds", 200)]), 10, 0).unwrap_err();
        assert!(error.to_string().contains("all 10 papers of york"), "{error}");
    }
}
