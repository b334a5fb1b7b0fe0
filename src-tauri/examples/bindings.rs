//! Writes the TypeScript bindings to the path given, or to `ui/src/bindings.ts`.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path =
        std::env::args_os().nth(1).map_or_else(|| "ui/src/bindings.ts".into(), PathBuf::from);
    roster_lib::write_bindings(&path)
}
