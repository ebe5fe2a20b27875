//! Many questions at once: requests in, answers out in their order.
//!
//! Requests are taken a few at a time, so that neither they nor the answers are ever all in memory.

use super::{answer::Answer, request::Request};
use crate::{Index, Result};
use rayon::prelude::*;

/// Requests that are answered together, for each thread.
const FOR_EACH_THREAD: usize = 8;

impl Index {
    /// Answers many questions, as [`search`](Self::search) answers one: in parallel, in the threads of rayon's pool, with
    /// the answers in the order of the requests. Both are taken and made as the answers are asked for, a few for each
    /// thread ahead.
    ///
    /// ```
    /// use scrutineer::{Index, document::Gazetteer, query::Request};
    ///
    /// let index = Index::in_memory(&[], Gazetteer::builtin())?;
    /// let questions = ["gullies", "road closures", "early help"];
    /// for answer in index.search_all(questions.map(Request::new)) {
    ///     assert!(answer?.hits.is_empty());
    /// }
    /// # Ok::<(), scrutineer::Error>(())
    /// ```
    pub fn search_all<'i, R>(&'i self, requests: R) -> impl Iterator<Item = Result<Answer>> + use<'i, R>
    where
        R: IntoIterator<Item = Request>,
    {
        Answers { index: self, requests: requests.into_iter(), ready: Vec::new().into_iter() }
    }
}

struct Answers<'i, R> {
    index: &'i Index,
    requests: R,
    ready: std::vec::IntoIter<Result<Answer>>,
}

impl<R: Iterator<Item = Request>> Iterator for Answers<'_, R> {
    type Item = Result<Answer>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(answer) = self.ready.next() {
            return Some(answer);
        }
        let few = FOR_EACH_THREAD * rayon::current_num_threads();
        let requests: Vec<Request> = self.requests.by_ref().take(few).collect();
        let answers: Vec<_> = requests.par_iter().map(|request| self.index.search(request)).collect();
        self.ready = answers.into_iter();
        self.ready.next()
    }
}
