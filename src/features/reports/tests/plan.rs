//! A whole plan: roll-up, counts, totals that agree, filters, and how many statements it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::super::compose::plan_progress;
use super::super::shapes::{PlanProgress, PlanProgressFilter};
use super::world::{World, hour};
use crate::domain::assess::ProgressState::{self, Achieved, NotComputable, OnTrack, SeriouslyBehind};
use crate::domain::completeness::Tally;
use crate::domain::plan::UnitKind;
use crate::domain::quantity::Quantity;
use crate::domain::rollup::StateCounts;
use crate::domain::target::{Firmness, Operator, TargetClass};
use crate::domain::terms::Terms;
use crate::http::query::AnyOf;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

fn plain(value: i64) -> Terms {
    Terms::plain(Quantity::from_whole(value), "个")
}

/// The units and headings of the plan.
struct Named {
    wjw: Uuid,
    mzj: Uuid,
    first: Uuid,
    below: Uuid,
    second: Uuid,
    cancelled: Uuid,
}

/// As of 10 June, after the report for May; 100·152/335 = 45.37 expected:
/// (一) 1 words only; 4 achieved, binding.
/// (一)1 — below (一) — 7 with two measures: one on track (44), one seriously behind (10).
/// (二) 19 aspirational only; 62 a rank; 63 cancelled.
#[expect(clippy::cognitive_complexity, reason = "a list of rows; every await counts")]
async fn plan() -> (World, Named) {
    let mut world = World::new().await;
    let wjw = world.unit("YC-WJW", "市卫健委", UnitKind::Department).await;
    let mzj = world.unit("YC-MZJ", "市民政局", UnitKind::Department).await;
    let first = world.section(None, "(一)").await;
    let below = world.section(Some(first), "1").await;
    let second = world.section(None, "(二)").await;
    let (april, may, june) = (world.period("2024-04").await, world.period("2024-05").await, world.period("2024-06").await);

    let words = world.task(Some(first), None, "1").await;
    world.lead(words, wjw, false).await;
    for period in [april, may] {
        world.owe(period, words, wjw).await;
    }
    let done = world.task(Some(first), None, "4").await;
    world.lead(done, wjw, false).await;
    let target = world.target(done, &Terms { class: TargetClass::Binding, ..plain(100) }, None, None).await;
    let owing = world.owe(may, done, wjw).await;
    world.reported(owing, target, 100).await;

    let key_work = world.task(Some(below), None, "7").await;
    world.lead(key_work, mzj, false).await;
    let fine = world.task(None, Some(key_work), "7.1").await;
    let poor = world.task(None, Some(key_work), "7.2").await;
    world.lead(poor, wjw, false).await;
    let target = world.target(fine, &plain(100), None, None).await;
    let owing = world.owe(may, key_work, mzj).await;
    world.reported(owing, target, 44).await;
    let target = world.target(poor, &plain(100), None, None).await;
    let owing = world.owe(may, poor, wjw).await;
    world.reported(owing, target, 10).await;

    // More is to come: the figures for May are judged at the end of May.
    for (task, unit) in [(done, wjw), (key_work, mzj), (poor, wjw)] {
        world.owe(june, task, unit).await;
    }

    let striving = world.task(Some(second), None, "19").await;
    world.lead(striving, mzj, false).await;
    world.target(striving, &Terms { firmness: Firmness::Aspirational, ..plain(50) }, None, None).await;
    let rank = world.task(Some(second), None, "62").await;
    world.lead(rank, mzj, false).await;
    let first_rank = Terms { operator: Operator::Rank, judged_as: Operator::Rank.default_judged_as(), value: None, ..plain(1) };
    world.target(rank, &first_rank, None, None).await;
    let cancelled = world.task(Some(second), None, "63").await;
    world.lead(cancelled, mzj, false).await;
    world.target(cancelled, &plain(100), None, None).await;
    world.version(cancelled, 2, true, "2024-06-01", hour("06-05T10")).await;
    (world, Named { wjw, mzj, first, below, second, cancelled })
}

fn counts(states: &[ProgressState]) -> StateCounts {
    states.iter().copied().collect()
}

async fn told(world: &World, filter: &PlanProgressFilter) -> PlanProgress {
    plan_progress(&world.known(&world.everything(), "2024-06-10", "06-10T00").await, filter)
}

#[tokio::test]
async fn states_roll_up() {
    let (world, named) = plan().await;
    let report = told(&world, &PlanProgressFilter::default()).await;
    let rows: Vec<_> = report.tasks.iter().map(|task| (task.code.as_str(), task.state)).collect();
    assert_eq!(
        rows,
        [
            ("1", None),
            ("4", Some(Achieved)),
            ("7", Some(SeriouslyBehind)),
            ("7.1", Some(OnTrack)),
            ("7.2", Some(SeriouslyBehind)),
            ("19", None),
            ("62", Some(NotComputable)),
            ("63", None),
        ]
    );
    assert_eq!(report.tasks[2].sentence, report.tasks[4].sentence, "the measure that is worst speaks for the key work");
    assert!(report.tasks[5].sentence.is_some() && report.tasks[0].sentence.is_none());
    assert_eq!(report.counts, counts(&[Achieved, SeriouslyBehind, NotComputable]));
    assert_eq!((report.without_figures, report.cancelled, report.state), (2, 1, Some(SeriouslyBehind)));
    assert_eq!(report.targets.firm, counts(&[Achieved, OnTrack, SeriouslyBehind, NotComputable]));
    assert_eq!(report.targets.binding, counts(&[Achieved]));
    assert_eq!(report.targets.aspirational.total, 1);
    // One of three: the rank cannot be judged.
    assert_eq!(report.attainment, Some("33.33".parse().unwrap()));
    // Before it was cancelled, or known to be.
    for (as_of, known_at) in [("2024-05-31", "06-10T00"), ("2024-06-10", "06-04T00")] {
        let earlier = plan_progress(&world.known(&world.everything(), as_of, known_at).await, &PlanProgressFilter::default());
        let row = earlier.tasks.iter().find(|task| task.id == named.cancelled).unwrap();
        assert!(!row.cancelled && row.targets.len() == 1, "{as_of} {known_at}");
    }
}

#[tokio::test]
async fn totals_agree() {
    let (world, named) = plan().await;
    let report = told(&world, &PlanProgressFilter::default()).await;
    let sum = |all: Vec<Tally>| {
        all.into_iter().fold(Tally::default(), |mut sum, tally| {
            sum.merge(&tally);
            sum
        })
    };
    let whole = report.completeness.counts;
    // April and May of task 1 missing; May of 4, 7 and 7.2 on time.
    assert_eq!((whole.expected, whole.on_time, whole.missing, whole.accepted, whole.not_yet_due), (5, 3, 2, 3, 3));
    assert_eq!(report.completeness.filed_rate, Some(Quantity::from_whole(60)));
    assert_eq!(sum(report.periods.iter().map(|it| it.completeness.counts).collect()), whole);
    assert_eq!(sum(report.units.iter().map(|it| it.completeness.unwrap().counts).collect()), whole);
    let top = report.sections.iter().filter(|section| section.parent_id.is_none());
    assert_eq!(sum(top.clone().map(|it| it.completeness.counts).collect()), whole);
    let mut states = StateCounts::default();
    for section in top {
        states.merge(&section.counts);
    }
    assert_eq!(states, report.counts);

    let sections: Vec<_> =
        report.sections.iter().map(|it| (it.id, it.counts.total, it.without_figures, it.completeness.counts.expected)).collect();
    assert_eq!(sections, [(Some(named.first), 2, 1, 5), (Some(named.below), 1, 0, 2), (Some(named.second), 1, 1, 0)]);
    let units: Vec<_> = report.units.iter().map(|it| (it.unit.id, it.counts, it.without_figures, it.state)).collect();
    let wjw = (named.wjw, counts(&[Achieved, SeriouslyBehind]), 1, Some(SeriouslyBehind));
    let mzj = (named.mzj, counts(&[SeriouslyBehind, NotComputable]), 1, Some(SeriouslyBehind));
    assert_eq!(units, [wjw, mzj]);
}

#[tokio::test]
async fn lists_can_be_narrowed_and_counts_cannot() {
    let (world, named) = plan().await;
    let whole = told(&world, &PlanProgressFilter::default()).await;
    let table: [(PlanProgressFilter, &[&str]); 5] = [
        (PlanProgressFilter { section_id: Some(named.first), ..Default::default() }, &["1", "4", "7", "7.1", "7.2"]),
        (PlanProgressFilter { section_id: Some(named.below), ..Default::default() }, &["7", "7.1", "7.2"]),
        (PlanProgressFilter { unit_id: Some(named.mzj), ..Default::default() }, &["7", "7.1", "19", "62", "63"]),
        (PlanProgressFilter { state: Some(AnyOf(vec![Achieved, OnTrack])), ..Default::default() }, &["4", "7.1"]),
        (PlanProgressFilter { section_id: Some(Uuid::nil()), ..Default::default() }, &[]),
    ];
    for (filter, codes) in table {
        let report = told(&world, &filter).await;
        assert_eq!(report.tasks.iter().map(|task| task.code.as_str()).collect::<Vec<_>>(), codes, "{filter:?}");
        assert_eq!(PlanProgress { tasks: Vec::new(), ..report }, PlanProgress { tasks: Vec::new(), ..whole.clone() });
    }
}

#[tokio::test]
async fn a_reporter_sees_a_part_that_agrees_with_itself() {
    let (world, named) = plan().await;
    let known = world.known(&world.of_units(&[named.wjw]), "2024-06-10", "06-10T00").await;
    let report = plan_progress(&known, &PlanProgressFilter::default());
    assert_eq!(report.tasks.iter().map(|task| task.code.as_str()).collect::<Vec<_>>(), ["1", "4", "7", "7.2"]);
    assert_eq!(report.completeness.counts.expected, 4);
    let units: Vec<_> = report.units.iter().map(|it| (it.unit.id, it.completeness.map(|it| it.counts.expected))).collect();
    assert_eq!(units, [(named.wjw, Some(4)), (named.mzj, None)]);
}

#[tokio::test]
async fn what_is_void_or_unknown_yet_is_not_owed() {
    use crate::entity::obligation;
    let (world, _) = plan().await;
    let all = obligation::Entity::find().all(&world.db).await.unwrap();
    let of = |period: &str| all.iter().find(|it| it.period.to_string() == period).unwrap();
    let (april, may) = (of("2024-04"), of("2024-05"));
    let mut row = april.clone().into_active_model();
    row.voided_at = Set(Some(hour("06-08T00")));
    row.update(&world.db).await.unwrap();
    let mut row = may.clone().into_active_model();
    row.created_at = Set(hour("06-09T00"));
    row.update(&world.db).await.unwrap();
    for (known_at, expected, void) in [("06-07T00", 4, 0), ("06-08T00", 3, 1), ("06-10T00", 4, 1)] {
        let known = world.known(&world.everything(), "2024-06-10", known_at).await;
        let counts = plan_progress(&known, &PlanProgressFilter::default()).completeness.counts;
        assert_eq!((counts.expected, counts.void), (expected, void), "{known_at}");
    }
}

#[tokio::test]
async fn as_many_statements_however_large() {
    let (mut world, named) = plan().await;
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    world.db.set_metric_callback(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let once = async |world: &World| {
        asked.store(0, Ordering::SeqCst);
        let known = world.known(&world.everything(), "2024-06-10", "06-10T00").await;
        assert!(!plan_progress(&known, &PlanProgressFilter::default()).tasks.is_empty());
        asked.load(Ordering::SeqCst)
    };
    let small = once(&world).await;
    for number in 100..120 {
        let task = world.task(Some(named.second), None, &number.to_string()).await;
        world.lead(task, named.mzj, false).await;
        let target = world.target(task, &plain(100), None, None).await;
        world.checkpoint(target, "2024-06-30", 50).await;
    }
    assert_eq!(once(&world).await, small);
    assert_eq!(small, 23, "the plan, 8 for its outline, 2 for the steps told, the extensions, what was void, 9 more, and the units");
}
