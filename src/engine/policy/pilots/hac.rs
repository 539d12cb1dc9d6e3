//! Algorithm 1: hierarchical agglomerative clustering of users that are far apart.
//!
//! Every user begins as a cluster. The distance of two clusters is that of their **closest** members, and the two
//! clusters **farthest** apart are merged until tau_p are left. This is none of the usual linkages, which merge
//! what is close.
//!
//! Ties go to the pair whose first cluster, then whose second, has the smallest user; clusters are listed by their
//! smallest user.

use nalgebra::DMatrix;

use super::policy::Policy;

/// The policy.
pub const POLICY: Policy = Policy {
    name: "hac",
    allocate: |training, distances, _| Ok(allocate(training.length, distances)),
};

/// Clusters of the users with these K x K distances.
pub fn allocate(pilots: usize, distances: &DMatrix<f64>) -> Vec<Vec<usize>> {
    let mut clusters: Vec<Vec<usize>> = (0..distances.nrows()).map(|k| vec![k]).collect();
    // d_ij between clusters, kept up to date: the distance of a union is the smaller of its parts'.
    let mut between = distances.clone();
    while clusters.len() > pilots.max(1) {
        let (i, j) = farthest_pair(&between, clusters.len());
        let merged = clusters.remove(j);
        clusters[i].extend(merged);
        clusters[i].sort_unstable();
        for other in 0..=clusters.len() {
            let closest = between[(i, other)].min(between[(j, other)]);
            between[(i, other)] = closest;
            between[(other, i)] = closest;
        }
        between = between.remove_row(j).remove_column(j);
    }
    clusters
}

/// The pair i < j of largest distance, the first of equals.
fn farthest_pair(between: &DMatrix<f64>, count: usize) -> (usize, usize) {
    let mut best = (0, 1);
    for i in 0..count {
        for j in i + 1..count {
            if between[(i, j)] > between[best] {
                best = (i, j);
            }
        }
    }
    best
}
