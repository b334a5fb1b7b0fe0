//! The recorded answers of a real server, replayed by the program that anyone can run.

use std::process::Command;

#[test]
fn every_recorded_answer_that_is_not_left_out_is_given_again() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let output = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .current_dir(root)
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let summary = said.lines().last().unwrap_or_default();
    let matched: usize = summary
        .split(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("no summary: {said}"));
    assert!(matched >= 607, "{summary}");
    assert!(summary.contains(" 0 differ"), "{summary}");
    // Of what is in the repository, everything that came before is stated.
    assert!(summary.contains("(of which 0 after"), "{summary}");
}
