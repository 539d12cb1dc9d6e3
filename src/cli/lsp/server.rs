//! The life of the server: messages in, answers and diagnostics out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use cfs::editor::Encoding;
use cfs::editor::project::reach;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types as lsp;
use serde_json::{Value, json};

use super::answers::{Answer, Asked, failed, needs_check};
use super::checker::{self, Job};
use super::convert;
use super::documents::Documents;
use super::transport::{self, Incoming};
use super::uri;
use crate::cli::exit::Exit;

/// How long nothing is typed before a check begins.
const PAUSE: Duration = Duration::from_millis(60);

/// How long a hover waits for the check; then it says what is known without it.
const PATIENCE: Duration = Duration::from_millis(40);

/// Most messages that are read ahead, to see whether a request is cancelled.
const READ_AHEAD: usize = 256;

/// What happens to the server.
enum Event {
    Incoming(Incoming),
    /// The client is gone.
    End,
    Checked(checker::Answer),
}

/// Serves until the client says `exit` or is gone.
pub(super) fn run() -> Exit {
    let (send, events) = sync_channel(READ_AHEAD);
    let checked = send.clone();
    thread::spawn(move || {
        let mut stream = io::stdin().lock();
        while let Ok(Some(incoming)) = transport::read(&mut stream) {
            if send.send(Event::Incoming(incoming)).is_err() {
                return;
            }
        }
        let _ = send.send(Event::End);
    });
    let latest = Arc::new(AtomicU64::new(0));
    let answer = move |answer| checked.send(Event::Checked(answer)).is_ok();
    let jobs = checker::start(Arc::clone(&latest), answer);
    Server {
        state: State::Started,
        encoding: Encoding::Utf16,
        forms: false,
        documents: Documents::new(),
        latest,
        jobs,
        due: None,
        waiting: Vec::new(),
        published: BTreeSet::new(),
    }
    .serve(&events)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Started,
    Serving,
    ShutDown,
}

/// A request whose answer needs a check.
struct Waiting {
    request: Request,
    name: String,
    since: Instant,
}

struct Server {
    state: State,
    encoding: Encoding,
    /// Whether the editor fills in forms.
    forms: bool,
    documents: Documents,
    /// Number of the state of all documents.
    latest: Arc<AtomicU64>,
    jobs: Sender<Job>,
    /// When the next check begins.
    due: Option<Instant>,
    waiting: Vec<Waiting>,
    /// Addresses that have diagnostics.
    published: BTreeSet<String>,
}

/// Whether the client is still there.
type Alive = Result<(), Exit>;

impl Server {
    fn serve(mut self, events: &Receiver<Event>) -> Exit {
        let mut queue = VecDeque::new();
        loop {
            while queue.len() < READ_AHEAD
                && let Ok(event) = events.try_recv()
            {
                queue.push_back(event);
            }
            let event = match queue.pop_front() {
                Some(event) => event,
                None => match self.wait(events) {
                    Some(event) => event,
                    None => continue,
                },
            };
            if let Err(exit) = self.event(event, &queue) {
                return exit;
            }
        }
    }

    /// The next event; none where a check became due, or a request has waited long enough.
    fn wait(&mut self, events: &Receiver<Event>) -> Option<Event> {
        let hover = self
            .waiting
            .iter()
            .filter(|waiting| is_hover(&waiting.request));
        let next = hover
            .map(|waiting| waiting.since + PATIENCE)
            .chain(self.due)
            .min();
        let Some(next) = next else {
            return Some(events.recv().unwrap_or(Event::End));
        };
        match events.recv_timeout(next.saturating_duration_since(Instant::now())) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Disconnected) => Some(Event::End),
            Err(RecvTimeoutError::Timeout) => {
                let now = Instant::now();
                if self.due.is_some_and(|due| due <= now) {
                    self.check();
                }
                let late = |waiting: &Waiting| {
                    is_hover(&waiting.request) && waiting.since + PATIENCE <= now
                };
                self.answer_waiting(late).err().map(|_| Event::End)
            }
        }
    }

    fn event(&mut self, event: Event, queue: &VecDeque<Event>) -> Alive {
        match event {
            Event::End => Err(match self.state {
                State::ShutDown => Exit::Ok,
                _ => Exit::Claim,
            }),
            Event::Incoming(Incoming::Broken(reason)) => {
                transport::refuse(&reason).map_err(|_| Exit::Run)
            }
            Event::Incoming(Incoming::Message(Message::Request(request))) => {
                let cancelled = queue.iter().any(|event| cancels(event, &request.id));
                self.request(request, cancelled)
            }
            Event::Incoming(Incoming::Message(Message::Notification(notification))) => {
                self.notification(notification)
            }
            // Nothing is asked of the client that needs its answer.
            Event::Incoming(Incoming::Message(Message::Response(_))) => Ok(()),
            Event::Checked(answer) => self.checked(answer),
        }
    }

    fn request(&mut self, request: Request, cancelled: bool) -> Alive {
        let id = request.id.clone();
        let refuse = |code, message: &str| respond(id.clone(), Err(failed(code, message)));
        if cancelled {
            return refuse(ErrorCode::RequestCanceled, "cancelled");
        }
        match (self.state, request.method.as_str()) {
            (State::Started, "initialize") => {
                let answer = self.initialize(&request.params);
                self.state = State::Serving;
                respond(request.id, Ok(answer.to_string()))
            }
            (State::Started, _) => {
                refuse(ErrorCode::ServerNotInitialized, "`initialize` comes first")
            }
            (State::ShutDown, _) => refuse(ErrorCode::InvalidRequest, "the server is shut down"),
            (State::Serving, "initialize") => {
                refuse(ErrorCode::InvalidRequest, "the server is initialized")
            }
            (State::Serving, "shutdown") => {
                self.state = State::ShutDown;
                respond(request.id, Ok(Value::Null.to_string()))
            }
            (State::Serving, _) => self.about_document(request),
        }
    }

    fn about_document(&mut self, request: Request) -> Alive {
        let uri = request.params["textDocument"]["uri"].as_str();
        let Some(uri) = uri else {
            let message = format!("`{}` is not supported", request.method);
            return respond(request.id, Err(failed(ErrorCode::MethodNotFound, message)));
        };
        let Some((name, document)) = self.documents.get(uri) else {
            let message = format!("{uri} is not open");
            return respond(request.id, Err(failed(ErrorCode::InvalidParams, message)));
        };
        if needs_check(&request.method) && document.dirty {
            let name = name.clone();
            self.waiting.push(Waiting {
                request,
                name,
                since: Instant::now(),
            });
            // Someone waits, so the check does not.
            if self.due.is_some() {
                self.check();
            }
            return Ok(());
        }
        self.answer(request)
    }

    fn answer(&self, request: Request) -> Alive {
        let uri = request.params["textDocument"]["uri"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let Some((name, document)) = self.documents.get(&uri) else {
            let message = format!("{uri} is not open");
            return respond(request.id, Err(failed(ErrorCode::ContentModified, message)));
        };
        let disk = self.documents.disk();
        let known = document.knowledge.as_deref().filter(|_| !document.dirty);
        let asked = Asked {
            disk: &disk,
            name,
            uri: &document.uri,
            file: &document.file,
            known,
            encoding: self.encoding,
            forms: self.forms,
        };
        let answer = || asked.answer(&request.method, request.params);
        let answer = catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|_| {
            Err(failed(
                ErrorCode::InternalError,
                "this is a fault of cfs; please report it",
            ))
        });
        respond(request.id, answer)
    }

    /// Answers requests that waited.
    fn answer_waiting(&mut self, ready: impl Fn(&Waiting) -> bool) -> Alive {
        let (now, later) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(ready);
        self.waiting = later;
        let now: Vec<Waiting> = now;
        now.into_iter()
            .try_for_each(|waiting| self.answer(waiting.request))
    }

    fn notification(&mut self, notification: Notification) -> Alive {
        let Notification { method, params } = notification;
        match (self.state, method.as_str()) {
            (State::ShutDown, "exit") => Err(Exit::Ok),
            // The protocol's code for a client that leaves without `shutdown` is 1.
            (_, "exit") => Err(Exit::Claim),
            (State::Serving, "$/cancelRequest") => self.cancel(&params["id"]),
            (State::Serving, "textDocument/didOpen") => {
                let Ok(params) = serde_json::from_value::<lsp::DidOpenTextDocumentParams>(params)
                else {
                    return Ok(());
                };
                let document = params.text_document;
                let opened =
                    self.documents
                        .open(document.uri.as_str(), document.version, document.text);
                match opened {
                    Ok(name) => self.changed(&name),
                    Err(message) => notify(
                        "window/showMessage",
                        json!({ "type": 2, "message": message }),
                    ),
                }
            }
            (State::Serving, "textDocument/didChange") => {
                let Ok(params) = serde_json::from_value::<lsp::DidChangeTextDocumentParams>(params)
                else {
                    return Ok(());
                };
                let uri = params.text_document.uri.as_str();
                let (version, changes) = (params.text_document.version, params.content_changes);
                match self.documents.change(uri, version, changes, self.encoding) {
                    Some(name) => self.changed(&name),
                    None => Ok(()),
                }
            }
            (State::Serving, "textDocument/didClose") => {
                let uri = params["textDocument"]["uri"].as_str().unwrap_or_default();
                match self.documents.close(uri) {
                    Some(name) => {
                        self.changed(&name)?;
                        self.publish()
                    }
                    None => Ok(()),
                }
            }
            // What is on disk changed.
            (State::Serving, "textDocument/didSave" | "workspace/didChangeWatchedFiles") => {
                for document in self.documents.open.values_mut() {
                    document.dirty = true;
                }
                self.plan_check();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn cancel(&mut self, id: &Value) -> Alive {
        let Some(id) = request_id(id) else {
            return Ok(());
        };
        let Some(at) = self
            .waiting
            .iter()
            .position(|waiting| waiting.request.id == id)
        else {
            return Ok(());
        };
        self.waiting.remove(at);
        respond(id, Err(failed(ErrorCode::RequestCanceled, "cancelled")))
    }

    /// Notes that a document is another: what depends on it is checked again, and what waits for it is not answered.
    fn changed(&mut self, name: &str) -> Alive {
        let disk = self.documents.disk();
        for (other, document) in &mut self.documents.open {
            let uses = || reach(&disk, other).iter().any(|(used, _)| used == name);
            document.dirty = document.dirty || other == name || uses();
        }
        self.plan_check();
        let stale = std::mem::take(&mut self.waiting);
        let (stale, kept) = stale.into_iter().partition(|waiting| waiting.name == name);
        self.waiting = kept;
        let stale: Vec<Waiting> = stale;
        stale.into_iter().try_for_each(|waiting| {
            let modified = failed(ErrorCode::ContentModified, "the document changed");
            respond(waiting.request.id, Err(modified))
        })
    }

    fn plan_check(&mut self) {
        self.latest.fetch_add(1, Ordering::SeqCst);
        self.due = Some(Instant::now() + PAUSE);
    }

    fn check(&mut self) {
        self.due = None;
        let dirty = self
            .documents
            .open
            .iter()
            .filter(|(_, document)| document.dirty);
        let job = Job {
            revision: self.latest.load(Ordering::SeqCst),
            disk: self.documents.disk(),
            names: dirty.map(|(name, _)| name.clone()).collect(),
        };
        // Without its thread there are no diagnostics, and everything else remains.
        let _ = self.jobs.send(job);
    }

    fn checked(&mut self, answer: checker::Answer) -> Alive {
        if answer.revision != self.latest.load(Ordering::SeqCst) {
            return Ok(());
        }
        if let Some(document) = self.documents.open.get_mut(&answer.name) {
            document.dirty = false;
            document.knowledge = answer.knowledge.map(Arc::new);
        }
        self.publish()?;
        let name = answer.name;
        self.answer_waiting(|waiting| waiting.name == name)
    }

    /// Sends the diagnostics of every file that has or had some; of a fault that several scenarios show, one.
    fn publish(&mut self) -> Alive {
        let disk = self.documents.disk();
        let mut found: BTreeMap<String, Vec<lsp::Diagnostic>> = BTreeMap::new();
        for (name, document) in &self.documents.open {
            found.entry(document.uri.clone()).or_default();
            let Some(known) = &document.knowledge else {
                continue;
            };
            for (file, diagnostic) in convert::diagnostics(&disk, name, known, self.encoding) {
                let own = self
                    .documents
                    .open
                    .get(&file)
                    .map(|document| document.uri.clone());
                let there = own.or_else(|| disk.path(&file).map(|path| uri::of(&path)));
                let list = found
                    .entry(there.unwrap_or_else(|| document.uri.clone()))
                    .or_default();
                if !list.contains(&diagnostic) {
                    list.push(diagnostic);
                }
            }
        }
        let gone: Vec<String> = self
            .published
            .iter()
            .filter(|uri| !found.contains_key(*uri))
            .cloned()
            .collect();
        for uri in gone {
            found.insert(uri, Vec::new());
        }
        self.published = found
            .iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(uri, _)| uri.clone())
            .collect();
        for (uri, diagnostics) in found {
            let document = self.documents.get(&uri).map(|(_, document)| document);
            // What is known of an older version is not shown as of this one.
            if document.is_some_and(|document| document.dirty) {
                if !diagnostics.is_empty() {
                    self.published.insert(uri);
                }
                continue;
            }
            let mut params = json!({ "uri": uri, "diagnostics": diagnostics });
            if let Some(document) = document {
                params["version"] = json!(document.version);
            }
            notify("textDocument/publishDiagnostics", params)?;
        }
        Ok(())
    }

    fn initialize(&mut self, params: &Value) -> Value {
        let encodings = params["capabilities"]["general"]["positionEncodings"].as_array();
        let utf8 = encodings.is_some_and(|all| all.iter().any(|one| one == "utf-8"));
        self.encoding = if utf8 {
            Encoding::Utf8
        } else {
            Encoding::Utf16
        };
        let item = &params["capabilities"]["textDocument"]["completion"]["completionItem"];
        self.forms = item["snippetSupport"] == true;
        let folders = params["workspaceFolders"].as_array();
        let folders = folders
            .into_iter()
            .flatten()
            .filter_map(|folder| folder["uri"].as_str());
        let root = params["rootUri"].as_str();
        let folders: Vec<&str> = folders.chain(root).collect();
        self.documents.folders = folders.into_iter().filter_map(uri::path).collect();
        self.documents.folders.sort();
        self.documents.folders.dedup();
        json!({
            "capabilities": {
                "positionEncoding": if utf8 { "utf-8" } else { "utf-16" },
                "textDocumentSync": { "openClose": true, "change": 2, "save": true },
                "hoverProvider": true,
                "completionProvider": { "triggerCharacters": [" ", "\"", "."] },
                "signatureHelpProvider": { "triggerCharacters": [" ", "(", ","] },
                "definitionProvider": true,
                "referencesProvider": true,
                "documentHighlightProvider": true,
                "renameProvider": { "prepareProvider": true },
                "documentSymbolProvider": true,
                "foldingRangeProvider": true,
                "documentFormattingProvider": true,
                "semanticTokensProvider": { "legend": convert::legend(), "full": true },
                "inlayHintProvider": true,
                "codeActionProvider": { "codeActionKinds": ["quickfix"] },
                "codeLensProvider": {},
            },
            "serverInfo": { "name": "cfs", "version": env!("CARGO_PKG_VERSION") },
        })
    }
}

fn is_hover(request: &Request) -> bool {
    request.method == "textDocument/hover"
}

fn cancels(event: &Event, id: &RequestId) -> bool {
    match event {
        Event::Incoming(Incoming::Message(Message::Notification(notification))) => {
            notification.method == "$/cancelRequest"
                && request_id(&notification.params["id"]).as_ref() == Some(id)
        }
        _ => false,
    }
}

fn request_id(id: &Value) -> Option<RequestId> {
    serde_json::from_value(id.clone()).ok()
}

fn send(message: &Message) -> Alive {
    transport::write(message).map_err(|_| Exit::Run)
}

fn respond(id: RequestId, answer: Answer) -> Alive {
    match answer {
        Ok(result) => transport::answer(&id, &result).map_err(|_| Exit::Run),
        Err(error) => send(&Message::Response(Response::new_err(
            id,
            error.code,
            error.message,
        ))),
    }
}

fn notify(method: &str, params: Value) -> Alive {
    send(&Message::Notification(Notification::new(
        method.into(),
        params,
    )))
}
