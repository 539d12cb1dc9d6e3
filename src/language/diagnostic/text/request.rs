//! The words for what is wrong with a request.

use super::fault::Fault;
use super::phrase::{or_list, some, ticked};
use crate::language::diagnostic::error::request::RequestError;

pub(super) fn fault(error: &RequestError) -> Fault {
    let code = format!("request::{}", error.code());
    match error {
        RequestError::Stepped {
            name,
            span,
            experiment,
            by,
        } => Fault::new(
            &code,
            format!("`{name}` cannot be set: the experiment `{experiment}` steps or derives it"),
        )
        .at(*span, "has no effect there")
        .at(*by, "decided here")
        .help(Some(
            "choose other experiments with `--only NAME`, or change the sweep",
        )),
        RequestError::NoEffect {
            name,
            span,
            experiment,
            chooser: (chooser, word),
            needed,
        } => {
            let words: Vec<String> = needed.iter().map(|word| (*word).to_owned()).collect();
            Fault::new(
                &code,
                format!(
                    "`{name}` has no effect in the experiment `{experiment}`, where `{chooser}` is `{word}`"
                ),
            )
            .at(*span, "has no effect there")
            .help(Some(format!("it needs `{chooser}` {}", or_list(&ticked(&words)))))
        }
        RequestError::Experiment {
            name,
            suggestion,
            known,
        } => {
            let help = match suggestion {
                Some(word) => format!("did you mean `{word}`?"),
                None => format!("known: {}", some(known)),
            };
            Fault::new(&code, format!("the scenario has no experiment `{name}`")).help(Some(help))
        }
    }
}
