//! FNV-1a with 64 bits: the same on every platform and in every version, so that its values may be stored.
//! See <http://www.isthe.com/chongo/tech/comp/fnv/>.

/// The value to begin with.
pub const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

const PRIME: u64 = 0x0000_0100_0000_01b3;

/// Adds a value, usually a byte, to a hash.
#[must_use]
pub fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(PRIME)
}

/// Returns the hash of bytes.
pub fn hash_bytes(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(BASIS, |hash, byte| mix(hash, u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_reference() {
        for (text, hash) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            assert_eq!(hash_bytes(text.bytes()), hash, "{text}");
        }
    }
}
