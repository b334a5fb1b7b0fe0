//! Making rows set aside last: bringing them onto the disk takes its time, and nobody waits for
//! it but who ends the export.

use super::file::FileError;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Files that may wait. Whoever brings more waits: what was told as complete should soon be so.
const WAITING: usize = 2;

/// Brings files onto the disk, on a thread of its own.
#[derive(Debug)]
pub(super) struct Shelf {
    at_work: Option<(SyncSender<Item>, JoinHandle<io::Result<()>>)>,
    given_up: Arc<AtomicBool>,
}

/// A file, and what is said of it once it is safe.
#[derive(Debug)]
struct Item {
    rows: File,
    done: PathBuf,
    said: Vec<u8>,
}

impl Shelf {
    pub(super) fn new() -> Self {
        Self { at_work: None, given_up: Arc::default() }
    }

    /// Brings a file onto the disk, and then writes beside it what is said of it.
    pub(super) fn put(
        &mut self,
        rows: File,
        done: PathBuf,
        said: Vec<u8>,
    ) -> Result<(), FileError> {
        let (sender, _) = match &mut self.at_work {
            Some(at_work) => at_work,
            none => {
                let (sender, items) = sync_channel(WAITING);
                let given_up = Arc::clone(&self.given_up);
                let thread = std::thread::Builder::new().name("export shelf".to_owned());
                let thread = thread.spawn(move || work(&items, &given_up))?;
                none.insert((sender, thread))
            }
        };
        if sender.send(Item { rows, done, said }).is_err() {
            // It has stopped, and says why.
            return self.settle();
        }
        Ok(())
    }

    /// Waits until everything is on the disk.
    pub(super) fn settle(&mut self) -> Result<(), FileError> {
        let Some((sender, thread)) = self.at_work.take() else { return Ok(()) };
        drop(sender);
        let result = thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread died")));
        Ok(result?)
    }

    /// Nothing need be kept any more.
    pub(super) fn give_up(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
        drop(self.settle());
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        // Whoever wanted to know whether it went well has asked.
        drop(self.settle());
    }
}

fn work(items: &Receiver<Item>, given_up: &AtomicBool) -> io::Result<()> {
    for Item { rows, done, said } in items {
        if given_up.load(Ordering::Relaxed) {
            continue;
        }
        rows.sync_all()?;
        // What a power failure leaves half written is not understood, and counts for nothing.
        std::fs::write(done, said)?;
    }
    Ok(())
}
