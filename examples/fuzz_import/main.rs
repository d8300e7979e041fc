//! A driver for the import where no coverage-guided fuzzer is at hand: notices, pages and documents, changed at random for so many seconds.
//!
//! `cargo run --release --example fuzz_import -- <seconds> [<seed>]` prints one JSON line: how many files, and the slowest of them.
#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::expect_used,
    reason = "a tool for developers: it shall fail loudly"
)]

mod target;

use std::time::{Duration, Instant};

/// Beginnings: one of each layout and kind. The first letter is the kind, as `target` reads it.
const SEEDS: &[&str] = &[
    "0云川市2024年民生实事清单\n\n1.新建公办幼儿园12所,力争15所。(牵头单位:市教育局;配合单位:各县区政府)\n2.森林覆盖率达到42%以上,6月底前完成60%。(市林业局牵头,市财政局配合,12月底前完成)\n",
    "0一、教育\n(一)新增学位4500个,其中小学3000个、初中1500个。\n主办单位:市教育局\n协办单位:市财政局*、各县(市、区)人民政府\n完成时限:2024年8月31日前\n责任领导:李明\n",
    "0序号 重点任务 工作举措 进度安排\n1 加快产业升级。全年新增规上企业60家。 1.培育龙头企业。\n\n责任单位:市工信局、市财政局\n3月底前出台办法。6月底前新增25家,12月底前新增60家。\n— 2 —\n",
    "0序号\n\n实事项目\n\n工作内容\n\n责任单位\n\n完成时限\n\n1\n\n新建改造农村公路120公里。\n\n1.完成立项。2.完成招标。\n\n市交通局\n\n3月\n\n6月\n",
    "0篇1\n\n(一)教育。建成学校3所。\n\n篇2\n\n二、任务分解\n(一)约束性指标。\n1.森林覆盖率达到42%。\n——由市林业局会同有关部门和各镇街组织落实。\n",
    "0事项内容:新建便民食堂15处,日均服务不少于2000人次,为60周岁以上老年人提供优惠。\n完成时限:2022年汛期前\n牵头部门:县民政局 配合部门:县财政局、各镇(街道)\n各牵头单位每月5日前将工作进展报市发改委汇总,控制在500字以内。\n",
    "0|序号|重点任务|具体举措|责任单位|完成时限|\n|1|壮大产业|新增规上企业50家|市工信局|12月|\n|||新培育专精特新企业20家|市科技局|11月|\n",
    "2<html><head><meta charset=gbk></head><body><div style='display:none'>x</div><table><tr><th>序号<th>事项<th>责任单位<tr><td rowspan=2>1<td>新建<p>3所<td>市教育局<tr><td>改造5座<td>市住建局</table><ol start=3><li>其他</ol></body></html>",
    "3序号,重点任务,责任单位\n1,\"新建学校3所,\n新增学位900个\",\"市教育局,市财政局\"\n",
    "6<w:document xmlns:w='w'><w:body><w:p><w:pPr><w:pStyle w:val='a'/><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>新建3所&amp;&#20581;</w:t><w:tab/></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>",
    "7<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>序号</t></is></c><c r='B1' t='str'><v>任务</v></c></row><row r='1048576'><c r='XFD1048576'><v>3.5</v></c></row></sheetData></worksheet>",
];

/// Pieces that are put in: what the rules look for, and what breaks parsers.
const PIECES: &[&str] = &[
    "牵头单位:",
    "责任单位:",
    "(",
    ")",
    "\n",
    "、",
    "1.",
    "(一)",
    "12月底前",
    "2024年",
    "5.5%以上",
    "其中",
    "力争",
    "各县区",
    "——由",
    "组织落实",
    "|",
    "\t",
    "*",
    "\u{feff}",
    "\u{301}",
    "\u{200b}",
    "\0",
    "<td>",
    "</table>",
    "<!--",
    "&#x10ffff;",
    "<w:tbl>",
    "</w:p>",
    "<!DOCTYPE",
    "]]>",
    "\"",
    "99999999999999999999",
    "0.00001",
    "万亿元",
    "每月31日前",
    "报市发改委汇总",
    "2月30日",
    "2024年13月",
    "—",
    "～",
    "〔",
    "】",
];

/// xorshift64*: the same numbers for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most.max(1)
    }
}

/// One change: a piece put in, taken out, doubled many times, or taken from another beginning; or a byte changed.
fn change(data: &mut Vec<u8>, chance: &mut Chance) {
    let at = chance.below(data.len()).max(1);
    let till = (at + chance.below(60)).min(data.len());
    match chance.below(7) {
        0 | 1 => drop(data.splice(at..at, PIECES[chance.below(PIECES.len())].bytes())),
        2 => drop(data.drain(at..till)),
        3 => {
            let piece = data[at..till].repeat(1 + chance.below(30));
            drop(data.splice(at..at, piece));
        }
        4 => {
            let other = SEEDS[chance.below(SEEDS.len())].as_bytes();
            let from = 1 + chance.below(other.len() - 1);
            let piece = &other[from..(from + chance.below(200)).min(other.len())];
            drop(data.splice(at..at, piece.iter().copied()));
        }
        5 => {
            if let Some(byte) = data.get_mut(at) {
                *byte = chance.below(256) as u8;
            }
        }
        _ => data.truncate(till.max(2)),
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let seconds = arguments.next().and_then(Result::ok).unwrap_or(10);
    let seed = arguments.next().and_then(Result::ok).unwrap_or(1);
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut files, mut longest, mut slowest) = (0_u64, 0_usize, Duration::ZERO);
    while Instant::now() < end {
        let mut data = SEEDS[chance.below(SEEDS.len())].as_bytes().to_vec();
        for _ in 0..=chance.below(24) {
            change(&mut data, &mut chance);
        }
        data.truncate(200_000);
        let began = Instant::now();
        if std::panic::catch_unwind(|| target::import(&data)).is_err() {
            println!("{}", serde_json::json!({"failed": String::from_utf8_lossy(&data), "seed": seed, "files": files}));
            std::process::exit(1);
        }
        let took = began.elapsed();
        (files, longest, slowest) = (files + 1, longest.max(data.len()), slowest.max(took));
    }
    println!(
        "{}",
        serde_json::json!({"files": files, "seconds": seconds, "seed": seed, "longestBytes": longest, "slowestMs": slowest.as_millis() as u64})
    );
}
