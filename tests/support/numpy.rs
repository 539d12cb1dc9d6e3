//! NumPy files of complex channels.

/// The bytes of a file of this shape; its real and imaginary parts in turn are those of `part`, counted from 0.
pub fn numpy(shape: &[usize], part: impl Fn(usize) -> f64) -> Vec<u8> {
    let axes: Vec<String> = shape.iter().map(usize::to_string).collect();
    let axes = axes.join(", ");
    let header = format!("{{'descr': '<c16', 'fortran_order': False, 'shape': ({axes}), }}\n");
    let mut bytes = b"\x93NUMPY\x01\0".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.bytes());
    let parts = 2 * shape.iter().product::<usize>();
    bytes.extend((0..parts).flat_map(|index| part(index).to_le_bytes()));
    bytes
}
