//! Words that readers look for and the language does not have, each with what it has instead.

/// What to say of such words.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// The words; the first is the one that is listed.
    pub words: &'static [&'static str],
    /// One line for messages where such a word stands in a scenario; empty where none can.
    pub hint: &'static str,
    /// What `explain` says.
    pub doc: &'static str,
}

/// Every topic. Units, which have a table of their own, are added to the first.
pub const TOPICS: &[Topic] = &[
    Topic {
        words: &["units", "unit"],
        hint: "a unit stands directly after its number: `2 km`",
        doc: "A number has its unit directly after it: `125 dB`, `125dB`. A quantity without one is refused.",
    },
    Topic {
        words: &[
            "noise",
            "bandwidth",
            "noise_figure",
            "noise_power",
            "dBm",
            "dBW",
            "W",
            "mW",
        ],
        hint: "powers are ratios to the noise power, so no statement says what the noise is; \
               `cfs explain noise` shows how to write a power in dBm",
        doc: "Every power is its ratio to the noise power, so that dBm, dBW and W are no units, and neither the bandwidth \
              nor the noise figure is a setting. For a power of P dBm, a bandwidth B and a noise figure F dB the ratio is \
              P + 174 - 10 log10(B in Hz) - F, in dB: thermal noise has -174 dBm in each hertz.\n\n\
              For 30 dBm, 40 MHz and 9 dB:\n\n\
              let noise = -174 + 10 * log10(40e6) + 9\n\
              aps {\n  power (30 - noise) * 1 dB\n}",
    },
    Topic {
        words: &["frequency", "carrier_frequency", "wavelength"],
        hint: "a carrier belongs to the path-loss law: `path_loss umi carrier 3.5 GHz`; antennas stand `spacing` wavelengths apart",
        doc: "A carrier frequency belongs to the path-loss law that needs one: `path_loss umi carrier 3.5 GHz`. Antennas \
              stand `spacing` wavelengths apart, whatever the carrier.",
    },
    Topic {
        words: &["for", "foreach", "loop", "repeat"],
        hint: "values are stepped by `sweep NAME from A to B step S` or `sweep NAME over [A, B]`",
        doc: "There are no loops: `sweep` steps a setting or a budget through its values, `realizations` says how many \
              networks are drawn.",
    },
];
