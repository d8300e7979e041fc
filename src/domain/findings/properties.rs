//! What holds for every plan: nothing comes of nothing, and the order of the parts does not matter.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;

use super::tests_support::{at, plan, target, task};
use super::{Finding, Link, Plan, Target, Task, findings};
use crate::domain::plan::AssignmentRole;
use crate::domain::statement::{LinkKind, StatementRole};
use crate::domain::target::{Operator, Series};

const UNITS: [&str; 3] = ["市财政局", "市教育局", "市发改委"];
const NOUNS: [&str; 4] = ["家", "个", "万个", "%"];
const ROLES: [AssignmentRole; 3] = [AssignmentRole::Lead, AssignmentRole::Cooperating, AssignmentRole::Responsible];

fn any_target() -> impl Strategy<Value = Target> {
    let terms = (
        select(vec![Operator::Eq, Operator::Gte, Operator::Lte]),
        select(vec![Series::Cumulative, Series::Increment, Series::Level, Series::Average]),
    );
    let steps = vec((1..13_u32, 0..20_i64), 0..4);
    (select(vec!["甲", "乙"]), 0..20_i64, select(NOUNS.to_vec()), terms, steps, any::<bool>()).prop_map(
        |(indicator, value, noun, (operator, series), steps, adds_up)| {
            let plain = target("1", indicator, &value.to_string(), noun).compared(operator).terms(|terms| terms.series = series);
            let stepped = steps.iter().fold(plain, |one, (month, value)| one.step(&format!("2017-{month:02}-01"), &value.to_string()));
            Target { parts_add_up: adds_up, ..stepped }
        },
    )
}

fn any_task() -> impl Strategy<Value = Task> {
    let roles = vec((select(ROLES.to_vec()), select(UNITS.to_vec())), 0..4);
    let says = vec((0..20_i64, select(NOUNS.to_vec()), 0..4_usize), 0..3);
    (vec(any_target(), 0..4), roles, says, any::<bool>()).prop_map(|(targets, roles, says, together)| {
        let mut item = task("").milestone("1", "2017-06-30", "");
        item.targets = targets.into_iter().zip(1..).map(|(one, key)| Target { key: key.to_string(), ..one }).collect();
        item.content = together.then(|| "会同市财政局落实".to_owned());
        let item = roles.iter().fold(item, |item, (role, unit)| item.names_as(*role, unit, together.then_some("市局")));
        says.iter().fold(item, |item, (value, noun, key)| {
            item.says(StatementRole::Repeat, "", (&value.to_string(), noun), &format!("1/{key}"), Some("1"))
        })
    })
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let kinds = vec![LinkKind::Same, LinkKind::SumOf, LinkKind::NumeratorOf, LinkKind::DenominatorOf, LinkKind::ParentPlan];
    let end = || (0..6_usize, 0..5_usize).prop_map(|(task, key)| at(&format!("{task}/{key}")));
    let links = vec((end(), end(), select(kinds)).prop_map(|(from, to, kind)| Link { from, to, kind }), 0..8);
    let members = vec(select(UNITS.to_vec()), 0..3);
    (vec(any_task(), 0..5), links, members, any::<bool>()).prop_map(|(tasks, links, members, meets)| {
        let numbered =
            tasks.into_iter().zip(1..).map(|(item, number)| Task { code: number.to_string(), number: number.to_string(), ..item });
        let whole = Plan { links, ..plan(numbered.collect()) };
        if meets { whole.meeting(Some("市发改委"), &members) } else { whole }
    })
}

/// Everything a plan lists, the other way round.
fn turned(mut whole: Plan) -> Plan {
    whole.tasks.reverse();
    whole.units.reverse();
    whole.links.reverse();
    for item in &mut whole.tasks {
        item.targets.reverse();
        item.statements.reverse();
        item.milestones.reverse();
        item.assignments.reverse();
        item.targets.iter_mut().for_each(|one| one.checkpoints.reverse());
    }
    if let Some(meeting) = &mut whole.meeting {
        meeting.members.reverse();
    }
    whole
}

fn is_told(finding: &Finding) -> bool {
    finding.sentence.zh.ends_with('。') && finding.sentence.en.ends_with('.') && !(finding.tasks.is_empty() && finding.units.is_empty())
}

proptest! {
    #[test]
    fn the_order_of_the_parts_does_not_matter(whole in any_plan()) {
        prop_assert_eq!(findings(&whole), findings(&turned(whole)));
    }

    #[test]
    fn every_finding_is_told_once(whole in any_plan()) {
        let found = findings(&whole);
        for (at, finding) in found.iter().enumerate() {
            prop_assert!(is_told(finding), "{:?}", finding);
            prop_assert!(!found.iter().skip(at + 1).any(|other| other == finding), "{:?}", finding);
            prop_assert!(finding.targets.iter().all(|target| finding.tasks.contains(&target.task)), "{:?}", finding);
        }
    }

    #[test]
    fn without_figures_and_roles_there_is_nothing(mut whole in any_plan()) {
        for item in &mut whole.tasks {
            item.assignments.clear();
            item.statements.clear();
            for one in &mut item.targets {
                one.terms.value = None;
                one.checkpoints.clear();
            }
        }
        whole.meeting = None;
        prop_assert_eq!(findings(&whole), vec![]);
    }
}
