//! `duban healthcheck`: asks the running service, without any tool the container would have to carry.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::Outcome;
use crate::config::Config;

pub(super) fn run(config: &Config) -> Outcome {
    let here = match config.bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    let limit = Duration::from_secs(3);
    let mut stream = TcpStream::connect_timeout(&SocketAddr::new(here, config.bind.port()), limit)?;
    stream.set_read_timeout(Some(limit))?;
    stream.write_all(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(4096).read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 200 ") { Ok(()) } else { Err("the service is not ready".into()) }
}
