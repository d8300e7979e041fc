//! Who the printed units and persons are: each name held against the register of the government, with candidates and confidence.
//!
//! A name that is surely known gets the code of the register; what is not known is proposed as a new unit, under a code that the same
//! name gets in every notice.

mod names;
mod rewrite;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::document::{Member, Official, Unit};
use super::proposal::{Mention, PrintedUnit, Proposal};
use super::warn;
use names::{abbreviates, group, in_brackets, long, plain, without_brackets, without_place};

/// From this confidence on a name is taken for the unit.
const SURE: f64 = 0.8;

/// Most candidates that are told.
const MOST: usize = 5;

/// A unit of the register.
#[derive(Clone, Debug, Default)]
pub struct KnownUnit {
    /// Its code.
    pub code: String,
    /// Its official name.
    pub name: String,
    /// The name documents print.
    pub short_name: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Its kind, as the plan document writes it.
    pub kind: String,
    /// It has no unit above.
    pub is_root: bool,
}

/// An official of the register.
#[derive(Clone, Debug)]
pub struct KnownOfficial {
    /// Their code.
    pub code: String,
    /// Their name.
    pub name: String,
}

/// The register of one government.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Region code.
    pub government: String,
    /// 云川市人民政府
    pub name: String,
    /// Its units.
    pub units: Vec<KnownUnit>,
    /// Its officials.
    pub officials: Vec<KnownOfficial>,
}

/// Somebody of the register who may be meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NoticeCandidate)]
pub struct Candidate {
    /// The code in the register.
    pub code: String,
    /// The name there.
    pub name: String,
    /// From 0 to 1.
    pub confidence: f64,
    /// The rule that found it.
    pub rule: String,
}

/// A printed unit or person, and who it was taken for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NoticeName)]
pub struct Resolved {
    /// The name as printed, in one form.
    pub name: String,
    /// The code that the document uses for it.
    pub code: String,
    /// The register does not have it: the document proposes it as new.
    pub is_new: bool,
    /// A named set of units (各区人民政府).
    pub group: bool,
    /// The notice leaves open who belongs to the group.
    pub open: bool,
    /// How sure it is that `code` is meant, from 0 to 1.
    pub confidence: f64,
    /// The rule that decided.
    pub rule: String,
    /// Who else may be meant, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// Every place where it is printed.
    pub mentions: Vec<Mention>,
}

/// Gives every unit and person of the proposal its code, in the document too.
pub fn resolve(proposal: &mut Proposal, register: &Register) -> (Vec<Resolved>, Vec<Resolved>) {
    let place = plain(register.name.trim_end_matches("人民政府").trim_end_matches("政府"));
    let known: Vec<Forms> = register.units.iter().map(|unit| Forms::of(unit, &place)).collect();
    let printed = std::mem::take(&mut proposal.units);
    let mut codes = BTreeMap::new();
    let mut units = Vec::new();
    for unit in &printed {
        let found = candidates(unit, &known, &place);
        let one = decide(unit, found, &register.government, 'u');
        codes.insert(unit.code.clone(), one.code.clone());
        units.push(one);
    }
    let officials: Vec<Resolved> = proposal.officials.iter().map(|person| official(person, register)).collect();
    for (person, one) in proposal.officials.iter().zip(&officials) {
        codes.insert(person.code.clone(), one.code.clone());
    }
    rewrite::rewrite(proposal, &codes);
    enter(proposal, register, &units, &officials);
    proposal.units = printed;
    (units, officials)
}

/// The names of a known unit in the forms that are compared.
struct Forms<'r> {
    unit: &'r KnownUnit,
    exact: Vec<&'r str>,
    plain: Vec<String>,
    bare: Vec<String>,
    long: Vec<String>,
    group: Option<String>,
}

impl<'r> Forms<'r> {
    fn of(unit: &'r KnownUnit, place: &str) -> Self {
        let exact: Vec<&str> =
            [unit.name.as_str()].into_iter().chain(unit.short_name.as_deref()).chain(unit.aliases.iter().map(String::as_str)).collect();
        let plain: Vec<String> = exact.iter().map(|name| names::plain(name)).collect();
        let bare: Vec<String> = plain.iter().map(|name| without_place(&without_brackets(name), place)).collect();
        let long = bare.iter().map(|name| long(name)).collect();
        let group = (unit.kind == "group").then(|| plain.first().map(|name| group(name))).flatten();
        Self { unit, exact, plain, bare, long, group }
    }
}

/// Who may be meant, the likeliest first.
fn candidates(printed: &PrintedUnit, known: &[Forms<'_>], place: &str) -> Vec<Candidate> {
    let name = plain(&printed.name);
    let bare = without_place(&without_brackets(&name), place);
    let long = long(&bare);
    let inner = in_brackets(&name).map(|inner| without_place(inner, place));
    let members = printed.group.then(|| group(&name));
    let mut found: Vec<Candidate> = Vec::new();
    for forms in known {
        let has = |all: &[String], wanted: &str| all.iter().any(|one| one == wanted);
        let judged = if forms.exact.iter().any(|one| *one == printed.name) {
            (1.0, "unit.exact")
        } else if has(&forms.plain, &name) {
            (0.98, "unit.spelling")
        } else if printed.group != (forms.unit.kind == "group") {
            continue;
        } else if members.is_some() {
            if members == forms.group { (0.88, "unit.sameGroup") } else { continue }
        } else if bare.chars().count() >= 2 && has(&forms.bare, &bare) {
            (0.92, "unit.withoutPlace")
        } else if bare.chars().count() >= 2 && has(&forms.long, &long) {
            (0.85, "unit.shortForm")
        } else if inner.as_ref().is_some_and(|inner| has(&forms.bare, inner)) {
            (0.6, "unit.inBrackets")
        } else if forms.bare.iter().any(|other| abbreviates(&bare, other) || abbreviates(other, &bare)) {
            (0.6, "unit.letters")
        } else {
            continue;
        };
        let (confidence, rule) = judged;
        found.push(Candidate { code: forms.unit.code.clone(), name: forms.unit.name.clone(), confidence, rule: rule.to_owned() });
    }
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then_with(|| a.code.cmp(&b.code)));
    found.truncate(MOST);
    found
}

/// Takes the first candidate where it is sure and alone; else the name is new.
fn decide(printed: &PrintedUnit, mut found: Vec<Candidate>, government: &str, letter: char) -> Resolved {
    let alone = found.get(1).map(|second| second.confidence) != found.first().map(|first| first.confidence);
    let chosen = if found.first().is_some_and(|first| first.confidence >= SURE && alone) { Some(found.remove(0)) } else { None };
    let is_new = chosen.is_none();
    let (code, confidence, rule) = chosen.map_or_else(
        || (new_code(government, &printed.name, letter), if found.is_empty() { 0.8 } else { 0.4 }, "unit.new".to_owned()),
        |chosen| (chosen.code, chosen.confidence, chosen.rule),
    );
    Resolved {
        name: printed.name.clone(),
        code,
        is_new,
        group: printed.group,
        open: printed.open,
        confidence,
        rule,
        candidates: found,
        mentions: printed.mentions.clone(),
    }
}

fn official(printed: &PrintedUnit, register: &Register) -> Resolved {
    let name = plain(&printed.name);
    let known = register.officials.iter().filter(|one| plain(&one.name) == name);
    let found = known.take(MOST).map(|one| Candidate {
        code: one.code.clone(),
        name: one.name.clone(),
        confidence: 0.95,
        rule: "official.name".to_owned(),
    });
    let one = decide(printed, found.collect(), &register.government, 'o');
    Resolved { rule: one.rule.replace("unit.new", "official.new"), ..one }
}

/// The code of a name that the register does not have: the same in every notice of the government (FNV-1a).
fn new_code(government: &str, name: &str, letter: char) -> String {
    let of = format!("{government}/{}", plain(name));
    let hash = of.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{letter}-{hash:016x}")
}

/// Writes the new units and persons into the document, and the issuer where the notice prints none.
fn enter(proposal: &mut Proposal, register: &Register, units: &[Resolved], officials: &[Resolved]) {
    let root = register.units.iter().find(|unit| unit.is_root);
    let was: BTreeMap<String, Unit> =
        std::mem::take(&mut proposal.document.units).into_iter().map(|unit| (unit.code.clone(), unit)).collect();
    let mut entered: Vec<Unit> = Vec::new();
    for one in units.iter().filter(|one| one.is_new) {
        if entered.iter().any(|unit| unit.code == one.code) {
            continue;
        }
        let Some(unit) = was.get(&one.code) else { continue };
        let members = if one.group && !one.open { members(&one.name, register) } else { Vec::new() };
        entered.push(Unit { parent_code: root.map(|root| root.code.clone()), members, ..unit.clone() });
    }
    proposal.document.units = entered;
    let is_new = |code: &str| officials.iter().any(|one| one.is_new && one.code == code);
    let mut seen = Vec::new();
    proposal.document.officials.retain(|person: &Official| {
        let first = !seen.contains(&person.code);
        seen.push(person.code.clone());
        first && is_new(&person.code)
    });
    let plan = &mut proposal.document.plan;
    if let (None, Some(root)) = (&plan.issuing_unit_code, root) {
        plan.issuing_unit_code = Some(root.code.clone());
        proposal.warnings.push(warn::issuer_missing(&root.name));
    }
}

/// Who belongs to a group whose name says it: all districts, all townships, all zones.
fn members(name: &str, register: &Register) -> Vec<Member> {
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let wanted = [
        ("district", says(&["各县", "各区", "各市", "县市区", "县(市、区)", "区县"])),
        ("township", says(&["各镇", "各乡", "乡镇", "镇街", "街道"])),
        ("zone", says(&["开发区", "功能区", "园区", "管委会"])),
    ];
    let kinds: Vec<&str> = wanted.iter().filter(|(_, is)| *is).map(|(kind, _)| *kind).collect();
    let of = register.units.iter().filter(|unit| kinds.contains(&unit.kind.as_str()));
    of.take(1000).map(|unit| Member { unit_code: unit.code.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::{KnownOfficial, KnownUnit, Register, resolve};
    use crate::domain::notice::read;

    fn unit(code: &str, name: &str, short: &str, kind: &str) -> KnownUnit {
        KnownUnit {
            code: code.to_owned(),
            name: name.to_owned(),
            short_name: Some(short.to_owned()),
            kind: kind.to_owned(),
            is_root: kind == "government",
            ..KnownUnit::default()
        }
    }

    fn register() -> Register {
        Register {
            government: "990100".to_owned(),
            name: "云川市人民政府".to_owned(),
            units: vec![
                unit("YC", "云川市人民政府", "市政府", "government"),
                unit("JYJ", "云川市教育局", "市教育局", "department"),
                unit("WJW", "云川市卫生健康委员会", "市卫生健康委员会", "department"),
                unit("DQ", "云川市东区人民政府", "东区", "district"),
                unit("XQ", "云川市西区人民政府", "西区", "district"),
                unit("GXQ", "各县市区", "各县市区", "group"),
            ],
            officials: vec![KnownOfficial { code: "LM".to_owned(), name: "李明".to_owned() }],
        }
    }

    #[test]
    fn names_find_their_units() {
        let source = "云川市2024年民生实事清单\n1.新建学校3所。(牵头单位:教育局(市委教育工委);配合单位:市卫健委、各县(市、区)人民政府、市城投公司;责任领导:李明)\n\
                      2.改造公厕5座。(牵头单位:市卫生健康委员会;配合单位:各区、市城投公司;责任领导:王芳)\n";
        let mut proposal = read(source);
        let (units, officials) = resolve(&mut proposal, &register());
        let told: Vec<(&str, &str, &str)> = units.iter().map(|one| (one.name.as_str(), one.code.as_str(), one.rule.as_str())).collect();
        let new: Vec<&str> = units.iter().filter(|one| one.is_new).map(|one| one.name.as_str()).collect();
        assert_eq!(
            told.iter().filter(|(_, _, rule)| *rule != "unit.new").copied().collect::<Vec<_>>(),
            [
                ("教育局(市委教育工委)", "JYJ", "unit.withoutPlace"),
                ("市卫健委", "WJW", "unit.shortForm"),
                ("各县(市、区)人民政府", "GXQ", "unit.sameGroup"),
                ("市卫生健康委员会", "WJW", "unit.exact"),
            ]
        );
        assert_eq!(new, ["市城投公司", "各区"]);
        let document = &proposal.document;
        assert_eq!(document.units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), new);
        assert_eq!(document.units[1].members.iter().map(|member| member.unit_code.as_str()).collect::<Vec<_>>(), ["DQ", "XQ"]);
        assert_eq!(document.plan.issuing_unit_code.as_deref(), Some("YC"));
        assert_eq!(officials.iter().map(|one| (one.code.as_str(), one.is_new)).next(), Some(("LM", false)));
        assert_eq!(document.officials.len(), 1);
        let duties: Vec<Option<&str>> = document.tasks[0].assignments.iter().map(|duty| duty.printed_as.as_deref()).collect();
        assert_eq!(duties[..3], [Some("教育局(市委教育工委)"), Some("市卫健委"), Some("各县(市、区)人民政府")]);
        let again: Vec<String> = { resolve(&mut read(source), &register()).0.into_iter().map(|one| one.code).collect() };
        assert_eq!(again, units.iter().map(|one| one.code.clone()).collect::<Vec<_>>(), "the same name has the same code each time");
    }
}
