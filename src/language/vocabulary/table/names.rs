//! What the paper and the field call the things of the language: symbols and other names, exactly as they are written.

/// The path of a word of the language, and other names of the same thing.
const NAMES: &[(&str, &[&str])] = &[
    (
        "aps",
        &[
            "M",
            "L",
            "AP",
            "APs",
            "ap",
            "access_points",
            "base_stations",
            "BS",
            "num_aps",
            "n_aps",
        ],
    ),
    (
        "aps.antennas",
        &[
            "N_T",
            "N_t",
            "N_AP",
            "Nt",
            "N",
            "n_antennas",
            "num_antennas",
            "antennas_per_ap",
        ],
    ),
    (
        "aps.spacing",
        &["antenna_spacing", "element_spacing", "d_H"],
    ),
    (
        "aps.power",
        &[
            "p_m",
            "P_max",
            "Pmax",
            "p_max",
            "rho_d",
            "tx_power",
            "transmit_power",
            "downlink_power",
        ],
    ),
    ("aps.facing", &["orientation", "rotation", "boresight"]),
    (
        "users",
        &[
            "K",
            "UE",
            "UEs",
            "ue",
            "ues",
            "num_users",
            "n_users",
            "terminals",
        ],
    ),
    ("targets", &["T", "target", "num_targets", "n_targets"]),
    (
        "targets.reflection",
        &["alpha_t", "alpha", "reflection_coefficient"],
    ),
    ("pilots", &["pilot", "training"]),
    ("pilots.length", &["tau_p", "tau", "pilot_length"]),
    (
        "pilots.power",
        &["p_p", "rho_p", "pilot_power", "uplink_power"],
    ),
    (
        "pilots.allocate",
        &["pilot_allocation", "pilot_assignment", "assignment"],
    ),
    (
        "coherence",
        &[
            "tau_c",
            "coherence_block",
            "coherence_length",
            "coherence_time",
            "block_length",
        ],
    ),
    ("pairing", &["association", "ap_selection", "matching"]),
    ("area", &["side", "area_size", "cell_size", "region_size"]),
    (
        "placement",
        &[
            "positions",
            "position",
            "location",
            "locations",
            "coordinates",
            "deployment_model",
        ],
    ),
    (
        "shadowing",
        &["sigma_sf", "sigma_SF", "shadow_fading", "shadow"],
    ),
    ("path_loss", &["PL", "large_scale_fading", "propagation"]),
    (
        "realizations",
        &[
            "drops",
            "setups",
            "trials",
            "monte_carlo",
            "num_realizations",
            "n_realizations",
            "nbrOfSetups",
        ],
    ),
    ("seed", &["rng", "random_seed", "random_state"]),
    (
        "scheme",
        &[
            "precoder",
            "precoding",
            "beamforming",
            "beamformer",
            "method",
            "algorithm",
        ],
    ),
    ("delta", &["\u{3b4}", "mse_budget", "beampattern_budget"]),
    ("zeta", &["\u{3b6}", "rate_budget", "min_sum_rate"]),
    (
        "sum_rate",
        &["R", "total_rate", "sum_SE", "sum_se", "sum_rates"],
    ),
    (
        "min_rate",
        &[
            "R_min",
            "r_min",
            "rate_min",
            "worst_rate",
            "least_rate",
            "minimum_rate",
            "min_user_rate",
            "max_min_rate",
        ],
    ),
    (
        "jain",
        &[
            "jain_index",
            "jains_index",
            "jain_fairness",
            "fairness_index",
            "JFI",
        ],
    ),
    ("objective", &["utility", "goal", "objective_function"]),
    (
        "rate_floor",
        &[
            "QoS",
            "qos",
            "rate_constraint",
            "rate_requirement",
            "rate_threshold",
            "target_rate",
            "rate_target",
        ],
    ),
    ("spectral_efficiency", &["SE", "se"]),
    (
        "throughput",
        &[
            "capacity_mbps",
            "goodput",
            "bitrate",
            "bit_rate",
            "data_rate",
            "sum_throughput",
        ],
    ),
    ("noise.figure", &["noise_figure", "NF"]),
    ("noise.bandwidth", &["B"]),
    (
        "rates",
        &[
            "r_k",
            "R_k",
            "rate",
            "user_rate",
            "user_rates",
            "per_user_rate",
        ],
    ),
    ("mse", &["E", "MSE", "beampattern_error", "beampattern_mse"]),
    ("eta", &["\u{3b7}"]),
    ("use", &["include", "import", "load", "source"]),
    ("let", &["var", "const", "define", "set"]),
    ("expect", &["assert", "require", "ensure"]),
    ("plot", &["figure", "draw", "graph"]),
    (
        "record",
        &["output", "print", "disp", "save", "export", "write"],
    ),
    (
        "solve",
        &["run", "simulate", "compute", "evaluate", "execute"],
    ),
    ("experiment", &["simulation", "scenario", "study"]),
    ("deployment", &["network", "system", "setup", "topology"]),
];

/// The path of the word that is also called `written`; none for a word of the language itself.
pub fn called(written: &str) -> Option<&'static str> {
    NAMES
        .iter()
        .find(|(_, others)| others.contains(&written))
        .map(|(path, _)| *path)
}

/// Every other name, for completion.
pub fn other_names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().flat_map(|(_, others)| *others).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::vocabulary::table;

    #[test]
    fn names_lead_to_words_and_are_none_themselves() {
        for (path, others) in NAMES {
            assert!(
                table::all().any(|row| row.path == *path || row.word() == *path),
                "{path} is not a word"
            );
            for other in *others {
                assert!(
                    !table::all().any(|row| row.path == *other),
                    "{other} is a word"
                );
                let twice = NAMES.iter().filter(|(_, names)| names.contains(other));
                assert_eq!(twice.count(), 1, "{other} leads to several words");
                assert!(table::topic(other).is_none(), "{other} is a topic");
            }
        }
    }
}
