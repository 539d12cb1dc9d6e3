//! Channels that are given rather than drawn, and known without error.

use std::fmt;

use num_complex::Complex64;

/// Channels h_mk of every realization, or of one that is the same for all.
///
/// The received signal is y_k = sum_m h_mk^H x_m + n_k: an entry is the *conjugate* of what multiplies the signal of
/// its antenna. Amplitudes are those of (7), before the power of the access point.
#[derive(Clone, PartialEq)]
pub struct KnownChannels {
    realizations: Option<usize>,
    users: usize,
    access_points: usize,
    antennas: usize,
    values: Vec<Complex64>,
}

/// Why an array cannot be used as channels.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum KnownChannelsError {
    /// The number of axes is wrong, or an axis has length zero.
    #[error(
        "its shape is ({}); it must be (users, antennas) for one access point, (users, access points, antennas), \
         or (realizations, users, access points, antennas)",
        shape_text(.shape)
    )]
    Shape {
        /// The lengths of the axes.
        shape: Vec<usize>,
    },
    /// An entry is not finite.
    #[error("entry [{}] is {value}; it must be finite", shape_text(.index))]
    NotFinite {
        /// Position of the entry: an index per axis, from 0.
        index: Vec<usize>,
        /// The entry.
        value: Complex64,
    },
}

impl KnownChannels {
    /// Channels from the entries of an array, the last index running fastest: K x N_T (then M = 1), K x M x N_T, or
    /// realizations x K x M x N_T. There are as many values as the shape says.
    pub fn new(shape: &[usize], values: Vec<Complex64>) -> Result<Self, KnownChannelsError> {
        let (realizations, users, access_points, antennas) = match *shape {
            [k, n] => (None, k, 1, n),
            [k, m, n] => (None, k, m, n),
            [r, k, m, n] => (Some(r), k, m, n),
            _ => (None, 0, 0, 0),
        };
        let entries = realizations.unwrap_or(1) * users * access_points * antennas;
        if entries == 0 || entries != values.len() {
            return Err(KnownChannelsError::Shape {
                shape: shape.to_vec(),
            });
        }
        if let Some(at) = values.iter().position(|value| !value.is_finite()) {
            let mut rest = at;
            let mut index: Vec<usize> = shape
                .iter()
                .rev()
                .map(|&length| {
                    let i = rest % length;
                    rest /= length;
                    i
                })
                .collect();
            index.reverse();
            let value = values[at];
            return Err(KnownChannelsError::NotFinite { index, value });
        }
        Ok(Self {
            realizations,
            users,
            access_points,
            antennas,
            values,
        })
    }

    /// The mean of |h|^2 over all entries.
    pub fn mean_gain(&self) -> f64 {
        // Of values scaled by the largest, whose squares neither overflow nor vanish.
        let largest = self
            .values
            .iter()
            .map(|h| h.re.abs().max(h.im.abs()))
            .fold(0.0, f64::max);
        if largest == 0.0 {
            return 0.0;
        }
        let squares = self.values.iter().map(|h| (h / largest).norm_sqr());
        squares.sum::<f64>() / self.values.len() as f64 * largest * largest
    }

    /// How many realizations there are channels of; none if the same are those of every realization.
    pub fn realizations(&self) -> Option<usize> {
        self.realizations
    }

    /// K.
    pub fn users(&self) -> usize {
        self.users
    }

    /// M.
    pub fn access_points(&self) -> usize {
        self.access_points
    }

    /// N_T.
    pub fn antennas(&self) -> usize {
        self.antennas
    }

    /// h_mk of a realization, N_T; `None` if k, m or the realization is out of range.
    pub fn at(&self, realization: u64, m: usize, k: usize) -> Option<&[Complex64]> {
        let realization = match self.realizations {
            None => 0,
            Some(count) => usize::try_from(realization).ok().filter(|&r| r < count)?,
        };
        if k >= self.users || m >= self.access_points {
            return None;
        }
        let vector = (realization * self.users + k) * self.access_points + m;
        self.values
            .get(vector * self.antennas..(vector + 1) * self.antennas)
    }
}

impl fmt::Debug for KnownChannels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "KnownChannels({:?} x {} x {} x {})",
            self.realizations, self.users, self.access_points, self.antennas
        )
    }
}

/// `8, 1, 32`
fn shape_text(shape: &[usize]) -> String {
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    lengths.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(shape: &[usize]) -> Result<KnownChannels, KnownChannelsError> {
        let entries = shape.iter().product();
        let values = (0..entries).map(|i| Complex64::from(i as f64)).collect();
        KnownChannels::new(shape, values)
    }

    #[test]
    fn axes_are_realizations_users_access_points_antennas() {
        let first = |channels: &KnownChannels, r, m, k| channels.at(r, m, k).map(|h| h[0].re);
        let one = count(&[3, 4]).unwrap();
        assert_eq!(first(&one, 9, 0, 2), Some(8.0));
        assert_eq!(first(&one, 9, 1, 2), None);
        let many = count(&[3, 2, 4]).unwrap();
        assert_eq!(first(&many, 9, 1, 2), Some(20.0));
        let drawn = count(&[5, 3, 2, 4]).unwrap();
        assert_eq!(first(&drawn, 4, 1, 2), Some(116.0));
        assert_eq!(first(&drawn, 5, 1, 2), None);
        assert_eq!(drawn.at(0, 0, 0).map(<[_]>::len), Some(4));
    }

    #[test]
    fn what_holds_no_channels_is_refused_with_its_shape_or_entry() {
        for shape in [&[4][..], &[], &[3, 0], &[1, 2, 3, 4, 5]] {
            let error = count(shape).unwrap_err();
            assert_eq!(
                error,
                KnownChannelsError::Shape {
                    shape: shape.to_vec()
                }
            );
        }
        let mut values = vec![Complex64::ONE; 24];
        values[17].im = f64::NAN;
        let error = KnownChannels::new(&[3, 2, 4], values).unwrap_err();
        assert!(
            error.to_string().starts_with("entry [2, 0, 1] is"),
            "{error}"
        );
    }
}
