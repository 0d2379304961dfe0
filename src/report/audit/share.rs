//! Room that is dear, shared: who needs little gets it all, and the others share what is left.

/// Divides `room` among columns that need as much as `needs` says.
pub(super) fn share(needs: &[usize], room: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|&at| needs.get(at).copied().unwrap_or_default());
    let mut shares = vec![0; needs.len()];
    let mut left = room;
    for (done, &at) in order.iter().enumerate() {
        let fair = left / (needs.len() - done);
        if let (Some(share), Some(&need)) = (shares.get_mut(at), needs.get(at)) {
            *share = need.min(fair);
            left -= *share;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_needs_little_gets_it_all() {
        for (needs, room, wanted) in [
            (&[][..], 10, &[][..]),
            (&[3, 4], 10, &[3, 4]),
            (&[100, 2, 100], 12, &[5, 2, 5]),
            (&[8, 1], 4, &[3, 1]),
            (&[5, 5], 0, &[0, 0]),
        ] {
            assert_eq!(share(needs, room), wanted, "{needs:?} {room}");
        }
    }
}
