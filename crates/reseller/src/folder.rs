//! Folders for what is nobody else's business: customers' names and e-mails, and the log. And what
//! tells whether a file is still as it was left.

use std::io;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// Makes a folder, with those above it, that only the person who runs the app may look into. One
/// that is there already is closed to others.
pub fn make_private(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    if let Err(error) = close_to_others(folder) {
        // It may lie on a disk that knows no such rights, or belong to somebody else.
        tracing::warn!(%error, "a folder was not closed to others");
    }
    Ok(())
}

/// How long a file is, and when it was last written, since 1970; `None`: it is not there, or has no
/// times. Blocks.
pub(crate) fn length_and_time(file: &Path) -> Option<(u64, Duration)> {
    let known = std::fs::metadata(file).ok()?;
    let written = known.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((known.len(), written))
}

#[cfg(unix)]
fn close_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let known = std::fs::metadata(folder)?.permissions();
    // What the owner may do is the owner's own business.
    let own = known.mode() & 0o700;
    if known.mode() & 0o777 == own {
        return Ok(());
    }
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(own))
}

/// On Windows these folders lie in the person's profile, which others cannot read.
#[cfg(not(unix))]
fn close_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_folder_is_closed_to_others_whether_it_is_new_or_was_there() {
        let around = tempfile::tempdir().unwrap();
        let folder = around.path().join("data");
        let mode = || std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
        make_private(&folder).unwrap();
        assert_eq!(mode(), 0o700);
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        make_private(&folder).unwrap();
        assert_eq!(mode(), 0o700);
    }
}
