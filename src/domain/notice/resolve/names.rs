//! Names of units in the forms in which two spellings of one name are equal: width, script, place, brackets, usual short forms.

use super::super::text::squeeze;
use super::super::width::{Simplifier, is_invisible, one_form};

/// Usual short forms and what they stand for, without the place and without 局, 委, 办.
const SHORT: &[(&str, &str)] = &[
    ("发改", "发展和改革"),
    ("发改", "发展改革"),
    ("经信", "经济和信息化"),
    ("工信", "工业和信息化"),
    ("卫健", "卫生健康"),
    ("卫计", "卫生和计划生育"),
    ("人社", "人力资源和社会保障"),
    ("人社", "人力资源社会保障"),
    ("住建", "住房和城乡建设"),
    ("住建", "住房城乡建设"),
    ("文旅", "文化和旅游"),
    ("文广旅", "文化广电和旅游"),
    ("文广新", "文化广电新闻出版"),
    ("市监", "市场监督管理"),
    ("市监", "市场监管"),
    ("自规", "自然资源和规划"),
    ("资规", "自然资源和规划"),
    ("自然资源", "自然资源和规划"),
    ("退役军人", "退役军人事务"),
    ("应急", "应急管理"),
    ("应急局", "应急管理局"),
    ("交通", "交通运输"),
    ("城管", "城市管理"),
    ("城管", "城市管理综合执法"),
    ("城管", "城市管理执法"),
    ("综合执法", "综合行政执法"),
    ("民宗", "民族宗教事务"),
    ("环保", "环境保护"),
    ("生态环境", "生态环境保护"),
    ("国资", "国有资产监督管理"),
    ("医保", "医疗保障"),
    ("政数", "政务服务和数据管理"),
    ("政务服务", "政务服务管理"),
    ("大数据", "大数据管理"),
    ("行政审批", "行政审批服务"),
    ("金融", "地方金融监督管理"),
    ("林草", "林业和草原"),
    ("园林", "园林绿化"),
    ("科技", "科学技术"),
    ("农业", "农业农村"),
    ("乡村振兴", "乡村振兴服务"),
    ("残联", "残疾人联合会"),
    ("妇联", "妇女联合会"),
    ("工商联", "工商业联合会"),
    ("文联", "文学艺术界联合会"),
    ("科协", "科学技术协会"),
    ("侨联", "归国华侨联合会"),
    ("团市委", "共青团市委"),
    ("供销社", "供销合作社"),
    ("法院", "中级人民法院"),
    ("检察院", "人民检察院"),
    ("银保监分局", "银行保险监督管理局"),
    ("网信办", "互联网信息办公室"),
    ("机关事务", "机关事务管理"),
    ("公积金中心", "住房公积金管理中心"),
    ("督查室", "政务督查室"),
    ("编办", "机构编制委员会办公室"),
];

/// Letters that stand before the name of an organ and say only of which level it is.
const LEVELS: &[char] = &['市', '县', '区', '省', '州', '旗', '盟'];

/// One form per character, no white space, lower case.
pub(super) fn plain(name: &str) -> String {
    let simplifier = Simplifier::new();
    let chars = name.chars().filter(|c| !is_invisible(*c)).map(|c| simplifier.of(one_form(c)));
    squeeze(chars).to_lowercase().chars().filter(|c| *c != ' ').collect()
}

/// Without what stands in brackets: 市教育局(市委教育工委).
pub(super) fn without_brackets(name: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// What stands in brackets at the end.
pub(super) fn in_brackets(name: &str) -> Option<&str> {
    let (_, inner) = name.strip_suffix(')')?.rsplit_once('(')?;
    (inner.chars().count() > 2).then_some(inner)
}

/// Without the place before it: 云川市教育局, 市教育局 and 教育局 are one.
pub(super) fn without_place(name: &str, place: &str) -> String {
    let stem = place.trim_end_matches(LEVELS);
    let rest = Some(place).filter(|place| !place.is_empty()).and_then(|place| name.strip_prefix(place));
    let rest = rest.or_else(|| name.strip_prefix(stem).filter(|_| stem.chars().count() >= 2)).unwrap_or(name);
    let own = rest.strip_prefix(LEVELS).filter(|rest| rest.chars().count() >= 2).unwrap_or(rest);
    let own = own.strip_prefix("人民政府").filter(|rest| rest.chars().count() >= 2).unwrap_or(own);
    own.strip_prefix("政府").filter(|rest| rest.chars().count() >= 2).unwrap_or(own).to_owned()
}

/// The long form of the usual short ones, all ends alike: 发改委 and 发展和改革委员会 give the same.
pub(super) fn long(name: &str) -> String {
    let mut long = name.to_owned();
    for (short, full) in SHORT {
        if long.contains(full) {
            long = long.replace(full, short);
        }
    }
    long.replace("委员会", "委").replace("办公室", "办").replace("管理局", "局").replace(['和', '与'], "")
}

/// Whether the letters of the short name stand in the long one in this order, the first and the last at its ends.
pub(super) fn abbreviates(short: &str, long: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (short.chars().collect(), long.chars().collect());
    if a.len() < 3 || b.len() <= a.len() || b.len() > 40 || a.first() != b.first() {
        return false;
    }
    let same_end =
        a.last() == b.last() || (short.ends_with('委') && long.ends_with("委员会")) || (short.ends_with('办') && long.ends_with("办公室"));
    let mut rest = b.iter();
    same_end && a.iter().all(|c| rest.any(|other| other == c))
}

/// A group of units by what it holds: 各县(市、区)人民政府 and 各县市区 are one.
pub(super) fn group(name: &str) -> String {
    let bare: String = name.chars().filter(|c| !matches!(c, '(' | ')' | '、' | ',' | '和' | '及')).collect();
    let bare = ["人民政府", "政府", "管委会", "单位", "等"].iter().fold(bare, |name, word| name.replace(word, ""));
    bare.replace("相关", "有关").replace("直属", "直").replace("办事处", "")
}

#[cfg(test)]
mod tests {
    use super::{abbreviates, group, long, plain, without_brackets, without_place};

    #[test]
    fn spellings_of_one_name_fall_together() {
        assert_eq!(plain("市 衛生健康委（市中醫藥局）"), plain("市卫生健康委(市中医药局)"));
        assert_eq!(without_brackets("市教育局(市委教育工委)"), "市教育局");
        for name in ["云川市教育局", "云川教育局", "市教育局", "教育局"] {
            assert_eq!(without_place(name, "云川市"), "教育局", "{name}");
        }
        assert_eq!(long("发改委"), long("发展和改革委员会"));
        assert_eq!(long("市监局"), long("市场监督管理局"));
        assert!(abbreviates("市城投公司", "市城市建设投资集团有限公司") && !abbreviates("市教育局", "市财政局"));
        assert_eq!(group("各县(市、区)人民政府"), group("各县市区"));
        assert_eq!(group("市直有关部门、单位"), group("市直相关部门"));
    }
}
