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
        words: &["units", "unit"],
        hint: "a unit follows its number directly: `2 km`",
        doc: "The unit of a number follows it directly: `125 dB`, `125dB`. A quantity without a unit is refused.",
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
        hint: "powers are ratios to the noise power, so the noise itself is not stated; \
               `cfs explain noise` shows how to write a power in dBm",
        doc: "Every power is a ratio to the noise power. So dBm, dBW and W are not units, and neither the bandwidth \
              nor the noise figure is a setting. For a power of P dBm, a bandwidth B and a noise figure F dB the ratio is \
              P + 174 - 10 log10(B in Hz) - F, in dB: thermal noise is -174 dBm/Hz.\n\n\
              For 30 dBm, 40 MHz and 9 dB:\n\n\
              let noise = -174 + 10 * log10(40e6) + 9\n\
              aps {\n  power (30 - noise) * 1 dB\n}",
    },
    Topic {
        words: &["frequency", "carrier_frequency", "wavelength"],
        hint: "a carrier belongs to the path-loss law: `path_loss umi carrier 3.5 GHz`; antennas are `spacing` wavelengths apart",
        doc: "A carrier frequency belongs to the path-loss law that needs one: `path_loss umi carrier 3.5 GHz`. Antennas \
              are `spacing` wavelengths apart, whatever the carrier.",
    },
    Topic {
        words: &["for", "foreach", "loop", "repeat"],
        hint: "use `sweep NAME from A to B step S` or `sweep NAME over [A, B]`",
        doc: "The language has no loops: `sweep` steps a setting or a budget through its values, and `realizations` says how many \
              networks are drawn.",
    },
];
