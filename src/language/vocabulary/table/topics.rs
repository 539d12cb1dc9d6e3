//! Words that readers look for and the language does not have, each with what to use instead.

/// What to say of such words.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// The words; the first is the one that is listed.
    pub words: &'static [&'static str],
    /// One line for messages where such a word is used in a scenario; empty where it cannot be.
    pub hint: &'static str,
    /// What `explain` says.
    pub doc: &'static str,
}

/// Every topic. Units, which have a table of their own, are added to the first.
pub const TOPICS: &[Topic] = &[
    Topic {
        words: &["hertz", "Hz"],
        hint: "frequencies are in GHz, MHz or kHz: `3.5 GHz`",
        doc: "A frequency is in GHz, MHz or kHz: 3.5e9 Hz is `3.5 GHz`. In an expression that needs the number of Hz, write it as a plain \
              number: `log10(20e6)`.",
    },
    Topic {
        words: &["lengths", "cm", "mm", "mile", "miles", "ft", "feet"],
        hint: "lengths are in km or m: `500 m`",
        doc: "A length is in km or m: `2 km`, `500 m`.",
    },
    Topic {
        words: &[
            "bits", "bit", "bps", "nat", "nats", "Mbit", "kbit", "Gbit", "Mbps", "kbps", "Gbps",
            "Mb", "MB", "byte", "bytes",
        ],
        hint: "rates are plain numbers: `rate_floor 0.5` is in bit/s/Hz, and `throughput` in Mbit/s, as in `expect mean throughput > 20`",
        doc: "Rates are plain numbers in bit/s/Hz: `rate_floor 0.5`, `solve isac at zeta 40`, `expect mean sum_rate > 40`. `throughput` is in \
              Mbit/s, the rate times the bandwidth in MHz: `expect mean throughput > 20`.",
    },
    Topic {
        words: &[
            "times", "s", "ms", "us", "ns", "sec", "second", "seconds", "minutes", "h", "hour",
            "hours", "speed", "velocity", "mph", "kmh", "kph", "mobility", "doppler",
        ],
        hint: "nothing is timed and nothing moves: a coherence block is a number of symbols, `coherence 200`",
        doc: "Nothing is timed and nothing moves within a coherence block, which is a number of symbols: `coherence 200`. A user at speed v \
              has a block of about c / (2 v f) seconds at the carrier f, times the coherence bandwidth in Hz.",
    },
    Topic {
        words: &["gains", "dBi", "dBd", "antenna_gain"],
        hint: "gains of antennas are part of the path loss, in dB: `path_loss formula 128.1 dB - 5 dB + 37.6 dB * log10(d)`",
        doc: "Gains of antennas are part of the path loss, in dB: `path_loss formula 128.1 dB - 5 dB + 37.6 dB * log10(d)`.",
    },
    Topic {
        words: &["constants", "pi", "PI", "e", "euler", "j"],
        hint: "there are no named constants: write `3.141592653589793`, `exp(1)`, or angles as `180 deg`",
        doc: "There are no named constants: write `3.141592653589793` and `exp(1)`. Angles have the units deg and rad, so that pi is `180 deg`.",
    },
    Topic {
        words: &["infinity", "inf", "Inf", "nan", "NaN"],
        hint: "every value is finite: write a number",
        doc: "Every value is finite. A range ends at a number or at a result such as `S_I`.",
    },
    Topic {
        words: &["counts", "count", "number", "num"],
        hint: "a count follows its word: `aps 4 { ... }`, `users 9`",
        doc: "How many there are follows the word: `aps 4 { ... }`, `users 9`, `targets 3`.",
    },
    Topic {
        words: &[
            "distributions",
            "CDF",
            "ecdf",
            "pdf",
            "histogram",
            "hist",
            "boxplot",
            "scatter",
            "bar",
            "percentile",
            "percentiles",
            "quantile",
            "quantiles",
            "outage",
            "coverage",
        ],
        hint: "`plot cdf of rate by scheme` and `plot box of rate over scheme` draw distributions, `record users` writes what every \
               user gets, `record p5 of rate` a percentile with its interval",
        doc: "`plot cdf of rate by scheme` and `plot box of rate over scheme` draw distributions. NAME.csv has a row for each point \
              and realization; `record users` writes NAME.users.csv, a row for each user of them. \
              `record p5 of rate median of sum_rate` adds percentiles with distribution-free 95 % intervals to the summary, and \
              `expect p5 of rate >= 0.1` tests one; any from p1 to p99 can be written.",
    },
    Topic {
        words: &["units", "unit"],
        hint: "a unit follows its number directly: `2 km`",
        doc: "The unit of a number follows it directly: `125 dB`, `125dB`. A quantity without a unit is refused.",
    },
    Topic {
        words: &[
            "noise",
            "noise_power",
            "noise.power",
            "noise_floor",
            "noise_density",
            "noise_psd",
            "sigma2",
            "N_0",
            "N0",
            "n0",
            "dBW",
        ],
        hint: "the noise power is k_B T B F: state `noise { bandwidth 20 MHz figure 7 dB }`, which is -94 dBm, and powers in dBm, mW or W; \
               or state powers over the noise, in dB",
        doc: "Powers are over the noise power in the model. Either state the noise and write powers as they are,\n\n\
              noise {\n  bandwidth 40 MHz\n  figure 9 dB\n}\n\
              aps {\n  power 30 dBm\n}\n\n\
              or write them over the noise: `power 119 dB`. The noise power is k_B T B F: -174 dBm/Hz at 290 K, over the \
              bandwidth, raised by the noise figure.",
    },
    Topic {
        words: &[
            "frequency",
            "carrier_frequency",
            "wavelength",
            "carrier",
            "fc",
            "f_c",
        ],
        hint: "a carrier belongs to the law of the path loss: `path_loss umi carrier 3.5 GHz`; antennas are `spacing` wavelengths apart",
        doc: "A carrier frequency belongs to the path-loss law that needs one: `path_loss umi carrier 3.5 GHz`. Antennas \
              are `spacing` wavelengths apart, whatever the carrier.",
    },
    Topic {
        words: &["loops", "for", "foreach", "loop", "repeat", "parfor"],
        hint: "write `sweep NAME from A to B step S` or `sweep NAME over [A, B]`",
        doc: "The language has no loops: `sweep` steps a setting or a budget through its values, and `realizations` says how many \
              networks are drawn.\n\n\
              sweep users from 3 to 6 step 1 solve communication",
    },
    Topic {
        words: &["ranges", "linspace", "logspace", "arange", "range", "colon"],
        hint: "write `from 1 to 10 points 20`, `from 1 to 100 log points 20` or `from 1 to 10 step 0.5`",
        doc: "A sweep states its range in words, ends included; here `linspace(1, 10, 20)`, `logspace(0, 2, 20)` and `1:0.5:10`:\n\n\
              sweep delta from 1 to 10 points 20\n\
              sweep delta from 1 to 100 log points 20\n\
              sweep delta from 1 to 10 step 0.5",
    },
    Topic {
        words: &[
            "branches", "if", "else", "elseif", "elif", "while", "switch", "case", "end", "endif",
        ],
        hint: "there are no branches: `where` keeps the points at which a condition holds, and `with` derives settings",
        doc: "The language has no branches. `where` keeps the points of a sweep at which a condition holds, `with` derives a setting \
              from what is swept, and a block ends with `}`.\n\n\
              sweep aps over [3, 4, 6] with antennas = 48 / aps where aps >= 4",
    },
    Topic {
        words: &[
            "functions",
            "function",
            "def",
            "func",
            "lambda",
            "return",
            "class",
            "macro",
        ],
        hint: "there are no functions to define: `let` names a value, and `extends` varies a deployment",
        doc: "Expressions call the functions that `cfs explain` lists; none can be defined. `let` names a value, `extends` varies a \
              deployment, and `use` shares both between files.",
    },
    Topic {
        words: &[
            "parameters",
            "parameter",
            "param",
            "params",
            "config",
            "settings",
            "options",
        ],
        hint: "a setting is stated by its own word, as in `users 9`; `let NAME = EXPR` names a value",
        doc: "A setting is stated by its own word, as in `users 9` or `area square 2 km`; `cfs explain` lists them. `let NAME = EXPR` names a \
              value for expressions.",
    },
    Topic {
        words: &[
            "objective",
            "maximize",
            "maximise",
            "minimize",
            "minimise",
            "optimize",
            "optimise",
            "max_sum_rate",
            "subject_to",
            "constraint",
        ],
        hint: "the problem says what is optimised: `solve isac at delta 6` maximises the sum rate under a bound on the error, or with \
               `objective min_rate` another function of the rates; `rate_floor 0.5` is a constraint",
        doc: "The problem says what is optimised:\n\n\
              solve sensing                the least beampattern error\n\
              solve communication          the largest sum rate\n\
              solve isac at delta 6        the largest sum rate with an error of at most 6\n\
              solve isac at zeta 20        the least error with a sum rate of at least 20\n\n\
              `objective min_rate` and others replace the sum rate, `rate_floor 0.5` guarantees each user a rate.",
    },
    Topic {
        words: &[
            "sinr",
            "SINR",
            "SNR",
            "snr",
            "snr_db",
            "SNR_dB",
            "SIR",
            "INR",
            "interference",
        ],
        hint: "of an SNR the powers are stated, over the noise in dB: `aps { power 125 dB }`; the SINR of each user is a result, 2^rate - 1: \
               `record sinr`",
        doc: "Powers in dB are over the noise, `aps { power 125 dB }`: with the path loss they give the SNR of a link. \
              The rate of a user is log2(1 + SINR), so the SINR is 2^rate - 1, a linear ratio. `record sinr` writes a column for each user, \
              `record users` a table with rate, SINR and mean gain of each.",
    },
    Topic {
        words: &[
            "detection",
            "CRB",
            "crb",
            "CRLB",
            "crlb",
            "RMSE",
            "rmse",
            "P_D",
            "pd",
            "P_FA",
            "pfa",
            "false_alarm",
            "radar_snr",
            "estimation_accuracy",
        ],
        hint: "sensing is measured by the beampattern error `mse`; detection and bounds on the estimation of targets are not available",
        doc: "Sensing is measured by `mse`, the mean square error of the beampattern to its ideal. Probabilities of detection and bounds on \
              the estimation of targets are not available in this version; `record beampattern` writes the patterns, from which they follow.",
    },
    Topic {
        words: &[
            "fairness",
            "min_rate",
            "max_min",
            "maxmin",
            "weights",
            "weighted",
            "proportional_fair",
        ],
        hint: "`objective min_rate` maximises the least rate, `record min_rate jain` shows how fair rates are; see `cfs explain objective`",
        doc: "`objective` says what is maximised: `sum_rate`, `weighted [1, 2]`, `proportional_fair` or `min_rate`, the max-min rate. `rate_floor 0.5` guarantees each user a rate. `record users` writes the rate of each user, and `plot cdf of rate by objective` draws their distribution.",
    },
    Topic {
        words: &[
            "statistics",
            "mean_rate",
            "average_rate",
            "avg_rate",
            "median_rate",
            "max_rate",
            "edge_rate",
            "cell_edge",
            "cell_edge_rate",
        ],
        hint: "aggregates are taken over the users of all networks: `expect mean of rate >= 1`, `record p5 of rate`; the rates of each are \
               `rates`, the least of a network is `min_rate`",
        doc: "Aggregates are taken over the users of all networks: `expect mean of rate >= 1`, `record p5 of rate`, `find aps.power from 0 dBm to \
              30 dBm where median of rate = 1`. `rates` are those of each user, `min_rate` the least of a network.",
    },
    Topic {
        words: &[
            "large_scale",
            "beta",
            "beta_mk",
            "channel_gain",
            "path_gain",
            "large_scale_coefficients",
        ],
        hint: "`record users` writes the mean gain of each user's channels, summed over access points; `solve estimation` gives that of every \
               link as `gain`",
        doc: "The mean power of a channel follows from path loss and shadowing. `record users` writes that of each user, summed over access \
              points, and `solve estimation` that of every link, as `gain`.",
    },
    Topic {
        words: &[
            "stationary_schemes",
            "wmmse",
            "WMMSE",
            "sca",
            "SCA",
            "fp",
            "FP",
            "sdr",
            "SDR",
            "fractional_programming",
        ],
        hint: "`proposed` finds a stationary point of the objective, which is what WMMSE, SCA and fractional programming converge to",
        doc: "The scheme `proposed` finds a stationary point of the objective, which is what WMMSE, SCA and fractional programming converge to, \
              and proves it. Any other scheme is given from Python or Rust: `scheme NAME external`.",
    },
    Topic {
        words: &[
            "laws", "rma", "RMa", "inh", "InH", "hata", "okumura", "cost231", "COST231", "winner",
            "winner2", "itu",
        ],
        hint: "any law can be written as a formula of the distance `d`, a plain number of km: `path_loss formula 128.1 dB + 37.6 dB * log10(d)`",
        doc: "Laws that the language has no word for are formulas of the distance `d`, a plain number of km: \
              `path_loss formula 128.1 dB + 37.6 dB * log10(d)`.",
    },
    Topic {
        words: &[
            "energy_efficiency",
            "EE",
            "ee",
            "BER",
            "ber",
            "BLER",
            "latency",
            "delay",
            "capacity",
            "ergodic_rate",
        ],
        hint: "this is not available; `cfs explain` lists what is, `sum_rate`, `rates` and `data` among it",
        doc: "The columns are listed by `cfs explain`. Rates are lower bounds by Eq. (18) of the paper, in bit/s/Hz: `sum_rate` and `rates`. \
              `data` is what a coherence block carries, and `upper_bound` limits the sum rate of any beams. The table has a row for each \
              realization, for whatever else is made of them.",
    },
    Topic {
        words: &[
            "labels",
            "xlabel",
            "ylabel",
            "legend",
            "label",
            "caption",
            "grid_lines",
            "color",
            "colour",
            "xlim",
            "ylim",
            "axis",
        ],
        hint: "after its figure, `plot` takes `title \"TEXT\"`, `x_label \"TEXT\"`, `y_label \"TEXT\"`, `log y`, `y from A to B` and \
               `size 3.5 in by 2.6 in`; a block `style { ... }` has width, font and colours for a whole file",
        doc: "Without more, the axes of a figure have the names and units of their columns, and the curves the values of `by`. After the \
              figure, `plot` takes `title \"TEXT\"`, `x_label \"TEXT\"`, `y_label \"TEXT\"`, `log y`, `y from A to B` and \
              `size 3.5 in by 2.6 in`; a block `style { ... }` has width, font size, font, colours and greyscale for a whole file.",
    },
    Topic {
        words: &[
            "heights",
            "height",
            "altitude",
            "antenna_height",
            "ap_height",
            "h_AP",
            "z",
        ],
        hint: "places are in the plane; a difference of 10 m in height belongs to the law of distance: \
               `path_loss formula 128.1 dB + 37.6 dB * log10(sqrt(d^2 + 0.01^2))`",
        doc: "Places are in the plane. A difference in height enters by the law of the path loss, as a formula of the distance d in the \
              plane, km. For 10 m:\n\n\
              path_loss formula 128.1 dB + 37.6 dB * log10(sqrt(d^2 + 0.01^2))",
    },
    Topic {
        words: &[
            "fading",
            "rayleigh",
            "rician",
            "rice",
            "los",
            "LOS",
            "nlos",
            "correlation",
            "channel_model",
            "small_scale",
        ],
        hint: "channels are Rayleigh fading with reflections from the targets; `channels from \"h.npy\"` takes channels of your own",
        doc: "Drawn channels are independent Rayleigh fading with the path loss and shadowing that the deployment states, and reflections from \
              the targets. For any other model, `channels from \"h.npy\"` takes channels of your own; `cfs explain channels` says how.",
    },
    Topic {
        words: &[
            "subcarriers",
            "ofdm",
            "OFDM",
            "modulation",
            "duplex",
            "TDD",
            "uplink",
            "subcarrier_spacing",
        ],
        hint: "one narrow band of the downlink is modelled, with uplink pilots; rates are in bit/s/Hz",
        doc: "One narrow band of the downlink is modelled, with uplink pilots in each coherence block. Rates are in bit/s/Hz: times the \
              bandwidth in Hz they are bit/s.",
    },
    Topic {
        words: &[
            "solver",
            "cvx",
            "mosek",
            "tolerance",
            "max_iter",
            "maxiter",
            "iterations",
            "epsilon",
            "precision",
        ],
        hint: "the solver needs no settings: what counts as solved is fixed; `starts 8` tries more starting points",
        doc: "The solver has no settings of precision: a point is `solved` only if its violations and its KKT residual are at most 1e-6. \
              `starts 8` tries more starting points and keeps the best.",
    },
];
