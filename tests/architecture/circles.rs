//! Circles of arrows between files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::source::{Arrow, Sources};

/// One line per circle: the shortest through the first file of each knot of files
/// that reach each other, with the line of every arrow in it.
pub(crate) fn circles(sources: &Sources, arrows: &[Arrow]) -> Vec<String> {
    let mut next: BTreeMap<usize, BTreeMap<usize, &Arrow>> = BTreeMap::new();
    for arrow in arrows {
        next.entry(arrow.from)
            .or_default()
            .entry(arrow.to)
            .or_insert(arrow);
    }
    let reached: Vec<BTreeSet<usize>> = (0..sources.modules.len())
        .map(|start| reachable(start, &next))
        .collect();
    let mut done: BTreeSet<usize> = BTreeSet::new();
    let mut circles = Vec::new();
    for start in 0..sources.modules.len() {
        if !reached[start].contains(&start) || done.contains(&start) {
            continue;
        }
        let knot: Vec<usize> = reached[start]
            .iter()
            .copied()
            .filter(|&other| reached[other].contains(&start))
            .collect();
        done.extend(&knot);
        let around = shortest(start, &next);
        let steps: Vec<String> = around
            .iter()
            .map(|arrow| {
                let file = |index: usize| &sources.modules[index].file;
                let (from, to) = (file(arrow.from), file(arrow.to));
                format!("{from}:{} uses {} of {to}", arrow.line, arrow.path)
            })
            .collect();
        let files: Vec<&str> = knot
            .iter()
            .map(|&index| sources.modules[index].file.as_str())
            .collect();
        circles.push(format!(
            "a circle of {} files ({}): {}",
            knot.len(),
            files.join(", "),
            steps.join("; ")
        ));
    }
    circles
}

/// What can be reached from a file by one arrow or more.
fn reachable(start: usize, next: &BTreeMap<usize, BTreeMap<usize, &Arrow>>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        for &to in next.get(&at).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(to) {
                open.push(to);
            }
        }
    }
    found
}

/// The shortest way from a file back to itself.
fn shortest<'a>(
    start: usize,
    next: &BTreeMap<usize, BTreeMap<usize, &'a Arrow>>,
) -> Vec<&'a Arrow> {
    let mut came: BTreeMap<usize, &Arrow> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(at) = open.pop_front() {
        for (&to, &arrow) in next.get(&at).into_iter().flatten() {
            if came.contains_key(&to) {
                continue;
            }
            came.insert(to, arrow);
            open.push_back(to);
        }
    }
    let mut way = vec![came[&start]];
    while way[way.len() - 1].from != start {
        way.push(came[&way[way.len() - 1].from]);
    }
    way.reverse();
    way
}
