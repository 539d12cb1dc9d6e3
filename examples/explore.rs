use cfs::engine::beamforming::*;
use cfs::engine::{Beampattern, Window};
use num_complex::Complex64;
use serde_json::Value;
use std::time::Instant;
pub fn cplx(v: &Value) -> Vec<Complex64> {
    fn flat(v: &Value, o: &mut Vec<f64>) {
        match v {
            Value::Array(a) => a.iter().for_each(|x| flat(x, o)),
            _ => o.push(v.as_f64().unwrap()),
        }
    }
    let (mut a, mut b) = (vec![], vec![]);
    flat(&v["re"], &mut a);
    flat(&v["im"], &mut b);
    a.into_iter()
        .zip(b)
        .map(|(x, y)| Complex64::new(x, y))
        .collect()
}
fn main() {
    for file in std::env::args().skip(1) {
        println!("== {file}");
        let d: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let p = &d["par"];
        let g = |n: &str| p[n].as_f64().unwrap();
        let (m, k, n) = (g("M") as usize, g("K") as usize, g("NT") as usize);
        let pm = g("pm");
        let h = cplx(&d["h_hat_KxMxNT"]);
        let mut hh = vec![Complex64::ZERO; m * k * n];
        for kk in 0..k {
            for mm in 0..m {
                for nn in 0..n {
                    hh[(mm * k + kk) * n + nn] = h[(kk * m + mm) * n + nn] * pm.sqrt();
                }
            }
        }
        let mut th = vec![0.0; m * k];
        for kk in 0..k {
            for mm in 0..m {
                th[mm * k + kk] = pm * d["Theta_mk_trace_over_NT"][kk][mm].as_f64().unwrap();
            }
        }
        let st = downlink::Statistics {
            access_points: m,
            users: k,
            antennas: n,
            targets: 0,
            couplings: 0,
            h_hat: hh,
            q_bar: vec![],
            theta: th,
            local: vec![],
            coupling: vec![],
        };
        let ideal = Beampattern {
            width: 10.0,
            samples: 181,
            window: Window::Inclusive,
            power: 1.0,
        };
        let sens: Vec<usize> = d["sensing_aps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|x| x.as_u64().unwrap() as usize)
            .collect();
        let roles: Vec<_> = (0..m)
            .map(|mm| {
                if sens.contains(&mm) {
                    let t = d["theta_deg_of_sensing_ap"][mm.to_string()]
                        .as_f64()
                        .unwrap();
                    downlink::Role::Sensing(beampattern::MatchingError::new(&ideal, n, 0.5, &[t]))
                } else {
                    downlink::Role::Communication
                }
            })
            .collect();
        let dl = downlink::Downlink::new(st, roles);
        let t = Instant::now();
        let p1 = sensing::solve(&dl);
        println!(
            "P1 {} stored {} gap {:.1e} ev {} {:?}",
            p1.s_min,
            d["results"]["S_min"],
            p1.gap,
            p1.evaluations,
            t.elapsed()
        );
        let t = Instant::now();
        let p2 = communication::solve(&dl);
        println!(
            "P2 {} stored {} kkt {:.1e} pow {:.1e} solved {} ev {} {:?}",
            p2.certificate.sum_rate,
            d["results"]["Rmax_joint_bcd_tol1e9"],
            p2.certificate.kkt_residual,
            p2.certificate.power_violation,
            p2.solved(),
            p2.evaluations,
            t.elapsed()
        );
        let rows = d["results"]["R_of_delta"].as_array().unwrap();
        let mut deltas: Vec<(f64, f64, f64)> = vec![(p1.s_min * (1.0 + 1e-4), 0.0, 0.0)];
        for r in rows {
            deltas.push((
                r["delta"].as_f64().unwrap(),
                r["R"].as_f64().unwrap(),
                r["lam"].as_f64().unwrap(),
            ));
        }
        let run = |deltas: &[(f64, f64, f64)]| {
            let t0 = Instant::now();
            let mut s = isac::IsacSolver::new(&dl, &p1, &p2.beams);
            let mut ev = 0;
            for &(delta, rs, ls) in deltas {
                let t = Instant::now();
                let r = s.solve(delta);
                let el = t.elapsed();
                let t = Instant::now();
                let c = certificate::Certificate::new(
                    &dl,
                    &r.beams,
                    r.multiplier * 2f64.ln(),
                    &vec![true; m],
                );
                let ct = t.elapsed();
                ev += r.evaluations;
                std::hint::black_box(c);
                println!(
                    "d {delta:.5} R {:.6} ({rs:.6}) rel {:.1e} lam {:.3} ({ls:.3}) kkt {:.1e} dual {:.1e} pow {:.1e} bud {:.1e} {} ev {} {el:.1?} cert {ct:.0?}",
                    r.certificate.sum_rate,
                    (r.certificate.sum_rate - rs) / rs,
                    r.multiplier,
                    r.certificate.kkt_residual,
                    r.certificate.dual_violation,
                    r.certificate.power_violation,
                    r.budget_violation,
                    if r.solved() { "solved" } else { "FAILED" },
                    r.evaluations
                );
            }
            println!("total ev {ev} {:?}", t0.elapsed());
        };
        run(&deltas);
        let sweep: Vec<_> = (0..14)
            .map(|i| {
                (
                    p1.s_min + 0.05 * i as f64 + if i == 0 { 1e-4 * p1.s_min } else { 0.0 },
                    0.0,
                    0.0,
                )
            })
            .collect();
        run(&sweep);
    }
}
