//! A hash that is the same on every machine and in every version: FNV-1a.

/// FNV-1a, 64 bits, of a text fed in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        // The offset basis of FNV-1a.
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    /// Adds a text; a line feed after it keeps pieces apart.
    pub fn line(&mut self, text: &str) {
        for byte in text.bytes().chain([b'\n']) {
            self.byte(byte);
        }
    }

    fn byte(&mut self, byte: u8) {
        // The prime of FNV-1a.
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }

    /// The hash of what was added.
    pub fn value(self) -> u64 {
        self.0
    }
}

/// The hash of one text.
pub fn fingerprint(text: &str) -> u64 {
    let mut hash = Fingerprint::default();
    text.bytes().for_each(|byte| hash.byte(byte));
    hash.value()
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    /// Test vectors of the authors of FNV (Fowler, Noll, Vo), isthe.com/chongo/tech/comp/fnv.
    #[test]
    fn fnv_1a_vectors() {
        assert_eq!(fingerprint(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fingerprint("foobar"), 0x8594_4171_f739_67e8);
    }
}
