//! CPU and memory of processes, as Linux reports them.

use std::time::Instant;

use anyhow::{Context, Result};
use procfs::process::{LimitValue, Process, Stat};

/// CPU seconds that a process has used, and when this was read.
#[derive(Clone, Copy)]
pub struct Cpu {
    seconds: f64,
    at: Instant,
}

impl Cpu {
    /// Reads the CPU time of `pid`.
    pub fn of(pid: i32) -> Result<Self> {
        let stat = stat(&process(pid)?)?;
        Ok(Self { seconds: to_seconds(stat.utime + stat.stime), at: Instant::now() })
    }

    /// Reads the CPU time of this process and of the children that it has waited for.
    pub fn of_self() -> Result<Self> {
        let stat = stat(&Process::myself()?)?;
        let children = u64::try_from(stat.cutime + stat.cstime).unwrap_or(0);
        Ok(Self { seconds: to_seconds(stat.utime + stat.stime + children), at: Instant::now() })
    }

    /// CPU seconds used since `earlier`.
    pub fn since(self, earlier: Self) -> f64 {
        self.seconds - earlier.seconds
    }

    /// How many cores were busy since `earlier`, on average.
    pub fn cores_since(self, earlier: Self) -> f64 {
        self.since(earlier) / (self.at - earlier.at).as_secs_f64()
    }
}

/// The CPU time of the three that share the machine: server, mock, load.
#[derive(Clone, Copy)]
pub struct Cpus([Cpu; 3]);

impl Cpus {
    /// Reads the CPU time of the server, of the mock and of this process.
    pub fn of([server, mock]: [i32; 2]) -> Result<Self> {
        Ok(Self([Cpu::of(server)?, Cpu::of(mock)?, Cpu::of_self()?]))
    }

    /// CPU seconds that each used since `earlier`.
    pub fn since(self, earlier: Self) -> [f64; 3] {
        std::array::from_fn(|index| self.0[index].since(earlier.0[index]))
    }

    /// How many cores each kept busy since `earlier`, on average.
    pub fn cores_since(self, earlier: Self) -> [f64; 3] {
        std::array::from_fn(|index| self.0[index].cores_since(earlier.0[index]))
    }
}

/// Returns this process's open-file limit, which is also the server's if both were started together.
pub fn open_files() -> Result<usize> {
    Ok(match Process::myself()?.limits()?.max_open_files.soft_limit {
        LimitValue::Value(limit) => usize::try_from(limit)?,
        LimitValue::Unlimited => usize::MAX,
    })
}

/// Resident memory of a process, in mebibytes.
#[derive(Clone, Copy, serde::Serialize)]
pub struct Memory {
    /// Now.
    pub resident: f64,
    /// The maximum so far.
    pub peak: f64,
}

impl Memory {
    /// Reads the memory of `pid`.
    pub fn of(pid: i32) -> Result<Self> {
        let status = process(pid)?.status().context("reading a process's status")?;
        let mebibytes =
            |kibibytes: Option<u64>| kibibytes.map(|value| value as f64 / 1024.0).context("no memory figure");
        Ok(Self { resident: mebibytes(status.vmrss)?, peak: mebibytes(status.vmhwm)? })
    }
}

fn process(pid: i32) -> Result<Process> {
    Process::new(pid).with_context(|| format!("process {pid} is not running"))
}

fn stat(process: &Process) -> Result<Stat> {
    process.stat().with_context(|| format!("process {} is not running", process.pid()))
}

fn to_seconds(ticks: u64) -> f64 {
    ticks as f64 / procfs::ticks_per_second() as f64
}
