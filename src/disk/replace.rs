//! A file of the user, replaced whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::part::Part;

/// Replaces the content of a file that exists. It keeps its permissions; where the path is a link, what it leads to
/// is replaced. Another program that reads the file meanwhile reads the old content or the new, never a part.
///
/// # Errors
/// When the file is not a regular one, or the new content cannot be written beside it; the old content is then untouched.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize()?;
    let metadata = fs::metadata(&path)?;
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::IsADirectory.into());
    };
    if !metadata.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    if metadata.permissions().readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let (part, mut file) = Part::create(folder, &name.to_string_lossy())?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::set_permissions(&*part, metadata.permissions())?;
    fs::rename(&*part, &path)?;
    part.forget();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_changes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.cfs");
        fs::write(&file, "old").unwrap();
        replace(&file, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(replace(folder.path(), b"new").is_err());
        assert!(replace(&folder.path().join("missing"), b"new").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.cfs"), folder.path().join("b.cfs"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        replace(&link, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o640
        );
        fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(replace(&file, b"newer").is_err());
        assert_eq!(fs::read(&file).unwrap(), b"new");
    }
}
