//! Copies the built widget (packages/widget/dist) to where `src/http/assets.rs` embeds it, and makes cargo rebuild when the
//! dashboard (dashboard/dist, embedded by `src/http/dashboard.rs`), the documentation (docs/site/dist, embedded by
//! `src/http/docs.rs`) or the npm packages (packages/dist, embedded by `src/http/packages.rs`) were built. The server also builds with cargo alone, without any of them; it
//! then responds that they are missing.
#![allow(clippy::print_stdout, reason = "a build script talks to cargo over standard output")]

use std::io::{Error, Result};
use std::path::Path;
use std::{env, fs};

const BUILT: &str = "packages/widget/dist";
const FILES: [&str; 2] = ["widget.js", "widget.js.gz"];

fn main() -> Result<()> {
    // The parent folder, because cargo considers a missing path changed at every build.
    println!("cargo::rerun-if-changed=packages/widget");
    println!("cargo::rerun-if-changed=dashboard/dist");
    println!("cargo::rerun-if-changed=docs/site/dist");
    println!("cargo::rerun-if-changed=packages/dist");
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR").map_err(Error::other)?;
    for file in FILES {
        let built = fs::read(Path::new(BUILT).join(file)).unwrap_or_default();
        fs::write(Path::new(&out).join(file), built)?;
    }
    Ok(())
}
