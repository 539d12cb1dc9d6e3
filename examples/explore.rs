#[path = "../tests/support/instance.rs"]
mod instance;
use cfs::engine::beamforming::*;
fn main() {
    let i = instance::Instance::load("small_seed0");
    let d = i.downlink();
    let s = sensing::solve(&d);
    let c = communication::solve(&d);
    let r = isac::least_error(&d, &s, &c.beams, 9.95);
    println!("{:?} {:?}", r.certificate, r.evaluations);
}
