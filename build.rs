//! Puts the built widget (packages/widget/dist) and the built dashboard (dashboard/dist/app) where `src/http/assets.rs`
//! and `src/http/dashboard.rs` compile them in. The server also builds without them, with cargo alone; it then says that it
//! has none.
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

use std::io::{Error, Result};
use std::path::Path;
use std::{env, fs};

const BUILT: &str = "packages/widget/dist";
const DASHBOARD: &str = "dashboard/dist/app";
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
    let dashboard = Path::new(&out).join("dashboard");
    if dashboard.exists() {
        fs::remove_dir_all(&dashboard)?;
    }
    copy(Path::new(DASHBOARD), &dashboard)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let entries = from.read_dir().into_iter().flatten();
    for entry in entries {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type()?.is_dir() {
            true => copy(&from, &to)?,
            false => drop(fs::copy(&from, &to)?),
        }
    }
    Ok(())
}
