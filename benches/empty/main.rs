//! An empty Tauri app: one window, one page, nothing in it. What `cargo xtask bench` compares
//! Roster's start and memory with, built in the same way from the same crates.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![expect(clippy::expect_used, reason = "without a window system there is nothing to measure")]

fn main() {
    tauri::Builder::default()
        .run(tauri::generate_context!("benches/empty/tauri.conf.json"))
        .expect("the window system answers");
}
