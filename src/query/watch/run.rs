//! A run of saved questions.
//!
//! All sections that match a question are read, each once for all questions, by all processors: that takes a second for each
//! hundred megabytes at most, needs no trust in the numbers of builds, which go back with a rollback, and is left out where
//! neither the index nor the question has changed.

use super::{
    SavedQuestion, Watch, WatchHead, WatchRequest, WatchState, WatchStatus, Watched,
    content::content,
    problems,
    state::{Content, Kept, Moment, Recent},
};
use crate::{
    Index, Result,
    index::SectionRecord,
    query::{
        answer::{Hit, HitPaper, HitSection, Notice, WIRE_VERSION},
        mentions::Mention,
        parser::parse_on,
        question::Question,
        quoting::{Quote, Quoter},
        request::{Request, Sort},
        syntax::LANGUAGE_VERSION,
    },
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{collections::BTreeMap, time::Instant};
use tantivy::DocAddress;

/// How long what was told stays in the feed: whoever looks once a month misses nothing.
const RECENT: SignedDuration = SignedDuration::from_hours(60 * 24);
/// Most that the feed keeps of one question.
const MOST_RECENT: usize = 500;

impl Index {
    /// Asks saved questions, and gives what is new since `state`. Save the state of the outcome when what is new has been
    /// told: then each section is told once, and none is lost.
    ///
    /// What counts is every section that matches in full, copies too. A section is new to a question if no section with its
    /// heading and text, word for word, was told of the question before; where that has less than 30 words, none of the same
    /// council and date.
    ///
    /// # Errors
    ///
    /// [`DamagedIndex`](crate::ErrorKind::DamagedIndex) where the index cannot be read.
    ///
    /// ```
    /// use scrutineer::{Index, index::Builder, query::{SavedQuestion, WatchFile, WatchRequest}};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let (papers, index) = (folder.path().join("papers"), folder.path().join("index"));
    /// std::fs::create_dir(&papers)?;
    /// std::fs::write(papers.join("may.txt"), "Gullies\n\nThe gullies were cleaned.\n")?;
    /// Builder::new(&papers, &index).build()?;
    ///
    /// let mut file = WatchFile::open(folder.path().join("state.json"))?;
    /// let request = WatchRequest::new([SavedQuestion::new("g", "gullies")]);
    /// let first = Index::open(&index)?.watch(&request, file.state())?;
    /// assert_eq!(first.questions[0].hits[0].paper.path, "may.txt");
    /// file.save(first.state)?;
    ///
    /// std::fs::write(papers.join("june.txt"), "Gullies\n\nThe gullies were full again.\n")?;
    /// Builder::new(&papers, &index).build()?;
    /// let second = Index::open(&index)?.watch(&request, file.state())?;
    /// assert_eq!(second.questions[0].new, 1);
    /// assert_eq!(second.questions[0].hits[0].paper.path, "june.txt");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn watch(&self, request: &WatchRequest, state: &WatchState) -> Result<Watch> {
        self.contained(|| {
            let start = Instant::now();
            let now = Moment::of(request.now.unwrap_or_else(Timestamp::now));
            let run = Run { index: self, request, now, read: FxHashMap::default() };
            let mut watch = run.ask_all(state)?;
            watch.head.took_ms = start.elapsed().as_secs_f64() * 1000.0;
            Ok(watch)
        })
    }
}

struct Run<'r> {
    index: &'r Index,
    request: &'r WatchRequest,
    now: Moment,
    read: FxHashMap<DocAddress, Read>,
}

/// What was read of a section.
#[derive(Clone, Copy)]
struct Read {
    content: Content,
    /// The first day of the paper's date.
    day: Option<Date>,
}

impl Run<'_> {
    fn ask_all(mut self, state: &WatchState) -> Result<Watch> {
        let mut next = WatchState { begun: state.begun.or(Some(self.now)), ..WatchState::default() };
        let mut questions = Vec::new();
        let mut seen = FxHashSet::default();
        for saved in &self.request.questions {
            if !seen.insert(saved.id.as_str()) {
                let why = "An earlier question has this id. Give it one of its own.";
                questions.push(not_asked(saved, None, saved.unread.clone().unwrap_or_else(|| why.to_owned())));
                continue;
            }
            let (watched, kept) = self.ask(saved, state.questions.get(&saved.id))?;
            questions.push(watched);
            next.questions.extend(kept.map(|kept| (saved.id.clone(), kept)));
        }
        // The id of a line that cannot be read may be one of these.
        let unread = self.request.questions.iter().any(|saved| saved.unread.is_some());
        for (id, kept) in state.questions.iter().filter(|(id, _)| !seen.contains(id.as_str())) {
            if unread {
                next.questions.insert(id.clone(), kept.clone());
            } else {
                questions.push(gone(id, kept));
            }
        }
        for kept in next.questions.values_mut() {
            kept.recent.retain(|recent| self.now.time().duration_since(recent.told.time()) < RECENT);
        }
        let head = WatchHead {
            version: WIRE_VERSION,
            at: self.now.into(),
            questions: self.request.questions.len() as u64,
            with_news: questions.iter().filter(|one| one.new > 0).count() as u64,
            new: questions.iter().map(|one| one.new).sum(),
            to_look_at: questions.iter().filter(|one| one.to_look_at).count() as u64,
            took_ms: 0.0,
            generation: self.index.manifest().generation.clone(),
            searched: self.index.manifest().searched(),
        };
        Ok(Watch { head, questions, state: next })
    }

    fn ask(&mut self, saved: &SavedQuestion, kept: Option<&Kept>) -> Result<(Watched, Option<Kept>)> {
        if let Some(why) = &saved.unread {
            return Ok((not_asked(saved, kept, why.clone()), kept.cloned()));
        }
        let mut notes = Vec::new();
        let before = kept;
        let kept = match kept {
            Some(kept) if kept.query != saved.query => {
                notes.push(Notice {
                    code: "question-changed",
                    text: format!("The question was \"{}\" before. It begins anew.", kept.query),
                });
                None
            }
            kept => kept,
        };
        let request = Request::new(&saved.query).today(self.now.day()).sort(Sort::Newest);
        let mut question = Question::read(self.index, &request)?;
        let asked = kept.filter(|kept| kept.asked.is_some());
        if let Some(why) = problems::of(&question, asked.map(|kept| kept.notices.as_slice())) {
            let mut watched = not_asked(saved, kept, why);
            watched.notices.splice(0..0, notes);
            // Also where its text was changed to this: it goes on when that is put right.
            return Ok((watched, Some(before.cloned().unwrap_or_else(|| self.begin(saved, &question)))));
        }
        let mut next = kept.cloned().unwrap_or_else(|| self.begin(saved, &question));
        if asked.is_none() {
            next.notices = problems::passed_over(&question.notices);
        }
        let mut watched = Watched {
            query_id: saved.id.clone(),
            query: saved.query.clone(),
            status: WatchStatus::Asked,
            to_look_at: false,
            read_as: question.read_as(),
            notices: Vec::new(),
            since: asked.and_then(|kept| kept.asked).map(String::from),
            total: next.total,
            new: 0,
            again: 0,
            marked: 0,
            hits: Vec::new(),
        };
        let reading = parse_on(&saved.query, next.first.day()).to_string();
        if next.reading != reading {
            watched.to_look_at = true;
            let text = format!("The question is read differently now: {reading}. Before: {}.", next.reading);
            notes.push(Notice { code: "read-differently", text });
            next.reading = reading;
        }
        let generation = &self.index.manifest().generation;
        let same = asked.is_some_and(|kept| {
            kept.generation == *generation && kept.language == LANGUAGE_VERSION && kept.read_as == watched.read_as
        });
        if !same {
            let found = question.mentions()?;
            self.tell(question, found, &mut next, &mut watched, &mut notes)?;
        } else {
            notes.append(&mut question.notices);
        }
        watched.notices = notes;
        next.language = LANGUAGE_VERSION;
        next.read_as.clone_from(&watched.read_as);
        next.generation.clone_from(generation);
        next.asked = Some(self.now);
        Ok((watched, Some(next)))
    }

    fn begin(&self, saved: &SavedQuestion, question: &Question<'_>) -> Kept {
        Kept {
            query: saved.query.clone(),
            language: LANGUAGE_VERSION,
            reading: parse_on(&saved.query, self.now.day()).to_string(),
            first: self.now,
            notices: problems::passed_over(&question.notices),
            read_as: String::new(),
            asked: None,
            generation: String::new(),
            total: 0,
            told: BTreeMap::new(),
            recent: Vec::new(),
        }
    }

    /// Tells what is new of the sections that were found, and notes it.
    fn tell(
        &mut self,
        mut question: Question<'_>,
        found: Vec<Mention>,
        kept: &mut Kept,
        watched: &mut Watched,
        notes: &mut Vec<Notice>,
    ) -> Result<()> {
        notes.append(&mut question.notices);
        self.read(&found)?;
        watched.total = found.len() as u64;
        kept.total = watched.total;
        let mut order: Vec<(Option<Date>, Content, Mention)> = found
            .into_iter()
            .filter_map(|mention| self.read.get(&mention.address).map(|read| (read.day, read.content, mention)))
            .collect();
        // An absent day is less than any, and the sort is stable: the rest is as the papers have it.
        order.sort_by_key(|(day, ..)| std::cmp::Reverse(*day));
        let mut sections: FxHashMap<Content, u64> = FxHashMap::default();
        let mut first: FxHashMap<Content, DocAddress> = FxHashMap::default();
        let mut new = Vec::new();
        for (_, content, mention) in order {
            *sections.entry(content).or_default() += 1;
            if first.insert(content, mention.address).is_none() && !kept.told.contains_key(&content) {
                new.push((content, mention.address));
            }
        }
        for (content, sections) in &sections {
            let before = kept.told.get(content).copied();
            watched.again += sections.saturating_sub(before.unwrap_or(1));
        }
        for sections in kept.told.values_mut() {
            *sections = 0;
        }
        kept.told.extend(sections);
        self.find_again(kept, &first)?;
        if self.request.mark_seen {
            watched.marked = new.len() as u64;
            return Ok(());
        }
        watched.new = new.len() as u64;
        let Some(plan) = &question.plan else { return Ok(()) };
        let compiler = question.compiler();
        let mut quoter = Quoter::new(self.index, &compiler, plan, question.scope, question.analyzer)?;
        let mut recent = Vec::new();
        let limit = self.request.limit.unwrap_or(usize::MAX);
        for (place, (content, address)) in new.iter().enumerate().take(limit.max(MOST_RECENT)) {
            let record = self.index.record(*address)?;
            if place < MOST_RECENT {
                recent.push(Recent { content: *content, section: record.section.id.clone(), told: self.now });
            }
            if place < limit {
                watched.hits.push(hit(place, &record, quoter.quote(*address, &record, 1)?));
            }
        }
        recent.append(&mut kept.recent);
        recent.truncate(MOST_RECENT);
        kept.recent = recent;
        Ok(())
    }

    /// Reads the sections that were not read yet.
    fn read(&mut self, found: &[Mention]) -> Result<()> {
        let unread: Vec<DocAddress> =
            found.iter().map(|mention| mention.address).filter(|address| !self.read.contains_key(address)).collect();
        let index = self.index;
        let read = unread.into_par_iter().map(|address| {
            let record = index.record(address)?;
            let day = record.paper.date.map(|date| date.date.first());
            Ok((address, Read { content: content(&record), day }))
        });
        self.read.extend(read.collect::<Result<Vec<_>>>()?);
        Ok(())
    }

    /// Sees to it that what was told of late is found by its id, where another paper has it now.
    fn find_again(&self, kept: &mut Kept, places: &FxHashMap<Content, DocAddress>) -> Result<()> {
        for recent in &mut kept.recent {
            let Some(place) = places.get(&recent.content) else { continue };
            let present = self.index.address_of(&recent.section)?;
            let stands = present.and_then(|address| self.read.get(&address)).map(|read| read.content);
            if stands != Some(recent.content) {
                recent.section = self.index.record(*place)?.section.id;
            }
        }
        Ok(())
    }
}

/// A section as a hit; it has no score.
pub(super) fn hit(place: usize, record: &SectionRecord, quote: Quote<'_>) -> Hit {
    let Quote { snippets, citation, citation_url, .. } = quote;
    Hit {
        rank: place as u64 + 1,
        score: 0.0,
        missing: Vec::new(),
        elsewhere: Vec::new(),
        paper: HitPaper::of(&record.paper),
        section: HitSection::of(record),
        snippets,
        citation,
        citation_url,
        more_in_paper: 0,
        copies: Vec::new(),
        more_copies: 0,
        explanation: None,
        text: None,
    }
}

fn not_asked(saved: &SavedQuestion, kept: Option<&Kept>, why: String) -> Watched {
    let query = kept.map(|kept| &kept.query).filter(|_| saved.unread.is_some()).unwrap_or(&saved.query);
    Watched {
        query_id: saved.id.clone(),
        query: query.clone(),
        status: WatchStatus::NotAsked,
        to_look_at: true,
        read_as: String::new(),
        notices: vec![Notice { code: "not-asked", text: why }],
        since: kept.and_then(|kept| kept.asked).map(String::from),
        total: 0,
        new: 0,
        again: 0,
        marked: 0,
        hits: Vec::new(),
    }
}

fn gone(id: &str, kept: &Kept) -> Watched {
    let text = "It is no longer among the questions. What was told of it is dropped.";
    Watched {
        query_id: id.to_owned(),
        query: kept.query.clone(),
        status: WatchStatus::Gone,
        to_look_at: false,
        read_as: String::new(),
        notices: vec![Notice { code: "question-gone", text: text.to_owned() }],
        since: kept.asked.map(String::from),
        total: 0,
        new: 0,
        again: 0,
        marked: 0,
        hits: Vec::new(),
    }
}
