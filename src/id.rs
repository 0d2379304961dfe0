//! Typed indices: a [`SectionId`](crate::markdown::SectionId) cannot be taken for a number of a block, and "none" is an
//! `Option` of the same size.
//!
//! Only a list makes ids of its items, and no list loses items that have been given an id away, so an id is valid in the
//! list that made it. An id of another document is an error in the program: access by it panics where it is behind the
//! end, as an index of an array does, and never yields an empty text in silence.

use std::fmt::{self, Debug, Formatter};
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index, IndexMut, Range};

/// The index of an item in an [`IdVec`]; the macro `ids!` defines the types.
pub trait Id: Copy + Ord + Debug {
    /// Makes the id of the item at `index`. A text of at most 4 GiB has fewer than `u32::MAX` parts of one kind.
    fn new(index: usize) -> Self;

    /// Returns the index, counted from 0.
    fn index(self) -> usize;
}

/// Defines types of ids, each as large as a `u32`, inside an `Option` too.
macro_rules! ids {
    ($($(#[$doc:meta])* $vis:vis $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name(std::num::NonZeroU32);

        impl $crate::id::Id for $name {
            fn new(index: usize) -> Self {
                debug_assert!(index < u32::MAX as usize);
                Self(std::num::NonZeroU32::MIN.saturating_add(index as u32))
            }

            fn index(self) -> usize {
                (self.0.get() - 1) as usize
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.get() - 1)
            }
        }
    )*};
}

pub(crate) use ids;

/// A list whose items are found by ids of type `I`. Everything that only reads is a slice's.
#[derive(Clone, PartialEq, Eq)]
pub struct IdVec<I, T> {
    items: Vec<T>,
    ids: PhantomData<fn(I) -> I>,
}

impl<I: Id, T> IdVec<I, T> {
    /// Makes an empty list.
    pub const fn new() -> Self {
        Self { items: Vec::new(), ids: PhantomData }
    }

    /// Makes a list with a value for each item of `other`.
    pub fn for_each_of<U>(other: &IdVec<I, U>, value: T) -> Self
    where
        T: Clone,
    {
        Self { items: vec![value; other.len()], ids: PhantomData }
    }

    /// Adds an item, and returns its id.
    pub fn push(&mut self, item: T) -> I {
        let id = self.next_id();
        self.items.push(item);
        id
    }

    /// Returns the id of the item that is added next.
    pub fn next_id(&self) -> I {
        I::new(self.items.len())
    }

    /// Returns the ids of all items, in order.
    pub fn ids(&self) -> IdRange<I> {
        IdRange::between(0, self.items.len())
    }

    /// Returns the items with their ids, in order.
    pub fn enumerate(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator + Clone {
        self.items.iter().enumerate().map(|(index, item)| (I::new(index), item))
    }

    /// Returns the id of the item at `index`, if there is one.
    pub fn id_at(&self, index: usize) -> Option<I> {
        (index < self.items.len()).then(|| I::new(index))
    }

    /// Returns the id of the first item that `is_wanted`.
    pub fn find_id(&self, is_wanted: impl FnMut(&T) -> bool) -> Option<I> {
        self.items.iter().position(is_wanted).map(I::new)
    }

    /// Returns the ids from the first item that is not `is_before` to the last one that `is_in`. The list is sorted so
    /// that all that are `is_before` come first, and all that are `is_in` before the rest.
    pub fn sorted_range(&self, is_before: impl FnMut(&T) -> bool, is_in: impl FnMut(&T) -> bool) -> IdRange<I> {
        let start = self.items.partition_point(is_before);
        IdRange::between(start, self.items.partition_point(is_in).max(start))
    }
}

impl<I, T> Default for IdVec<I, T> {
    fn default() -> Self {
        Self { items: Vec::new(), ids: PhantomData }
    }
}

impl<I: Id, T> FromIterator<T> for IdVec<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(items: S) -> Self {
        Self { items: items.into_iter().collect(), ids: PhantomData }
    }
}

impl<I, T: Debug> Debug for IdVec<I, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

impl<I, T> Extend<T> for IdVec<I, T> {
    fn extend<S: IntoIterator<Item = T>>(&mut self, items: S) {
        self.items.extend(items);
    }
}

impl<I, T> IntoIterator for IdVec<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<I, T> DerefMut for IdVec<I, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

impl<I, T> Deref for IdVec<I, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<'v, I, T> IntoIterator for &'v IdVec<I, T> {
    type Item = &'v T;
    type IntoIter = std::slice::Iter<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'v, I, T> IntoIterator for &'v mut IdVec<I, T> {
    type Item = &'v mut T;
    type IntoIter = std::slice::IterMut<'v, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut()
    }
}

impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;

    #[inline]
    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    #[inline]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I: Id, T> Index<IdRange<I>> for IdVec<I, T> {
    type Output = [T];

    #[inline]
    fn index(&self, ids: IdRange<I>) -> &[T] {
        &self.items[ids.indices()]
    }
}

/// The ids from one to another, that one left out: a copy of two numbers, which iterates over the ids.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct IdRange<I> {
    start: u32,
    end: u32,
    ids: PhantomData<fn(I) -> I>,
}

impl<I: Id> IdRange<I> {
    /// Makes the range from `start` to `end`, which is left out.
    pub fn new(start: I, end: I) -> Self {
        Self::between(start.index(), end.index())
    }

    /// Makes the range from the item at an index to the one at another.
    fn between(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32, ids: PhantomData }
    }

    /// Returns the first id, if there is one.
    pub fn first(self) -> Option<I> {
        (self.start < self.end).then(|| I::new(self.start as usize))
    }

    /// Returns true if `id` lies in the range.
    pub fn contains(self, id: I) -> bool {
        self.indices().contains(&id.index())
    }

    /// Returns true if the range holds no id.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Returns the range without its first `count` ids.
    #[must_use]
    pub fn without_first(self, count: usize) -> Self {
        Self::between((self.start as usize + count).min(self.end as usize), self.end as usize)
    }

    /// Returns the indices.
    fn indices(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<I: Debug> Debug for IdRange<I> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[expect(clippy::copy_iterator, reason = "a range is two numbers, which are passed on as ids are")]
impl<I: Id> Iterator for IdRange<I> {
    type Item = I;

    fn next(&mut self) -> Option<I> {
        if self.start >= self.end {
            return None;
        }
        self.start += 1;
        Some(I::new(self.start as usize - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.indices().len();
        (left, Some(left))
    }

    fn last(mut self) -> Option<I> {
        self.next_back()
    }
}

impl<I: Id> DoubleEndedIterator for IdRange<I> {
    fn next_back(&mut self) -> Option<I> {
        if self.start >= self.end {
            return None;
        }
        self.end -= 1;
        Some(I::new(self.end as usize))
    }
}

impl<I: Id> ExactSizeIterator for IdRange<I> {}
impl<I: Id> FusedIterator for IdRange<I> {}

#[cfg(test)]
mod tests {
    use super::{Id, IdRange, IdVec};

    ids! {
        /// Test
        WordId;
    }

    #[test]
    fn an_optional_id_is_as_small_as_a_number() {
        assert_eq!(size_of::<Option<WordId>>(), size_of::<u32>());
        assert_eq!(size_of::<IdRange<WordId>>(), size_of::<u64>());
    }

    #[test]
    fn an_id_finds_the_item_that_it_was_made_for() {
        let mut words = IdVec::new();
        let (first, second): (WordId, WordId) = (words.push("one"), words.push("two"));
        assert_eq!((words[first], words[second], second.index()), ("one", "two", 1));
        let third = words.push("three");
        assert_eq!(words.ids().collect::<Vec<_>>(), [first, second, third]);
        assert_eq!(words.ids().skip(1).rev().collect::<Vec<_>>(), [third, second]);
        assert_eq!((words.ids().first(), words.ids().last(), words.ids().len()), (Some(first), Some(third), 3));
        assert_eq!(&words[words.ids().without_first(1)], ["two", "three"]);
        assert_eq!(words.find_id(|word| *word == "two"), Some(second));
        assert_eq!((words.id_at(1), words.id_at(3)), (Some(second), None));
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn an_id_of_another_list_is_no_item() {
        let long: IdVec<WordId, u8> = [1, 2].into_iter().collect();
        let short: IdVec<WordId, u8> = [1].into_iter().collect();
        let _ = long.ids().last().map(|id| short[id]);
    }

    #[test]
    fn a_range_of_a_sorted_list_is_that_of_its_items() {
        let numbers: IdVec<WordId, u8> = [1, 3, 5, 7].into_iter().collect();
        let range = numbers.sorted_range(|number| *number < 2, |number| *number < 7);
        assert_eq!(&numbers[range], [3, 5]);
        assert!(numbers.sorted_range(|number| *number < 9, |number| *number < 2).is_empty());
    }
}
