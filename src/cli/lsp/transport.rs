//! Messages on standard input and output. What is no message is refused and skipped: a broken client does not end the
//! server, and no length that it names makes the server allocate.

use std::io::{self, BufRead, Read, Write};

use lsp_server::{ErrorCode, Message, RequestId};
use serde_json::json;

/// Longest message, bytes: a document of the largest size with every character escaped, several times over.
const MAX_MESSAGE: u64 = 16 * 1024 * 1024;

/// Longest line of a header, bytes.
const MAX_HEADER: u64 = 4096;

/// What a client sent.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// Something else, and what is wrong with it.
    Broken(String),
}

/// Reads the next message; none at the end of the stream.
///
/// # Errors
/// When the stream fails or its headers cannot be followed any more.
pub(super) fn read(stream: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = length(stream)? else {
        return Ok(None);
    };
    if length > MAX_MESSAGE {
        io::copy(&mut stream.take(length), &mut io::sink())?;
        let reason = format!("a message of {length} bytes; the limit is {MAX_MESSAGE}");
        return Ok(Some(Incoming::Broken(reason)));
    }
    let mut body = Vec::new();
    stream.take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&body) {
        Ok(message) => Incoming::Message(message),
        Err(error) => Incoming::Broken(error.to_string()),
    }))
}

/// The length that the headers name; none at the end of the stream.
fn length(stream: &mut impl BufRead) -> io::Result<Option<u64>> {
    let invalid = |reason: &str| io::Error::new(io::ErrorKind::InvalidData, reason.to_owned());
    let mut length = None;
    loop {
        let mut line = Vec::new();
        stream.take(MAX_HEADER).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            return Err(invalid("a header without an end"));
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        match (line.split_once(':'), length) {
            (None, Some(length)) if line.is_empty() => return Ok(Some(length)),
            // A line between messages, or one that is no header, means nothing.
            (None, _) => {}
            (Some((name, value)), _) if name.eq_ignore_ascii_case("content-length") => {
                let value = value.trim().parse();
                length = Some(value.map_err(|_| invalid("a length that is not a number"))?);
            }
            (Some(_), _) => {}
        }
    }
}

/// Writes a message.
///
/// # Errors
/// When the client does not read any more.
pub(super) fn write(message: &Message) -> io::Result<()> {
    let mut stream = io::stdout().lock();
    message.write(&mut stream)?;
    stream.flush()
}

/// Says that what came is no message, so that its number is not known either.
///
/// # Errors
/// When the client does not read any more.
pub(super) fn refuse(reason: &str) -> io::Result<()> {
    let error = json!({ "code": ErrorCode::ParseError as i32, "message": reason });
    body(&json!({ "jsonrpc": "2.0", "id": null, "error": error }).to_string())
}

/// Writes the answer to a request; `result` is JSON.
///
/// # Errors
/// When the client does not read any more.
pub(super) fn answer(id: &RequestId, result: &str) -> io::Result<()> {
    body(&format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{result}}}",
        json!(id)
    ))
}

fn body(text: &str) -> io::Result<()> {
    let mut stream = io::stdout().lock();
    write!(stream, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut bytes: &[u8]) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            seen.push(match read(&mut bytes) {
                Ok(Some(Incoming::Message(Message::Notification(message)))) => message.method,
                Ok(Some(Incoming::Message(_))) => "other".into(),
                Ok(Some(Incoming::Broken(_))) => "broken".into(),
                Ok(None) => return seen,
                Err(_) => {
                    seen.push("lost".into());
                    return seen;
                }
            });
        }
    }

    #[test]
    fn what_is_no_message_is_skipped() {
        let message = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
        let good = message(r#"{"jsonrpc":"2.0","method":"a","params":{}}"#);
        let cases = [
            (good.clone(), vec!["a"]),
            (format!("noise\r\n\r\n{good}"), vec!["a"]),
            (message("{") + &good, vec!["broken", "a"]),
            (message("[]") + &good, vec!["broken", "a"]),
            (
                format!("Content-Type: x\r\ncontent-length: 2\r\n\r\n{{}}{good}"),
                vec!["broken", "a"],
            ),
            (
                "Content-Length: 99999999999999\r\n\r\n{}".into(),
                vec!["broken"],
            ),
            ("Content-Length: 9\r\n\r\n{}".into(), vec![]),
            ("Content-Length: x\r\n\r\n{}".into(), vec!["lost"]),
            ("x".repeat(5000), vec!["lost"]),
        ];
        for (bytes, expected) in cases {
            let shown: String = bytes.chars().take(40).collect();
            assert_eq!(all(bytes.as_bytes()), expected, "{shown}");
        }
    }
}
