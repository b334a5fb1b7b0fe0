//! Packing the app for people: `.deb` and `.rpm` on Linux, the usual on the other systems.

use std::fs;
use std::path::{Path, PathBuf};

use crate::packages;
use crate::project::Project;
use crate::run::{Failure, Result, program};
use crate::ui;

/// The largest installer that is still a small download.
const LARGEST_BYTES: u64 = 8_000_000;

/// Builds the packages and tells where they lie and what they weigh.
pub(crate) fn bundle(project: &Project, kinds: Option<&str>) -> Result {
    packages::ensure(packages::BUILD)?;
    ui::install(project)?;
    let cli = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let mut run = program(project.ui().join("node_modules/.bin").join(cli))
        .folder(project.root())
        .args(["build"]);
    // An AppImage needs downloads in the middle of the build, so it is made only on request.
    if let Some(kinds) = kinds.or(cfg!(target_os = "linux").then_some("deb,rpm")) {
        run = run.args(["--bundles", kinds]);
    }
    run.run()?;
    let made = packages_in(&project.target().join("release/bundle"))?;
    if made.is_empty() {
        return Err(Failure::new("nothing was packed"));
    }
    for path in made {
        if path.extension().is_some_and(|ending| ending == "deb") {
            pack_tighter(&path)?;
        }
        let bytes = fs::metadata(&path)?.len();
        let verdict = if bytes > LARGEST_BYTES { ", more than the 8 MB aimed for" } else { "" };
        println!(
            "{}: {}.{:02} MB{verdict}",
            path.display(),
            bytes / 1_000_000,
            bytes / 10_000 % 100
        );
    }
    Ok(())
}

/// Packs a `.deb` anew as Debian packs its own, which makes it a quarter smaller: Tauri knows only
/// gzip there. Where there is no dpkg, it stays as it is.
fn pack_tighter(deb: &Path) -> Result {
    if !Path::new("/usr/bin/dpkg-deb").exists() {
        return Ok(());
    }
    let unpacked = deb.with_extension("unpacked");
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked)?;
    }
    program("dpkg-deb").args(["--raw-extract".as_ref(), deb, unpacked.as_path()]).run()?;
    program("dpkg-deb")
        .args(["--root-owner-group", "-Zxz", "-z9", "--build"])
        .args([unpacked.as_path(), deb])
        .run()?;
    fs::remove_dir_all(&unpacked)?;
    Ok(())
}

fn packages_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        for file in fs::read_dir(entry?.path())? {
            let path = file?.path();
            let is_package = path.extension().is_some_and(|ending| {
                ["deb", "rpm", "AppImage", "dmg", "exe", "msi"].iter().any(|one| ending == *one)
            });
            if is_package {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
