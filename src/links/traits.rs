//! What is known of an address, as a set of bits: `address` collects it, from the address and from `hosts`.

/// Traits of an address, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HostTraits(u16);

impl HostTraits {
    /// It begins with `http:`.
    pub const INSECURE: Self = Self(1);
    /// It is a site's root: no path, query or fragment.
    pub const ROOT: Self = Self(1 << 1);
    /// It holds a name, or a name and a password, before the host.
    pub const USER: Self = Self(1 << 2);
    /// It has a query.
    pub const QUERY: Self = Self(1 << 3);
    /// Its host hides where it leads.
    pub const SHORTENER: Self = Self(1 << 4);
    /// Its host is a platform on which whoever likes may publish.
    pub const PLATFORM: Self = Self(1 << 5);
    /// Its host, or a part of it, is gone for good.
    pub const RETIRED: Self = Self(1 << 6);
    /// Its host means something only within a private network.
    pub const PRIVATE: Self = Self(1 << 7);
    /// Its host looks like a famous one and is not.
    pub const LOOK_ALIKE: Self = Self(1 << 8);
    /// It cannot be an address of the public web.
    pub const INVALID_HOST: Self = Self(1 << 9);
    /// Its host ends in no public suffix: a name of a private network, or a slip.
    pub const UNLISTED: Self = Self(1 << 10);

    /// Returns true if all of `other` is in this set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl std::ops::BitOrAssign for HostTraits {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl std::ops::BitAnd for HostTraits {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}
