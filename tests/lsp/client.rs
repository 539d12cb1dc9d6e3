//! A plain client of the protocol: the real program, its standard input and output, and JSON.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// Longest wait for a message: far beyond any answer, also on a machine under load.
const LIMIT: Duration = Duration::from_secs(20);

/// A server and what it has said.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Messages that came before one that was waited for.
    kept: VecDeque<Value>,
    next: i64,
}

impl Client {
    /// Starts the program without a word.
    pub fn start() -> Self {
        let mut child = Command::new(program())
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, messages) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut stdout) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            stdin: child.stdin.take(),
            child,
            messages,
            kept: VecDeque::new(),
            next: 1,
        }
    }

    /// Starts the program and says what this client can do.
    pub fn with(capabilities: Value) -> Self {
        let mut client = Self::start();
        let answer = client.ask("initialize", json!({ "capabilities": capabilities }));
        assert!(answer["capabilities"].is_object(), "{answer}");
        client.tell("initialized", json!({}));
        client
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(bytes).unwrap();
        stdin.flush().unwrap();
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its number.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next;
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The whole response of a request.
    pub fn response(&mut self, id: i64) -> Value {
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    /// The result of a request.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let response = self.response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].clone()
    }

    /// The next message that fulfils a condition; others are kept.
    pub fn wait(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&holds) {
            return self.kept.remove(at).unwrap();
        }
        loop {
            let message = self
                .messages
                .recv_timeout(LIMIT)
                .expect("a message in time");
            if holds(&message) {
                return message;
            }
            self.kept.push_back(message);
        }
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        self.tell(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": "cfs", "version": 1, "text": text } }),
        );
    }

    /// Replaces the whole text.
    pub fn replace(&mut self, uri: &str, version: i32, text: &str) {
        self.change(uri, version, json!([{ "text": text }]));
    }

    pub fn change(&mut self, uri: &str, version: i32, changes: Value) {
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }),
        );
    }

    /// The diagnostics of a version of a document.
    pub fn diagnostics(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// The versions of a document whose diagnostics came and were not waited for.
    pub fn kept_versions(&self, uri: &str) -> Vec<i64> {
        let of = |message: &&Value| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
        };
        let versions = self.kept.iter().filter(of);
        versions
            .filter_map(|message| message["params"]["version"].as_i64())
            .collect()
    }

    /// What the server holds in memory, bytes.
    pub fn memory(&self) -> u64 {
        let path = format!("/proc/{}/statm", self.child.id());
        let text = std::fs::read_to_string(path).unwrap();
        let pages: u64 = text.split(' ').nth(1).unwrap().parse().unwrap();
        pages * 4096
    }

    /// The result of a request at the first place of `needle` in `text`, `after` characters behind its beginning.
    pub fn at(&mut self, method: &str, uri: &str, text: &str, needle: &str, after: u32) -> Value {
        let position = position(text, needle, after);
        let params = json!({ "textDocument": { "uri": uri }, "position": position });
        self.ask(method, params)
    }

    /// Ends the session as the protocol says, and gives the exit code.
    pub fn end(mut self) -> Option<i32> {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        self.code()
    }

    /// The exit code, once the program has ended.
    pub fn code(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Goes away without a word, and gives the exit code.
    pub fn leave(mut self) -> Option<i32> {
        self.stdin.take();
        self.code()
    }
}

/// The program: that of the tests, or the one beside the folder of this example.
fn program() -> PathBuf {
    match option_env!("CARGO_BIN_EXE_cfs") {
        Some(path) => path.into(),
        None => {
            let own = std::env::current_exe().unwrap();
            let folder = own.ancestors().nth(2).unwrap();
            folder.join(format!("cfs{}", std::env::consts::EXE_SUFFIX))
        }
    }
}

fn read(stream: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The place, in UTF-16 units, of the first `needle` of a text and some units behind it.
pub fn position(text: &str, needle: &str, after: u32) -> Value {
    let at = text.find(needle).unwrap_or_else(|| panic!("no {needle:?}"));
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let column = u32::try_from(text[start..at].encode_utf16().count()).unwrap();
    json!({ "line": line, "character": column + after })
}

/// The address of a file in a folder.
pub fn uri(folder: &std::path::Path, name: &str) -> String {
    format!("file://{}/{name}", folder.canonicalize().unwrap().display())
}
