//! The limits that a worker sets on itself, before it reads a file.
//!
//! On Unix the system holds them: who passes them is killed, or gets no more memory. Elsewhere nothing is set here, and
//! the parent's clock is the only limit.

#[cfg(unix)]
pub(super) use unix::{before, begin, resident_bytes};

#[cfg(unix)]
mod unix {
    use super::super::protocol::Request;
    use rustix::{
        process::{Resource, Rlimit, getrlimit, setrlimit},
        time::{ClockId, clock_gettime},
    };
    use std::{fs, io};

    /// Once, when the worker starts.
    pub(in super::super) fn begin() -> io::Result<()> {
        // Where the machine runs out of memory, a worker is to go and not the build. Linux knows this file; whether it
        // can be written is the administrator's choice.
        let _ = fs::write("/proc/self/oom_score_adj", "1000");
        // No core files with what stands in papers, and no files at all; pipes are not files.
        set(Resource::Core, 0)?;
        set(Resource::Fsize, 0)
    }

    /// Before each file: its allowance of processor time, added to what this process has used, and of memory.
    pub(in super::super) fn before(request: &Request) -> io::Result<()> {
        let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or_default();
        let allowance = request.limits.cpu_for(request.bytes);
        // The clock has begun its present second, and the allowance may end within one.
        let seconds = allowance.as_secs() + u64::from(allowance.subsec_nanos() > 0);
        set(Resource::Cpu, used.saturating_add(seconds).saturating_add(1))?;
        #[cfg(not(target_os = "openbsd"))]
        set_where_known(Resource::As, request.limits.address_space)?;
        Ok(())
    }

    /// The memory of this process, in bytes; nought where the system does not tell.
    pub(in super::super) fn resident_bytes() -> u64 {
        let pages = fs::read_to_string("/proc/self/statm").ok();
        let pages = pages.and_then(|text| text.split_ascii_whitespace().nth(1)?.parse::<u64>().ok());
        pages.unwrap_or_default() * rustix::param::page_size() as u64
    }

    /// Sets the soft limit. The hard one stays: it cannot be raised again, and a lower one is obeyed.
    fn set(resource: Resource, limit: u64) -> io::Result<()> {
        let maximum = getrlimit(resource).maximum;
        let current = Some(maximum.map_or(limit, |maximum| maximum.min(limit)));
        setrlimit(resource, Rlimit { current, maximum }).map_err(Into::into)
    }

    /// macOS has the name of the limit on address space and refuses it.
    #[cfg(not(target_os = "openbsd"))]
    fn set_where_known(resource: Resource, limit: u64) -> io::Result<()> {
        match set(resource, limit) {
            Err(_) if cfg!(not(target_os = "linux")) => Ok(()),
            outcome => outcome,
        }
    }
}

#[cfg(not(unix))]
pub(super) use elsewhere::{before, begin, resident_bytes};

#[cfg(not(unix))]
mod elsewhere {
    use super::super::protocol::Request;
    use std::io;

    pub(in super::super) fn begin() -> io::Result<()> {
        Ok(())
    }

    pub(in super::super) fn before(_: &Request) -> io::Result<()> {
        Ok(())
    }

    pub(in super::super) fn resident_bytes() -> u64 {
        0
    }
}
