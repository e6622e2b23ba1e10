//! The four ways connections get to threads. Every thread that serves is named "worker".
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener as Listener, TcpStream as Stream};
use std::thread;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::mpsc::{unbounded_channel, UnboundedReceiver, UnboundedSender};

use crate::options::{Mode, Options};
use crate::service::serve;

/// As dispatch_server's --backlog.
const BACKLOG: i32 = 1024;

/// How long an accept that failed waits for what it lacks, such as a descriptor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Listens, and leaves it to threads of its own to serve. Where it listens.
pub fn start(options: &Options) -> io::Result<SocketAddr> {
    let reuseport = matches!(options.mode, Mode::Reuseport);
    let listener = listen(options.listen, reuseport)?;
    let address = listener.local_addr()?;
    match options.mode {
        Mode::Single => run("worker", one_thread(), accept_and_serve(listener))?,
        Mode::Reuseport => start_reuseport(listener, address, options.threads)?,
        Mode::RoundRobin => start_round_robin(listener, options.threads)?,
        Mode::Multi => run("acceptor", stealing(options.threads), accept_and_serve(listener))?,
    }
    Ok(address)
}

fn start_reuseport(first: Listener, address: SocketAddr, threads: usize) -> io::Result<()> {
    let mut listeners = vec![first];
    while listeners.len() < threads {
        listeners.push(listen(address, true)?);
    }
    listeners
        .into_iter()
        .try_for_each(|listener| run("worker", one_thread(), accept_and_serve(listener)))
}

fn start_round_robin(listener: Listener, threads: usize) -> io::Result<()> {
    let mut workers = Vec::new();
    for _ in 0..threads {
        let (worker, dealt) = unbounded_channel();
        run("worker", one_thread(), serve_dealt(dealt))?;
        workers.push(worker);
    }
    run("acceptor", one_thread(), deal(listener, workers))
}

fn one_thread() -> Builder {
    Builder::new_current_thread()
}

fn stealing(threads: usize) -> Builder {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(threads).thread_name("worker");
    builder
}

/// Runs `future` on a runtime and a thread of its own.
fn run<F>(name: &str, mut builder: Builder, future: F) -> io::Result<()>
where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let runtime = builder.enable_all().build()?;
    let body = move || {
        if let Err(error) = runtime.block_on(future) {
            eprintln!("hyper_server: {error}");
            std::process::exit(1)
        }
    };
    thread::Builder::new().name(name.into()).spawn(body).map(drop)
}

/// Each connection becomes a task of the runtime that accepted it.
async fn accept_and_serve(listener: Listener) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        tokio::spawn(serve(accept(&listener).await));
    }
}

async fn deal(listener: Listener, workers: Vec<UnboundedSender<Stream>>) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    for worker in workers.iter().cycle() {
        // Detached from this thread's reactor, to be registered with the worker's.
        let stream = accept(&listener).await.into_std()?;
        worker.send(stream).map_err(|_| io::Error::new(io::ErrorKind::Other, "a worker ended"))?;
    }
    Ok(())
}

async fn serve_dealt(mut dealt: UnboundedReceiver<Stream>) -> io::Result<()> {
    while let Some(stream) = dealt.recv().await {
        tokio::spawn(serve(TcpStream::from_std(stream)?));
    }
    Ok(())
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

fn listen(address: SocketAddr, reuseport: bool) -> io::Result<Listener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(reuseport)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
