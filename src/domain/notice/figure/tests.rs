//! Sentences with figures, read whole.

use super::{Figure, Operator, Role, figures};

fn targets(text: &str) -> Vec<(String, String, Operator)> {
    let plain = |figure: Figure<'_>| (figure.value.map(|value| value.to_string()).unwrap_or_default(), figure.unit, figure.operator);
    figures(text).into_iter().filter(|figure| figure.role == Role::Target).map(plain).collect()
}

fn short(text: &str) -> Vec<String> {
    targets(text).into_iter().map(|(value, unit, _)| format!("{value}{unit}")).collect()
}

#[test]
fn plain_figures_are_targets() {
    assert_eq!(short("新、改、扩建幼儿园30所,新增学位4800个。"), ["30所", "4800个"]);
    assert_eq!(short("完成12个乡镇、21个小集镇环境综合整治,新创建30个美丽乡村"), ["12个", "21个", "30个"]);
    assert_eq!(short("创建60个以上甲等乡镇卫生院;选派5名骨干"), ["60个", "5名"]);
    assert_eq!(short("对全市438家加油站点(含水上加油站)开展抽查"), ["438家"]);
    assert_eq!(short("浓度控制在每立方47微克以内"), ["47微克/立方"]);
    assert_eq!(short("转移劳动力10万人,失业率控制在5%以内"), ["10万人", "5%"]);
}

#[test]
fn names_with_numbers_stand_beside_figures() {
    assert_eq!(short("创建4A级景区2个,S217线改建15公里,10千伏线路30公里"), ["2个", "15公里", "30公里"]);
    assert_eq!(short("新建5G基站800座,改造2000年底前建成的小区30个"), ["800座", "30个"]);
    assert_eq!(short("建设15分钟生活圈5个,PM2.5浓度降至35微克/立方米"), ["5个", "35微克/立方米"]);
    let found = figures("新建学校14所。创建省、市级幼儿园20所,引进20亿级项目不少于12个、50亿级项目不少于2个");
    assert_eq!(
        found.iter().map(|figure| figure.indicators.join("")).collect::<Vec<_>>(),
        ["新建学校", "创建省、市级幼儿园", "引进20亿级项目", "50亿级项目"]
    );
}

#[test]
fn a_stretch_belongs_to_its_base() {
    let found = figures("生产总值增长7.5%以上,力争8%以上;“小升规”135家(力争150家);财政总收入增长7%,力争财政总收入达到400亿元");
    assert_eq!(found.iter().map(|figure| figure.number).collect::<Vec<_>>(), ["7.5%以上", "135家", "7%", "400亿元"]);
    assert_eq!(
        found.iter().map(|figure| figure.stretch.as_ref().map(|stretch| stretch.value.to_string())).collect::<Vec<_>>(),
        [Some("8".to_owned()), Some("150".to_owned()), None, None]
    );
    assert_eq!(found.iter().map(|figure| figure.aspirational).collect::<Vec<_>>(), [false, false, false, true]);
}

#[test]
fn thresholds_say_which_things_are_counted() {
    let found = figures("各县区签约20亿元以上重大产业项目2个以上(其中50亿元以上项目1个以上)");
    assert_eq!(
        found.iter().map(|figure| (figure.number, figure.qualifier)).collect::<Vec<_>>(),
        [("2个以上", Some("20亿元以上")), ("1个以上", Some("50亿元以上"))]
    );
    assert_eq!(found.iter().map(|figure| figure.part_of).collect::<Vec<_>>(), [None, Some(0)]);
    assert_eq!(found.first().and_then(|figure| figure.scope), Some("各县区"));
    assert_eq!(short("建4所不低于1000平方米的社区服务中心,80%的社区建成不低于300平方米的服务站"), ["4所", "80%"]);
    assert_eq!(short("打造三个产值过100亿的产业,壮大两个产值过50亿的优势产业,培育一个新兴产业"), ["3个", "2个"]);
}

#[test]
fn parameters_stand_apart() {
    for text in [
        "新增3岁以下",
        "提供最高不超过7天免费居住",
        "按照每人每年1200元、1800元的标准",
        "实行0.8—1.2倍的补助",
        "累积发放不超过36个月",
        "为60—99周岁的老人",
        "能力等级为2—3级",
        "寒假2周",
        "毕业5年内",
        "按80%给予补贴",
    ] {
        let found = figures(text);
        assert!(!found.is_empty() && found.iter().all(|figure| matches!(figure.role, Role::Parameter(_))), "{text}: {found:?}");
    }
}

#[test]
fn look_alikes_are_none() {
    for text in [
        "深入推进“五水共治”",
        "318国道改建",
        "1号机组改造",
        "参加第四届大会",
        "围绕“4+3+N”体系",
        "争创“中国制造2025”",
        "湖政办发〔2017〕33号",
        "2024年6月30日前",
        "(2018—2020年)",
        "“十二五”期间",
        "三年行动计划",
        "通过5年的努力",
        "四大通道",
        "十方面民生实事",
        "双百计划",
        "两个“百日攻坚行动”",
        "4价、9价HPV疫苗",
        "聚焦城镇和乡村两个区域",
        "五大专项行动",
        "完成两项重点工程",
        "百家卫生院",
        "三级医院",
        "一批项目",
        "推动5G网络延伸",
        "完成G42高速改扩建",
        "提升12345热线质效",
        "推进“1+8”都市圈建设",
        "开展三年行动",
        "使用A4纸,24小时开放",
        "修订第12号规定",
        "深化一网通办",
        "新建110千伏线路",
        "发布2.0版指南",
        "建设地铁2号线,出让3号地块",
        "引进世界500强企业",
        "开展1对1帮扶",
        "组织20届书画展,举办第3届马拉松",
        "完成1#楼主体,T3航站楼封顶,6号机组并网",
        "落实GB18030标准、ISO9001认证",
        "电话027-82846670、13800138000",
        "建设千亿产业集群",
        "每周开放5天、每日不少于8小时",
        "加快总投资7.58亿元的医院建设",
    ] {
        assert_eq!(targets(text), [], "{text}");
    }
}

#[test]
fn values_raised_to_a_level_are_targets() {
    assert_eq!(short("贷款额度提高到20万元,贷款年限延长到20年"), ["20万元", "20年"]);
    assert_eq!(short("城市低保标准提高到每人每月750元"), ["750元"]);
    assert_eq!(short("城乡低保标准分别提高到每人每月720元、560元"), ["720元", "560元"]);
    assert_eq!(short("审批时限压缩至3个工作日以内"), ["3个工作日"]);
    let found = figures("最低工资标准由现行四档调整为三档");
    assert_eq!(
        found.iter().map(|figure| (figure.number, figure.baseline.map(|value| value.to_string()))).collect::<Vec<_>>(),
        [("三档", Some("4".to_owned()))]
    );
}

#[test]
fn respectively_gives_each_its_own() {
    let found = figures("城镇失业、工伤、生育保险人数分别达到6.3万人、6.2万人、4.5万人");
    assert_eq!(
        found.iter().map(|figure| (figure.number, figure.indicators.clone())).collect::<Vec<_>>(),
        [
            ("6.3万人", vec!["城镇失业保险人数".to_owned()]),
            ("6.2万人", vec!["工伤保险人数".to_owned()]),
            ("4.5万人", vec!["生育保险人数".to_owned()])
        ]
    );
    let found = figures("重大产业项目、生态环保投资均增长15%以上");
    assert_eq!(found.first().map(|figure| figure.indicators.len()), Some(2));
}

#[test]
fn facts_are_told_from_promises() {
    let found = figures("对已建成的177座工程做好维护。新建12座。");
    assert_eq!(
        found.iter().map(|figure| (figure.number, figure.role)).collect::<Vec<_>>(),
        [("177座", Role::Fact), ("12座", Role::Target)]
    );
}

#[test]
fn a_long_line_takes_linear_time() {
    let long = "新增学位1个、".repeat(5_000);
    assert_eq!(figures(&long).len(), 5_000);
}
