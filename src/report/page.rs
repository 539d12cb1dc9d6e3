//! The page itself.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Chapter;
use super::digits::{significant, without_end_zeros};
use super::found;
use super::grid::grid;
use super::overview::Overview;
use crate::archive::description::{Claim, FIND, Provenance, Setting};
use crate::archive::ours::PAGE as POLICY;
use crate::archive::read::Stored;
use crate::results::precision::Precision;
use crate::table::Table;
use crate::table::columns::{BUDGETS, DELTA, PART, REALIZATION, SCHEME, STATUSES, STEP, ZETA};
use crate::table::digits::apart;
use crate::table::text::plain;

const STYLE: &str = include_str!("style.css");
const SORT: &str = include_str!("sort.js");

/// Digits of values beside expectations.
const DIGITS: usize = 6;

/// The page of these results. Equal arguments give equal bytes.
#[must_use]
pub fn render(chapters: &[Chapter]) -> String {
    page(chapters, None)
}

/// The same page, which a browser loads again every so many seconds.
#[must_use]
pub fn render_live(chapters: &[Chapter], seconds: u32) -> String {
    page(chapters, Some(seconds))
}

fn page(chapters: &[Chapter], refresh: Option<u32>) -> String {
    let names: Vec<String> = chapters.iter().map(|c| plain(&c.results.name)).collect();
    let title = format!("Results: {}", names.join(", "));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                @if let Some(seconds) = refresh {
                    meta http-equiv="refresh" content=(seconds);
                }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    @if chapters.len() > 1 { (contents(chapters, &names)) }
                }
                main {
                    @for (index, chapter) in chapters.iter().enumerate() {
                        section id=(format!("experiment-{}", index + 1)) { (section(chapter, index + 1)) }
                    }
                }
                script { (PreEscaped(SORT)) }
            }
        }
    };
    page.into_string() + "\n"
}

fn contents(chapters: &[Chapter], names: &[String]) -> Markup {
    html! {
        nav aria-label="Experiments" {
            ul {
                @for (index, (chapter, name)) in chapters.iter().zip(names).enumerate() {
                    li {
                        a href=(format!("#experiment-{}", index + 1)) { (name) }
                        " " span.soft { "(" (points(&chapter.overview)) ")" }
                    }
                }
            }
        }
    }
}

/// `solve isac` by proposed and ZF, at every area (7 values) and delta (3 values), for 10 realizations.
fn sentence(results: &Stored, overview: &Overview) -> String {
    let settings = &results.provenance.controls;
    let problem = settings.iter().find(|setting| setting.name == "solve");
    let mut text = match problem {
        Some(problem) => format!("Solved {}", plain(&problem.value)),
        None => "Solved".to_owned(),
    };
    let schemes = overview.key(SCHEME);
    if let Some(schemes) = schemes.filter(|schemes| !schemes.words.is_empty()) {
        text.push_str(&format!(" by {}", schemes.words.join(", ")));
    }
    // The points of a boundary are not asked for, and where each realization has a grid of its own, its points are counted.
    let is_boundary = overview.key(PART).is_some();
    let is_swept = |name: &str| match name {
        SCHEME | REALIZATION | STEP | PART => false,
        DELTA | ZETA => !is_boundary,
        _ => true,
    };
    let keys = overview.keys.iter().filter(|(name, _)| is_swept(name));
    let swept: Vec<String> = keys
        .filter_map(|(name, distinct)| {
            let steps = overview
                .key(STEP)
                .filter(|_| BUDGETS.contains(&name.as_str()));
            let count = steps.unwrap_or(distinct).count();
            (count > 1).then(|| format!("{name} ({count} values)"))
        })
        .collect();
    if let [first, rest @ ..] = swept.as_slice() {
        text.push_str(&format!(" at every {first}"));
        for (index, name) in rest.iter().enumerate() {
            let last = index + 1 == rest.len();
            text.push_str(&format!("{} {name}", if last { " and" } else { "," }));
        }
    }
    if let Some(realizations) = overview.key(REALIZATION) {
        let count = realizations.count();
        let plural = if count == 1 { "" } else { "s" };
        text.push_str(&format!(" for {count} realization{plural}"));
    }
    format!(
        "{text}, seed {}. {}.",
        results.provenance.seed,
        points(overview)
    )
}

fn section(chapter: &Chapter, number: usize) -> Markup {
    let results = &chapter.results;
    html! {
        h2 { (plain(&results.name)) }
        p.lead { (plain(&sentence(results, &chapter.overview))) }
        (facts(&results.provenance))
        @if let Some(precision) = &results.precision { (precise(precision)) }
        @for changed in chapter.changed() {
            p.warn {
                "The file " code { (plain(changed)) }
                " is not the one that was described: it was changed after the run."
            }
        }
        (reasons(&chapter.overview))
        (expectations(&results.expectations))
        @if let Some(table) = &chapter.found { (searched(table, &results.provenance)) }
        (pictures(chapter, number))
        @if let Some(summary) = &chapter.summary {
            h3 { "Summary" }
            (grid(summary, "Means over the realizations with their 95 % intervals (Student's t), and points by status"))
        }
        @if let Some(paired) = &chapter.paired {
            h3 { "Paired differences" }
            (grid(paired, "Differences to the reference within each realization, means with their 95 % intervals, and pairs by status"))
        }
        (settings(&results.provenance))
        (origin(results))
    }
}

fn facts(provenance: &Provenance) -> Markup {
    html! {
        dl.facts {
            @for Setting { name, value, .. } in &provenance.controls {
                div { dt { (plain(name)) } dd { (plain(value)) } }
            }
        }
    }
}

/// `96 points: 90 solved, 6 infeasible, 0 failed`
fn points(overview: &Overview) -> String {
    let counts = STATUSES.iter().zip(overview.statuses);
    let counts: Vec<String> = counts
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    let all = overview.points;
    let plural = if all == 1 { "" } else { "s" };
    format!("{all} point{plural}: {}", counts.join(", "))
}

fn precise(precision: &Precision) -> Markup {
    let percent = |share: f64| format!("{} %", rounded(share * 100.0, 3));
    html! {
        p {
            (precision.realizations) " realizations; " (plain(&precision.metric)) " within "
            (percent(precision.within)) ": "
            @if precision.reached { span.good { "reached" } } @else { span.warn { "not reached" } }
            @match precision.widest {
                Some(widest) => { " (the widest interval is ± " (percent(widest)) " of its mean)" }
                None => { " (some point has no interval)" }
            }
        }
    }
}

/// Why points were not solved, and how many for each reason.
fn reasons(overview: &Overview) -> Markup {
    let counts = &overview.reasons;
    html! {
        @if !counts.is_empty() {
            h3 { "Points without a result" }
            div.scroll {
                table {
                    caption { "They are in no mean and no interval" }
                    thead { tr { th scope="col" { "status" } th scope="col" { "reason" } th.number scope="col" { "points" } } }
                    tbody {
                        @for ((status, reason), count) in counts {
                            tr { td { (status) } td { (reason) } td.number { (count) } }
                        }
                    }
                }
            }
        }
    }
}

fn expectations(claims: &[Claim]) -> Markup {
    let side = |value: Option<f64>, claim: &Claim| {
        let digits = match (claim.left, claim.right) {
            (Some(left), Some(right)) => apart(left, right, DIGITS),
            _ => DIGITS,
        };
        value.map_or_else(|| "no value".to_owned(), |value| rounded(value, digits))
    };
    html! {
        @if !claims.is_empty() {
            h3 { "Expectations" }
            div.scroll {
                table {
                    caption { "What the scenario expects of these results" }
                    thead { tr { th scope="col" { "verdict" } th scope="col" { "expectation" } th scope="col" { "values" } } }
                    tbody {
                        @for claim in claims {
                            tr {
                                td {
                                    @if claim.passed { span.good { "holds" } } @else { span.bad { "fails" } }
                                }
                                td { code { (plain(&claim.text)) } }
                                td { @if let Some(place) = &claim.place { "at " (plain(place)) ": " } (side(claim.left, claim)) " " (plain(&claim.operator)) " " (side(claim.right, claim)) @if let Some(networks) = claim.networks { (format!(", over {} of {} networks", networks.used, networks.of)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a search found, under what was asked.
fn searched(table: &Table, provenance: &Provenance) -> Markup {
    let asked: Vec<String> = (provenance.controls.iter())
        .filter(|setting| setting.name == FIND)
        .map(|setting| format!("{FIND} {}", plain(&setting.value)))
        .collect();
    let caption = match asked.is_empty() {
        true => "What the search found".to_owned(),
        false => asked.join(", "),
    };
    html! {
        h3 { "Found" }
        (grid(&found::without_sentences(table), &caption))
        @for sentence in found::sentences(table) { p { (sentence) } }
        p.soft {
            "In brackets the values at which the target is inside the 95 % interval of the statistic; "
            "an end without a value is beyond the values that were searched."
        }
    }
}

fn rounded(value: f64, digits: usize) -> String {
    without_end_zeros(significant(value, digits))
}

/// The figures. A click shows one as large as the window; a second one takes the reader back.
fn pictures(chapter: &Chapter, number: usize) -> Markup {
    html! {
        @if !chapter.pictures.drawn.is_empty() {
            h3 { "Figures" }
            div.figures {
                @for (index, picture) in chapter.pictures.drawn.iter().enumerate() {
                    @let id = format!("figure-{number}-{}", index + 1);
                    figure id=(id) {
                        a.enlarge href=(format!("#{id}")) title="full size" {
                            img src=(picture.address()) alt=(format!("Figure: {}", plain(&picture.caption)));
                        }
                        figcaption {
                            (plain(&picture.caption))
                            " ("
                            a href=(format!("./{}", picture.name)) { "SVG" }
                            @for table in &picture.data { ", " a href=(format!("./{table}")) { (plain(table)) } }
                            ") "
                            a.back href=(format!("#experiment-{number}")) { "back" }
                        }
                    }
                }
            }
        }
    }
}

fn settings(provenance: &Provenance) -> Markup {
    let all: Vec<&Setting> = provenance
        .controls
        .iter()
        .chain(&provenance.settings)
        .collect();
    let stated = |setting: &Setting| setting.origin != "default";
    let count = all.iter().filter(|setting| stated(setting)).count();
    html! {
        h3 { "Settings" }
        div.scroll tabindex="0" role="region" aria-label="Settings" {
            table {
                caption { "Every setting that has an effect; " (count) " of " (all.len()) " are stated, the others are defaults" }
                thead { tr { th scope="col" { "setting" } th scope="col" { "value" } th scope="col" { "stated" } } }
                tbody {
                    @for setting in &all {
                        tr.soft[!stated(setting)] {
                            th scope="row" { (plain(&setting.name)) }
                            td { (plain(&setting.value)) }
                            td { (plain(&setting.origin)) }
                        }
                    }
                }
            }
        }
    }
}

/// What is needed to compute it again.
fn origin(results: &Stored) -> Markup {
    let from = &results.provenance;
    html! {
        h3 { "Provenance" }
        dl.facts {
            div { dt { "program" } dd { (plain(&from.program)) " " (plain(&from.version)) } }
            div { dt { "seed" } dd { (from.seed) } }
            @for (name, value) in &from.solver {
                div { dt { (plain(name)) } dd { (plain(value)) } }
            }
        }
        div.scroll {
            table {
                caption { "Files by their SHA-256" }
                thead { tr { th scope="col" { "file" } th scope="col" { "what it is" } th scope="col" { "SHA-256" } } }
                tbody {
                    @for source in &from.sources {
                        tr { td { (plain(&source.path)) } td { "source" } td.hash { (plain(&source.sha256)) } }
                    }
                    @for table in results.tables() {
                        tr { td { (plain(&table.name)) } td { "result" } td.hash { (table.sha256) } }
                    }
                }
            }
        }
        details {
            summary { "The experiment as planned" }
            pre { (from.scenario.lines().map(plain).collect::<Vec<_>>().join("\n")) }
        }
    }
}
