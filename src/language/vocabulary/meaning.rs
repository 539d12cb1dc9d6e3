//! What the program computes for a row or a word: rows carry it, so that no word is read as another.

use std::sync::Arc;

use super::choices::Problem;
use crate::engine::known::KnownChannels;
use crate::engine::policy::{pairing, pilots};
use crate::engine::scheme::Scheme;
use crate::engine::{Deployment, Point};

/// What the value of a row sets in a deployment. Numbers are in canonical units, power ratios linear.
#[derive(Debug, Clone, Copy)]
pub enum Sets {
    /// Nothing by itself: a block, or a value that a word of a choice takes up.
    Nothing,
    /// By a whole number.
    Count(fn(&mut Deployment, usize)),
    /// By a number.
    Number(fn(&mut Deployment, f64)),
    /// By `on` or `off`.
    Switch(fn(&mut Deployment, bool)),
}

/// What a word of a choice means.
#[derive(Debug, Clone, Copy)]
pub enum Means {
    /// A part of the deployment, from the values of its parameters.
    Deployment(fn(&dyn Given, &mut Deployment)),
    /// A policy that gives users pilots.
    Allocation(pilots::Policy),
    /// A policy that gives targets access points.
    Pairing(pairing::Policy),
    /// What is solved.
    Problem(Problem),
    /// How beams are chosen.
    Scheme(Scheme),
    /// A value that a column of the table shows; a scenario does not state it.
    Shown,
    /// Nothing that this version can do.
    Planned,
}

/// The values of a deployment's settings, by path.
pub trait Given {
    /// A number in canonical units, power ratios linear.
    fn number(&self, path: &str) -> f64;
    /// Coordinates, km.
    fn points(&self, path: &str) -> Vec<Point>;
    /// Coordinates of each realization, km, where they are given for each.
    fn places(&self, path: &str) -> Option<Arc<Vec<Vec<Point>>>>;
    /// Groups of entities, numbered from 0.
    fn groups(&self, path: &str) -> Vec<Vec<usize>>;
    /// Entities, numbered from 0.
    fn indices(&self, path: &str) -> Vec<usize>;
    /// Plain numbers, one for each of several entities.
    fn numbers(&self, path: &str) -> Vec<f64>;
    /// A loss in dB as a function of the distance in km.
    fn law(&self, path: &str) -> Arc<dyn Fn(f64) -> f64 + Send + Sync>;
    /// Channels from a file.
    fn channels(&self, path: &str) -> Option<Arc<KnownChannels>>;
}
