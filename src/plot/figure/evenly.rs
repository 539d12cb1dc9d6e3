//! A few of many, where not all can be shown.

/// At most `most` of the numbers below `count`, evenly chosen, the first and the last among them.
pub(crate) fn evenly(count: usize, most: usize) -> Vec<usize> {
    if count <= most {
        return (0..count).collect();
    }
    (0..most)
        .map(|place| place * (count - 1) / (most - 1))
        .collect()
}
