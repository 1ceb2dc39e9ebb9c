//! A server of https on this machine.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the tests themselves")]

use std::io::Write as _;
use std::sync::Arc;

use super::authority::Authority;
use super::server::{Asked, Reply, Server};

/// Serves as one for whom `authority` vouches by `name`, whether it has that name or not. Without `tells_end` the line is as if cut.
pub fn secure(
    authority: &Authority,
    name: &str,
    tells_end: bool,
    answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
) -> Server {
    let (certificate, key) = authority.vouch_for(name, 9);
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], rustls_pki_types::PrivatePkcs8KeyDer::from(key).into())
        .unwrap();
    let config = Arc::new(config);
    Server::over(answer, move |stream, serve| {
        let connection = rustls::ServerConnection::new(config.clone()).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        serve(Box::new(&mut stream));
        if tells_end {
            stream.conn.send_close_notify();
        }
        // Who asked may be gone, and does not trust us then.
        let _ = stream.flush();
    })
}
