//! The rules about units, each with the lines of the documents it was made for and with what it must leave alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use super::tests_support::{group, plan, task, unit};
use super::{FindingCode, Plan, Severity, Unit, findings};
use crate::domain::plan::{AssignmentRole, LeadRule};

use AssignmentRole::{Cooperating, Jointly, Lead, Responsible};
use FindingCode::{LeadAlsoCooperates, LeadOutsideMeeting, MeetingMemberWithoutTask, UnitAliases};

/// Items 1, 48 and 57 of Yichang: two leads outside the meeting, and a member with nothing to lead.
fn yichang() -> Plan {
    plan(vec![
        task("1").names(Lead, "市卫健委"),
        task("48").names(Lead, "市农业农村局").names(Lead, "市委组织部"),
        task("49").names(Lead, "市委组织部"),
        task("57").names(Lead, "市乡村振兴局"),
    ])
    .unit(unit("市财政局"))
    .meeting(Some("市发改委"), &["市发改委", "市卫健委", "市农业农村局", "市财政局"])
}

#[test]
fn leads_and_members_of_the_joint_meeting() {
    let found = findings(&yichang());
    let told: Vec<_> = found.iter().map(|one| (one.code, one.units.join(""), one.tasks.join(" "), one.severity)).collect();
    assert_eq!(
        told,
        [
            (LeadOutsideMeeting, "市委组织部".to_owned(), "48 49".to_owned(), Severity::Contradiction),
            (LeadOutsideMeeting, "市乡村振兴局".to_owned(), "57".to_owned(), Severity::Contradiction),
            (MeetingMemberWithoutTask, "市财政局".to_owned(), String::new(), Severity::Note),
        ]
    );
    assert_eq!(found[0].sentence.zh, "牵头单位不在联席会议成员之列:市委组织部牵头事项48、49,但不是“联席会议”的成员单位。");
    assert_eq!(found[2].sentence.zh, "联席会议成员没有牵头事项:市财政局是“联席会议”的成员单位,但不牵头任何事项。");
}

#[test]
fn without_a_meeting_nobody_is_outside() {
    assert_eq!(findings(&Plan { meeting: None, ..yichang() }), []);
}

#[test]
fn the_convener_is_a_member_who_convenes() {
    let convenes = plan(vec![task("1").names(Lead, "市发改委")]).meeting(Some("市发改委"), &[]);
    assert_eq!(findings(&convenes), []);
    let listed = plan(vec![task("1").names(Lead, "市卫健委")]).meeting(Some("市发改委"), &["市发改委", "市卫健委"]);
    assert_eq!(findings(&listed), []);
}

#[test]
fn leads_are_those_of_the_rule() {
    let sole =
        |rule| Plan { lead_rule: rule, ..plan(vec![task("18").names(Responsible, "市教育局")]).meeting(None, &["市财政局"]) };
    let codes = |rule| findings(&sole(rule)).iter().map(|one| one.code).collect::<Vec<_>>();
    assert_eq!(codes(LeadRule::Sole), [LeadOutsideMeeting, MeetingMemberWithoutTask]);
    assert_eq!(codes(LeadRule::Labelled), [MeetingMemberWithoutTask]);
}

#[test]
fn groups_stand_for_their_members() {
    let led_by = |lead: Unit, members: &[&str]| {
        let code = lead.code.clone();
        plan(vec![task("1").names(Lead, &code)]).unit(lead).unit(unit("江岸区")).unit(unit("江汉区")).meeting(None, members)
    };
    let districts = || group("各区", &["江岸区", "江汉区"]);
    assert_eq!(findings(&led_by(districts(), &["江岸区", "江汉区"])), []);
    assert_eq!(findings(&led_by(districts(), &["江岸区"])).len(), 1, "one district is outside");
    assert_eq!(findings(&led_by(districts(), &["各区"])), []);
    assert_eq!(findings(&led_by(unit("江岸区"), &["各区"]).unit(districts())), [], "a member of a member leads");
    assert_eq!(findings(&led_by(Unit { open: true, ..unit("有关部门") }, &[])), [], "nobody knows who that is");
}

#[test]
fn one_unit_under_two_names() {
    let registered = Unit { aliases: vec!["市市场监督管理局".to_owned()], ..unit("市市场监管局") };
    let weifang = || {
        plan(vec![
            task("六").names_as(Lead, "市市场监管局", Some("市市场监督管理局")),
            task("七").names(Lead, "市市场监管局"),
            task("十六").names(Cooperating, "市市场监管局"),
        ])
    };
    let found = weifang().unit(registered).found(UnitAliases);
    assert_eq!(
        found[0].sentence.zh,
        "同一单位有不同名称:“市市场监督管理局”(事项六)、“市市场监管局”(事项七、十六),同为市市场监管局,已登记为同一单位的名称。"
    );
    assert_eq!((found.len(), found[0].severity, found[0].settled), (1, Severity::Note, true));
    assert_eq!(found[0].tasks, ["六", "七", "十六"]);
    assert!(!weifang().found(UnitAliases)[0].settled, "the other name is not entered");
}

#[test]
fn an_addition_in_brackets_is_no_other_name() {
    let double = plan(vec![
        task("一").names_as(Lead, "市教育局", Some("市教育局(市委教育工委)")),
        task("七").names_as(Cooperating, "市教育局", Some("市教育局\u{ff08}市委教育工委\u{ff09}")),
        task("十六").names(Cooperating, "市教育局"),
    ]);
    assert_eq!(findings(&double), []);
    let other = plan(vec![task("一").names_as(Lead, "市教育局", Some("市教委(市委教育工委)")), task("七").names(Lead, "市教育局")]);
    assert_eq!(other.found(UnitAliases).len(), 1);
}

#[test]
fn a_lead_that_the_text_takes_along() {
    let with_text = |content: &str| {
        let mut item = task("三").names(Lead, "市民政局").names(Lead, "市财政局").names(Cooperating, "市人社局");
        item.content = Some(content.to_owned());
        plan(vec![item])
    };
    let found = with_text("年内会同市财政局下发《奖补办法》").found(LeadAlsoCooperates);
    assert_eq!(found[0].sentence.zh, "既牵头又配合:事项三将市财政局列为牵头单位,文中又写“会同市财政局”。");
    assert_eq!((found.len(), found[0].units.join(""), found[0].settled), (1, "市财政局".to_owned(), false));
    assert_eq!(findings(&with_text("会同市人社局下发办法,由市财政局拨付")), []);
    assert_eq!(with_text("会同市人社局、市财政局下发办法").found(LeadAlsoCooperates).len(), 1);
}

#[test]
fn a_lead_in_two_roles() {
    let twice = |role| plan(vec![task("1").names(Lead, "市民政局").names(role, "市民政局").names(Cooperating, "市财政局")]);
    assert_eq!(twice(Cooperating).sentences(LeadAlsoCooperates), ["既牵头又配合:事项1将市民政局列为牵头单位,又列为配合单位。"]);
    assert_eq!(twice(Jointly).found(LeadAlsoCooperates).len(), 1);
    assert_eq!(findings(&twice(Responsible)), [], "leading and responsible is no contradiction");
}
