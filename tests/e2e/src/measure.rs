//! Numbers read off a running program: how much memory all its processes hold, how long until
//! its window is there. What is compared with what is in `src/bin/bench.rs`.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use crate::desktop::Desktop;
use crate::patience::until;
use crate::process::Group;

impl Desktop {
    /// Waits until a window of that title can be seen. Gives the moment, in milliseconds since
    /// 1970, as the page's clock counts them.
    pub async fn window_seen_at(&self, title: &str) -> f64 {
        let look = async || self.shows_window(title).then(SystemTime::now);
        let seen = until(look).await.unwrap_or_else(|| panic!("no window “{title}”"));
        let since = seen.duration_since(SystemTime::UNIX_EPOCH).expect("it is after 1970");
        since.as_secs_f64() * 1000.0
    }
}

/// A program that was started just so, without a driver in between.
#[derive(Debug)]
pub struct Started {
    group: Group,
    begun: Instant,
}

impl Started {
    /// Starts a program on the desktop, once no window of that title is left from before.
    pub async fn program(desktop: &Desktop, program: &Path, title: &str) -> Self {
        let clear = until(async || (!desktop.shows_window(title)).then_some(())).await;
        assert!(clear.is_some(), "a window “{title}” is still there");
        let mut command = desktop.command(program);
        desktop.without_graphics_card(&mut command);
        let begun = Instant::now();
        Self { group: Group::start(&mut command, &desktop.log("measured.txt")), begun }
    }

    /// How long it took from starting it until its window could be seen.
    pub async fn window_seen(&self, desktop: &Desktop, title: &str) -> Duration {
        let seen = until(async || desktop.shows_window(title).then(|| self.begun.elapsed())).await;
        seen.unwrap_or_else(|| panic!("no window “{title}”. {}", self.group.printed()))
    }

    /// The memory of all its processes in KiB, pages that they share counted once, when it no
    /// longer grows or shrinks: three readings in a row within a hundredth.
    pub async fn settled_memory(&self) -> u64 {
        let mut readings = vec![self.memory()];
        let mut last = Instant::now();
        until(async || {
            if last.elapsed() >= Duration::from_millis(700) {
                last = Instant::now();
                readings.push(self.memory());
            }
            let latest = readings.len().checked_sub(3).and_then(|from| readings.get(from..))?;
            let (least, most) = (latest.iter().min()?, latest.iter().max()?);
            ((most - least) * 100 <= *most).then_some(*most)
        })
        .await
        .expect("the memory of an idle program settles")
    }

    fn memory(&self) -> u64 {
        let own = self.group.id();
        let processes = fs::read_dir("/proc").expect("Linux tells of its processes");
        processes
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
            .filter(|process| group_of(*process) == Some(own))
            .filter_map(proportional_memory)
            .sum()
    }
}

/// The process group, the fifth word of `/proc/…/stat`; the second, the name in brackets, may
/// hold blanks.
fn group_of(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(2)?.parse().ok()
}

/// KiB, with memory shared by several processes divided among them.
fn proportional_memory(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = text.lines().find(|line| line.starts_with("Pss:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
