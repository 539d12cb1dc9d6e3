//! Training, pairing and the coherence block.

use super::form::{BASE, MOST_SYMBOLS, PILOT_POWER, choice_of, count, direct};
use crate::engine::policy::{pairing, pilots};
use crate::engine::{Pairing, PilotAllocation, table1};
use crate::language::vocabulary::meaning::{Means, Sets};
use crate::language::vocabulary::signature::{Choice, Default, Kind, Role, Signature};

/// Most targets of one access point: more lobes than an array of any use could form.
const MOST_TARGETS_PER_AP: u64 = 100;

const fn allocation(policy: pilots::Policy, doc: &'static str) -> Choice {
    Choice::plain(policy.name, Means::Allocation(policy), doc)
}

const fn pairing(policy: pairing::Policy, doc: &'static str) -> Choice {
    Choice::plain(policy.name, Means::Pairing(policy), doc)
}

const ALLOCATIONS: &[Choice] = &[
    allocation(
        pilots::hac::POLICY,
        "Hierarchical clustering: users far apart share a pilot.",
    ),
    allocation(pilots::random::POLICY, "Each user draws a pilot."),
    allocation(
        pilots::greedy::POLICY,
        "Ngo et al. (2017): from random pilots, the user of the lowest rate (in closed form, of conjugate beams) moves to the \
         pilot where the gains of the other users are least, until it has that pilot already.",
    ),
    allocation(
        pilots::strongest_ap::POLICY,
        "Demir et al. (2021), Algorithm 4.1: users in order, the first a pilot each, every further one the pilot of least \
         interference at the access point that it receives best.",
    ),
    allocation(
        pilots::round_robin::POLICY,
        "User k takes pilot k modulo the number of pilots.",
    ),
    allocation(
        pilots::orthogonal::POLICY,
        "One pilot for each user; needs as many symbols as users.",
    ),
    choice_of(
        "explicit",
        &[direct("pilots.allocate.groups")],
        "These groups of users, numbered from 1, share a pilot each.",
        |given, to| {
            to.pilots.allocation =
                PilotAllocation::Explicit(given.groups("pilots.allocate.groups"));
        },
    ),
];

const PAIRINGS: &[Choice] = &[
    pairing(pairing::kuhn_munkres::POLICY, "Least sum of distances."),
    pairing(
        pairing::nearest::POLICY,
        "Targets in order; each takes the nearest access point with room for it.",
    ),
    pairing(
        pairing::bottleneck::POLICY,
        "Least largest distance, ties by the least sum.",
    ),
    pairing(
        pairing::random::POLICY,
        "Random access points with room for them.",
    ),
    choice_of(
        "explicit",
        &[direct("pairing.access_points")],
        "The access point of each target in turn, numbered from 1.",
        |given, to| to.pairing = Pairing::Explicit(given.indices("pairing.access_points")),
    ),
];

/// Training, pairing and the coherence block.
pub const ROWS: &[Signature] = &[
    Signature {
        path: "pilots",
        usage: "pilots { ... }",
        doc: "Uplink training.",
        example: "pilots { length 5 }",
        source: "Section II-B",
        ..BASE
    },
    Signature {
        path: "pilots.length",
        kind: count(1, MOST_SYMBOLS),
        default: Some(Default::Count(table1::PILOT_LENGTH as u64)),
        sets: Sets::Count(|to, symbols| to.pilots.length = symbols),
        label: "pilot length",
        doc: "Symbols of a pilot sequence, and so how many orthogonal ones there are.",
        example: "length 5",
        source: "Table I, tau_p",
        ..BASE
    },
    Signature {
        path: "pilots.power",
        kind: PILOT_POWER,
        default: Some(Default::Number(table1::PILOT_POWER, "dB")),
        sets: Sets::Number(|to, power| to.pilots.power = power),
        label: "pilot power",
        doc: "Power of a pilot symbol: absolute, with `noise`, or over the noise power of access points.",
        example: "power 150 dB",
        source: "Table I, p_p",
        ..BASE
    },
    Signature {
        path: "pilots.allocate",
        usage: "allocate POLICY",
        kind: Kind::Choice(ALLOCATIONS),
        default: Some(Default::Word("hac")),
        label: "pilot allocation",
        noun: "allocation policy",
        doc: "Which users share a pilot.",
        example: "allocate hac",
        source: "Algorithm 1",
        ..BASE
    },
    Signature {
        path: "pilots.allocate.groups",
        role: Role::Parameter,
        kind: Kind::Groups,
        doc: "Groups of users that share a pilot; users are numbered from 1.",
        example: "allocate explicit [[1, 2], [3, 4], [5, 6], [7, 8], [9]]",
        ..BASE
    },
    Signature {
        path: "pairing",
        usage: "pairing POLICY",
        kind: Kind::Choice(PAIRINGS),
        default: Some(Default::Word("kuhn_munkres")),
        noun: "pairing policy",
        doc: "Which access point senses each target.",
        example: "pairing kuhn_munkres",
        source: "Section III",
        ..BASE
    },
    Signature {
        path: "pairing.access_points",
        role: Role::Parameter,
        kind: Kind::Indices,
        doc: "The access point of each target in turn; access points are numbered from 1.",
        example: "pairing explicit [2, 1, 3]",
        ..BASE
    },
    Signature {
        path: "targets_per_ap",
        kind: count(1, MOST_TARGETS_PER_AP),
        default: Some(Default::Count(table1::TARGETS_PER_ACCESS_POINT as u64)),
        sets: Sets::Count(|to, most| to.targets_per_access_point = most),
        label: "targets of an access point",
        doc: "Most targets that one access point senses, whatever the pairing policy. With several, its ideal beampattern \
              has a main lobe for each; directions in two of them count once.",
        example: "targets_per_ap 3",
        source: "Section III-B gives each target an access point of its own",
        ..BASE
    },
    Signature {
        path: "coherence",
        kind: count(2, MOST_SYMBOLS),
        default: Some(Default::Count(table1::COHERENCE_LENGTH as u64)),
        sets: Sets::Count(|to, symbols| to.coherence_length = symbols),
        label: "coherence length",
        doc: "Symbols of a coherence block, pilots included.",
        example: "coherence 40",
        source: "Table I, tau_c",
        ..BASE
    },
];
