//! What is wrong with a command line, in the form of other messages.

use std::ffi::OsString;
use std::io::Write as _;

use cfs::language::syntax::visible;
use cfs::language::vocabulary::table::codes;

use super::console::Console;
use super::exit::Exit;
use super::message::Message;
use super::options::Format;

/// Shows help, the version or what is wrong with the command line; the last in the form of other messages, if
/// that is asked for.
pub(super) fn show(error: &clap::Error, arguments: &[OsString]) -> Exit {
    if !error.use_stderr() {
        // A closed stream cannot be reported anywhere.
        let _ = error.print();
        let _ = std::io::stdout().flush();
        return Exit::Ok;
    }
    let console = Console::new(format_asked(arguments), false);
    let text = error.render().to_string();
    if console.is_for_tools() {
        console.message(&usage(&text));
    } else {
        console.complain(&visible(&text));
    }
    Exit::Usage
}

/// The form of messages that a faulty command line asks for.
fn format_asked(arguments: &[OsString]) -> Format {
    let texts = arguments
        .iter()
        .map(|argument| argument.to_string_lossy().into_owned());
    let mut before = String::new();
    for text in texts.take_while(|text| text != "--") {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => (before, text.clone()),
        };
        if name == MESSAGE_FORMAT && value == "json" {
            return Format::Json;
        }
        before = text;
    }
    Format::Human
}

/// The option that says how messages are written.
const MESSAGE_FORMAT: &str = "--message-format";

/// A fault of usage as a message: what is wrong, then the first tip, or how the command is called.
fn usage(text: &str) -> Message {
    let mut paragraphs = text.split("\n\n").map(|part| {
        let lines = part.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(" ")
    });
    let message = paragraphs.next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    let rest: Vec<String> = paragraphs.collect();
    let find = |start: &str| rest.iter().find_map(|part| part.strip_prefix(start));
    let help = find("tip: ").or_else(|| find("Usage: "));
    let message = Message::error(codes::USAGE, message);
    match help {
        Some(help) => message.help(help),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, format_asked, usage};
    use crate::cli::args::Arguments;

    #[test]
    fn the_form_of_messages_is_known_though_the_line_is_faulty() {
        let cases = [
            ("run x --foo --message-format json", Format::Json),
            ("run --message-format=json -j 0", Format::Json),
            ("run -j 0", Format::Human),
            ("run --message-format human x", Format::Human),
            ("run -- --message-format json", Format::Human),
        ];
        for (line, format) in cases {
            assert_eq!(
                format_asked(&line.split(' ').map(Into::into).collect::<Vec<_>>()),
                format,
                "{line}"
            );
        }
    }

    #[test]
    fn a_fault_of_usage_is_one_message() {
        use clap::Parser as _;
        let line = ["cfs", "run", "x.cfs", "--relpace"];
        let error = Arguments::try_parse_from(line).unwrap_err();
        let message = usage(&error.render().to_string());
        assert_eq!(message.message, "unexpected argument '--relpace' found");
        assert_eq!(
            message.help.as_deref(),
            Some("a similar argument exists: '--replace'")
        );
    }
}
