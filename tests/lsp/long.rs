//! A file of a thousand lines.

/// Deployments, experiments and values, fifty of each.
pub fn thousand() -> String {
    let mut text = String::new();
    for number in 0..50 {
        text.push_str(&format!(
            "let reach{number} = {number} * 10 m + 100 m\n\
             deployment d{number} {{\n  area square 1 km\n  aps 3 {{\n    antennas 4\n    power 125 dB\n  }}\n  users 2\n  targets 1\n}}\n\
             # A comment.\nexperiment e{number} on d{number} {{\n  realizations 3\n  area reach{number}\n  \
             compare scheme [proposed, zf]\n  sweep users over [1, 2]\n  sweep delta over [1, 2, 3] solve isac\n  \
             plot sum_rate over delta\n}}\n\n"
        ));
    }
    text
}
