//! Where the beams of each access point lie in one real vector.
//!
//! The vector is a point on a product of spheres. Block m holds the real plane
//! of `X_m` (`N_T` rows, padded, by users then sensing streams, each padded),
//! its imaginary plane, and for an access point that may stay below full power
//! a slack `s` with `|X_m|^2 + s^2 = 1`. Padding is zero and stays zero.

use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use crate::engine::numerics::kernel::{LANES, axpy, dot, padded};
use num_complex::Complex64;

/// Where an access point's beams lie in the vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    /// First element.
    pub start: usize,
    /// Elements of both planes.
    pub planes: usize,
    /// Elements in all, the slack included.
    pub len: usize,
    /// Columns of the panel: users, padded, then streams, padded.
    pub width: usize,
    /// Sensing streams.
    pub streams: usize,
}

impl Block {
    /// The whole block.
    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.len
    }

    /// Both planes, without the slack.
    pub(crate) fn panel(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.planes
    }

    /// Where the slack is, if the access point has one.
    pub(crate) fn slack(&self) -> Option<usize> {
        (self.len > self.planes).then_some(self.start + self.planes)
    }
}

/// The layout of the vector of all beams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Per access point.
    pub blocks: Vec<Block>,
    /// N_T.
    pub antennas: usize,
    /// Rows of each panel, N_T padded.
    pub rows: usize,
    /// Columns of the users' part of each panel.
    pub user_width: usize,
    /// Elements of the vector.
    pub len: usize,
}

impl Layout {
    /// `streams[m]` sensing streams at access point m; a slack where `full_power[m]` is false.
    pub(crate) fn new(downlink: &Downlink, streams: &[usize], full_power: &[bool]) -> Self {
        let antennas = downlink.estimate.n_antennas;
        let (rows, user_width) = (padded(antennas), downlink.user_width());
        let mut start = 0;
        let blocks = streams
            .iter()
            .zip(full_power)
            .map(|(&streams, &full)| {
                let width = user_width + padded(streams);
                let planes = 2 * rows * width;
                let len = planes + if full { 0 } else { LANES };
                let block = Block {
                    start,
                    planes,
                    len,
                    width,
                    streams,
                };
                start += len;
                block
            })
            .collect();
        Self {
            blocks,
            antennas,
            rows,
            user_width,
            len: start,
        }
    }

    /// Entry (antenna n, column c) of block m.
    pub(crate) fn get(&self, x: &[f64], m: usize, n: usize, c: usize) -> Complex64 {
        let at = self.blocks[m].start + n * self.blocks[m].width + c;
        Complex64::new(x[at], x[at + self.blocks[m].planes / 2])
    }

    /// Sets entry (antenna n, column c) of block m.
    pub(crate) fn set(&self, x: &mut [f64], m: usize, n: usize, c: usize, value: Complex64) {
        let at = self.blocks[m].start + n * self.blocks[m].width + c;
        (x[at], x[at + self.blocks[m].planes / 2]) = (value.re, value.im);
    }

    /// Scales every block to the sphere; a block of zeros stays.
    pub(crate) fn normalize(&self, x: &mut [f64]) {
        for block in &self.blocks {
            let x = &mut x[block.range()];
            let norm = dot(x, x).sqrt();
            if norm > 0.0 {
                x.iter_mut().for_each(|x| *x /= norm);
            }
        }
    }

    /// Scales blocks of more than unit power down to the sphere and puts the rest of the power of
    /// the others into their slacks; blocks without a slack are scaled up.
    pub(crate) fn complete(&self, x: &mut [f64]) {
        for block in &self.blocks {
            if let Some(slack) = block.slack() {
                let panel = &x[block.panel()];
                x[slack] = (1.0 - dot(panel, panel)).max(0.0).sqrt();
            }
        }
        self.normalize(x);
    }

    /// Removes from `v` its component normal to the spheres at `x`.
    pub(crate) fn project(&self, x: &[f64], v: &mut [f64]) {
        for block in &self.blocks {
            let along = dot(&x[block.range()], &v[block.range()]);
            axpy(-along, &x[block.range()], &mut v[block.range()]);
        }
    }
}

// Beams know no layout, so the way between them is here.
impl Beams {
    /// The beams that a vector of `layout` describes.
    pub(crate) fn from_vector(layout: &Layout, users: usize, x: &[f64]) -> Self {
        let streams: Vec<usize> = layout.blocks.iter().map(|b| b.streams).collect();
        let mut beams = Self::zeros(layout.antennas, users, &streams);
        for m in 0..streams.len() {
            for n in 0..layout.antennas {
                for k in 0..users {
                    beams.w_mut(m, k)[n] = layout.get(x, m, n, k);
                }
                for (i, v) in beams.v[m].iter_mut().enumerate() {
                    v[n] = layout.get(x, m, n, layout.user_width + i);
                }
            }
        }
        beams
    }

    /// The beams as a vector of `layout`, powers completed or scaled to one. Streams beyond the
    /// layout's are left out, missing ones are zero.
    pub(crate) fn to_vector(&self, layout: &Layout) -> Vec<f64> {
        let mut x = vec![0.0; layout.len];
        for (m, block) in layout.blocks.iter().enumerate() {
            for n in 0..layout.antennas {
                for k in 0..self.users {
                    layout.set(&mut x, m, n, k, self.w(m, k)[n]);
                }
                for (i, v) in self.v[m].iter().take(block.streams).enumerate() {
                    layout.set(&mut x, m, n, layout.user_width + i, v[n]);
                }
            }
        }
        layout.complete(&mut x);
        x
    }
}
