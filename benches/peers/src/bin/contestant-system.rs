//! One piece of the contest, with the system's allocator; started by `peers run`.

fn main() -> std::process::ExitCode {
    scrutineer_peers::contest::child::main()
}
