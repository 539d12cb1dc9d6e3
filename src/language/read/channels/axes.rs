//! What the axes of an array are taken for, and the channels that it then holds.

use num_complex::Complex64;

use super::raw::Raw;
use crate::engine::known::{KnownChannels, KnownChannelsError};
use crate::language::diagnostic::error::setting::ChannelFault;
use crate::language::vocabulary::table::settings::channels::ChannelAxis;

/// The axes of an array whose scenario does not name them.
///
/// # Errors
/// When there are too few or too many.
pub(super) fn usual(shape: &[usize]) -> Result<Vec<ChannelAxis>, ChannelFault> {
    use ChannelAxis::{AccessPoints, Antennas, Realizations, Users};
    match shape.len() {
        2 => Ok(vec![Users, Antennas]),
        3 => Ok(vec![Users, AccessPoints, Antennas]),
        4 => Ok(vec![Realizations, Users, AccessPoints, Antennas]),
        _ => Err(ChannelFault::Shape {
            shape: shape.to_vec(),
        }),
    }
}

/// The channels of an array with these axes, each once.
///
/// # Errors
/// When the array has other axes, or an entry that is not finite.
pub(super) fn channels(
    raw: &Raw,
    axes: &[ChannelAxis],
    conjugated: bool,
) -> Result<KnownChannels, ChannelFault> {
    if let Some(fault) = &raw.real {
        return Err(fault.clone());
    }
    if raw.shape.len() > axes.len() {
        return Err(ChannelFault::AxisCount {
            shape: raw.shape.clone(),
            axes: axes.len(),
        });
    }
    // MATLAB leaves out last axes of length 1.
    let place = |axis: ChannelAxis| axes.iter().position(|other| *other == axis);
    let length = |axis: ChannelAxis| place(axis).map(|at| raw.shape.get(at).copied().unwrap_or(1));
    for axis in [ChannelAxis::Users, ChannelAxis::Antennas] {
        if place(axis).is_none() {
            return Err(ChannelFault::AxisMissing { axis: axis.text() });
        }
    }
    if let Some(count) = length(ChannelAxis::ReceiveAntennas).filter(|&count| count != 1) {
        return Err(ChannelFault::ReceiveAntennas { count });
    }
    if raw.shape.contains(&0) {
        return Err(ChannelFault::Shape {
            shape: raw.shape.clone(),
        });
    }
    // Each subcarrier is a realization: of one, all subcarriers follow each other.
    let of = |axis: ChannelAxis| length(axis).unwrap_or(1);
    let (draws, subcarriers) = (of(ChannelAxis::Realizations), of(ChannelAxis::Subcarriers));
    let (users, aps, antennas) = (
        of(ChannelAxis::Users),
        of(ChannelAxis::AccessPoints),
        of(ChannelAxis::Antennas),
    );
    let several =
        length(ChannelAxis::Realizations).is_some() || length(ChannelAxis::Subcarriers).is_some();
    let mut values = Vec::with_capacity(raw.values.len());
    let mut index = vec![0; raw.shape.len()];
    let set = |index: &mut Vec<usize>, axis: ChannelAxis, value: usize| {
        if let Some(index) = place(axis).and_then(|at| index.get_mut(at)) {
            *index = value;
        }
    };
    for draw in 0..draws {
        set(&mut index, ChannelAxis::Realizations, draw);
        for subcarrier in 0..subcarriers {
            set(&mut index, ChannelAxis::Subcarriers, subcarrier);
            for user in 0..users {
                set(&mut index, ChannelAxis::Users, user);
                for ap in 0..aps {
                    set(&mut index, ChannelAxis::AccessPoints, ap);
                    for antenna in 0..antennas {
                        set(&mut index, ChannelAxis::Antennas, antenna);
                        let value = raw.at(&index);
                        if !value.is_finite() {
                            return Err(not_finite(index, value));
                        }
                        values.push(if conjugated { value.conj() } else { value });
                    }
                }
            }
        }
    }
    let shape = [draws * subcarriers, users, aps, antennas];
    let shape = if several { &shape[..] } else { &shape[1..] };
    KnownChannels::new(shape, values).map_err(|error| match error {
        KnownChannelsError::Shape { shape } => ChannelFault::Shape { shape },
        KnownChannelsError::NotFinite { index, value } => not_finite(index, value),
    })
}

fn not_finite(index: Vec<usize>, value: Complex64) -> ChannelFault {
    ChannelFault::NotFinite {
        index,
        value: value.to_string(),
    }
}
