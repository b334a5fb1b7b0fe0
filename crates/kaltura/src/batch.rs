//! Several calls in one request (API.md §4): the same action for many items with a result for
//! each, and a few different actions together.
//!
//! Numbering starts at 1 and has no gaps, since the server stops at the first one without a
//! word. A part's session stands in the part, so that parts may belong to different partners.

use std::collections::HashSet;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, stream};
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use crate::action::{Action, CallName, Pace, Safety};
use crate::client::Client;
use crate::error::{ApiError, Error, RequestError, SessionError, TransportError, TransportKind};
use crate::ks::Ks;
use crate::params::Params;
use crate::retry::Decision;
use crate::session::Session;
use crate::wire;

/// How many calls go together, and how to stop.
#[derive(Clone, Debug)]
pub struct BatchOptions {
    /// The most calls in one request. The server has no limit (API.md §4) and works on them
    /// one after the other.
    pub per_request: usize,
    /// The most requests at a time.
    pub parallel: usize,
    /// Cancels what has not been sent. Reads on their way are dropped; writes on their way are
    /// awaited, and their results reported.
    pub cancel: CancellationToken,
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self { per_request: 50, parallel: 1, cancel: CancellationToken::new() }
    }
}

/// What came of each item.
type Results<A> = Vec<Result<<A as Action>::Output, Error>>;

impl Client {
    /// Calls one action for many items. The results are in the order of the items; one item's
    /// failure is no other's (API.md §4, transcript 08-multirequest-partial-error).
    ///
    /// What is renewed and repeated is the same as in [`call`](Self::call), item by item. When
    /// the answer to a request gets lost, each write in it ends with
    /// [`Effect::Unknown`](crate::Effect::Unknown).
    pub async fn batch<A: Action>(
        &self,
        session: &Session,
        actions: &[A],
        options: &BatchOptions,
    ) -> Vec<Result<A::Output, Error>> {
        let items: Vec<(&Session, &A)> = actions.iter().map(|action| (session, action)).collect();
        self.batch_for(&items, options).await
    }

    /// The same, with a session for each item (transcript
    /// 11-multirequest-count-of-five-children).
    pub async fn batch_for<A: Action>(
        &self,
        items: &[(&Session, &A)],
        options: &BatchOptions,
    ) -> Vec<Result<A::Output, Error>> {
        // Boxed one by one: the compiler cannot see through a closure that the futures of a
        // borrowed chunk may move between threads.
        let mut chunks: Vec<BoxFuture<'_, Results<A>>> = Vec::new();
        for chunk in items.chunks(options.per_request.max(1)) {
            chunks.push(self.chunk(chunk, &options.cancel).boxed());
        }
        let parallel = options.parallel.max(1);
        let done: Vec<_> = stream::iter(chunks).buffered(parallel).collect().await;
        done.into_iter().flatten().collect()
    }

    /// Works off the items of one request until each has a result.
    async fn chunk<A: Action>(
        &self,
        items: &[(&Session, &A)],
        cancel: &CancellationToken,
    ) -> Vec<Result<A::Output, Error>> {
        let mut results: Vec<Option<Result<A::Output, Error>>> = Vec::new();
        results.resize_with(items.len(), || None);
        let mut renewed = vec![false; items.len()];
        let mut open: Vec<usize> = (0..items.len()).collect();
        let mut attempt = 1;

        while !open.is_empty() && !cancel.is_cancelled() {
            let mut sessions = Sessions { cancel, failed: Vec::new() };
            let round = self.round(items, &open, &mut sessions).await;
            let mut again = Vec::new();
            let mut pause = Duration::ZERO;
            for (index, ks, result) in round {
                let error = match result {
                    Ok(output) => {
                        results[index] = Some(Ok(output));
                        continue;
                    }
                    Err(error) => error,
                };
                let session = items[index].0;
                if let Some(ks) = &ks
                    && error.is_expired_session()
                    && !renewed[index]
                {
                    renewed[index] = true;
                    match sessions.of(session, Some(ks)).await {
                        Ok(_) => again.push(index),
                        Err(error) => results[index] = Some(Err(error)),
                    }
                    continue;
                }
                if let Some(ks) = &ks
                    && error.is_ended_session()
                {
                    session.was_logged_out(ks);
                    results[index] = Some(Err(SessionError::LoggedOut.into()));
                    continue;
                }
                match self.decide(attempt, A::SAFETY, &error) {
                    Decision::Stop => results[index] = Some(Err(error)),
                    Decision::Retry { after } => {
                        again.push(index);
                        pause = pause.max(after);
                    }
                }
            }
            if !pause.is_zero() {
                attempt += 1;
                cancel.run_until_cancelled(tokio::time::sleep(pause)).await;
            }
            open = again;
        }
        results.into_iter().map(|result| result.unwrap_or(Err(Error::Cancelled))).collect()
    }

    /// Sends the open items once. Gives for each its index, the session string it was sent
    /// with, and what came of it.
    async fn round<A: Action>(
        &self,
        items: &[(&Session, &A)],
        open: &[usize],
        sessions: &mut Sessions<'_>,
    ) -> Vec<(usize, Option<Ks>, Result<A::Output, Error>)> {
        let mut done = Vec::with_capacity(open.len());
        let mut sent = Vec::with_capacity(open.len());
        let mut body = self.common();
        for &index in open {
            let (session, action) = items[index];
            let mut params = Params::new();
            action.params(&mut params);
            let ks = match sessions.of(session, None).await {
                Ok(ks) => ks,
                Err(error) => {
                    done.push((index, None, Err(error)));
                    continue;
                }
            };
            if !params.references().is_empty() {
                // Somebody's text reads like a reference, which only a multirequest replaces.
                let result = self.once(Some(&ks), action).await;
                done.push((index, Some(ks), result));
                continue;
            }
            sent.push((index, ks));
            let part = part::<A>(sent.last().map(|(_, ks)| ks), &params);
            body.set_object(&sent.len().to_string(), &part);
        }
        if sent.is_empty() {
            return done;
        }
        if sessions.cancel.is_cancelled() {
            done.extend(sent.into_iter().map(|(index, _)| (index, None, Err(Error::Cancelled))));
            return done;
        }

        let exchange =
            self.exchange(CallName::MULTIREQUEST, self.multirequest_url(), body, A::PACE);
        let answer = match A::SAFETY {
            Safety::Write => exchange.await,
            Safety::Read => match sessions.cancel.run_until_cancelled(exchange).await {
                Some(answer) => answer,
                None => Err(Error::Cancelled),
            },
        };
        let parts = answer.as_deref().map_err(Clone::clone).and_then(wire::parts);
        for (position, (index, ks)) in sent.into_iter().enumerate() {
            let result = match &parts {
                Err(error) => Err(error.clone()),
                Ok(parts) => match parts.get(position) {
                    Some(json) => wire::answer(CallName::of::<A>(), json.get(), A::decode),
                    None => Err(missing_part()),
                },
            };
            done.push((index, Some(ks), result));
        }
        done
    }

    /// Sends a few different calls together, each with its own kind of answer.
    ///
    /// Repeated only if all of them are reads. If the session has run out, it is renewed and
    /// all of them are sent again, provided that none of them can have run. One that was ended
    /// elsewhere is an error, as in [`call`](Self::call).
    pub async fn multirequest(
        &self,
        session: &Session,
        request: MultiRequest,
    ) -> Result<MultiAnswers, Error> {
        request.check_references()?;
        let mut attempt = 1;
        let mut renewed = false;
        loop {
            let ks = session.ks().await.map_err(Error::before_the_call)?;
            let error = match self.send(&ks, &request).await {
                Ok(answers) => match answers.session_refusal(request.safety) {
                    Some(refusal) if refusal.is_ended_session() => {
                        session.was_logged_out(&ks);
                        return Err(SessionError::LoggedOut.into());
                    }
                    Some(_) if !renewed => {
                        renewed = true;
                        session.renew(&ks).await.map_err(Error::before_the_call)?;
                        continue;
                    }
                    _ => return Ok(answers),
                },
                Err(error) => error,
            };
            match self.decide(attempt, request.safety, &error) {
                Decision::Stop => return Err(error),
                Decision::Retry { after } => tokio::time::sleep(after).await,
            }
            attempt += 1;
        }
    }

    async fn send(&self, ks: &Ks, request: &MultiRequest) -> Result<MultiAnswers, Error> {
        let mut body = self.common();
        // Taken over by every part that has none of its own (API.md §4).
        body.set_secret("ks", ks.secret());
        for (position, part) in request.parts.iter().enumerate() {
            body.set_object(&(position + 1).to_string(), part);
        }
        let name = CallName::MULTIREQUEST;
        let answer = self.exchange(name, self.multirequest_url(), body, request.pace).await?;
        let parts = wire::parts(&answer)?.into_iter().map(|part| Some(part.to_owned()));
        Ok(MultiAnswers { parts: parts.collect() })
    }
}

/// The sessions of the items of one request.
struct Sessions<'a> {
    cancel: &'a CancellationToken,
    /// Those that could not be had, and why. Their other items need not wait for that again.
    failed: Vec<(Session, Error)>,
}

impl Sessions<'_> {
    /// A session string to send an item with, in place of a stale one if there is one. Nothing is
    /// under way meanwhile, so it is not waited for any more once the rest is cancelled.
    async fn of(&mut self, session: &Session, stale: Option<&Ks>) -> Result<Ks, Error> {
        if let Some((_, error)) = self.failed.iter().find(|(failed, _)| failed.is_same(session)) {
            return Err(error.clone());
        }
        let begun = async {
            match stale {
                Some(stale) => session.renew(stale).await,
                None => session.ks().await,
            }
        };
        let begun = self.cancel.run_until_cancelled(begun).await;
        let begun = begun.unwrap_or(Err(Error::Cancelled)).map_err(Error::before_the_call);
        if let Err(error) = &begun {
            self.failed.push((session.clone(), error.clone()));
        }
        begun
    }
}

/// The object of one part.
fn part<A: Action>(ks: Option<&Ks>, params: &Params) -> Params {
    let mut part = Params::new();
    part.set("service", A::SERVICE);
    part.set("action", A::ACTION);
    if let Some(ks) = ks {
        part.set_secret("ks", ks.secret());
    }
    part.append(params);
    part
}

/// The answer has fewer parts than the request.
fn missing_part() -> Error {
    TransportError::answered(TransportKind::Truncated).into()
}

/// The references that were made for one request.
type References = Arc<Mutex<HashSet<String>>>;

/// A few different calls to be sent together with [`Client::multirequest`].
///
/// A later call may use an earlier one's result through [`Part::reference`]. If the earlier one
/// fails, the reference becomes an empty text and the later call runs all the same (API.md §4,
/// transcript 08-multirequest-error-then-dependent): with an empty list of ids, some lists list
/// everything (API.md §16.9).
#[derive(Debug)]
pub struct MultiRequest {
    parts: Vec<Params>,
    references: References,
    safety: Safety,
    pace: Pace,
}

impl Default for MultiRequest {
    fn default() -> Self {
        Self::new()
    }
}

impl MultiRequest {
    /// Without any call yet.
    pub fn new() -> Self {
        Self {
            parts: Vec::new(),
            references: References::default(),
            safety: Safety::Read,
            pace: Pace::Normal,
        }
    }

    /// Adds a call; the handle finds its answer afterwards.
    pub fn add<A: Action>(&mut self, action: &A) -> Part<A> {
        let mut params = Params::new();
        action.params(&mut params);
        self.parts.push(part::<A>(None, &params));
        if A::SAFETY == Safety::Write {
            self.safety = Safety::Write;
        }
        if A::PACE == Pace::Slow {
            self.pace = Pace::Slow;
        }
        let references = Arc::clone(&self.references);
        Part { position: self.parts.len() - 1, references, action: PhantomData }
    }

    /// Whatever reads like a reference must have come from [`Part::reference`]. Anything else is
    /// a text that somebody typed.
    fn check_references(&self) -> Result<(), Error> {
        let made = self.references.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = self.parts.iter().flat_map(Params::references);
        if found.all(|reference| made.contains(reference)) {
            Ok(())
        } else {
            Err(RequestError::ReferenceInText.into())
        }
    }
}

/// The place of one call in a [`MultiRequest`].
#[derive(Debug)]
pub struct Part<A> {
    position: usize,
    references: References,
    action: PhantomData<fn() -> A>,
}

impl<A: Action> Part<A> {
    /// Stands for a part of this call's answer in a later call's text: `objects:0:id` for one
    /// value, `objects:_all:id` for a comma list of all; empty for the whole answer.
    pub fn reference(&self, path: &str) -> String {
        let number = self.position + 1;
        let reference = if path.is_empty() {
            format!("{{{number}:result}}")
        } else {
            format!("{{{number}:result:{path}}}")
        };
        let mut made = self.references.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(reference.clone());
        reference
    }
}

/// The answers to a [`MultiRequest`].
#[derive(Debug)]
pub struct MultiAnswers {
    parts: Vec<Option<Box<RawValue>>>,
}

impl MultiAnswers {
    /// The answer to one call. Each can be taken once.
    pub fn take<A: Action>(&mut self, part: &Part<A>) -> Result<A::Output, Error> {
        let json =
            self.parts.get_mut(part.position).and_then(Option::take).ok_or_else(missing_part)?;
        wire::answer(CallName::of::<A>(), json.get(), A::decode)
    }

    /// Why the session was refused, so that none of the calls can have run: it had run out or was
    /// ended. For reads it is enough that one of them found it so.
    fn session_refusal(&self, safety: Safety) -> Option<ApiError> {
        let refused = |error: &ApiError| error.is_expired_session() || error.is_ended_session();
        let parts =
            self.parts.iter().flatten().map(|part| wire::api_error(part.get()).filter(refused));
        match safety {
            Safety::Read => parts.flatten().next(),
            Safety::Write => parts.collect::<Option<Vec<_>>>()?.into_iter().next(),
        }
    }
}
