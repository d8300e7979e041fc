//! Lists of units as printed: 、 , ; and blanks part them; brackets do not; names that hold a 、 stay whole.

use super::text::{count, head};
use super::vocabulary::{Word, word};

/// One unit of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Printed<'a> {
    /// The name as printed.
    pub(crate) name: &'a str,
    /// `*` stands at it.
    pub(crate) starred: bool,
    /// A role word in brackets stands behind it: 市教育局(牵头).
    pub(crate) marked: Option<Word>,
}

/// Nouns that are no unit alone: 市直有关部门、单位 is one name.
const BARE: &[&str] = &[
    "单位",
    "街道",
    "乡镇",
    "镇",
    "乡",
    "办",
    "局",
    "委",
    "园区",
    "机构",
    "部门",
    "企业",
    "直属机构",
    "直属单位",
    "办事处",
    "街道办事处",
    "镇街",
    "街办",
    "功能区",
    "开发区",
    "委员会",
    "群团",
    "科室",
    "驻市单位",
    "学校",
    "村",
    "社区",
    "村(社区)",
    "场",
    "区",
    "旗",
    "市",
    "县",
    "(市)",
    "人民团体",
];

const ENDS: &[&str] = &[
    "局",
    "委",
    "办",
    "厅",
    "府",
    "院",
    "会",
    "联",
    "署",
    "社",
    "部",
    "公司",
    "中心",
    "单位",
    "部门",
    "办公室",
    "银行",
    "大学",
    "学院",
    "医院",
    "集团",
    "站",
    "所",
    "处",
    "队",
    "区",
    "县",
    "市",
    "镇",
    "乡",
    "街道",
    "园",
    "支行",
    "团市委",
    "团县委",
    "团区委",
    "企业",
    "行",
    "馆",
    "校",
    "机构",
    "专班",
    "组",
    "协会",
    "家",
    "州",
    "盟",
    "旗",
    "场",
    "台",
    "报社",
    "室",
    "库",
    "厂",
    "运营商",
    "电力",
    "供电",
    "银保监",
    "国资",
    "工委",
    "总社",
    "团",
    "航空",
    "移动",
    "联通",
    "电信",
    "铁塔",
];

const BEGINS: &[char] = &['市', '县', '区', '省', '州', '各', '团', '国', '旗', '盟', '镇', '乡', '自'];

/// Whether a text can be the name of a unit.
pub(crate) fn is_unit(name: &str) -> bool {
    let length = count(name, 41);
    if !(2..=40).contains(&length)
        || name.contains(['。', ';', ':', '%', '?', '!'])
        || word(name).is_some()
        || name.contains(|c: char| c.is_ascii_digit() || c == '的')
        || name.contains("牵头")
    {
        return false;
    }
    let plain = name.split('(').next().unwrap_or(name);
    let tailed = ENDS.iter().any(|end| plain.ends_with(end));
    let grouped = ["各", "有关", "相关", "全市", "市直", "县直", "区直"].iter().any(|begin| name.starts_with(begin));
    (tailed || grouped) && (name.starts_with(BEGINS) || grouped || length >= 3)
}

/// Ends that hardly any other noun has.
const SURE: &[&str] = &[
    "局",
    "委",
    "办",
    "厅",
    "府",
    "联",
    "署",
    "社",
    "部",
    "公司",
    "中心",
    "单位",
    "部门",
    "办公室",
    "委员会",
    "法院",
    "检察院",
    "大队",
    "支队",
    "总工会",
    "专班",
    "领导小组",
];

/// Whether a text is a list of nothing but units, without a label that says so.
pub(crate) fn is_list(text: &str) -> bool {
    let found = split(text);
    let sure = |name: &str| is_group(name) || SURE.iter().any(|end| name.split('(').next().is_some_and(|plain| plain.ends_with(end)));
    let doubtful = found.iter().filter(|unit| !sure(unit.name)).count();
    // 魏武集团 between sure names is one more of them.
    !found.is_empty()
        && doubtful.saturating_mul(3) <= found.len()
        && found.iter().all(|unit| is_unit(unit.name) && count(unit.name, 26) <= 25)
}

/// Whether it is a group (各区人民政府, 市直有关部门) rather than one unit.
pub(crate) fn is_group(name: &str) -> bool {
    [
        "各",
        "有关",
        "相关",
        "全市各",
        "市直各",
        "其他",
        "其它",
        "市级各",
        "市直有关",
        "市直相关",
        "市级有关",
        "市级相关",
        "市有关",
        "市相关",
        "县直",
        "区直",
        "沿线",
        "所在",
        "属地",
        "涉及",
    ]
    .iter()
    .any(|begin| name.starts_with(begin))
        || name.contains("有关部门")
        || name.contains("相关部门")
        || name.contains("有关单位")
        || name.contains("相关单位")
}

/// Whether the notice leaves open who belongs to the group: 有关部门.
pub(crate) fn is_open(name: &str) -> bool {
    name.contains("有关") || name.contains("相关") || name.contains("涉及") || name.contains("其他") || name.contains("其它")
}

/// The units of a list, in their order.
pub(crate) fn split(text: &str) -> Vec<Printed<'_>> {
    let mut pieces: Vec<&str> = Vec::new();
    for piece in parted(text) {
        let joined = pieces.last().copied().filter(|_| BARE.contains(&piece)).and_then(|last| whole(text, last, piece));
        match joined {
            Some(name) => {
                pieces.pop();
                pieces.push(name);
            }
            None => pieces.extend(conjoined(piece)),
        }
    }
    pieces.into_iter().filter_map(printed).collect()
}

/// The name from the start of `first` to the end of `second`, where the first can take a bare noun.
fn whole<'a>(text: &'a str, first: &str, second: &str) -> Option<&'a str> {
    let takes = is_group(first) || ["直", "各", "级"].iter().any(|mark| head(first, 3).contains(mark));
    let begin = first.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let end = second.as_ptr().addr().checked_sub(text.as_ptr().addr())?.checked_add(second.len())?;
    text.get(begin..end).filter(|_| takes)
}

/// The pieces between separators outside brackets.
fn parted(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut depth, mut from) = (0_usize, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '“' | '《' => depth = depth.saturating_add(1),
            ')' | '”' | '》' => depth = depth.saturating_sub(1),
            '、' | ',' | ';' | ' ' | '\t' | '\n' | '/' | '。' | '|' | '+' if depth == 0 => {
                pieces.extend(text.get(from..at));
                from = at.saturating_add(c.len_utf8());
            }
            _ => {}
        }
    }
    pieces.extend(text.get(from..));
    pieces.into_iter().map(|piece| piece.trim_matches([' ', '.', ':', '【', '】', '—'])).filter(|piece| !piece.is_empty()).collect()
}

/// A 和, 及 or 与 parts two units only between the end of one and the beginning of another: not in 市文化和旅游局.
fn conjoined(piece: &str) -> Vec<&str> {
    for (at, c) in piece.char_indices() {
        if !matches!(c, '和' | '及' | '与' | '以') {
            continue;
        }
        let left = piece.get(..at).unwrap_or("");
        let right = piece.get(at..).unwrap_or("").trim_start_matches("以及").trim_start_matches(['和', '及', '与']);
        let new =
            right.starts_with(BEGINS) || ["有关", "相关", "其他", "所在", "属地", "沿线"].iter().any(|begin| right.starts_with(begin));
        if new && is_unit(left) && !left.ends_with(['市', '县', '区']) || (new && is_group(left) && is_group(right)) {
            let mut both = vec![left];
            both.extend(conjoined_once(right));
            return both;
        }
    }
    vec![piece]
}

/// The second half may hold one more conjunction; deeper nesting is left as it is.
fn conjoined_once(piece: &str) -> Vec<&str> {
    let parted = piece.char_indices().find_map(|(at, c)| {
        let right = piece.get(at.saturating_add(c.len_utf8())..)?;
        let left = piece.get(..at)?;
        (matches!(c, '和' | '及' | '与') && right.starts_with('各') && is_unit(left)).then_some((left, right))
    });
    parted.map_or_else(|| vec![piece], |(left, right)| vec![left, right])
}

fn printed(piece: &str) -> Option<Printed<'_>> {
    let starred = piece.contains(['*', '★', '▲', '△', '☆', '※']);
    let stars = ['*', '★', '▲', '△', '☆', '※', ' ', '(', '“'];
    let mut name = piece.trim_start_matches(stars).trim_end_matches(['*', '★', '▲', '△', '☆', '※', ' ', '。', ')', '”']);
    if name.matches('(').count() > name.matches(')').count() {
        // The closing bracket belonged to the name.
        name = piece.trim_start_matches(stars).trim_end_matches(['*', '★', '▲', '△', '☆', '※', ' ', '。']);
    }
    let mut marked = None;
    if let Some((before, inner)) = name.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        if let Some(role) = word(inner).or_else(|| inner.strip_suffix("单位").and_then(word)) {
            (name, marked) = (before, Some(role));
        } else if inner.contains('*') || is_remark(inner) {
            name = before;
        }
    }
    for tail in [
        "等有关部门和单位",
        "等部门和单位",
        "等相关部门",
        "等有关部门",
        "等部门单位",
        "等相关单位",
        "等有关单位",
        "等市直部门",
        "等部门",
        "等单位",
        "等",
    ] {
        if let Some(before) = name.strip_suffix(tail).filter(|before| count(before, 3) >= 2) {
            name = before;
            break;
        }
    }
    let name = name.trim_start_matches("由").trim_matches([' ', '—', '-', '“', ',']);
    // 列第一位的为牵头单位,下同: said of the units, none itself.
    if name == "下同" || name.contains("牵头单位") || name.contains("责任单位") {
        return None;
    }
    (!name.is_empty() && count(name, 61) <= 60).then_some(Printed { name, starred, marked })
}

/// (除标注的外,列第一位为牵头单位,下同): said of the whole list, part of no name.
fn is_remark(inner: &str) -> bool {
    inner.ends_with("下同") || (inner.contains("牵头") && inner.contains(['为', '的']))
}

#[cfg(test)]
mod tests {
    use super::{is_group, is_list, is_open, split};
    use crate::domain::notice::vocabulary::Word;

    fn names(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|unit| unit.name).collect()
    }

    #[test]
    fn separators_part_units_and_brackets_do_not() {
        assert_eq!(names("市网信办,各区人民政府"), ["市网信办", "各区人民政府"]);
        assert_eq!(names("市教育局(市委教育工委)、市发改委(铁办);市财政局。"), ["市教育局(市委教育工委)", "市发改委(铁办)", "市财政局"]);
        assert_eq!(names("市教育局 各县(市、区)政府"), ["市教育局", "各县(市、区)政府"]);
        assert_eq!(names("市教育局、市财政局等部门"), ["市教育局", "市财政局"]);
        assert_eq!(names("市发改委、市卫健委(除另有标注的外,列首位的牵头,下同)"), ["市发改委", "市卫健委"]);
    }

    #[test]
    fn names_that_hold_a_comma_or_a_conjunction_stay_whole() {
        assert_eq!(names("市直有关部门、单位,各县市区"), ["市直有关部门、单位", "各县市区"]);
        assert_eq!(names("市文化和旅游局、市自然资源和规划局"), ["市文化和旅游局", "市自然资源和规划局"]);
        assert_eq!(names("有关部门和各乡镇办场区园"), ["有关部门", "各乡镇办场区园"]);
        assert_eq!(names("市教育局和各区人民政府"), ["市教育局", "各区人民政府"]);
        assert_eq!(names("各乡镇、街道"), ["各乡镇、街道"]);
    }

    #[test]
    fn stars_and_role_words_mark_a_unit() {
        let found = split("*市教育局、市财政局(牵头)、市住建局*");
        assert_eq!(
            found.iter().map(|unit| (unit.name, unit.starred, unit.marked)).collect::<Vec<_>>(),
            [("市教育局", true, None), ("市财政局", false, Some(Word::Lead)), ("市住建局", true, None)]
        );
    }

    #[test]
    fn lists_and_groups_are_known() {
        assert!(is_list("市教育局、市财政局、临港控股集团。"));
        assert!(is_list("市教育局、各区人民政府") && !is_list("新建学校3所") && !is_list("学校、医院建设完成"));
        assert!(is_group("各区人民政府") && is_open("市直有关部门、单位") && !is_open("各县市区") && !is_group("市教育局"));
    }
}
