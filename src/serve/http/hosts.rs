//! Whether a request is for this server at all.
//!
//! In comes the host that a request names; out comes whether it is answered. A server that listens on the loopback interface
//! alone may have papers that are not public, and any web page that is open in a browser on the same machine can send it
//! requests under a name of its own that resolves to 127.0.0.1 (DNS rebinding), and read the answers. So it answers only to
//! names that cannot be made to resolve to it from outside.

use super::problem::Problem;
use std::net::{IpAddr, SocketAddr};

/// The hosts that a server answers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hosts {
    /// Any: it is reached under names that it does not know.
    Any,
    /// The machine's own, and the host of the public address.
    Own { public: Option<String> },
}

impl Hosts {
    /// Those of a server that listens on this address.
    pub(super) fn of(address: SocketAddr, public_url: Option<&str>) -> Self {
        if address.ip().to_canonical().is_loopback() {
            Self::Own { public: public_url.and_then(host_of_url).map(str::to_ascii_lowercase) }
        } else {
            Self::Any
        }
    }

    /// Whether a request that names this host is answered.
    pub(super) fn check(&self, host: Option<&str>) -> Result<(), Problem> {
        // HTTP/1.0 need not name one, and no browser leaves it out.
        let (Self::Own { public }, Some(host)) = (self, host) else { return Ok(()) };
        let Some((name, _)) = split(host) else {
            return Err(Problem::new(400, "no-host", "The header Host is not well formed."));
        };
        let name = name.to_ascii_lowercase();
        let own = name == "localhost" || ip(&name).is_some_and(|ip| ip.to_canonical().is_loopback());
        if own || public.as_ref().is_some_and(|public| *public == name) {
            return Ok(());
        }
        Err(Problem::new(421, "unknown-host", "This server does not answer under the name in the header Host.").hint(
            "It listens on this machine alone. Ask it at http://localhost, or start it with --public-url and the name.",
        ))
    }
}

/// Host and port, which may be absent; `None` where it is no host with a port.
pub(super) fn split(host: &str) -> Option<(&str, Option<&str>)> {
    let (name, port) = match host.rfind(':') {
        Some(at) if !host[at..].contains(']') => (&host[..at], Some(&host[at + 1..])),
        _ => (host, None),
    };
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok());
    let fits = match name.strip_prefix('[') {
        Some(inside) => inside.strip_suffix(']').is_some_and(|inside| inside.parse::<std::net::Ipv6Addr>().is_ok()),
        None => {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        }
    };
    (fits && port_fits).then_some((name, port))
}

/// The host of an address of the web, without its port.
fn host_of_url(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    split(authority).map(|(name, _)| name)
}

/// An address of the web, without a slash at its end, if it is one that links can begin with.
pub(super) fn base(url: &str) -> Option<String> {
    let url = url.trim().trim_end_matches('/');
    let (scheme, rest) = url.split_once("://")?;
    let web = scheme == "http" || scheme == "https";
    let plain =
        !rest.contains(['?', '#', '@', '"', '<', '>', '\\']) && rest.bytes().all(|byte| byte.is_ascii_graphic());
    (web && plain && host_of_url(url).is_some()).then(|| url.to_owned())
}

fn ip(name: &str) -> Option<IpAddr> {
    name.strip_prefix('[').and_then(|inside| inside.strip_suffix(']')).unwrap_or(name).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_loopback_only_own_names_are_answered() {
        let hosts = Hosts::of(([127, 0, 0, 1], 8017).into(), Some("https://papers.example.org/search/"));
        for own in [
            "localhost",
            "LocalHost:8017",
            "127.0.0.1:1",
            "127.9.9.9",
            "[::1]:8017",
            "papers.example.org",
            "PAPERS.example.org:443",
        ] {
            assert_eq!(hosts.check(Some(own)), Ok(()), "{own}");
        }
        assert_eq!(hosts.check(None), Ok(()));
        for (other, status) in [
            ("evil.test", 421),
            ("localhost.evil.test:8017", 421),
            ("10.0.0.1", 421),
            ("[::2]", 421),
            ("", 400),
            ("a b", 400),
            ("localhost:99999", 400),
            ("localhost:x", 400),
            ("[::1", 400),
            ("user@localhost", 400),
            (":8017", 400),
        ] {
            assert_eq!(hosts.check(Some(other)).unwrap_err().status, status, "{other}");
        }
    }

    #[test]
    fn elsewhere_any_name_is_answered() {
        let hosts = Hosts::of(([0, 0, 0, 0], 80).into(), None);
        assert_eq!(hosts.check(Some("papers.example.org")), Ok(()));
    }

    #[test]
    fn only_an_address_that_links_can_begin_with_is_a_base() {
        assert_eq!(base("https://papers.example.org/").as_deref(), Some("https://papers.example.org"));
        assert_eq!(base("http://[::1]:8017/a").as_deref(), Some("http://[::1]:8017/a"));
        for wrong in
            ["papers.example.org", "ftp://a", "https://", "https://a?b", "https://u@a", "https://a b", "https://a\"b"]
        {
            assert_eq!(base(wrong), None, "{wrong}");
        }
    }
}
