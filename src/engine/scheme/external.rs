//! Schemes that the caller brings: a scenario names them, a program gives them, and what they choose is judged by the
//! same formulas as everything else.

use std::fmt;
use std::sync::Arc;

use super::design::{Design, Ground, Scheme};
use super::{Beamformer, Proof, Solution, Status};
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::{Reception, mean_error};
use crate::engine::downlink::violation::{above, below, excess, largest};
use crate::engine::downlink::{Downlink, Role};
use crate::engine::guard::guarded;
use crate::engine::optimiser::communication::TOLERANCE;
use crate::engine::optimiser::sensing::SensingSolution;

/// How beams are chosen: by a scheme of the program, or by one that the caller brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChosenScheme {
    /// One of the program's.
    Program(Scheme),
    /// One of the caller's.
    Caller(External),
}

impl ChosenScheme {
    /// Its name, in scenarios and in tables.
    pub fn name(&self) -> &str {
        match self {
            Self::Program(scheme) => scheme.name,
            Self::Caller(external) => &external.name,
        }
    }

    /// The scheme on a network, ready to be asked.
    pub fn on<'a>(&'a self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        match self {
            Self::Program(scheme) => scheme.on(ground),
            Self::Caller(external) => Box::new(Judged::new(external, *ground)),
        }
    }

    /// See [`Design::searches`]. What a caller's scheme says of itself is not asked.
    pub fn searches(&self) -> bool {
        match self {
            Self::Program(scheme) => scheme.searches(),
            Self::Caller(_) => false,
        }
    }

    /// See [`Design::keeps_a_share`].
    pub fn keeps_a_share(&self) -> bool {
        match self {
            Self::Program(scheme) => scheme.keeps_a_share(),
            Self::Caller(_) => false,
        }
    }

    /// See [`Design::only_sum_rate`]. The beams of a caller's scheme are judged by whatever is asked for.
    pub fn only_sum_rate(&self) -> bool {
        match self {
            Self::Program(scheme) => scheme.only_sum_rate(),
            Self::Caller(_) => false,
        }
    }

    /// The caller's scheme, if it is one.
    pub fn external(&self) -> Option<&External> {
        match self {
            Self::Program(_) => None,
            Self::Caller(external) => Some(external),
        }
    }
}

impl From<Scheme> for ChosenScheme {
    fn from(scheme: Scheme) -> Self {
        Self::Program(scheme)
    }
}

/// The name, with what identifies a caller's scheme: two that are written alike have the same results.
impl fmt::Display for ChosenScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.external() {
            Some(external) => write!(f, " {external}"),
            None => Ok(()),
        }
    }
}

/// A scheme that the caller brings.
#[derive(Clone)]
pub struct External {
    name: Arc<str>,
    given: Option<Given>,
}

#[derive(Clone)]
struct Given {
    identity: Arc<str>,
    design: Arc<dyn Design>,
}

impl External {
    /// A scheme that is named and not given yet.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.into(),
            given: None,
        }
    }

    /// The same, given. Two designs of one identity are taken to choose the same beams.
    #[must_use]
    pub fn with(self, identity: &str, design: Arc<dyn Design>) -> Self {
        let identity = identity.into();
        Self {
            given: Some(Given { identity, design }),
            ..self
        }
    }

    /// Its name, in scenarios and in tables.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What identifies it, once it is given.
    pub fn identity(&self) -> Option<&str> {
        self.given.as_ref().map(|given| given.identity.as_ref())
    }
}

/// `external`, with what identifies it once it is given.
impl fmt::Display for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("external")?;
        match self.identity() {
            Some(identity) => write!(f, " {identity}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {self}", self.name)
    }
}

impl PartialEq for External {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.identity() == other.identity()
    }
}

impl Eq for External {}

/// What panics where a caller's scheme does.
const SCHEME: &str = "the scheme";

/// A caller's scheme on a network. Of its answers the beams count, or else why there are none.
struct Judged<'a> {
    inner: Result<Box<dyn Beamformer + 'a>, String>,
    downlink: &'a Downlink,
    sensing: Option<&'a SensingSolution>,
}

/// What an answer must keep.
#[derive(Clone, Copy)]
enum Bound {
    /// P2: power at most one.
    Power,
    /// P3: full power where an access point senses, and the error at most this.
    Error(f64),
    /// P4: full power where an access point senses, and the sum rate, or what else is maximised, at least this.
    Rate(f64),
}

impl<'a> Judged<'a> {
    fn new(external: &'a External, ground: Ground<'a>) -> Self {
        let inner = match &external.given {
            Some(given) => guarded(SCHEME, || given.design.on(&ground)),
            None => Err(format!(
                "the scheme `{}` is external, and was not given",
                external.name
            )),
        };
        Self {
            inner,
            downlink: ground.frontier.downlink(),
            sensing: ground.frontier.sensing(),
        }
    }

    fn answer(
        &mut self,
        ask: impl FnOnce(&mut dyn Beamformer) -> Solution,
        bound: Bound,
    ) -> Solution {
        let solution = match &mut self.inner {
            Ok(inner) => guarded(SCHEME, || ask(inner.as_mut())),
            Err(reason) => return Solution::failed(reason.clone()),
        };
        match solution {
            Err(reason) => Solution::failed(reason),
            Ok(Solution {
                status: Status::Solved,
                beams: Some(beams),
                ..
            }) => match self.misfit(&beams) {
                Some(reason) => Solution::failed(reason),
                None => self.judge(beams, bound),
            },
            Ok(Solution {
                status: Status::Solved,
                ..
            }) => Solution::failed("the scheme gave no beams"),
            Ok(Solution { status, .. }) => Solution::without_beams(status),
        }
    }

    /// Why these are not beams of the network.
    fn misfit(&self, beams: &Beams) -> Option<String> {
        let s = &self.downlink.estimate;
        let shape = [s.n_aps, s.n_users, s.n_antennas];
        let entries = shape.iter().product::<usize>();
        let found = [beams.access_points(), beams.users, beams.antennas];
        if found != shape || beams.w.len() != entries {
            return Some(format!(
                "the scheme gave beams of {found:?} access points, users and antennas where the network has {shape:?}"
            ));
        }
        let streams = || beams.v.iter().flatten();
        if let Some(stream) = streams().find(|stream| stream.len() != s.n_antennas) {
            return Some(format!(
                "the scheme gave a sensing stream of {} antennas where an access point has {}",
                stream.len(),
                s.n_antennas
            ));
        }
        let entries = beams.w.iter().chain(streams().flatten());
        let finite = entries
            .clone()
            .all(|x| x.re.is_finite() && x.im.is_finite());
        (!finite).then(|| "the scheme gave beams that are not finite".into())
    }

    /// Beams with their rates, error and powers: solved if they keep what they have to, to [`TOLERANCE`].
    fn judge(&self, beams: Beams, bound: Bound) -> Solution {
        let reception = Reception::of(&self.downlink.estimate, &beams);
        let rates: Vec<f64> = (0..beams.users).map(|k| reception.rate(k)).collect();
        let criterion = &self.downlink.criterion;
        let (value, short) = (criterion.utility.value(&rates), criterion.shortfall(&rates));
        let mse = mean_error(self.downlink, &beams);
        let full_power = !matches!(bound, Bound::Power);
        let powers: Vec<f64> = (0..beams.access_points())
            .map(|m| {
                let more = beams.power(m) - 1.0;
                match self.downlink.roles[m] {
                    Role::Sensing(_) if full_power => excess(more.abs()),
                    _ => excess(more),
                }
            })
            .collect();
        let budget = match bound {
            Bound::Power => None,
            Bound::Error(delta) => Some((
                above(mse, delta),
                format!("the mean matching error is {mse:.7} and must be at most {delta:.7}"),
            )),
            Bound::Rate(zeta) => Some((
                below(value, zeta),
                format!("the rate is {value:.7} bit/s/Hz and must be at least {zeta:.7}"),
            )),
        };
        let proof = Proof {
            power_violation: Some(largest(powers.iter().copied())),
            budget_violation: budget.as_ref().map(|(violation, _)| *violation),
            ..Proof::default()
        };
        let within = |violation: f64| violation <= TOLERANCE;
        let status = if let Some(m) = (0..powers.len()).find(|&m| !within(powers[m])) {
            let (number, power) = (m + 1, beams.power(m));
            let wanted = match self.downlink.roles[m] {
                Role::Sensing(_) if full_power => "must use all of it, as it senses",
                _ => "may use all of it at most",
            };
            Status::Failed(format!(
                "access point {number} uses {power:.7} of its power and {wanted}"
            ))
        } else if let Some((_, reason)) = budget.filter(|(violation, _)| !within(*violation)) {
            Status::Failed(reason)
        } else if !within(short) {
            Status::Failed(format!(
                "the rate of a user is below its floor by {short:.1e} of it"
            ))
        } else {
            let finite = rates.iter().all(|rate| rate.is_finite()) && mse.is_finite();
            Status::of(finite, &proof)
        };
        Solution {
            status,
            beams: Some(beams),
            rates,
            mse,
            proof,
        }
    }
}

impl Beamformer for Judged<'_> {
    /// The error alone is the program's to answer; scenarios do not ask a caller's scheme.
    fn sensing(&mut self) -> Option<(SensingSolution, bool)> {
        let sensing = self.sensing?;
        Some((sensing.clone(), sensing.solved()))
    }

    fn communication(&mut self) -> Solution {
        self.answer(|inner| inner.communication(), Bound::Power)
    }

    fn isac(&mut self, delta: f64) -> Solution {
        self.answer(|inner| inner.isac(delta), Bound::Error(delta))
    }

    fn least_error(&mut self, zeta: f64) -> Solution {
        self.answer(|inner| inner.least_error(zeta), Bound::Rate(zeta))
    }
}
