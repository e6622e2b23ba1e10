//! The command line: --mode MODE --threads N --listen ADDR:PORT.
use std::net::SocketAddr;

#[derive(Clone, Copy)]
pub enum Mode {
    /// One runtime on one thread.
    Single,
    /// A runtime and a listening socket per thread; the kernel places connections.
    Reuseport,
    /// A runtime per thread, and one accepting thread that deals connections to them in turn.
    RoundRobin,
    /// tokio's runtime of many threads, which steal tasks from each other.
    Multi,
}

pub struct Options {
    pub mode: Mode,
    pub threads: usize,
    pub listen: SocketAddr,
}

const MODES: &str = "single, reuseport, round-robin or multi";

pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        mode: Mode::Multi,
        threads: std::thread::available_parallelism().map_or(1, |count| count.get()),
        listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
    };
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name}: a value is missing"))?;
        match name.as_str() {
            "--mode" => options.mode = mode(&value)?,
            "--threads" => options.threads = threads(&value)?,
            "--listen" => options.listen = listen(&value)?,
            _ => return Err(format!("{name}: expected --mode, --threads or --listen")),
        }
    }
    Ok(options)
}

fn mode(value: &str) -> Result<Mode, String> {
    match value {
        "single" => Ok(Mode::Single),
        "reuseport" => Ok(Mode::Reuseport),
        "round-robin" => Ok(Mode::RoundRobin),
        "multi" => Ok(Mode::Multi),
        _ => Err(format!("--mode {value}: expected {MODES}")),
    }
}

fn threads(value: &str) -> Result<usize, String> {
    match value.parse() {
        Ok(count) if (1..=1024).contains(&count) => Ok(count),
        _ => Err(format!("--threads {value}: expected a whole number from 1 to 1024")),
    }
}

fn listen(value: &str) -> Result<SocketAddr, String> {
    value.parse().map_err(|_| format!("--listen {value}: expected ADDR:PORT"))
}
