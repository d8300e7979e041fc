//! One task: its figures at two times, joint targets, members of a group, and what a reporter may see.

use super::super::compose::task_report;
use super::super::rows::{TargetProgress, TaskProgress};
use super::super::shapes::TaskReport;
use super::world::{World, hour};
use crate::domain::assess::ProgressState::{self, Behind, NoData, NotComputable, NotDue, OnTrack, SeriouslyBehind};
use crate::domain::assess::ReasonCode;
use crate::domain::completeness::Timeliness;
use crate::domain::plan::UnitKind;
use crate::domain::quantity::Quantity;
use crate::domain::review::{ReviewAction, SubmissionState};
use crate::domain::target::{QuantityKind, Series};
use crate::domain::terms::Terms;
use crate::entity::scope::Scope;
use uuid::Uuid;

fn number(text: &str) -> Option<Quantity> {
    Some(text.parse().unwrap())
}

/// Yichang 4: 新增托位1680个.
fn places() -> Terms {
    Terms::plain(Quantity::from_whole(1_680), "个")
}

async fn report(world: &World, scope: &Scope, task: Uuid, as_of: &str, known_at: &str) -> TaskReport {
    task_report(&world.known(scope, as_of, known_at).await, task).unwrap()
}

fn only(row: &TaskProgress) -> &TargetProgress {
    assert_eq!(row.targets.len(), 1);
    &row.targets[0]
}

/// State, actual, missing, pending.
fn verdict<'a>(report: &'a TaskReport) -> (ProgressState, Option<Quantity>, Vec<&'a str>, Vec<&'a str>) {
    let it = &only(&report.task).assessment;
    let periods = |all: &'a [String]| all.iter().map(String::as_str).collect();
    (it.state, it.actual, periods(&it.missing_periods), periods(&it.pending_periods))
}

/// Task 4 with April (600) and May (725, corrected to 700 on 20 June) of the one lead, and June still owed.
#[expect(clippy::cognitive_complexity, reason = "a list of rows; every await counts")]
async fn yichang() -> (World, Uuid, Uuid) {
    let mut world = World::new().await;
    let wjw = world.unit("YC-WJW", "市卫健委", UnitKind::Department).await;
    let section = world.section(None, "(一)").await;
    let task = world.task(Some(section), None, "4").await;
    world.lead(task, wjw, false).await;
    let target = world.target(task, &places(), None, None).await;
    let (april, may, june) = (world.period("2024-04").await, world.period("2024-05").await, world.period("2024-06").await);
    let owing = world.owe(april, task, wjw).await;
    world.reported(owing, target, 600).await;
    let owing = world.owe(may, task, wjw).await;
    let submission = world.accepted(owing, "06-02T10", "06-03T10").await;
    world.figure(owing, submission, target, 725, ("06-03T10", Some("06-20T10"))).await;
    world.step(submission, hour("06-19T10"), ReviewAction::Correct, SubmissionState::Draft).await;
    world.step(submission, hour("06-19T11"), ReviewAction::Submit, SubmissionState::Submitted).await;
    world.step(submission, hour("06-20T10"), ReviewAction::Accept, SubmissionState::Accepted).await;
    world.figure(owing, submission, target, 700, ("06-20T10", None)).await;
    world.owe(june, task, wjw).await;
    (world, task, wjw)
}

#[tokio::test]
async fn the_sentence_names_its_figures() {
    let (world, task, wjw) = yichang().await;
    let report = report(&world, &world.everything(), task, "2024-05-31", "06-10T00").await;
    let target = only(&report.task);
    // 1680·152/335 = 762.26866; 725 is 4.889 % short, and 5 % is allowed.
    assert_eq!((target.assessment.state, target.assessment.expected), (OnTrack, number("762.2687")));
    let told = "按时序5月底应达762.27个(1680×152/335),实报725个,差37.27个;差距约4.8892%,在容许范围内(≤5%),判为正常。";
    assert_eq!(target.assessment.sentence.zh, told);
    assert_eq!(report.task.sentence.as_ref().unwrap().zh, told);
    assert_eq!(report.task.state, Some(OnTrack));
    assert_eq!(report.task.due_on, Some("2024-11-30".parse().unwrap()));
    assert_eq!(report.task.lead_units.iter().map(|unit| unit.id).collect::<Vec<_>>(), [wjw]);
    let readings: Vec<_> = target.readings.iter().map(|it| (it.period.to_string(), it.value)).collect();
    assert_eq!(readings, [("2024-04".to_owned(), Quantity::from_whole(600)), ("2024-05".to_owned(), Quantity::from_whole(725))]);
    // At the end of May only April was due; the report for May is known, but came before its deadline.
    let rows: Vec<_> = report.obligations.iter().map(|one| (one.period.to_string(), one.timeliness.unwrap(), one.state)).collect();
    let accepted = Some(SubmissionState::Accepted);
    assert_eq!(
        rows,
        [
            ("2024-04".to_owned(), Timeliness::OnTime, accepted),
            ("2024-05".to_owned(), Timeliness::NotYetDue, accepted),
            ("2024-06".to_owned(), Timeliness::NotYetDue, None)
        ]
    );
    assert_eq!(report.obligations[0].first_filed_at.map(|instant| instant.0), Some(hour("05-02T10")));
    let counts = report.completeness.counts;
    assert_eq!((counts.expected, counts.on_time, counts.not_yet_due, counts.accepted), (1, 1, 2, 1));
}

#[tokio::test]
async fn what_was_known_then_stays_as_it_was() {
    let (world, task, _) = yichang().await;
    let scope = world.everything();
    // (as of, known at, state, actual, missing, pending)
    type Row<'r> = (&'r str, &'r str, ProgressState, Option<&'r str>, &'r [&'r str], &'r [&'r str]);
    let table: [Row<'_>; 8] = [
        ("2024-04-20", "04-20T12", NotDue, None, &[], &[]),
        // Nothing of April before it was accepted.
        ("2024-05-02", "05-02T12", NotDue, None, &[], &["2024-04"]),
        // 1680·121/335 = 606.81: 600 is 1.1 % short.
        ("2024-05-31", "06-02T09", OnTrack, Some("600"), &[], &[]),
        ("2024-05-31", "06-02T12", OnTrack, Some("600"), &[], &["2024-05"]),
        ("2024-05-31", "06-10T00", OnTrack, Some("725"), &[], &[]),
        // While a correction waits the accepted figure stands.
        ("2024-06-19", "06-19T12", OnTrack, Some("725"), &[], &[]),
        // 700 of 762.27 is 8.2 % short.
        ("2024-05-31", "06-30T00", Behind, Some("700"), &[], &[]),
        // June is due on 3 July and missing: 1680·182/335 = 912.72, 700 is 23.3 % short.
        ("2024-07-10", "07-10T00", SeriouslyBehind, Some("700"), &["2024-06"], &[]),
    ];
    for (as_of, known_at, state, actual, missing, pending) in table {
        let report = report(&world, &scope, task, as_of, known_at).await;
        let actual = actual.map(|text| text.parse().unwrap());
        assert_eq!(verdict(&report), (state, actual, missing.to_vec(), pending.to_vec()), "{as_of} {known_at}");
    }
    // What is asked of December is told as of the day of the knowledge: nothing is overdue in July.
    let ahead = report(&world, &scope, task, "2024-12-31", "07-10T00").await;
    assert_eq!((verdict(&ahead).0, ahead.completeness.counts.expected), (SeriouslyBehind, 3));
    let before = report(&world, &scope, task, "2024-12-31", "04-01T00").await;
    assert_eq!((verdict(&before).0, before.obligations.len()), (NotDue, 0));
    let july = report(&world, &scope, task, "2024-07-10", "07-10T00").await;
    assert_eq!((july.completeness.counts.expected, july.completeness.counts.missing), (3, 1));
}

/// Task 48 with two leads that report one target together; the second is the reporting lead.
async fn joint(terms: &Terms, figures: [Option<i64>; 2]) -> (World, Uuid, [Uuid; 2]) {
    let mut world = World::new().await;
    let nync = world.unit("YC-NYNCJ", "市农业农村局", UnitKind::Department).await;
    let zzb = world.unit("YC-ZZB", "市委组织部", UnitKind::PartyBody).await;
    let task = world.task(None, None, "48").await;
    world.lead(task, nync, false).await;
    world.lead(task, zzb, true).await;
    let target = world.target(task, terms, None, None).await;
    let (may, july) = (world.period("2024-05").await, world.period("2024-07").await);
    for (unit, figure) in [nync, zzb].into_iter().zip(figures) {
        let owing = world.owe(may, task, unit).await;
        if let Some(value) = figure {
            world.reported(owing, target, value).await;
        }
        world.owe(july, task, unit).await;
    }
    (world, task, [nync, zzb])
}

#[tokio::test]
async fn several_leads_report_together() {
    let farmers = Terms::plain(Quantity::from_whole(3_000), "人");
    let rate = Terms { series: Series::Level, quantity_kind: QuantityKind::Rate, ..Terms::plain(Quantity::from_whole(95), "%") };
    type Row<'r> = (&'r Terms, [Option<i64>; 2], ProgressState, Option<&'r str>);
    let table: [Row<'_>; 4] = [
        // 3000·152/335 = 1361.19: 1200 + 150 is 0.8 % short.
        (&farmers, [Some(1_200), Some(150)], OnTrack, Some("1350")),
        (&farmers, [Some(1_200), None], NoData, None),
        // A rate is never summed: the reporting lead's counts, and without a baseline nothing is expected yet.
        (&rate, [Some(99), Some(90)], NotDue, Some("90")),
        (&rate, [Some(99), None], NoData, None),
    ];
    for (terms, figures, state, actual) in table {
        let (world, task, _) = joint(terms, figures).await;
        let report = report(&world, &world.everything(), task, "2024-06-10", "06-10T00").await;
        let (got, sum, missing, _) = verdict(&report);
        assert_eq!((got, sum), (state, actual.and_then(number)), "{figures:?}");
        assert_eq!(missing.is_empty(), actual.is_some());
    }
}

#[tokio::test]
async fn only_the_reporting_unit_counts() {
    let (world, task, [nync, zzb]) = joint(&places(), [None, None]).await;
    let scope = world.everything();
    let own = world.target(task, &places(), Some(zzb), None).await;
    let june = world.period("2024-06").await;
    for (unit, value) in [(nync, 1), (zzb, 1_000)] {
        let owing = world.owe(june, task, unit).await;
        world.reported(owing, own, value).await;
    }
    let report = report(&world, &scope, task, "2024-06-30", "07-10T00").await;
    let target = report.task.targets.iter().find(|target| target.target_id == own).unwrap();
    assert_eq!(target.assessment.actual, number("1000"));
    assert_eq!(target.readings.len(), 1);
    assert_eq!(target.reporting_unit.as_ref().map(|unit| unit.id), Some(zzb));
    let stranger = world.unit("YC-FL", "市妇联", UnitKind::MassOrganisation).await;
    let orphan = world.target(task, &places(), Some(stranger), None).await;
    let report = task_report(&world.known(&scope, "2024-06-30", "07-10T00").await, task).unwrap();
    let target = report.task.targets.iter().find(|target| target.target_id == orphan).unwrap();
    assert_eq!((target.assessment.state, target.assessment.reason), (NotComputable, Some(ReasonCode::NoReporter)));
}

#[tokio::test]
async fn a_reporter_sees_their_own_reports_only() {
    let (world, task, [nync, zzb]) = joint(&Terms::plain(Quantity::from_whole(3_000), "人"), [Some(1_200), Some(150)]).await;
    let report = report(&world, &world.of_units(&[nync]), task, "2024-06-10", "06-10T00").await;
    let target = only(&report.task);
    assert_eq!(target.assessment.actual, number("1350"), "judged whole");
    assert_eq!(target.readings.iter().map(|it| it.unit.id).collect::<Vec<_>>(), [nync]);
    assert_eq!(report.obligations.iter().map(|one| one.unit.id).collect::<Vec<_>>(), [nync, nync]);
    assert_eq!(report.completeness.counts.expected, 1);
    assert_eq!(report.task.lead_units.iter().map(|unit| unit.id).collect::<Vec<_>>(), [nync, zzb]);
    let stranger = world.unit("YC-FL", "市妇联", UnitKind::MassOrganisation).await;
    assert!(task_report(&world.known(&world.of_units(&[stranger]), "2024-06-10", "06-10T00").await, task).is_none());
}

#[tokio::test]
async fn every_member_of_a_group() {
    let mut world = World::new().await;
    let group = world.unit("YC-XSQ", "各县市区", UnitKind::Group).await;
    let task = world.task(None, None, "1").await;
    world.lead(task, group, false).await;
    let target = world.target(task, &Terms::plain(Quantity::from_whole(2), "个"), None, Some(group)).await;
    let (may, june) = (world.period("2024-05").await, world.period("2024-06").await);
    let mut units = Vec::new();
    for (code, name, value) in [("YC-XLQ", "西陵区", 2), ("YC-WJG", "伍家岗区", 0), ("YC-YLQ", "夷陵区", 1)] {
        let unit = world.unit(code, name, UnitKind::District).await;
        world.member(group, unit).await;
        let owing = world.owe(may, task, unit).await;
        world.reported(owing, target, value).await;
        world.owe(june, task, unit).await;
        units.push(unit);
    }
    let whole = report(&world, &world.everything(), task, "2024-06-10", "06-10T00").await;
    let it = only(&whole.task);
    let members = it.members.as_ref().unwrap();
    // 2·152/335 = 0.907 at the end of May: 0 is seriously behind.
    assert_eq!((members.reached, members.of, members.worst.as_deref()), (1, 3, Some("伍家岗区")));
    assert_eq!((it.assessment.state, it.assessment.actual), (SeriouslyBehind, number("0")));
    assert!(it.assessment.sentence.zh.starts_with("3个单位中1个达到;最差的是伍家岗区"));
    assert_eq!(whole.task.state, Some(SeriouslyBehind));

    let part = report(&world, &world.of_units(&[units[2], group]), task, "2024-06-10", "06-10T00").await;
    let it = only(&part.task);
    assert_eq!(it.assessment.state, SeriouslyBehind);
    assert_eq!(it.members.as_ref().unwrap().members.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["夷陵区"]);
    assert_eq!(it.readings.len(), 1);
}
