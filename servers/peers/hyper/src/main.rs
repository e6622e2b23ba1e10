//! hyper_server: options → threads that serve in one of four ways → SIGTERM, which ends it.
mod dispatch;
mod options;
mod service;

use std::process::exit;

fn main() {
    let options = options::parse(std::env::args().skip(1)).unwrap_or_else(|wrong| {
        eprintln!("hyper_server: {wrong}");
        exit(2)
    });
    match dispatch::start(&options) {
        Ok(address) => println!("listening on http://{address}"),
        Err(error) => {
            eprintln!("hyper_server: {}: {error}", options.listen);
            exit(1)
        }
    }
    loop {
        std::thread::park();
    }
}
