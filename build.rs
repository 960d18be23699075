//! Puts the built widget (packages/widget/dist) where `src/http/assets.rs` compiles it in, and has cargo look again when the
//! dashboard was built (dashboard/dist/app), which `src/http/dashboard.rs` compiles in. The server also builds without them,
//! with cargo alone; it then says that it has none.
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

use std::io::{Error, Result};
use std::path::Path;
use std::{env, fs};

const BUILT: &str = "packages/widget/dist";
const FILES: [&str; 2] = ["widget.js", "widget.js.gz"];

fn main() -> Result<()> {
    // The folder above it, because a path that is not there would count as changed each time.
    println!("cargo::rerun-if-changed=packages/widget");
    println!("cargo::rerun-if-changed=dashboard/dist");
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR").map_err(Error::other)?;
    for file in FILES {
        let built = fs::read(Path::new(BUILT).join(file)).unwrap_or_default();
        fs::write(Path::new(&out).join(file), built)?;
    }
    Ok(())
}
