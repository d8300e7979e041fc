//! Who answers for what an official was named for: the official, or whoever has taken over since, step by step (继任).

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use chrono::NaiveDate;

/// How long an official holds the post, and who comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term<K> {
    /// First day; none: from the start.
    pub from: Option<NaiveDate>,
    /// Last day; none: until the successor begins, or for good.
    pub to: Option<NaiveDate>,
    /// Who takes over.
    pub successor: Option<K>,
}

impl<K> Term<K> {
    /// Whether the official holds the post on a day, successors left aside.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.has_begun(day) && self.to.is_none_or(|to| to >= day)
    }

    fn has_begun(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day)
    }
}

/// The terms of all officials of a government.
#[derive(Clone, Debug)]
pub struct Succession<K>(HashMap<K, Term<K>>);

impl<K> Default for Succession<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Copy + Eq + Hash> FromIterator<(K, Term<K>)> for Succession<K> {
    fn from_iter<I: IntoIterator<Item = (K, Term<K>)>>(terms: I) -> Self {
        Self(terms.into_iter().collect())
    }
}

impl<K: Copy + Eq + Hash> Succession<K> {
    /// Who answers on a day for what `named` was named for. A successor has taken over once the term before is over and their own has
    /// begun; until then, and where nobody follows, it stays with the one before.
    pub fn holder(&self, named: K, day: NaiveDate) -> K {
        let next = |held: &K| self.next(*held, day);
        let mut passed = HashSet::new();
        let line = std::iter::successors(Some(named), next).take_while(|one| passed.insert(*one));
        line.last().unwrap_or(named)
    }

    /// For whom `official` answers on a day: themselves and those they have taken over from; nobody while out of office.
    pub fn answers_for(&self, official: K, day: NaiveDate) -> Vec<K> {
        if !self.0.get(&official).is_some_and(|term| term.covers(day)) {
            return Vec::new();
        }
        self.0.keys().copied().filter(|named| self.holder(*named, day) == official).collect()
    }

    /// Whether `official` would come to follow themselves if `successor` took over.
    pub fn would_circle(&self, official: K, successor: K) -> bool {
        let next = |held: &K| self.0.get(held).and_then(|term| term.successor);
        let mut passed = HashSet::new();
        std::iter::successors(Some(successor), next).take_while(|one| passed.insert(*one)).any(|one| one == official)
    }

    fn next(&self, held: K, day: NaiveDate) -> Option<K> {
        let term = self.0.get(&held)?;
        let over = term.to.is_none_or(|to| to < day);
        let successor = term.successor.filter(|_| over)?;
        self.0.get(&successor).is_some_and(|next| next.has_begun(day)).then_some(successor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    fn term(from: &str, to: &str, successor: Option<char>) -> Term<char> {
        let some = |text: &str| (!text.is_empty()).then(|| day(text));
        Term { from: some(from), to: some(to), successor }
    }

    /// 甲 until the end of June, then 乙 until the end of September, then 丙 from 10 October on.
    fn three() -> Succession<char> {
        [
            ('甲', term("", "2017-06-30", Some('乙'))),
            ('乙', term("2017-07-01", "2017-09-30", Some('丙'))),
            ('丙', term("2017-10-10", "", None)),
            ('丁', term("", "2017-06-30", None)),
        ]
        .into_iter()
        .collect()
    }

    #[test]
    fn whoever_holds_the_post_answers() {
        let held = |on: &str| three().holder('甲', day(on));
        assert_eq!(held("2017-06-30"), '甲');
        assert_eq!(held("2017-07-01"), '乙');
        assert_eq!(held("2017-10-09"), '乙', "the post is vacant: it stays with the last one");
        assert_eq!(held("2017-10-10"), '丙');
        assert_eq!(three().holder('丁', day("2018-01-01")), '丁', "nobody follows");
        assert_eq!(three().holder('戊', day("2018-01-01")), '戊', "unknown");
    }

    #[test]
    fn an_official_in_office_answers_for_all_before() {
        let sorted = |who: char, on: &str| {
            let mut all = three().answers_for(who, day(on));
            all.sort_unstable();
            all
        };
        assert_eq!(sorted('甲', "2017-06-30"), ['甲']);
        assert_eq!(sorted('甲', "2017-07-01"), Vec::<char>::new());
        assert_eq!(sorted('乙', "2017-06-30"), Vec::<char>::new(), "not yet");
        assert_eq!(sorted('乙', "2017-07-01"), ['乙', '甲']);
        assert_eq!(sorted('乙', "2017-10-01"), Vec::<char>::new(), "out of office, though nobody has begun");
        assert_eq!(sorted('丙', "2017-10-10"), ['丙', '乙', '甲']);
        assert_eq!(sorted('丁', "2017-07-01"), Vec::<char>::new());
    }

    #[test]
    fn without_a_last_day_the_successor_takes_over_when_they_begin() {
        let two: Succession<char> = [('甲', term("", "", Some('乙'))), ('乙', term("2017-07-01", "", None))].into_iter().collect();
        assert_eq!((two.holder('甲', day("2017-06-30")), two.holder('甲', day("2017-07-01"))), ('甲', '乙'));
        assert_eq!(two.answers_for('甲', day("2017-07-01")), Vec::<char>::new());
    }

    #[test]
    fn nobody_follows_themselves() {
        assert!(three().would_circle('丙', '甲') && three().would_circle('甲', '甲'));
        assert!(!three().would_circle('丁', '甲'));
        let circle: Succession<char> = [('甲', term("", "", Some('乙'))), ('乙', term("", "", Some('甲')))].into_iter().collect();
        assert_eq!(circle.holder('甲', day("2017-01-01")), '乙', "and a circle ends");
    }
}
