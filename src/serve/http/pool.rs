//! Room to work: few requests at once, some that wait, and no more.
//!
//! In comes a piece of work; out comes what it gave, or the reason why it was not done or not waited for. Work cannot be
//! stopped half-way, so what takes too long keeps its room until it ends: however many ask for it, no more is done at once.

use super::{problem::Problem, state::State};
use std::sync::Arc;
use tokio::{task::spawn_blocking, time::timeout};

/// After how many seconds to ask again where there was no room.
const AGAIN: u64 = 2;

/// Does the work where it may take its time.
pub(super) async fn work<T: Send + 'static>(
    state: &Arc<State>,
    job: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let Ok(place) = Arc::clone(&state.places).try_acquire_owned() else {
        return Err(busy(state, "The server is busy: too many requests are waiting."));
    };
    let room = match timeout(state.limits.wait, Arc::clone(&state.work).acquire_owned()).await {
        Ok(Ok(room)) => room,
        _ => return Err(busy(state, "The server is busy: the request has waited too long for its turn.")),
    };
    let task = spawn_blocking(move || {
        let outcome = job();
        drop((room, place));
        outcome
    });
    match timeout(state.limits.time, task).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => Err(Problem::internal(format!("the work on a request ended early: {error}"))),
        Err(_) => Err(late(state)),
    }
}

fn busy(state: &State, message: &str) -> Problem {
    state.metrics.busy();
    Problem::new(503, "busy", message).hint("Ask again in some seconds.").retry_after(AGAIN)
}

fn late(state: &State) -> Problem {
    state.metrics.late();
    let seconds = state.limits.time.as_secs_f64();
    Problem::new(503, "time-limit", format!("The request took longer than {seconds} seconds and was given up."))
        .hint("Ask for fewer words or fewer papers, or narrow it with filters.")
        .retry_after(AGAIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Index,
        document::Gazetteer,
        serve::http::{Limits, hosts::Hosts},
    };
    use std::{sync::mpsc, time::Duration};

    const SHORT: Duration = Duration::from_millis(50);

    fn state(limits: Limits) -> Arc<State> {
        let index = Index::in_memory(&[], Gazetteer::builtin()).unwrap();
        Arc::new(State::new(index, limits, Hosts::Any, None, Arc::new(|_| {})))
    }

    #[tokio::test]
    async fn what_finds_no_room_is_refused_and_told_when_to_ask_again() {
        let state = state(Limits::default().at_work(1).queue(1).wait(SHORT));
        let (end, ended) = mpsc::channel::<()>();
        let held = work(&state, move || {
            let _ = ended.recv();
            Ok("done")
        });
        let asked = async {
            // The first is at work by now; the second waits too long, and meanwhile a third finds no place.
            let (waited, refused) = tokio::join!(work(&state, || Ok(())), async {
                tokio::task::yield_now().await;
                work(&state, || Ok(())).await
            });
            drop(end);
            (waited.unwrap_err(), refused.unwrap_err())
        };
        let (held, (waited, refused)) = tokio::join!(held, asked);
        assert_eq!(held, Ok("done"));
        assert_eq!((waited.status, waited.code, waited.retry_after), (503, "busy", Some(AGAIN)));
        assert!(waited.message.contains("has waited too long"), "{}", waited.message);
        assert!(refused.message.contains("too many requests are waiting"), "{}", refused.message);
        assert_eq!(work(&state, || Ok(1)).await, Ok(1));
    }

    #[tokio::test]
    async fn what_takes_too_long_is_given_up_and_keeps_its_room_until_it_ends() {
        let state = state(Limits::default().at_work(1).queue(0).time(SHORT));
        let (end, ended) = mpsc::channel::<()>();
        let late = work(&state, move || {
            let _ = ended.recv();
            Ok(())
        });
        let problem = late.await.unwrap_err();
        assert_eq!((problem.status, problem.code), (503, "time-limit"));
        assert_eq!(work(&state, || Ok(())).await.unwrap_err().code, "busy");
        drop(end);
        while work(&state, || Ok(())).await.is_err() {
            tokio::time::sleep(SHORT / 10).await;
        }
    }

    #[tokio::test]
    async fn a_panic_costs_the_request_that_met_it() {
        let state = state(Limits::default().at_work(1).queue(0));
        let problem = work(&state, || -> Result<(), Problem> { panic!("a fault") }).await.unwrap_err();
        assert_eq!((problem.status, problem.code), (500, "internal"));
        assert!(!problem.message.contains("fault") && problem.cause.is_some());
        assert_eq!(work(&state, || Ok(1)).await, Ok(1));
    }
}
