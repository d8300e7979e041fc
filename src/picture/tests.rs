//! The pictures are well-formed, bring nothing from outside, and hold what they were given.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use quick_xml::events::Event;

use super::{Bar, Cell, Heat, Point, Ranked, Ranking, StateBars, Trajectory, file, heat, ranking, state_bars, trajectory};
use crate::domain::assess::ProgressState;
use crate::domain::palette::Palette;
use crate::domain::quantity::Quantity;
use crate::domain::rollup::StateCounts;

const NASTY: &str = "<script>alert(1)</script>\"&'";

/// Reads the whole file as XML and gives its texts.
fn texts(bytes: &[u8]) -> String {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut all = String::new();
    let mut open = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                open += 1;
                assert_ne!(tag.name().as_ref(), "script");
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    assert!(!attribute.key.as_ref().starts_with("on"), "no handlers");
                    assert!(!attribute.key.as_ref().ends_with("href"), "nothing from outside");
                }
            }
            Event::End(_) => open -= 1,
            Event::Text(text) => all.push_str(text.as_ref()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0);
    all
}

fn whole(value: i64) -> Quantity {
    Quantity::from_whole(value)
}

#[test]
fn a_trajectory_shows_every_value() {
    let point = |on: &str, value| Point { on: on.parse().unwrap(), value: whole(value) };
    let picture = Trajectory {
        title: "4 新增3岁以下婴幼儿托位 · 宜昌市落实湖北省2024年十大民生项目工作方案",
        unit_of_measure: "个",
        starts_on: "2024-01-01".parse().unwrap(),
        ends_on: "2024-12-31".parse().unwrap(),
        as_of: "2024-05-31".parse().unwrap(),
        planned: vec![point("2024-06-30", 840)],
        expected: vec![point("2024-01-01", 0), point("2024-04-30", 607), point("2024-05-31", 762), point("2024-11-30", 1680)],
        actual: vec![point("2024-04-30", 510), point("2024-05-31", 725)],
        forecast: vec![point("2024-05-31", 725), point("2024-11-30", 1598)],
        goal: Some((whole(1680), "1680个".to_owned())),
        state: ProgressState::OnTrack,
        sentence: "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。",
        palette: &Palette::default(),
    };
    let bytes = file(&trajectory(&picture));
    let said = texts(&bytes);
    for word in ["725", "510", "1598", "1680个", "正常", "截至", "840"] {
        assert!(said.contains(word), "{word}");
    }
    let again = file(&trajectory(&Trajectory { title: NASTY, ..picture }));
    assert!(!String::from_utf8(again.clone()).unwrap().contains("<script"));
    texts(&again);
}

#[test]
fn state_bars_add_up() {
    let counts = |achieved, on_track, behind, overdue| StateCounts {
        achieved,
        on_track,
        behind,
        overdue,
        total: achieved + on_track + behind + overdue,
        ..StateCounts::default()
    };
    let bars = vec![
        Bar { label: "全部".to_owned(), counts: counts(2, 31, 12, 7) },
        Bar { label: "(一)着力实现幼有善育和学有优教的若干事项".to_owned(), counts: counts(0, 2, 0, 0) },
        Bar { label: "(二)".to_owned(), counts: counts(2, 28, 12, 1) },
        Bar { label: NASTY.to_owned(), counts: StateCounts::default() },
    ];
    let bytes = file(&state_bars(&StateBars {
        title: "十大民生项目进展", subtitle: "截至2024-05-31", palette: &Palette::default(), bars
    }));
    let said = texts(&bytes);
    for word in ["52", "31", "12", "已完成", "滞后", "逾期"] {
        assert!(said.contains(word), "{word}");
    }
    assert!(!said.contains("未到期"), "states that do not occur are not in the legend");
}

#[test]
fn a_ranking_shows_ties_and_the_unranked() {
    let row = |rank, unit: &str, points: Option<i64>| Ranked {
        rank,
        unit: unit.to_owned(),
        points: points.map(whole),
        detail: "办结80 · 及时20".to_owned(),
    };
    let rows = vec![
        row(Some(1), "市教育局", Some(100)),
        row(Some(2), "市卫健委", Some(92)),
        row(Some(2), "市民政局", Some(92)),
        row(None, NASTY, None),
    ];
    let bytes = file(&ranking(&Ranking { title: "责任单位排名", subtitle: "2024年5月", full: whole(100), rows }));
    assert!(texts(&bytes).contains("第2名市民政局92分"));
}

#[test]
fn the_heat_map_tells_what_is_due_from_what_is_not() {
    let cell = |on_time, late, missing| Some(Cell { expected: on_time + late + missing, on_time, late, missing });
    let rows = vec![
        ("市卫健委".to_owned(), vec![cell(9, 0, 0), cell(8, 1, 0), cell(6, 1, 2), None]),
        ("市教育局".to_owned(), vec![cell(1, 0, 0), cell(0, 0, 3), Some(Cell::default()), None]),
    ];
    let columns = ["4月", "5月", "6月", "7月"].map(str::to_owned).to_vec();
    let bytes = file(&heat(&Heat { title: "报送纪律", subtitle: "2024年", columns, rows }));
    let said = texts(&bytes);
    assert!(said.contains("9/9") && said.contains("6/9") && said.contains("市卫健委:应报27,按时23,迟报2,缺报2"), "{said}");
}
