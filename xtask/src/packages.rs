//! System packages of Debian and Ubuntu: which are needed, and getting them.
//! Other systems are told what to install, or need nothing.

use std::path::Path;

use crate::run::{Failure, Result, program};

/// What building and opening the app needs.
pub(crate) const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

/// What the tests in the real window need beside [`BUILD`]: a display, a driver, a password
/// store, the fonts of the languages shown, and Python for Kaltura's own client.
pub(crate) const TEST: &[&str] = &[
    "xvfb",
    "webkit2gtk-driver",
    "dbus",
    "gnome-keyring",
    "libsecret-tools",
    "openbox",
    "xdotool",
    "fonts-dejavu-core",
    "fonts-noto-core",
    "python3-venv",
];

/// Installs what is missing of `wanted`, or says exactly what to type.
pub(crate) fn ensure(wanted: &[&str]) -> Result {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !Path::new("/usr/bin/dpkg-query").exists() {
        // Another family of Linux names its packages in its own way, and a missing library is
        // told by the build. Only the hint is ours to give.
        println!(
            "This is not Debian or Ubuntu: make sure that WebKitGTK 4.1 with its headers, a C compiler and pkg-config are there."
        );
        return Ok(());
    }
    let missing: Vec<&str> = wanted.iter().copied().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    println!("Missing system packages: {names}");
    let Some(prefix) = privilege() else {
        return Err(Failure::new(format!(
            "these packages are needed. Type:\n\n    sudo apt-get update && sudo apt-get install --no-install-recommends {names}\n\nand then the same command again"
        )));
    };
    // Several programs may want dpkg's lock at once; ten minutes of patience cost nothing.
    let patience = ["-o", "DPkg::Lock::Timeout=600"];
    apt(prefix).args(patience).args(["update", "--quiet"]).run()?;
    apt(prefix)
        .args(patience)
        .args(["install", "--yes", "--quiet", "--no-install-recommends"])
        .args(missing)
        .run()
}

fn is_installed(name: &str) -> bool {
    program("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", name])
        .read_quietly()
        .is_some_and(|status| status == "installed")
}

/// How root's rights are had without asking for a password; `None` when they are not to be had.
fn privilege() -> Option<&'static [&'static str]> {
    let is_root = program("id").args(["-u"]).read_quietly().is_some_and(|id| id.trim() == "0");
    if is_root {
        Some(&["env"])
    } else if program("sudo").args(["-n", "true"]).succeeds() {
        Some(&["sudo", "-n", "env"])
    } else {
        None
    }
}

fn apt(prefix: &'static [&'static str]) -> crate::run::Run {
    program(prefix.first().copied().unwrap_or("env"))
        .args(prefix.iter().skip(1))
        .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
}
