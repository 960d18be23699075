//! Makes cargo rebuild when what the server embeds was built: the widget (packages/widget/dist, embedded by
//! `src/http/assets.rs`), the dashboard (dashboard/dist, embedded by `src/http/dashboard.rs`), the documentation
//! (docs/site/dist, embedded by `src/http/docs.rs`) or the npm packages (packages/dist, embedded by
//! `src/http/packages.rs`). The server also builds with cargo alone, without any of them; it then responds that they are
//! missing.
#![allow(clippy::print_stdout, reason = "a build script talks to cargo over standard output")]

fn main() {
    // The parent folder, because cargo considers a missing path changed at every build.
    println!("cargo::rerun-if-changed=packages/widget");
    println!("cargo::rerun-if-changed=dashboard/dist");
    println!("cargo::rerun-if-changed=docs/site/dist");
    println!("cargo::rerun-if-changed=packages/dist");
    println!("cargo::rerun-if-changed=build.rs");
}
