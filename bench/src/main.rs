//! Measures Proficient: a mock provider, load, and a report. `bench/run` starts everything in the right order.

mod aims;
mod api;
mod arrivals;
mod client;
mod crowd;
mod full;
mod latency;
mod listeners;
mod load;
mod measure;
mod mock;
mod paced;
mod process;
mod report;
mod requests;
mod soak;
mod sql;
mod sse;
mod streams;
mod tally;
mod wire;
mod wrk;
mod year;

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use tokio::{net::TcpListener, runtime::Builder};

#[derive(Parser)]
#[command(about)]
enum Command {
    /// Serves a mock provider with OpenAI's wire format, and a do-nothing route.
    Mock {
        /// Where to listen; port 0 picks a free one.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        /// A file that gets the address once it listens.
        #[arg(long)]
        address_file: Option<PathBuf>,
        /// Milliseconds before each delta, for requests that do not set a pace.
        #[arg(long, default_value_t = 0)]
        delta_ms: u64,
    },
    /// Prints an address on loopback that nothing listens on.
    FreeAddress,
    /// Measures a running server and prints the report.
    Measure(Box<measure::Options>),
}

fn main() -> Result<()> {
    match Command::parse() {
        Command::Mock { listen, address_file, delta_ms } => {
            Builder::new_multi_thread().enable_all().build()?.block_on(async {
                let listener =
                    TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
                let address = listener.local_addr()?.to_string();
                println!("{address}");
                if let Some(file) = address_file {
                    std::fs::write(file, address)?;
                }
                mock::serve(listener, delta_ms).await
            })
        }
        Command::FreeAddress => {
            println!("{}", std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?);
            Ok(())
        }
        // One thread is enough to load any server on a small machine, and takes least from it.
        Command::Measure(options) => {
            Builder::new_current_thread().enable_all().build()?.block_on(measure::run(&options))
        }
    }
}
