//! The page of results: whole, well-formed, and nothing in it but what was written.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cfs::archive::description::{Claim, Provenance, hash};
use cfs::archive::write::{Contents, write};
use cfs::disk::files::OutputFolder;
use cfs::language::{Figure, Look, Plot};
use cfs::plot::Formats;
use cfs::report::{ReportError, read, render};
use cfs::results::summary::Grouping;
use cfs::table::{Cell, Table};

use crate::sample;

/// What no scenario should be able to bring into a page.
const HOSTILE: &str = "</script><script>alert('x')</script>&\"<b>\u{1b}";

fn two_schemes() -> Table {
    let mut table = sample::table();
    let mut others = table.rows.clone();
    for row in &mut others {
        row[1] = "zf".into();
        if let Some(rate) = row[3].as_number() {
            row[3] = Cell::Number(rate - 1.0);
        }
    }
    table.rows.extend(others);
    // As runs write them: realization by realization.
    table.rows.sort_by_key(|row| row[0].as_integer());
    table
}

fn write_results(folder: &Path, name: &str, table: &Table, provenance: &Provenance) {
    let expectations = [
        Claim {
            text: "mean sum_rate > 3".into(),
            operator: ">".into(),
            place: Some("scheme zf".into()),
            left: Some(21.987_654_321),
            right: Some(3.0),
            passed: true,
            networks: None,
        },
        Claim {
            text: HOSTILE.into(),
            operator: "<".into(),
            place: None,
            left: None,
            right: Some(1.0),
            passed: false,
            networks: None,
        },
    ];
    let provenance = &Provenance {
        plots: vec![Plot {
            figure: Figure::Curves {
                y: vec!["sum_rate".into()],
                x: "delta".into(),
                by: None,
            },
            at: Vec::new(),
            look: Look::default(),
        }],
        ..provenance.clone()
    };
    let results = Contents {
        beampatterns: None,
        layouts: None,
        arrays: None,
        users: None,
        found: None,
        percentiles: None,
        formats: Formats::default(),
        name,
        table,
        grouping: &Grouping::by(&["scheme", "delta"]),
        compared: &["scheme".to_owned()],
        precision: None,
        expectations: &expectations,
        provenance,
        others: &|set| {
            set.add(&format!("{name}.journal"), b"not a table")
                .map(drop)
        },
    };
    write(&OutputFolder::open(folder).unwrap(), &results).unwrap();
}

/// Puts another figure in the place of the one that was drawn, with the description's blessing.
fn replace_figure(folder: &Path, name: &str, svg: &str) {
    let (figure, description) = (
        folder.join(figure(name)),
        folder.join(format!("{name}.json")),
    );
    let json = fs::read_to_string(&description).unwrap();
    let drawn = hash(&fs::read(&figure).unwrap());
    fs::write(&description, json.replace(&drawn, &hash(svg.as_bytes()))).unwrap();
    fs::write(figure, svg).unwrap();
}

fn figure(name: &str) -> String {
    format!("{name}.sum_rate_over_delta.svg")
}

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert('x')</script></svg>";

fn page() -> String {
    let temp = tempfile::tempdir().unwrap();
    let mut provenance = sample::provenance();
    provenance.settings[0].value = HOSTILE.into();
    provenance.scenario = HOSTILE.into();
    let mut table = two_schemes();
    table.rows[4][6] = HOSTILE.into();
    write_results(temp.path(), "region", &table, &provenance);
    write_results(temp.path(), "area", &sample::table(), &sample::provenance());
    replace_figure(temp.path(), "area", SVG);
    render(&read(temp.path()).unwrap())
}

/// Elements that have no end.
const VOID: [&str; 5] = ["meta", "img", "br", "hr", "wbr"];

/// Tags of a page in order: name, attributes, whether it ends an element. Texts of styles and
/// scripts are passed over.
fn tags(page: &str) -> Vec<(String, String, bool)> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let mut quoted = false;
        let end = rest
            .find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })
            .expect("a tag ends");
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let (closes, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !closes && ["style", "script"].contains(&name) {
            let end = rest.find(&format!("</{name}>")).expect("it ends");
            rest = &rest[end..];
        }
        tags.push((name.to_owned(), attributes.to_owned(), closes));
    }
    tags
}

#[test]
fn every_element_ends_where_it_should() {
    let page = page();
    let mut open: Vec<String> = Vec::new();
    for (name, _, closes) in tags(&page) {
        if name == "!DOCTYPE" || VOID.contains(&name.as_str()) {
            continue;
        }
        if closes {
            assert_eq!(open.pop().as_ref(), Some(&name), "inside {open:?}");
        } else {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(
        page.contains("Solved isac by"),
        "a sentence says what was run"
    );
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
}

#[test]
fn names_of_places_are_unique_and_links_lead_to_them() {
    let page = page();
    let value = |attributes: &str, name: &str| {
        let start = format!("{name}=\"");
        let rest = attributes.split(&start).nth(1)?;
        Some(rest[..rest.find('"').unwrap()].to_owned())
    };
    let tags = tags(&page);
    let ids: Vec<String> = tags.iter().filter_map(|t| value(&t.1, "id")).collect();
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    let links: Vec<String> = tags.iter().filter_map(|t| value(&t.1, "href")).collect();
    let (places, files): (Vec<&String>, Vec<&String>) =
        links.iter().partition(|link| link.starts_with('#'));
    assert_eq!(places[..2], ["#experiment-1", "#experiment-2"]);
    assert!(
        places
            .iter()
            .all(|link| ids.contains(&link[1..].to_owned()))
    );
    let expected = [
        "./area.sum_rate_over_delta.svg",
        "./area.summary.csv",
        "./region.sum_rate_over_delta.svg",
        "./region.summary.csv",
    ];
    assert_eq!(
        files, expected,
        "figures lead to themselves and to their data"
    );
}

#[test]
fn nothing_is_loaded_and_nothing_of_others_runs() {
    let page = page();
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains("<script>alert") && !page.contains("<b>"));
    assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert('x')&lt;/script&gt;&amp;&quot;"));
    assert!(!page.contains('\u{1b}'));
    for tag in tags(&page) {
        let (name, attributes, _) = &tag;
        assert!(!["link", "iframe", "object", "svg"].contains(&name.as_str()));
        for source in attributes.split("src=\"").skip(1) {
            assert!(source.starts_with("data:image/svg+xml,"), "{source}");
        }
        // The name of the SVG namespace is an address that is not loaded.
        assert!(name == "img" || !attributes.contains("://"), "{attributes}");
    }
}

#[test]
fn tables_have_captions_that_differ() {
    let tags = tags(&page());
    let count = |name: &str| tags.iter().filter(|t| t.0 == name && !t.2).count();
    assert!(count("table") > 6);
    assert_eq!(count("table"), count("caption"));
    let heads = tags.iter().filter(|t| t.0 == "th" && !t.2);
    assert!(heads.clone().count() > 0);
    assert!(heads.clone().all(|t| t.1.contains("scope=")));
    let images = tags.iter().filter(|t| t.0 == "img");
    assert!(
        images
            .clone()
            .all(|t| t.1.contains("alt=\"Figure: sum rate over delta\""))
    );
    assert_eq!(images.count(), 2);
}

#[test]
fn a_page_shows_what_the_files_hold() {
    // Names may be broken after each `_`.
    let page = page().replace("<wbr>", "");
    for text in [
        "Results: area, region",
        "12 points: 8 solved, 2 infeasible, 2 failed",
        "12 restarts, none certified",
        "<td>delta is below S_min</td>",
        // The mean of 20, 22 and 24 with its t-interval over three.
        "22.000<span class=\"interval\"> ± 5.0</span>",
        "<td>at scheme zf: 21.9877 &gt; 3</td>",
        "<td>no value &lt; 1</td>",
        "<span class=\"good\">holds</span>",
        "<span class=\"bad\">fails</span>",
        "<td>region.cfs:3</td>",
        "sum_rate_difference",
        "18446744073709551615",
        "max_iter",
    ] {
        assert!(page.contains(text), "no `{text}` in the page");
    }
    assert!(!page.contains("was changed after the run"));
}

#[test]
fn the_same_files_give_the_same_page() {
    assert_eq!(page(), page());
}

#[test]
fn a_table_means_the_results_it_belongs_to() {
    let temp = tempfile::tempdir().unwrap();
    write_results(temp.path(), "region", &two_schemes(), &sample::provenance());
    write_results(
        temp.path(),
        "region.wide",
        &two_schemes(),
        &sample::provenance(),
    );
    let whole = read(temp.path()).unwrap();
    assert_eq!(whole.len(), 2);
    for name in [
        "region.csv",
        "region.json",
        "region.summary.csv",
        "region.paired.csv",
    ] {
        let found = read(&temp.path().join(name)).unwrap();
        assert_eq!(found, whole[..1]);
        let pictures = &found[0].pictures;
        let drawn: Vec<&str> = pictures.drawn.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(drawn, [figure("region")]);
        assert!(pictures.missing.is_empty() && pictures.others.is_empty());
    }
}

#[test]
fn only_figures_of_the_run_are_shown() {
    let temp = tempfile::tempdir().unwrap();
    write_results(temp.path(), "region", &two_schemes(), &sample::provenance());
    fs::write(temp.path().join("region.mine.svg"), SVG).unwrap();
    let drawn = |found: &[cfs::report::Chapter]| found[0].pictures.drawn.len();
    let chapters = read(temp.path()).unwrap();
    assert_eq!(chapters[0].pictures.others, ["region.mine.svg"]);
    assert_eq!(drawn(&chapters), 1);

    fs::write(temp.path().join(figure("region")), SVG).unwrap();
    let chapters = read(temp.path()).unwrap();
    assert_eq!(
        chapters[0].changed().collect::<Vec<_>>(),
        [figure("region")]
    );
    fs::remove_file(temp.path().join(figure("region"))).unwrap();
    let chapters = read(temp.path()).unwrap();
    assert_eq!(chapters[0].pictures.missing, [figure("region")]);
    assert_eq!(drawn(&chapters), 0);
}

#[test]
fn experiments_are_in_the_order_of_their_scenarios() {
    let temp = tempfile::tempdir().unwrap();
    for (name, scenario, place) in [
        ("a", "", None),
        ("b", "two.cfs", Some(2)),
        ("c", "two.cfs", Some(1)),
        ("d", "one.cfs", Some(1)),
    ] {
        let mut provenance = sample::provenance();
        provenance.sources[0].path = scenario.into();
        provenance.place = place;
        write_results(temp.path(), name, &sample::table(), &provenance);
    }
    let chapters = read(temp.path()).unwrap();
    let names: Vec<&str> = chapters.iter().map(|c| c.results.name.as_str()).collect();
    assert_eq!(names, ["d", "c", "b", "a"]);
}

#[test]
fn a_file_that_was_changed_is_reported() {
    let temp = tempfile::tempdir().unwrap();
    write_results(temp.path(), "region", &two_schemes(), &sample::provenance());
    let path = temp.path().join("region.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace("proposed,6.0,20.0,", "proposed,6.0,29.0,"),
    )
    .unwrap();
    let chapters = read(temp.path()).unwrap();
    assert!(chapters[0].results.data.changed);
    assert!(render(&chapters).contains("was changed after the run"));
}

#[test]
fn what_is_no_result_is_an_error() {
    let temp = tempfile::tempdir().unwrap();
    let error = read(temp.path()).unwrap_err();
    assert!(matches!(error, ReportError::Empty { .. }));
    assert!(read(&temp.path().join("none.csv")).is_err());

    write_results(temp.path(), "region", &two_schemes(), &sample::provenance());
    let path = temp.path().join("region.json");
    let json = fs::read_to_string(&path).unwrap();
    for (found, wrong, says) in [
        (
            "\"region.summary.csv\"",
            "\"../secret\"",
            "not the name of a file beside it",
        ),
        (
            "\"type\": \"number\"",
            "\"type\": \"date\"",
            "which tables do not have",
        ),
        (
            "\"name\": \"sum_rate\"",
            "\"name\": \"rate\"",
            "expected the columns",
        ),
        ("{", "", "not the schema of a table"),
    ] {
        fs::write(&path, json.replacen(found, wrong, 1)).unwrap();
        let error = read(temp.path()).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}
