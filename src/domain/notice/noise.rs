//! The lines a web page or a printer puts around a notice.

use super::text::count;

const CERTAIN: &[&str] = &[
    "ICP备",
    "公网安备",
    "扫一扫",
    "扫描二维码",
    "扫描到手机",
    "微信公众号",
    "版权所有",
    "关闭窗口",
    "打印本页",
    "当前位置",
    "您的位置",
    "您现在的位置",
    "设为首页",
    "加入收藏",
    "登录 注册",
    "登录/注册",
    "客服",
    "技术维护",
    "技术支持",
    "网站地图",
    "网站标识码",
    "联系我们",
    "关于我们",
    "浏览量",
    "浏览次数",
    "点击数",
    "阅读次数",
    "责任编辑",
    "分享到",
    "上一篇",
    "下一篇",
    "相关链接",
    "相关阅读",
    "本文链接",
    "本文关键词",
    "查看原文",
    "无障碍",
    "主办单位:本网",
    "政务微博",
    "政务微信",
    "购物车",
    "投稿",
    "互联网新闻信息服务",
    "整理,相关权利",
    "下载附件",
    "字号:",
    "字体:",
    "【大】",
    "保护视力色",
    "全媒体记者",
    "返回顶部",
    "返回首页",
    "免责声明",
    "收藏本",
    "打印】",
    "〖打印〗",
    "分享:",
    "来源:",
    "作者:",
    "索引号",
    "发布机构:",
    "组配分类",
    "主题分类",
    "监督方式:",
    "下载文档",
    "部分预览",
    "客服",
    "会员分享",
    "点击量",
    "点击次数",
    "浏览:",
    "长者模式",
    "无障碍",
    "扫一扫",
    "用手机打开",
    "融媒体中心",
    "政府信息公开首页",
    "法律信息网",
    "法律信息搜索",
    "邮编:",
];

/// Words of download sites and page frames that no item of a notice holds, numbered or not.
const FRAMED: &[&str] =
    &["ICP备", "公网安备", "备案号", "网站标识码", "技术支持", "版权所有", "下载文档", "部分预览", "联系客服", "会员分享", "珍藏版"];

/// Whether the line is the frame of a page whatever else it looks like.
pub(crate) fn is_frame(line: &str) -> bool {
    FRAMED.iter().any(|word| line.contains(word))
}

/// Whether a line belongs to the page around the notice.
pub(crate) fn is_noise(line: &str) -> bool {
    let line = line.trim();
    let length = count(line, 121);
    if length > 120 {
        return false;
    }
    CERTAIN.iter().any(|word| line.contains(word))
        || line.contains("http://")
        || line.contains("https://")
        || line.contains("www.")
        || is_page_number(line)
}

/// — 3 —, - 3 -, 第3页 共10页, 3/10.
pub(crate) fn is_page_number(line: &str) -> bool {
    if count(line, 21) > 20 || line.is_empty() {
        return false;
    }
    let digits = line.chars().any(|c| c.is_ascii_digit());
    let framed = line.starts_with(['—', '-', '·', '第']) && line.ends_with(['—', '-', '·', '页']);
    digits && framed && line.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '—' | '-' | '·' | '/' | '第' | '共' | '页' | ','))
}

#[cfg(test)]
mod tests {
    use super::{is_noise, is_page_number};

    #[test]
    fn the_frame_of_a_page_is_known() {
        for line in
            ["当前位置: 首页 ? 方案", "— 3 —", "第 3 页 共 10 页", "京ICP备11011361号", "扫描二维码 关注我们", "https://example.org/a"]
        {
            assert!(is_noise(line), "{line}");
        }
        for line in ["新增公办幼儿园学位1260个。", "牵头单位:市教育局", "3", "——由市教育局组织落实。"] {
            assert!(!is_noise(line), "{line}");
        }
        assert!(!is_page_number("17"));
    }
}
