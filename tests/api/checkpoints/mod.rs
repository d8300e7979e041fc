//! Huzhou's printed steps (6月底前累计整治和淘汰600家以上, 9月底前800家以上): four years of figures, at every step what it asks, less, and more, judged
//! before, at, between and after the steps, each target compared whole with the model.

mod compare;
mod play;
mod sheet;

use chrono::{Datelike, NaiveDate};
use duban::domain::role::Role;

use crate::support::TestApp;
use crate::support::documents::Seed;

use compare::{When, Year};
use play::{Scenario, hour};
use sheet::{Sheet, date};

const YEARS: [Scenario; 4] = [
    Scenario { code: "huzhou-2017-key-work", monthly: false, paces: &[10_000], led: &[] },
    Scenario { code: "less", monthly: false, paces: &[9_600, 8_000, 7_999, 5_000], led: &[] },
    Scenario { code: "more", monthly: false, paces: &[10_400, 11_000, 10_999, 15_000], led: &[] },
    // Every month, where key works are led too and report PM2.5 and unemployment; some reports are missing, some wait for review.
    Scenario {
        code: "monthly",
        monthly: true,
        paces: &[10_000, 9_500, 11_000, 8_000, 7_990, 10_500, 9_990, 12_000],
        led: &[("4", "HZ-ZQLXB"), ("11", "HZ-RSJ")],
    },
];

/// When everything is told.
fn end() -> NaiveDate {
    NaiveDate::from_ymd_opt(2018, 1, 20).unwrap()
}

fn moments() -> Vec<When> {
    let year = |day: u32| NaiveDate::from_ymd_opt(2018, 1, day).unwrap();
    let on_the_spot = |day: NaiveDate| When { as_of: day, known: hour(day, 12) };
    let looking_back = |day: NaiveDate| When { as_of: day, known: hour(end(), 9) };
    let shortly_after = |day: NaiveDate| When { as_of: day, known: hour(day + chrono::TimeDelta::days(3), 12) };
    vec![
        on_the_spot(date(4, 20)),
        looking_back(date(5, 31)),
        on_the_spot(date(6, 28)),
        looking_back(date(6, 29)),
        looking_back(date(6, 30)),
        shortly_after(date(6, 30)),
        on_the_spot(date(7, 1)),
        looking_back(date(7, 31)),
        shortly_after(date(8, 31)),
        looking_back(date(9, 29)),
        looking_back(date(9, 30)),
        looking_back(date(11, 30)),
        on_the_spot(date(12, 10)),
        on_the_spot(date(12, 11)),
        looking_back(date(12, 30)),
        looking_back(date(12, 31)),
        shortly_after(date(12, 31)),
        looking_back(year(15)),
    ]
}

#[actix_web::test]
async fn every_target_of_huzhou_is_judged_by_its_printed_steps() {
    let rows = sheet::rows();
    assert_eq!((rows.len(), sheet::unprinted(&rows)), (45, vec![]));
    let document = Seed::of("huzhou-2017").json();
    let plain = Sheet::of(&document, &rows);
    let app = TestApp::demo().await;
    app.state.clock.set(hour(date(4, 1), 9));
    let mut units: Vec<&str> = plain.tasks.iter().flat_map(|task| task.leads.iter().map(String::as_str)).collect();
    units.sort_unstable();
    units.dedup();
    let grants: Vec<(Role, &str)> = units.into_iter().map(|unit| (Role::Reporter, unit)).collect();
    app.db_account_like("leader.huzhou", "2017-01-01", ("filer", "HZ-ZFBGS"), &grants).await;
    let filer = app.login_for_years("filer").await;
    let (receiver, reader) = (app.login_for_years("coordinator.huzhou").await, app.login_for_years("leader.huzhou").await);
    for scenario in &YEARS {
        let mut sheet = Sheet::of(&document, &rows);
        for (code, unit) in scenario.led {
            sheet.tasks.iter_mut().find(|task| task.code == *code).unwrap().leads.push((*unit).to_owned());
        }
        if scenario.monthly {
            play::split_sheet(&mut sheet);
        }
        play::enter(&app, scenario, &document).await;
        let owed = scenario.owed(&sheet);
        play::play(&app, scenario, &owed, (&filer, &receiver)).await;
        app.state.clock.set(hour(end(), 9));
        let plan = reader.plan_id(scenario.code).await;
        let year = Year { scenario, sheet: &sheet, owed: &owed };
        for when in moments() {
            year.compare(&reader, &plan, when).await;
            if when.as_of.day() > 28 {
                year.follow(&reader, &plan, when).await;
            }
        }
    }
}
