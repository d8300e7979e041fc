//! Figures: from a number in a text to what it promises, with base and stretch, whole and parts, 分别 and 均.

mod clause;
mod hit;
mod meaning;
mod measure;
mod relative;
mod sort;

use self::clause::{Clause, clause};
use self::hit::{Hit, hits};
use self::measure::Sort;
use self::relative::relative;
use self::sort::{Sense, sense};
use crate::domain::quantity::Quantity;
use crate::domain::target::{Operator, QuantityKind, Series};

/// The higher figure of 力争 beside a firm one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) operator: Operator,
    pub(crate) value: Quantity,
    pub(crate) upper: Option<Quantity>,
    pub(crate) unit: String,
}

/// What a phrase with a figure is to the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Target,
    /// With the kind of parameter.
    Parameter(&'static str),
    Fact,
}

/// One figure of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure<'a> {
    pub(crate) role: Role,
    /// The clause that holds it.
    pub(crate) phrase: &'a str,
    /// The number with its measure word and word of comparison; the phrase where there is no number.
    pub(crate) number: &'a str,
    pub(crate) operator: Operator,
    pub(crate) value: Option<Quantity>,
    pub(crate) upper: Option<Quantity>,
    pub(crate) unit: String,
    pub(crate) kind: QuantityKind,
    pub(crate) series: Series,
    pub(crate) maintain: bool,
    pub(crate) aspirational: bool,
    pub(crate) stretch: Option<Stretch>,
    pub(crate) baseline: Option<Quantity>,
    /// 20亿元以上: which things are counted.
    pub(crate) qualifier: Option<&'a str>,
    /// 每个托管室, 各县区: each must reach it.
    pub(crate) scope: Option<&'a str>,
    /// What is measured; several for 均.
    pub(crate) indicators: Vec<String>,
    /// The place in the list of the whole of which this is a part.
    pub(crate) part_of: Option<usize>,
    /// Against what, with the kind of reference.
    pub(crate) reference: Option<(&'a str, &'static str)>,
    pub(crate) rule: &'static str,
}

/// All figures of a text in their order. Names, dates and thresholds are none.
pub(crate) fn figures(text: &str) -> Vec<Figure<'_>> {
    let found = hits(text);
    let clauses: Vec<Clause<'_>> =
        found.iter().enumerate().map(|(n, hit)| clause(text, hit, earlier(text, &found, n), found.get(n.saturating_add(1)))).collect();
    let mut out: Vec<(usize, Figure<'_>)> = Vec::new();
    let mut qualifier = None;
    let places: Vec<(&Hit<'_>, &Clause<'_>)> = found.iter().zip(&clauses).collect();
    for (n, (hit, clause)) in places.iter().enumerate() {
        let around = Around::of(text, &places, n);
        if around.is_baseline {
            continue;
        }
        let (meant, rule) = match around.baseline {
            Some(_) if !hit.quoted => (Sense::Target, "figure.fromTo"),
            _ => sense(hit, clause, around.counted, around.listed),
        };
        let role = match meant {
            Sense::Target => Role::Target,
            Sense::Parameter(kind) => Role::Parameter(kind),
            Sense::Fact => Role::Fact,
            Sense::Qualifier => {
                qualifier = text.get(hit.from..hit.end);
                add_qualifier(&mut out, qualifier, clause.whole);
                continue;
            }
            Sense::Name => continue,
        };
        if role == Role::Target && add_stretch(&mut out, hit, clause) {
            continue;
        }
        let mut figure = whole_figure(text, hit, clause, role, rule);
        figure.baseline = around.baseline;
        figure.qualifier = qualifier.take().filter(|of| figure.phrase.contains(*of));
        figure.part_of = part_of(&out, text, hit, clause);
        out.push((hit.start, figure));
    }
    share_indicators(&mut out);
    add_relatives(text, &mut out);
    out.into_iter().map(|(_, figure)| figure).collect()
}

/// The figure before, where nothing but a 、 may part the two: 20所、30个. Grades and dates (50亿级, 6月) part nothing.
fn earlier<'f, 'a>(text: &str, found: &'f [Hit<'a>], n: usize) -> Option<&'f Hit<'a>> {
    let hit = found.get(n)?;
    let before = found.get(..n)?.iter().rev().take(4).find(|before| !matches!(before.sort, Sort::Grade | Sort::Dated))?;
    let between = text.get(before.end..hit.from)?;
    (between.len() < 400 && !between.contains(['。', ';', ',', '\n'])).then_some(before)
}

/// What the neighbours of a number say about it.
struct Around {
    counted: bool,
    listed: bool,
    is_baseline: bool,
    baseline: Option<Quantity>,
}

impl Around {
    fn of(text: &str, places: &[(&Hit<'_>, &Clause<'_>)], n: usize) -> Self {
        let Some((hit, clause)) = places.get(n) else { return Self { counted: false, listed: false, is_baseline: false, baseline: None } };
        let earlier = n.checked_sub(1).and_then(|before| places.get(before));
        let later = places.get(n.saturating_add(1));
        let things = |other: &Hit<'_>| matches!(other.sort, Sort::Count | Sort::People | Sort::Rate);
        let shares = |other: &(&Hit<'_>, &Clause<'_>)| {
            other.1.whole == clause.whole && other.1.whole.as_ptr() == clause.whole.as_ptr() && things(other.0)
        };
        let listed =
            clause.list.matches("一个").count() > 1 || clause.list.matches("一所").count() > 1 || clause.list.matches("一座").count() > 1;
        let is_baseline = later.is_some_and(|(next, _)| from_to(text, hit, next));
        let baseline = earlier.filter(|(before, _)| from_to(text, before, hit)).map(|(before, _)| before.value);
        Self { counted: earlier.is_some_and(shares) || later.is_some_and(shares), listed, is_baseline, baseline }
    }
}

/// 由四档调整为三档, 从30%提高到50%.
fn from_to(text: &str, first: &Hit<'_>, second: &Hit<'_>) -> bool {
    let Some(between) = text.get(first.end..second.from) else { return false };
    if between.len() > 40 || between.contains(['。', ';', '、']) {
        return false;
    }
    let before = super::text::tail(text.get(..first.from).unwrap_or(""), 6);
    let moved = ["到", "至", "为"].iter().any(|word| between.ends_with(word)) || between.ends_with("以");
    let verb = ["提高", "提升", "增加", "调整", "降", "压", "缩", "扩", "上调", "减", "增", "延长", "升"]
        .iter()
        .any(|verb| between.contains(verb));
    let same = first.sort == second.sort;
    same && moved && verb && before.contains(['由', '从'])
}

fn add_qualifier<'a>(out: &mut [(usize, Figure<'a>)], qualifier: Option<&'a str>, whole: &str) {
    if let Some((_, last)) = out.last_mut()
        && last.phrase.as_ptr() == whole.as_ptr()
        && last.qualifier.is_none()
    {
        last.qualifier = qualifier;
    }
}

/// 增长7.5%以上,力争8%以上: the second figure is the stretch of the first.
fn add_stretch(out: &mut [(usize, Figure<'_>)], hit: &Hit<'_>, clause: &Clause<'_>) -> bool {
    let Some(rest) =
        clause.before.strip_prefix("力争").or_else(|| clause.before.strip_prefix("争取")).or_else(|| clause.before.strip_prefix("奋力"))
    else {
        return false;
    };
    let bare = ["达到", "突破", "完成", "实现", "增长", "达", "超", "到", "冲刺", "提高到", "新增"]
        .iter()
        .find_map(|verb| rest.strip_prefix(verb))
        .unwrap_or(rest);
    let alone = bare.is_empty() && clause.behind.is_empty();
    let Some((_, base)) = out.last_mut().filter(|(_, base)| base.role == Role::Target && base.stretch.is_none() && base.unit == hit.unit())
    else {
        return false;
    };
    if alone && base.value.is_some_and(|value| value <= hit.value || base.operator == Operator::Lte) {
        base.stretch = Some(Stretch { operator: hit.operator, value: hit.value, upper: hit.upper, unit: hit.unit() });
        return true;
    }
    false
}

fn whole_figure<'a>(text: &'a str, hit: &Hit<'a>, clause: &Clause<'a>, role: Role, rule: &'static str) -> Figure<'a> {
    let number = text.get(hit.from..hit.end).unwrap_or("");
    let meant = meaning::of(hit, clause);
    Figure {
        role,
        phrase: clause.whole,
        number,
        operator: hit.operator,
        value: Some(hit.value),
        upper: hit.upper,
        unit: meaning::unit(hit, clause),
        kind: meant.kind,
        series: meant.series,
        maintain: meant.maintain,
        aspirational: meaning::aspirational(clause),
        stretch: None,
        baseline: None,
        qualifier: None,
        scope: meaning::scope(clause),
        indicators: meaning::indicators(hit, clause),
        part_of: None,
        reference: None,
        rule,
    }
}

/// The whole of which a figure behind 其中 is a part.
fn part_of(out: &[(usize, Figure<'_>)], text: &str, hit: &Hit<'_>, clause: &Clause<'_>) -> Option<usize> {
    let word = hit.unit();
    let same = |figure: &Figure<'_>| figure.role == Role::Target && figure.unit == word;
    if clause.before.starts_with("其中") {
        return out.iter().rposition(|(_, figure)| same(figure) && figure.part_of.is_none());
    }
    let (start, last) = out.last()?;
    let between = text.get(*start..hit.from)?;
    (same(last) && !between.contains([',', ';', '。', '(', ')'])).then_some(last.part_of).flatten()
}

/// 甲、乙、丙分别达到1、2、3: one indicator each, where their numbers agree.
fn share_indicators(out: &mut [(usize, Figure<'_>)]) {
    let mut n = 0;
    while let Some((_, first)) = out.get(n) {
        let names = first.indicators.clone();
        let each = names.len() > 1 && first.phrase.contains("分别");
        if each && out.len() >= n.saturating_add(names.len()) {
            for (name, (_, figure)) in names.iter().zip(out.iter_mut().skip(n)) {
                figure.indicators = vec![name.clone()];
            }
            n = n.saturating_add(names.len());
        } else {
            n = n.saturating_add(1);
        }
    }
}

/// Clauses that promise something without a figure.
fn add_relatives<'a>(text: &'a str, out: &mut Vec<(usize, Figure<'a>)>) {
    let mut from = 0;
    let mut depth = 0_usize;
    let ends = text.char_indices().filter_map(|(at, c)| {
        match c {
            '《' | '“' => depth = depth.saturating_add(1),
            '》' | '”' => depth = depth.saturating_sub(1),
            _ => {}
        }
        matches!(c, ',' | ';' | '。' | '\n' | ':').then_some((at, c.len_utf8()))
    });
    let mut found = Vec::new();
    let taken: Vec<usize> = out.iter().filter(|(_, figure)| figure.role == Role::Target).map(|(here, _)| *here).collect();
    for (at, len) in ends.chain([(text.len(), 0)]) {
        let start = from;
        from = at.saturating_add(len);
        if taken.get(taken.partition_point(|here| *here < start)).is_some_and(|here| *here < at) {
            continue;
        }
        let Some(relative) = text.get(start..at).and_then(relative) else { continue };
        let aspirational = relative.phrase.contains("力争") || relative.phrase.contains("争取");
        let covered = relative.operator == Operator::All;
        let name = meaning::bare(relative.phrase.split(relative.reference).next().unwrap_or(relative.phrase));
        found.push((
            start,
            Figure {
                role: Role::Target,
                phrase: relative.phrase,
                number: relative.phrase,
                operator: relative.operator,
                value: None,
                upper: None,
                unit: String::new(),
                kind: if covered { QuantityKind::Coverage } else { QuantityKind::Rate },
                series: Series::Level,
                maintain: false,
                aspirational,
                stretch: None,
                baseline: None,
                qualifier: None,
                scope: None,
                indicators: vec![if name.is_empty() { relative.phrase.to_owned() } else { name }],
                part_of: None,
                reference: (!covered).then_some((relative.reference, relative.kind)),
                rule: relative.rule,
            },
        ));
    }
    merge(out, found);
}

/// Puts the found figures into their places; the numbers of wholes move with them.
fn merge<'a>(out: &mut Vec<(usize, Figure<'a>)>, found: Vec<(usize, Figure<'a>)>) {
    if found.is_empty() {
        return;
    }
    let starts: Vec<usize> = found.iter().map(|(start, _)| *start).collect();
    let places: Vec<usize> = out.iter().map(|(start, _)| *start).collect();
    for (_, figure) in out.iter_mut() {
        figure.part_of = figure.part_of.map(|whole| {
            let start = places.get(whole).copied().unwrap_or(0);
            whole.saturating_add(starts.partition_point(|other| *other <= start))
        });
    }
    out.extend(found);
    out.sort_by_key(|(start, _)| *start);
}

#[cfg(test)]
mod tests;
