//! The whole way: text → lines → head, layout, records → plan document, remainder, warnings.

use chrono::NaiveDate;

use super::afterwards::afterwards;
use super::build::{Builder, LeadRule};
use super::document::{Calendar, Listed, Plan, PlanDocument, ReportingRule, Source};
use super::due::Due;
use super::head::{Head, head};
use super::layout::{Laid, lay};
use super::lines::{Line, lines};
use super::noise::is_noise;
use super::normalise::normalise;
use super::parts::{Part, body, notice, parts};
use super::proposal::{OtherText, Proposal, Remainder, Warning};
use super::reporting::{duties, supervisor};
use super::text::{Text, head as first, tail};
use super::{narrative, warn};
use crate::domain::due::DueKind;

/// Reads an issued notice. The answer is a proposal: nothing in it is certain, and nothing of the text is lost.
///
/// Takes time linear in the length of the text. `source` is the decoded text; spans count its Unicode scalars.
#[must_use]
pub fn read(source: &str) -> Proposal {
    let text = normalise(source);
    let all = lines(text.as_str());
    let parts = parts(&all);
    let chosen = notice(&parts);
    let main = parts.get(chosen).map_or(&[][..], |part| part.lines.as_slice());
    let found = head(main, text.as_str());
    let laid = lay(body(main, found.title), found.year);
    let mut builder = Builder::new(&text, found.year, lead_rule(main));
    let issuer = found.issuer.map(|name| builder.registry.unit(name));
    let (mut sections, mut tasks) = builder.plan(&laid.reading.root);
    let mut plan = plan(&mut builder, &found, main, issuer, laid.reading.root.title);
    let (reporting_rules, collector) = rules(&mut builder, main, found.year);
    plan.coordinating_unit_code = collector;
    let links = afterwards(&mut builder, &mut sections, &mut tasks);
    let mut warnings = std::mem::take(&mut builder.warnings);
    if sections.is_empty() && tasks.is_empty() {
        warnings.push(warn::no_tasks());
    }
    warnings.extend(plan.starts_on.is_none().then(warn::period_missing));
    warnings.extend(masked(&text, main));
    warnings.extend(cut_off(&text, main, &laid));
    let others = other_texts(&text, &parts, chosen);
    let remainder = remainder(&text, &parts, chosen, &mut builder.claimed);
    let sources = std::mem::take(&mut builder.sources);
    let (units, officials, printed_units, printed_officials) = builder.registry.finish();
    let document = PlanDocument { format: "duban-plan/1".to_owned(), units, officials, plan, sections, tasks, reporting_rules, links };
    Proposal {
        layout: laid.layout,
        document,
        sources,
        units: printed_units,
        officials: printed_officials,
        remainder,
        warnings,
        other_texts: others,
    }
}

/// How the notice says leads are made.
fn lead_rule(lines: &[Line<'_>]) -> LeadRule {
    let says = |words: &[&str]| lines.iter().any(|line| words.iter().all(|word| line.text.contains(word)));
    let leads =
        lines.iter().any(|line| ["牵头单位", "牵头部门", "主办单位", "牵头责任", "牵头:"].iter().any(|word| line.text.contains(word)));
    if ["排在第一位", "列第一位", "排名第一", "排在首位", "列首位", "第一个单位", "第一家单位", "首个单位", "排第一位"]
        .iter()
        .any(|word| says(&[word, "牵头"]))
    {
        LeadRule::First
    } else if says(&["责任单位为", "牵头"]) {
        LeadRule::All
    } else if ["标*", "带*", "加*", "打*", "标“*”", "带“*”", "注*", "*为", "*号"].iter().any(|word| says(&[word])) {
        LeadRule::Starred
    } else if leads {
        LeadRule::Labelled
    } else {
        LeadRule::All
    }
}

fn plan(builder: &mut Builder<'_>, found: &Head<'_>, lines: &[Line<'_>], issuer: Option<String>, fallback: &str) -> Plan {
    let text = builder.text;
    let mut trace = |pointer: &str, piece: Option<&str>, confidence: f64, rule: &str| {
        if let Some(piece) = piece {
            builder.trace(&format!("/plan/{pointer}"), piece, confidence, rule);
        }
    };
    let title = found.title.or(Some(fallback).filter(|title| !title.is_empty()));
    trace("title", title, if found.title.is_some() { 0.9 } else { 0.4 }, "head.title");
    trace("documentNumber", found.number, 0.98, "head.documentNumber");
    trace("issuingUnitCode", found.issuer, 0.9, "head.issuer");
    trace("signedOn", found.signed.map(|(piece, _)| piece), 0.95, "head.signature");
    trace("printedOn", found.printed.map(|(piece, _)| piece), 0.95, "head.printed");
    trace("addressees", found.addressees, 0.95, "head.addressees");
    trace("isPublic", found.public, 0.95, "head.public");
    trace("parentText", found.parent, 0.7, "head.parent");
    trace("batch", found.batch, 0.9, "head.batch");
    trace("campaign", found.campaign, 0.6, "head.campaign");
    trace("source/publishedOn", found.published.map(|(piece, _)| piece), 0.9, "head.published");
    trace("source/name", found.publisher.filter(|_| found.published.is_some()), 0.9, "head.publisher");
    let printed = |piece: Option<&str>| piece.map(|piece| text.printed(piece));
    let (starts_on, ends_on) = period(found);
    let default_due = found
        .default_due
        .and_then(|piece| builder.due(piece, "/plan/defaultDue", "head.defaultDue"))
        .or_else(|| five_years(found, ends_on));
    let supervising = supervisor(lines).map(|name| {
        builder.trace("/plan/supervisingUnitCode", name, 0.8, "head.supervisor");
        builder.registry.unit(name)
    });
    let title = printed(title).unwrap_or_default();
    let published_on = found.published.map(|(_, day)| day);
    Plan {
        code: found.number.map_or_else(|| "draft".to_owned(), |number| builder.text.printed(number)),
        kind: kind(&title, found).to_owned(),
        title,
        state: "draft".to_owned(),
        starts_on,
        ends_on,
        document_number: printed(found.number),
        issued_on: found.signed.map(|(_, day)| day),
        signed_on: found.signed.map(|(_, day)| day),
        printed_on: found.printed.map(|(_, day)| day),
        addressees: printed(found.addressees),
        is_public: found.public.is_some(),
        campaign: printed(found.campaign.filter(|_| found.batch.is_some())),
        batch: printed(found.batch),
        parent_text: printed(found.parent),
        source: published_on.map(|day| Source {
            name: printed(found.publisher).unwrap_or_default(),
            published_on: Some(day),
            reprint: found.signed.is_none(),
        }),
        lead_rule: builder.lead_rule.word().to_owned(),
        default_due,
        issuing_unit_code: issuer,
        coordinating_unit_code: None,
        supervising_unit_code: supervising,
    }
}

fn period(found: &Head<'_>) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let day = |year: i32, month, day| NaiveDate::from_ymd_opt(year, month, day);
    match (found.five_year, found.year) {
        (Some(start), _) => (day(start, 1, 1), day(start.saturating_add(4), 12, 31)),
        (None, Some(year)) => (day(year, 1, 1), day(year, 12, 31)),
        _ => (None, None),
    }
}

/// A five-year outline is due at the end of its last year.
fn five_years(found: &Head<'_>, ends_on: Option<NaiveDate>) -> Option<Due> {
    let start = found.five_year?;
    Some(Due { text: format!("{}年", start.saturating_add(4)), kind: DueKind::Year, earliest: None, latest: ends_on, control: ends_on })
}

fn kind(title: &str, found: &Head<'_>) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if found.five_year.is_some() || has(&["纲要"]) {
        "outline"
    } else if found.batch.is_some() {
        "batch"
    } else if has(&["民生", "实事"]) {
        "livelihood"
    } else {
        "keyWork"
    }
}

/// The reporting duties, and who collects the reports (汇总).
fn rules(builder: &mut Builder<'_>, lines: &[Line<'_>], now: Option<i32>) -> (Vec<ReportingRule>, Option<String>) {
    let (mut rules, mut collector) = (Vec::new(), None);
    for (at, duty) in duties(lines, now).into_iter().enumerate().take(20) {
        builder.trace(&format!("/reportingRules/{at}"), duty.sentence, 0.8, "head.reporting");
        let receiver = duty.receiver.map(|name| {
            builder.trace(&format!("/reportingRules/{at}/receiverUnitCode"), name, 0.9, "head.reporting");
            if duty.collects && collector.is_none() {
                builder.trace("/plan/coordinatingUnitCode", name, 0.9, "head.collector");
                collector = Some(builder.registry.unit(name));
            }
            builder.registry.unit(name)
        });
        let listed = duty.listed.iter().map(|day| Listed { period: reported(*day), due_on: Some(*day) }).collect();
        rules.push(ReportingRule {
            n: u32::try_from(at).unwrap_or(0).saturating_add(1),
            title: builder.text.printed(duty.sentence).chars().take(200).collect(),
            receiver_unit_code: receiver,
            reporters: "everyLead".to_owned(),
            calendar: Calendar { frequency: duty.frequency.to_owned(), due_day: duty.due_day, listed },
            parts: duty.parts.iter().map(|part| (*part).to_owned()).collect(),
            text_limit: duty.text_limit,
            limit_policy: duty.text_limit.map(|_| "warn".to_owned()),
        });
    }
    (rules, collector)
}

/// The period a listed report speaks of: the half-year up to July, the year from then on.
fn reported(day: NaiveDate) -> String {
    use chrono::Datelike;
    if day.month() <= 7 { format!("{}H1", day.year()) } else { day.year().to_string() }
}

/// Years and numbers without their digits: 20*年, 年月日, 发号.
fn masked(text: &Text, lines: &[Line<'_>]) -> Vec<Warning> {
    let mut found = Vec::new();
    for line in lines {
        let marks = ["20*年", "20**年", "20XX年", "20xx年", "×年", "年月日", "发号", "〔〕", "()号", "*月", "第号"];
        let Some((at, mark)) = marks.iter().find_map(|mark| line.text.find(mark).map(|at| (at, *mark))) else { continue };
        let from = line.text.get(..at).map_or("", |before| tail(before, 6));
        let window: String = from.chars().chain(mark.chars()).collect();
        found.push(warn::digits_masked(&window, line.text.get(at..at.saturating_add(mark.len())).and_then(|piece| text.span(piece))));
        if found.len() >= 20 {
            break;
        }
    }
    found
}

/// The last line of the body stops in the middle of a sentence, or is a heading with nothing under it.
fn cut_off(text: &Text, lines: &[Line<'_>], laid: &Laid<'_>) -> Option<Warning> {
    let last = lines.iter().rev().find(|line| !is_noise(line.text))?.text;
    let open = last.matches('(').count() > last.matches(')').count() || last.matches('“').count() > last.matches('”').count();
    let cut = last.ends_with([',', '、', ':', '(', '“']) || open;
    let numbered = super::marker::marker(last);
    let heading = numbered.is_some_and(|found| !found.rest.ends_with('。') && super::roles::part(found.rest).roles.is_empty());
    let table = matches!(
        laid.layout,
        super::proposal::Layout::PipeTable | super::proposal::Layout::DelimitedTable | super::proposal::Layout::SpacedTable
    );
    (cut || (heading && !table)).then(|| warn::cut_off(tail(last, 30), text.span(last)))
}

/// The other texts of the page, read as narratives.
fn other_texts(text: &Text, parts: &[Part<'_>], chosen: usize) -> Vec<OtherText> {
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let (Some(begin), Some(end)) = (part.lines.first(), part.lines.last()) else { continue };
        if at == chosen || part.mark.is_empty() {
            continue;
        }
        let head = head(&part.lines, "");
        let laid = narrative::read(&part.lines);
        let mut builder = Builder::new(text, head.year, LeadRule::All);
        let (sections, tasks) = builder.plan(&laid.root);
        let Some(span) = text.between(begin.text, end.text).and_then(|whole| text.span(whole)) else { continue };
        let sources = std::mem::take(&mut builder.sources);
        let (units, officials, ..) = builder.registry.finish();
        let plan = Plan {
            code: part.mark.to_owned(),
            kind: "narrative".to_owned(),
            state: "draft".to_owned(),
            lead_rule: "labelled".to_owned(),
            ..Plan::default()
        };
        let document =
            PlanDocument { format: "duban-plan/1".to_owned(), units, officials, plan, sections, tasks, ..PlanDocument::default() };
        found.push(OtherText { mark: part.mark.to_owned(), span, document, sources });
    }
    found
}

/// Every line of which nothing was made.
fn remainder(text: &Text, parts: &[Part<'_>], chosen: usize, claimed: &mut [(usize, usize)]) -> Vec<Remainder> {
    claimed.sort_unstable();
    let mut reach = 0;
    // Where each claim ends at the latest, so that one search per line is enough.
    let ends: Vec<(usize, usize)> = claimed
        .iter()
        .map(|(from, till)| {
            reach = reach.max(*till);
            (*from, reach)
        })
        .collect();
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        for line in &part.lines {
            let (Some((from, till)), Some(span)) = (text.range(line.text), text.span(line.text)) else { continue };
            let before = ends.partition_point(|(start, _)| *start < till);
            let taken = before.checked_sub(1).and_then(|last| ends.get(last)).is_some_and(|(_, end)| *end > from);
            if taken {
                continue;
            }
            let reason = if at != chosen && !part.mark.is_empty() {
                "otherText"
            } else if is_noise(line.text) || at != chosen || line.text.chars().all(|c| matches!(c, '|' | '-' | '—' | ':' | ' ' | '=' | '+'))
            {
                "frame"
            } else {
                "unread"
            };
            found.push(Remainder { span, text: first(&text.printed(line.text), 200).to_owned(), reason: reason.to_owned() });
        }
    }
    found.sort_by_key(|piece: &Remainder| piece.span);
    found
}
