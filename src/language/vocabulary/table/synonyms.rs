//! Other names of what the language has: what `did you mean` suggests where a typing error does not explain a word.

/// A word of the language, and other names of the same thing, in lower case without underscores.
const SYNONYMS: &[(&str, &[&str])] = &[
    (
        "min_rate",
        &[
            "maxmin",
            "maxminrate",
            "maxminfair",
            "maxminfairness",
            "maxminsinr",
            "maximin",
            "minimum",
            "minimumrate",
            "min",
            "leastrate",
            "worst",
            "worstrate",
            "worstuser",
            "egalitarian",
            "maxminse",
        ],
    ),
    (
        "sum_rate",
        &[
            "sum",
            "sumse",
            "sumrates",
            "total",
            "totalrate",
            "maxsum",
            "maxsumrate",
            "sumratemaximization",
            "sumratemaximisation",
            "sumthroughput",
            "utilitarian",
            "sr",
        ],
    ),
    (
        "weighted",
        &[
            "wsr",
            "wsrm",
            "weightedsum",
            "weightedrate",
            "weightedsumrate",
            "weights",
        ],
    ),
    (
        "proportional_fair",
        &[
            "pf",
            "propfair",
            "proportional",
            "proportionalfairness",
            "geometric",
            "geometricmean",
            "geomean",
            "gm",
            "gmrate",
            "log",
            "sumlog",
            "logsum",
            "logutility",
            "lograte",
            "product",
            "nash",
            "nashbargaining",
        ],
    ),
    ("zf", &["zeroforcing", "nullforcing", "fzf"]),
    (
        "mrt",
        &[
            "maximumratio",
            "maximumratiotransmission",
            "maximalratio",
            "maxratio",
            "mr",
            "mrc",
            "matchedfilter",
            "conjugate",
            "conjugatebeamforming",
            "cb",
        ],
    ),
    (
        "rzf",
        &[
            "regularisedzf",
            "regularizedzf",
            "regularisedzeroforcing",
            "regularizedzeroforcing",
            "mmse",
            "pmmse",
            "przf",
            "wiener",
            "slnr",
        ],
    ),
    ("local_zf", &["lzf"]),
    ("local_mmse", &["lmmse", "lpmmse"]),
    (
        "proposed",
        &["optimal", "optimised", "optimized", "optimum", "best"],
    ),
    ("isac", &["p3", "p4", "jcas", "joint"]),
    ("sensing", &["p1", "radar"]),
    ("communication", &["p2", "communications", "comm", "rate"]),
    ("region", &["boundary", "tradeoff", "pareto"]),
    (
        "kuhn_munkres",
        &["hungarian", "munkres", "optimal", "best", "assignment"],
    ),
    (
        "nearest",
        &["closest", "greedy", "nearestneighbour", "nearestneighbor"],
    ),
    ("bottleneck", &["minmax", "maxmin"]),
    (
        "hac",
        &[
            "hierarchical",
            "hierarchicalclustering",
            "clustering",
            "cluster",
            "agglomerative",
        ],
    ),
    ("random", &["rand"]),
    (
        "strongest_ap",
        &["master", "masterap", "scalable", "strongest"],
    ),
    ("round_robin", &["cyclic", "modulo"]),
    ("orthogonal", &["noreuse", "unique"]),
    ("grid", &["lattice", "regular", "squaregrid"]),
    ("disc", &["disk", "circle"]),
    ("linear", &["lin"]),
    (
        "uniform",
        &["random", "rand", "iid", "ppp", "bpp", "binomial"],
    ),
    ("log_distance", &["exponent", "powerlaw"]),
    ("free_space", &["friis", "fspl", "los", "lineofsight"]),
    ("umi", &["urbanmicro", "streetcanyon"]),
    ("uma", &["urbanmacro"]),
    ("three_slope", &["ngo"]),
    ("mean", &["average", "avg", "expectation", "expected"]),
    ("sd", &["std", "stddev", "stdev", "sigma"]),
    ("min", &["minimum", "least", "smallest"]),
    ("max", &["maximum", "greatest", "largest"]),
    ("m", &["meter", "meters", "metre", "metres"]),
    (
        "km",
        &["kilometer", "kilometers", "kilometre", "kilometres"],
    ),
    ("deg", &["degree", "degrees"]),
    ("rad", &["radian", "radians"]),
    ("dB", &["decibel", "decibels"]),
    ("GHz", &["gigahertz"]),
    ("MHz", &["megahertz"]),
    ("on", &["true", "yes", "enabled"]),
    ("off", &["false", "no", "disabled"]),
];

/// The one of `words` that is also called `written`.
pub fn meant<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let folded: String = written
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let names = |word: &str| {
        SYNONYMS
            .iter()
            .any(|(known, others)| *known == word && others.contains(&folded.as_str()))
    };
    words.into_iter().find(|word| names(word))
}
