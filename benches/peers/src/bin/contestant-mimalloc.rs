//! One piece of the contest, with mimalloc; started by `peers run`.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    scrutineer_peers::contest::child::main()
}
