//! Who does it, as printed: after labels, in brackets at the end of an item, or in a sentence (由甲牵头,乙配合).

use super::calendar::dates;
use super::due::is_due;
use super::label::{Label, labels};
use super::text::{count, cut};
use super::units::{is_group, is_list, is_unit, split};
use super::vocabulary::{Word, is_role};

/// A role with its list of units or persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Role<'a> {
    /// Which role the label announces.
    pub(crate) word: Word,
    /// The printed role word; empty where none is printed.
    pub(crate) label: &'a str,
    /// The list.
    pub(crate) value: &'a str,
    /// The rule that found it.
    pub(crate) rule: &'static str,
}

/// A text taken apart: what is to be done, and the labelled fields behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parted<'a> {
    /// The text without the fields.
    pub(crate) body: &'a str,
    /// Who does it.
    pub(crate) roles: Vec<Role<'a>>,
    /// By when.
    pub(crate) due: Option<&'a str>,
}

/// Takes the roles and the deadline off the end of an item.
pub(crate) fn part(text: &str) -> Parted<'_> {
    let text = text.trim();
    let found: Vec<(usize, Label<'_>)> =
        labels(text).into_iter().filter(|(_, label)| is_role(label.word) || label.word == Word::Due).collect();
    let Some((first, _)) = found.first() else { return in_brackets(text) };
    let (body, _) = cut(text, *first);
    let mut parted = Parted { body: body.trim_end_matches(['(', ' ', '【', '—', '[', ',', ';', '-', '\t']), ..Parted::default() };
    let ends = found.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    for ((_, label), end) in found.iter().zip(ends) {
        let from = text.len().saturating_sub(label.rest.len());
        let value = value_of(text.get(from..end).unwrap_or(""));
        if label.word == Word::Due {
            parted.due = parted.due.or(Some(value).filter(|value| !value.is_empty()));
        } else {
            parted.roles.extend(labelled(label, value));
        }
    }
    parted
}

/// The value of a label without the brackets and marks around it.
fn value_of(raw: &str) -> &str {
    let raw = raw.trim();
    let open = raw.matches('(').count();
    let mut value = raw;
    loop {
        let next = value.trim_end_matches(['。', ';', ',', '】', ']', ' ', '、', '(', '【', '[', '—', '\t']);
        let closed = next.strip_suffix(')').filter(|inner| {
            inner.matches(')').count() >= open.min(inner.matches('(').count()) && next.matches(')').count() > next.matches('(').count()
        });
        let next = closed.unwrap_or(next);
        if next.len() == value.len() {
            return value.trim_start();
        }
        value = next;
    }
}

/// A labelled value may itself be a sentence: 责任单位:市教育局牵头,市财政局配合.
fn labelled<'a>(label: &Label<'a>, value: &'a str) -> Vec<Role<'a>> {
    if value.is_empty() {
        return Vec::new();
    }
    if label.word != Word::Official
        && (value.contains("牵头") || value.contains("配合") || value.contains("主办"))
        && !value.contains("(牵头)")
    {
        let spoken = sentence(value);
        if spoken.len() > 1 || spoken.first().is_some_and(|role| role.value.len() < value.len()) {
            return spoken;
        }
    }
    vec![Role { word: label.word, label: label.printed, value, rule: "role.label" }]
}

/// A bracket at the end that holds nothing but units, or a sentence about them.
fn in_brackets(text: &str) -> Parted<'_> {
    let none = Parted { body: text, ..Parted::default() };
    let trimmed = text.trim_end_matches(['。', ';', ' ']);
    // The text may be cut off before its last bracket.
    let closed = trimmed.strip_suffix([')', '】']);
    let inner = closed.unwrap_or(trimmed);
    let Some((at, _)) = opening(inner) else { return none };
    let (body, bracket) = cut(inner, at);
    let bracket = bracket.trim_start_matches(['(', '【']);
    if count(bracket, 301) > 300 || body.trim().is_empty() || (closed.is_none() && sentence(bracket).is_empty()) {
        return none;
    }
    let (bracket, due) = before_date(bracket);
    if bracket.is_empty() && due.is_some() {
        return Parted { body: body.trim_end(), roles: Vec::new(), due };
    }
    let spoken = sentence(bracket);
    let roles = if !spoken.is_empty() {
        spoken
    } else if is_list(bracket) {
        vec![Role { word: Word::Responsible, label: "", value: bracket, rule: "role.bracket" }]
    } else {
        return none;
    };
    Parted { body: body.trim_end(), roles, due }
}

/// 甲牵头,乙配合,12月底前完成: what stands before the first date, and the last date.
fn before_date(bracket: &str) -> (&str, Option<&str>) {
    let mut units = bracket;
    let mut due = None;
    let mut from = 0;
    for clause in bracket.split([',', ';']) {
        let mut rest = clause.trim_start();
        let dated = dates(&mut rest, Some(2000)).is_ok() && rest.starts_with(['前', '完', '底', '之', '以', '持', '取']);
        if dated || is_due(clause, Some(2000)) || (due.is_some() && rest.is_empty()) {
            if due.is_none() {
                units = bracket.get(..from).unwrap_or("").trim_end_matches([',', ';', ' ']);
            }
            due = Some(clause.trim());
        }
        from = from.saturating_add(clause.len()).saturating_add(1);
    }
    (units, due)
}

/// The bracket that the end of the text closes.
fn opening(inner: &str) -> Option<(usize, char)> {
    let mut depth = 0_usize;
    for (at, c) in inner.char_indices().rev() {
        match c {
            ')' | '】' => depth = depth.saturating_add(1),
            '(' | '【' if depth == 0 => return Some((at, c)),
            '(' | '【' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

const LEADING: &[&str] = &[
    "牵头负责",
    "牵头落实",
    "牵头组织",
    "牵头实施",
    "牵头办理",
    "牵头推进",
    "牵头推动",
    "牵头抓总",
    "牵头协调",
    "牵头完成",
    "总牵头",
    "牵头",
    "主办",
    "主责",
    "领办",
    "总负责",
];
const DOING: &[&str] = &[
    "组织落实",
    "组织实施",
    "按职责分工负责",
    "分工负责",
    "具体负责",
    "负责落实",
    "负责实施",
    "负责",
    "承办",
    "抓好落实",
    "抓落实",
    "落实",
    "实施",
    "组织推进",
    "负责推进",
    "组织",
    "推进",
    "办理",
];
const HELPING: &[&str] = &[
    "协同配合",
    "积极配合",
    "密切配合",
    "协调配合",
    "参与配合",
    "支持配合",
    "配合落实",
    "配合做好",
    "配合实施",
    "配合",
    "协办",
    "协助",
    "参与",
    "参加",
    "协同",
    "协作",
];
/// How several do it; between their names and the verb.
const TOGETHER: &[&str] = &[
    "分别",
    "共同",
    "联合",
    "各自",
    "统一",
    "具体",
    "按照职责分工",
    "根据职责分工",
    "按职责分工",
    "按职能分工",
    "按照职责",
    "按职责",
    "按职能",
    "按分工",
    "依职责",
    "等",
];

/// The roles in a sentence: 由市教育局牵头,市财政局、各区配合; 由市教育局会同有关部门组织落实. Empty when it is no such sentence.
pub(crate) fn sentence(text: &str) -> Vec<Role<'_>> {
    let mut roles = Vec::new();
    let text = text.trim_start_matches(['—', '-', ' ', '(', '【']).trim_end_matches(['。', ')', '】', ';', ' ']);
    let text = text.strip_prefix("由").unwrap_or(text);
    if count(text, 601) > 600 {
        return roles;
    }
    for clause in clauses(text) {
        let by = |words: &'static [&'static str]| words.iter().find_map(|word| clause.strip_suffix(word).map(|units| (units, *word)));
        let (units, word, verb) = if let Some((units, verb)) = by(HELPING) {
            (units, Word::Cooperating, verb)
        } else if let Some((units, verb)) = by(LEADING) {
            (units, Word::Lead, verb)
        } else if let Some((units, verb)) = by(DOING) {
            (units, Word::Responsible, verb)
        } else {
            return Vec::new();
        };
        let label = clause.get(clause.len().saturating_sub(verb.len())..).unwrap_or("");
        let units = TOGETHER.iter().find_map(|word| units.strip_suffix(word)).unwrap_or(units);
        roles.extend(joint(units.strip_prefix("由").unwrap_or(units), word, label));
    }
    if roles.iter().all(|role| split(role.value).iter().all(|unit| is_unit(unit.name))) { roles } else { Vec::new() }
}

/// The clauses of the sentence, each up to and with its verb.
fn clauses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let verbs = || LEADING.iter().chain(DOING).chain(HELPING);
    for (at, c) in text.char_indices() {
        if !matches!(c, ',' | ';' | '、' | ' ' | '。') {
            continue;
        }
        let clause = text.get(from..at).unwrap_or("");
        if verbs().any(|verb| clause.ends_with(verb)) {
            found.push(clause.trim());
            from = at.saturating_add(c.len_utf8());
        }
    }
    found.extend(text.get(from..).map(str::trim).filter(|clause| !clause.is_empty()));
    found
}

/// 甲会同乙和丙: 甲 leads, the others cooperate; 甲和各区: the group cooperates.
fn joint<'a>(units: &'a str, word: Word, label: &'a str) -> Vec<Role<'a>> {
    let lead = if word == Word::Responsible { Word::Lead } else { word };
    let joined = units.char_indices().find_map(|(at, c)| {
        let rest = units.get(at..)?;
        let with = rest.strip_prefix("会同").or_else(|| rest.strip_prefix("协同")).or_else(|| rest.strip_prefix("联合"));
        let with = with.or_else(|| rest.strip_prefix('同').filter(|with| with.starts_with(['各', '市', '县', '区']) || is_group(with)));
        with.filter(|_| at > 0 && matches!(c, '会' | '协' | '联' | '同')).map(|with| (cut(units, at).0, with))
    });
    if let Some((leads, with)) = joined {
        let conjunction = units.get(leads.len()..units.len().saturating_sub(with.len())).unwrap_or("");
        return vec![
            Role { word: lead, label, value: leads, rule: "role.sentence" },
            Role { word: Word::Cooperating, label: conjunction, value: with, rule: "role.sentence" },
        ];
    }
    let and = units.rfind('和').map(|at| cut(units, at)).filter(|(first, _)| is_list(first));
    if let (Word::Responsible, Some((first, rest))) = (word, and) {
        let group = rest.trim_start_matches('和');
        if is_group(group) && split(first).iter().all(|unit| !is_group(unit.name)) {
            return vec![
                Role { word: lead, label, value: first, rule: "role.sentence" },
                Role { word: Word::Cooperating, label, value: group, rule: "role.sentence" },
            ];
        }
    }
    vec![Role { word, label, value: units, rule: "role.sentence" }]
}

#[cfg(test)]
mod tests {
    use super::{part, sentence};
    use crate::domain::notice::vocabulary::Word::{Cooperating, Lead, Official, Responsible};

    fn roles(text: &str) -> Vec<(super::Word, &str)> {
        part(text).roles.into_iter().map(|role| (role.word, role.value)).collect()
    }

    #[test]
    fn fields_stand_behind_the_item() {
        let parted = part("17.免除学费。(牵头单位:市教育局;责任单位:市财政局、市人社局;完成时限:6月底前)");
        assert_eq!((parted.body, parted.due), ("17.免除学费。", Some("6月底前")));
        assert_eq!(
            parted.roles.iter().map(|role| (role.word, role.value)).collect::<Vec<_>>(),
            [(Lead, "市教育局"), (Responsible, "市财政局、市人社局")]
        );
        assert_eq!(
            roles("牵头部门:市教育局(市委教育工委) 配合部门:市发改委、市财政局"),
            [(Lead, "市教育局(市委教育工委)"), (Cooperating, "市发改委、市财政局")]
        );
        assert_eq!(
            roles("新建3所。主办单位:市教育局,协办单位:各县(市、区)政府。"),
            [(Lead, "市教育局"), (Cooperating, "各县(市、区)政府")]
        );
        assert_eq!(roles("新建3所。【责任单位:市教育局;责任领导:张三】"), [(Responsible, "市教育局"), (Official, "张三")]);
    }

    #[test]
    fn brackets_without_a_label_hold_units_or_a_sentence() {
        assert_eq!(roles("新建3所。(市教育局、市财政局)"), [(Responsible, "市教育局、市财政局")]);
        assert_eq!(roles("新建3所(市教育局牵头,市财政局、各区配合)。"), [(Lead, "市教育局"), (Cooperating, "市财政局、各区")]);
        assert_eq!(roles("改善取暖(含幼儿园)"), []);
        let parted = part("优良率达到85%。(市环保局牵头,市水利局等配合,6月底前评估,12月底前完成)");
        assert_eq!((parted.roles.len(), parted.due), (2, Some("12月底前完成")));
        assert_eq!(roles("责任单位:市教育局牵头,市财政局配合"), [(Lead, "市教育局"), (Cooperating, "市财政局")]);
        assert_eq!(roles("责任单位:市人社局、市农业农村局分别牵头"), [(Lead, "市人社局、市农业农村局")]);
        assert_eq!(roles("加快开发。(市水务局牵头落实"), [(Lead, "市水务局")]);
        let parted = part("优化审批。(市发改委牵头,市财政局等部门按职责分工负责,持续推进)");
        assert_eq!((parted.roles.len(), parted.due), (2, Some("持续推进")));
    }

    #[test]
    fn sentences_close_blocks() {
        let said = |text| sentence(text).into_iter().map(|role| (role.word, role.value)).collect::<Vec<_>>();
        assert_eq!(
            said("——由市水利局、市经信委会同有关部门和各乡镇组织落实。"),
            [(Lead, "市水利局、市经信委"), (Cooperating, "有关部门和各乡镇")]
        );
        assert_eq!(said("——由市教育局和各乡镇办组织落实。"), [(Lead, "市教育局"), (Cooperating, "各乡镇办")]);
        assert_eq!(said("——由市招商局、市商务局同有关部门组织落实。"), [(Lead, "市招商局、市商务局"), (Cooperating, "有关部门")]);
        assert_eq!(said("市教育局负责"), [(Responsible, "市教育局")]);
        assert_eq!(said("加强组织领导,认真抓好落实"), []);
    }
}
