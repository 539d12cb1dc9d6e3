#[path = "../tests/support/instance.rs"]
mod instance;
use cfs::engine::beamforming as fast;
use cfs::engine::conic::{self, communication::Update, Stopping};
use std::time::Instant;
fn main() {
    for f in std::env::args().skip(1) {
        let i = instance::Instance::read(std::path::Path::new(&f)).unwrap();
        let d = i.downlink();
        let t = Instant::now();
        let s = fast::sensing::solve(&d);
        let t0 = t.elapsed();
        let t = Instant::now();
        let c = conic::sensing::solve(&d);
        println!("{f} P1 fast {} ({:?}), conic {} gap {} solves {} {:?} ({:?})", s.s_min, t0, c.sensing.s_min, c.sensing.gap, c.sensing.evaluations, c.status, t.elapsed());
        let t = Instant::now();
        let r = fast::communication::solve(&d);
        println!("  P2 fast {} {:?}", r.certificate.sum_rate, t.elapsed());
        for u in [Update::Sequential, Update::Parallel] {
            let t = Instant::now();
            let r = conic::communication::solve(&d, u, &Stopping::default());
            println!("  P2 {u:?} {} {:?} rounds {} programs {} solves {} kkt {:e} pv {:e} {:?}", r.certificate.sum_rate, r.status, r.rounds(), r.programs, r.solves, r.certificate.kkt_residual, r.certificate.power_violation, t.elapsed());
            println!("     {:?}", &r.trace[..r.trace.len().min(8)]);
        }
    }
}
