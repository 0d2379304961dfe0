//! The characters that an address holds as they are.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// All characters but those that mean nothing anywhere in an address (RFC 3986, section 2.3): what is escaped in a part of a
/// path.
pub const ESCAPED_IN_PARTS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
