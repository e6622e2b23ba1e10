//! What every mode does with a connection: a PUT's chunks go to /dev/null one by one.
use std::convert::Infallible;
use std::fs::OpenOptions;
use std::io::Write;

use hyper::body::HttpBody;
use hyper::server::conn::Http;
use hyper::service::service_fn;
use hyper::{Body, Method, Request, Response, StatusCode};
use tokio::net::TcpStream;

/// Serves one connection to its end. What goes wrong with it ends it alone.
pub async fn serve(stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let _ = Http::new().http1_only(true).serve_connection(stream, service_fn(answer)).await;
}

async fn answer(request: Request<Body>) -> Result<Response<Body>, Infallible> {
    let status = match *request.method() {
        Method::PUT => put(request.into_body()).await.err().unwrap_or(StatusCode::OK),
        _ => StatusCode::NOT_FOUND,
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    Ok(response)
}

/// Fails with the status to answer.
async fn put(mut body: Body) -> Result<(), StatusCode> {
    // A file of the standard library, for tokio's would send every write to another thread.
    let target = OpenOptions::new().write(true).open("/dev/null");
    let mut target = target.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    while let Some(chunk) = body.data().await {
        let chunk = chunk.map_err(|_| StatusCode::BAD_REQUEST)?;
        target.write_all(&chunk).map_err(|_| StatusCode::INSUFFICIENT_STORAGE)?;
    }
    Ok(())
}
