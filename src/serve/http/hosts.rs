//! Whether a request is for this server at all.
//!
//! In comes the host that a request names; out comes whether it is answered. A server that listens on the loopback interface
//! alone may have papers that are not public, and any web page that is open in a browser on the same machine can send it
//! requests under a name of its own that resolves to 127.0.0.1 (DNS rebinding), and read the answers; so can it with a server
//! of the same network. So it answers only to names that cannot be made to resolve to it from outside. One that is reached
//! from elsewhere under names that nobody told it cannot know them, and answers to any.

use super::problem::Problem;
use std::net::{IpAddr, SocketAddr};

/// The hosts that a server answers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hosts {
    /// Any: it is reached under names that it does not know.
    Any,
    /// The machine's own, and perhaps others.
    Own {
        /// The host of the public address.
        public: Option<String>,
        /// Whether any address of an interface will do, and not those of the loopback alone: an address is no name, so
        /// that it resolves to nothing else.
        addresses: bool,
    },
}

impl Hosts {
    /// Those of a server that listens on this address.
    pub(super) fn of(address: SocketAddr, public_url: Option<&str>) -> Self {
        let public = public_url.and_then(host_of_url).map(plain);
        let loopback = address.ip().to_canonical().is_loopback();
        if loopback || public.is_some() { Self::Own { public, addresses: !loopback } } else { Self::Any }
    }

    /// Whether a request that names this host is answered.
    pub(super) fn check(&self, host: Option<&str>) -> Result<(), Problem> {
        // HTTP/1.0 need not name one, and no browser leaves it out.
        let Some(host) = host else { return Ok(()) };
        let Some((name, _)) = split(host) else {
            return Err(Problem::new(400, "no-host", "The header Host is not well formed."));
        };
        let Self::Own { public, addresses } = self else { return Ok(()) };
        let name = plain(name);
        let own = name == "localhost" || ip(&name).is_some_and(|ip| *addresses || ip.to_canonical().is_loopback());
        if own || public.as_ref().is_some_and(|public| *public == name) {
            return Ok(());
        }
        Err(Problem::new(421, "unknown-host", "This server does not answer under the name in the header Host.").hint(
            match addresses {
                true => "Ask it under its public address, which stands behind --public-url where it is started.",
                false => {
                    "It listens on this machine alone. Ask it at http://localhost, or start it with --public-url and the name."
                }
            },
        ))
    }
}

/// A name as it is compared: names do not tell small letters from capitals, and may end with the dot of the root.
fn plain(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// Host and port, which may be absent or empty; `None` where it is no host with a port.
pub(super) fn split(host: &str) -> Option<(&str, Option<&str>)> {
    let (name, port) = match host.rfind(':') {
        Some(at) if !host[at..].contains(']') => (&host[..at], Some(&host[at + 1..])),
        _ => (host, None),
    };
    let port_fits = port.is_none_or(|port| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && (port.is_empty() || port.parse::<u16>().is_ok())
    });
    let fits = match name.strip_prefix('[') {
        Some(inside) => inside.strip_suffix(']').is_some_and(|inside| inside.parse::<std::net::Ipv6Addr>().is_ok()),
        None => {
            !name.trim_matches('.').is_empty()
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

/// Why an address is none that links can begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoBase {
    /// It is no address of the web.
    Malformed,
    /// Something stands behind its host, where the links of pages do not lead.
    Path,
}

/// An address of the web, without a slash at its end, if it is one that links can begin with.
pub(super) fn base(url: &str) -> Result<String, NoBase> {
    let url = url.trim().trim_end_matches('/');
    let (scheme, rest) = url.split_once("://").ok_or(NoBase::Malformed)?;
    let web = scheme == "http" || scheme == "https";
    let plain =
        !rest.contains(['?', '#', '@', '"', '<', '>', '\\']) && rest.bytes().all(|byte| byte.is_ascii_graphic());
    if !web || !plain || host_of_url(url).is_none() {
        return Err(NoBase::Malformed);
    }
    if rest.contains('/') { Err(NoBase::Path) } else { Ok(url.to_owned()) }
}

fn ip(name: &str) -> Option<IpAddr> {
    name.strip_prefix('[').and_then(|inside| inside.strip_suffix(']')).unwrap_or(name).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_loopback_only_own_names_are_answered() {
        let hosts = Hosts::of(([127, 0, 0, 1], 8017).into(), Some("https://papers.example.org/"));
        for own in [
            "localhost",
            "localhost:",
            "localhost.",
            "localhost.:8017",
            "LocalHost:8017",
            "127.0.0.1:1",
            "127.9.9.9",
            "[::1]:8017",
            "papers.example.org",
            "PAPERS.example.org.:443",
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
            (".", 400),
            ("a b", 400),
            ("localhost:99999", 400),
            ("localhost:x", 400),
            ("localhost:+80", 400),
            ("[::1", 400),
            ("user@localhost", 400),
            (":8017", 400),
        ] {
            assert_eq!(hosts.check(Some(other)).unwrap_err().status, status, "{other}");
        }
    }

    #[test]
    fn with_a_public_address_only_it_and_addresses_of_interfaces_are_answered_elsewhere() {
        let hosts = Hosts::of(([0, 0, 0, 0], 80).into(), Some("https://papers.example.org"));
        for own in ["papers.example.org", "localhost:8017", "127.0.0.1", "10.0.0.1:8017", "[2001:db8::1]"] {
            assert_eq!(hosts.check(Some(own)), Ok(()), "{own}");
        }
        let refused = hosts.check(Some("evil.test")).unwrap_err();
        assert_eq!(refused.status, 421);
        assert!(refused.hint.unwrap().contains("--public-url"));
    }

    #[test]
    fn elsewhere_any_name_is_answered_where_none_is_known() {
        let hosts = Hosts::of(([0, 0, 0, 0], 80).into(), None);
        assert_eq!(hosts.check(Some("papers.example.org")), Ok(()));
        assert_eq!(hosts.check(Some("a b")).unwrap_err().status, 400);
    }

    #[test]
    fn only_an_address_that_links_can_begin_with_is_a_base() {
        assert_eq!(base("https://papers.example.org/").as_deref(), Ok("https://papers.example.org"));
        assert_eq!(base("http://[::1]:8017").as_deref(), Ok("http://[::1]:8017"));
        assert_eq!(base("https://papers.example.org/scrutiny/"), Err(NoBase::Path));
        for wrong in
            ["papers.example.org", "ftp://a", "https://", "https://a?b", "https://u@a", "https://a b", "https://a\"b"]
        {
            assert_eq!(base(wrong), Err(NoBase::Malformed), "{wrong}");
        }
    }
}
