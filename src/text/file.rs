//! Files: read with a limit, and written whole or not at all.

use std::fs::{File, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use super::words::quote;

/// The largest file that is read, in bytes. A manifest of 18 features has about 3 KB.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// What writes a text to where it is told.
pub type Writing<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

/// Writes a file whole or not at all: beside it first, then in its place, with the permissions that it
/// had. What a name leads to that is no file, standard output or a device, is written to as it is.
pub fn write_whole(file: &Path, text: &str) -> io::Result<()> {
    write_whole_by(file, &|out| out.write_all(text.as_bytes()))
}

/// Writes a file as [`write_whole`] does, piece by piece.
pub fn write_whole_by(file: &Path, write: Writing<'_>) -> io::Result<()> {
    if is_appended(file) {
        let mut stream = File::options().append(true).open(file)?;
        return write(&mut stream);
    }
    let found = file.symlink_metadata().ok();
    if let Some(found) = &found {
        if found.is_symlink() {
            // Beside it is not where the link leads, and in its place the link would be gone.
            return Err(io::Error::other("it is a link: name the file itself"));
        }
        if !found.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
    }
    let kept = found.map(|found| found.permissions());
    write_beside(file, kept, write)?.persist(file)?;
    Ok(())
}

/// Whether what is written to a name comes after what was written there before, as with `/dev/stdout`.
pub fn is_appended(file: &Path) -> bool {
    let found = file.symlink_metadata();
    // Standard output may be a file that others write to as well.
    found.is_ok_and(|found| is_stream(file, &found) || file.starts_with("/dev"))
}

/// Writes a file whole or not at all, and never over another, whoever else writes at this moment.
pub fn write_new(file: &Path, text: &str) -> io::Result<()> {
    write_beside(file, None, &|out| out.write_all(text.as_bytes()))?.persist_noclobber(file)?;
    Ok(())
}

fn write_beside(
    file: &Path,
    kept: Option<Permissions>,
    write: Writing<'_>,
) -> io::Result<tempfile::NamedTempFile> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    // Others may read it, as what any tool writes; the system takes its mask off.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let folder = folder.unwrap_or(Path::new("."));
    let beside = builder.tempfile_in(folder);
    let mut beside = beside.map_err(|error| nowhere(folder, &error))?;
    if let Some(kept) = kept {
        // Before the text is there, which only some may read.
        beside.as_file().set_permissions(kept)?;
    }
    write(&mut beside)?;
    beside.as_file().sync_all()?;
    Ok(beside)
}

/// Why a folder takes no file. The error that came names a file beside, which nobody asked for.
fn nowhere(folder: &Path, error: &io::Error) -> io::Error {
    let name = quote(&folder.to_string_lossy());
    let reason = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory if !folder.is_dir() => {
            format!("there is no folder {name}")
        }
        kind => format!("{kind} in the folder {name}"),
    };
    io::Error::new(error.kind(), reason)
}

/// Whether a name leads to something that takes what is written: a device, or a pipe that is open already,
/// such as `/dev/stdout`. A pipe that lies in a folder would wait for a reader.
#[cfg(unix)]
fn is_stream(file: &Path, found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let Ok(target) = file.metadata() else {
        return false;
    };
    let kind = target.file_type();
    kind.is_char_device() || (kind.is_fifo() && found.is_symlink())
}

#[cfg(not(unix))]
fn is_stream(_: &Path, _: &std::fs::Metadata) -> bool {
    false
}

/// Why a file gave no text.
#[derive(Debug)]
pub enum ReadError {
    /// The system refused, or the path is no regular file.
    Io(io::Error),
    /// Longer than [`MAX_FILE_BYTES`].
    TooLarge,
}

/// The bytes of a regular file. Nothing that could block is read: no pipe, no device.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    // Asked before opening, since opening a pipe without a writer never returns.
    let found = std::fs::metadata(path).map_err(ReadError::Io)?;
    if !found.is_file() {
        return Err(ReadError::Io(io::Error::other("it is not a regular file")));
    }
    if found.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge);
    }
    let file = File::open(path).map_err(ReadError::Io)?;
    read_stream(file, usize::try_from(found.len()).unwrap_or(0))
}

pub(super) fn read_stream(stream: impl Read, expected: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::with_capacity(expected.saturating_add(1));
    // A file may grow while it is read.
    stream
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(ReadError::Io)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge);
    }
    Ok(bytes)
}
