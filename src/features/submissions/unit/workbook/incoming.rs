//! A workbook that came in, as the request it means: the same body as JSON would bring, and the cell behind each member of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::book::{Book, Item};
use super::fields::{self as f, Part};
use super::filled::{Filled, Key};
use super::places::{Places, Spot, located};
use crate::features::submissions::inputs::FigureInput;
use crate::features::submissions::unit::shapes::UnitAction;
use crate::http::{Code, Fault, Problem};
use crate::sheet::form::{Row, Rows, Unheaded};
use crate::sheet::meaning::{self, Doubt};
use crate::sheet::workbook::{Value, Workbook};

/// The request that a workbook means.
pub(super) struct Incoming {
    pub(super) body: Json,
    pub(super) places: Places,
}

/// What the rows of one report say.
#[derive(Default)]
struct Said<'s> {
    /// The row of its words.
    text: Option<Row<'s>>,
    words: Map<String, Json>,
    figures: BTreeMap<Uuid, (Row<'s>, Option<Json>)>,
    steps: BTreeMap<(Uuid, Option<NaiveDate>), (Row<'s>, Option<Json>)>,
    acknowledged: Vec<(Row<'s>, Key, Json)>,
}

/// Reads a workbook against the month it should be about.
///
/// # Errors
/// 422 with every fault and its cell; `filled` has what was typed, whatever came of it.
pub(super) fn read(book: &Book, workbook: &Workbook, action: UnitAction, filled: &mut Filled) -> Result<Incoming, Problem> {
    let mut faults = Vec::new();
    let versions = marks(book, workbook)?;
    let sheets = sheets(workbook)?;
    let mut reader = Reader { book, filled, faults: &mut faults, said: BTreeMap::new() };
    for (part, rows) in &sheets {
        for row in rows.rows() {
            reader.row(*part, row);
        }
    }
    let said = std::mem::take(&mut reader.said);
    if !faults.is_empty() {
        faults.truncate(crate::http::body::MAX_FAULTS);
        return Err(Problem::invalid(faults));
    }
    Ok(request(book, action, &versions, said))
}

/// What the workbook is: of this service, this plan, this period and this unit.
fn marks(book: &Book, workbook: &Workbook) -> Result<BTreeMap<String, String>, Problem> {
    let sheet = workbook.sheet(f::MARKS).ok_or_else(|| unknown("marks"))?;
    let mut marks = BTreeMap::new();
    for cells in sheet.rows.values() {
        let mut texts = cells.values().filter_map(|value| meaning::words(Some(value)).ok().flatten());
        if let (Some(mark), Some(value)) = (texts.next(), texts.next()) {
            marks.insert(mark, value);
        }
    }
    if marks.get("format").map(String::as_str) != Some(f::FORMAT) {
        return Err(unknown("format"));
    }
    let (plan, period, unit) = (book.plan.id.to_string(), book.period.to_string(), book.unit.id.to_string());
    let wanted = [
        ("planId", plan, "planCode", &book.plan.code),
        ("period", period.clone(), "period", &period),
        ("unitId", unit, "unitCode", &book.unit.code),
    ];
    let wrong = wanted.into_iter().filter(|(mark, value, _, _)| marks.get(*mark) != Some(value)).map(|(mark, _, shown, value)| {
        let found = marks.get(shown).cloned().unwrap_or_default();
        located(Fault::at(format!("/{mark}"), Code::Contradiction), f::MARKS).with("expected", value.as_str()).with("found", found)
    });
    Problem::unless_empty(wrong.collect())?;
    Ok(marks)
}

fn unknown(reason: &str) -> Problem {
    Problem::new(Code::UnsupportedWorkbook).with("reason", reason)
}

/// The sheets with input, by their headings.
fn sheets(workbook: &Workbook) -> Result<Vec<(Part, Rows<'_>)>, Problem> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for part in Part::ALL {
        let fault = |code| located(Fault::at("", code), part.name());
        match workbook.sheet(part.name()).map(|sheet| Rows::of(sheet, part.columns())) {
            None => faults.push(fault(Code::Required)),
            Some(Ok(rows)) => found.push((part, rows)),
            Some(Err(Unheaded::Missing(columns))) => faults.push(fault(Code::Required).with("columns", columns)),
            Some(Err(Unheaded::Twice(column))) => faults.push(fault(Code::DuplicateItem).with("columns", vec![column])),
        }
    }
    Problem::unless_empty(faults)?;
    Ok(found)
}

struct Reader<'b, 's> {
    book: &'b Book,
    filled: &'b mut Filled,
    faults: &'b mut Vec<Fault>,
    said: BTreeMap<usize, Said<'s>>,
}

impl<'s> Reader<'_, 's> {
    fn row(&mut self, part: Part, row: Row<'s>) {
        let inputs = inputs_of(part);
        let id = |title: &str| meaning::words(row.get(title)).ok().flatten().and_then(|text| text.parse::<Uuid>().ok());
        let owed = id(f::OWED);
        let place = owed.and_then(|owed| self.book.items.iter().position(|item| item.told.obligation.id == owed));
        let (Some(owed), Some(place)) = (owed, place) else {
            // A row of somebody's own, or one whose codes were lost: only what is typed there matters.
            if !row.is_blank(inputs) {
                self.faults.push(located(Fault::at("", Code::NotFound), &row.place(inputs.first().copied().unwrap_or(f::OWED))));
            }
            return;
        };
        match part {
            Part::Texts => self.text(row, owed, place),
            Part::Figures => self.figure(row, owed, place, id(f::TARGET)),
            Part::Steps => self.step(row, owed, place, id(f::STEP)),
            Part::Warnings => self.warning(row, owed, place, id(f::TARGET)),
        }
    }

    /// Keeps what was typed, for the case that it comes back.
    fn keep(&mut self, key: &Key, row: Row<'s>, titles: &[&'static str]) {
        let typed = titles.iter().filter_map(|title| Some((*title, row.get(title)?.clone())));
        self.filled.typed.insert(key.clone(), typed.collect());
    }

    fn fault(&mut self, key: &Key, row: Row<'s>, title: &str, code: Code) {
        let fault = located(Fault::at("", code), &row.place(title));
        self.filled.faults.entry(key.clone()).or_default().push(format!("{title}:{}", code.zh()));
        self.faults.push(fault);
    }

    fn understood<T>(&mut self, key: &Key, row: Row<'s>, title: &str, read: Result<Option<T>, Doubt>) -> Option<T> {
        match read {
            Ok(value) => value,
            Err(doubt) => {
                self.fault(key, row, title, Code::of_name(&doubt.to_string()).unwrap_or(Code::InvalidValue));
                None
            }
        }
    }

    fn text(&mut self, row: Row<'s>, owed: Uuid, place: usize) {
        let key = Key::text(owed);
        self.keep(&key, row, inputs_of(Part::Texts));
        let mut words = Map::new();
        for (title, member) in TEXTS {
            let text = self.understood(&key, row, title, meaning::words(row.get(title)));
            words.insert((*member).to_owned(), text.map_or(Json::Null, Json::String));
        }
        let said = self.said.entry(place).or_default();
        if said.text.replace(row).is_some() {
            self.fault(&key, row, f::TASK, Code::DuplicateItem);
        } else {
            said.words = words;
        }
    }

    fn figure(&mut self, row: Row<'s>, owed: Uuid, place: usize, target: Option<Uuid>) {
        let item = self.book.items.get(place);
        let at = target.and_then(|id| item?.told.targets.iter().position(|one| one.target_id == id));
        let (Some(target), Some(item), Some(at)) = (target, item, at) else {
            if !row.is_blank(inputs_of(Part::Figures)) {
                self.faults.push(located(Fault::at("", Code::NotFound), &row.place(f::VALUE)));
            }
            return;
        };
        let key = Key::figure(owed, target);
        self.keep(&key, row, inputs_of(Part::Figures));
        let unit = item.told.targets.get(at).and_then(|one| one.target.unit_of_measure.as_deref());
        let stages = item.asks.get(at).map(|asks| asks.stages.as_slice()).unwrap_or_default();
        let mut figure = Map::new();
        for (title, member) in FIGURES {
            // Numerator and denominator are counted in something else, which nobody prints.
            let unit = unit.filter(|_| [f::VALUE, f::CLAIMED].contains(title));
            let read = match stage(row.get(title), stages) {
                Some(stage) if *title == f::VALUE => Ok(Some(stage)),
                _ => meaning::figure(row.get(title), unit),
            };
            if let Some(value) = self.understood(&key, row, title, read) {
                figure.insert((*member).to_owned(), json!(value));
            }
        }
        if let Some(why) = self.understood(&key, row, f::WHY_MISSING, meaning::words(row.get(f::WHY_MISSING))) {
            figure.insert("whyMissing".to_owned(), Json::String(why));
        }
        let figure = (!figure.is_empty()).then(|| {
            figure.insert("targetId".to_owned(), json!(target));
            Json::Object(figure)
        });
        if self.said.entry(place).or_default().figures.insert(target, (row, figure)).is_some() {
            self.fault(&key, row, f::INDICATOR, Code::DuplicateItem);
        }
    }

    fn step(&mut self, row: Row<'s>, owed: Uuid, place: usize, step: Option<Uuid>) {
        let occurs_on = meaning::day(row.get(f::OCCURS)).ok().flatten();
        let known =
            self.book.items.get(place).is_some_and(|item| item.steps.iter().any(|one| Some(one.id) == step && one.occurs_on == occurs_on));
        let (Some(step), true) = (step, known) else {
            if !row.is_blank(inputs_of(Part::Steps)) {
                self.faults.push(located(Fault::at("", Code::NotFound), &row.place(f::STEP_TEXT)));
            }
            return;
        };
        let key = Key::step(owed, step, occurs_on);
        self.keep(&key, row, inputs_of(Part::Steps));
        let done = self.understood(&key, row, f::DONE, meaning::yes(row.get(f::DONE)));
        let done_on = self.understood(&key, row, f::DONE_ON, meaning::day(row.get(f::DONE_ON)));
        let note = self.understood(&key, row, f::NOTE, meaning::words(row.get(f::NOTE)));
        match (done, done_on) {
            (Some(true), None) if row.get(f::DONE_ON).is_none() => self.fault(&key, row, f::DONE_ON, Code::Required),
            (Some(false), Some(_)) => self.fault(&key, row, f::DONE, Code::Contradiction),
            _ => {}
        }
        let told = done.is_some() || done_on.is_some() || note.is_some();
        let told = told.then(|| told_step(step, occurs_on, done_on, note));
        if self.said.entry(place).or_default().steps.insert((step, occurs_on), (row, told)).is_some() {
            self.fault(&key, row, f::STEP_TEXT, Code::DuplicateItem);
        }
    }

    fn warning(&mut self, row: Row<'s>, owed: Uuid, place: usize, target: Option<Uuid>) {
        let code = meaning::words(row.get(f::WARNING)).ok().flatten().unwrap_or_default();
        let key = Key::warning(owed, target, &code);
        self.keep(&key, row, inputs_of(Part::Warnings));
        if let Some(reason) = self.understood(&key, row, f::REASON, meaning::words(row.get(f::REASON))) {
            let given = json!({"code": code, "targetId": target, "reason": reason});
            self.said.entry(place).or_default().acknowledged.push((row, key, given));
        }
    }
}

/// The words of a report: heading and member.
const TEXTS: &[(&str, &str)] = &[(f::PROGRESS, "progress"), (f::PROBLEMS, "problems"), (f::SUGGESTIONS, "suggestions")];

/// The numbers of a figure: heading and member.
const FIGURES: &[(&str, &str)] =
    &[(f::VALUE, "value"), (f::NUMERATOR, "numerator"), (f::DENOMINATOR, "denominator"), (f::CLAIMED, "claimedTotal")];

/// The columns for input.
const fn inputs_of(part: Part) -> &'static [&'static str] {
    match part {
        Part::Figures => &[f::VALUE, f::NUMERATOR, f::DENOMINATOR, f::CLAIMED, f::WHY_MISSING],
        Part::Texts => &[f::PROGRESS, f::PROBLEMS, f::SUGGESTIONS],
        Part::Steps => &[f::DONE, f::DONE_ON, f::NOTE],
        Part::Warnings => &[f::REASON],
    }
}

/// The number of a stage that is named by its title, or by its number and title as the list of choices has it.
fn stage(value: Option<&Value>, stages: &[String]) -> Option<crate::domain::quantity::Quantity> {
    let Some(Value::Text(text)) = value else { return None };
    let text = meaning::narrow(text);
    let named = |(title, n): (&String, i64)| {
        let title = meaning::narrow(title);
        (text == title || text == format!("{n} {title}")).then_some(n)
    };
    stages.iter().zip(1_i64..).find_map(named).map(crate::domain::quantity::Quantity::from_whole)
}

fn told_step(step: Uuid, occurs_on: Option<NaiveDate>, done_on: Option<NaiveDate>, note: Option<String>) -> Json {
    let mut told = Map::new();
    told.insert("milestoneId".to_owned(), json!(step));
    let members = [("occursOn", occurs_on.map(|it| json!(it))), ("doneOn", done_on.map(|it| json!(it))), ("note", note.map(Json::String))];
    told.extend(members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Json::Object(told)
}

/// The request: reports that say something new, and on submission all that can be written.
fn request(book: &Book, action: UnitAction, versions: &BTreeMap<String, String>, said: BTreeMap<usize, Said<'_>>) -> Incoming {
    let (mut items, mut places) = (Vec::new(), Places::default());
    for (place, said) in said {
        let Some(item) = book.items.get(place) else { continue };
        let changed = is_changed(item, &said);
        if changed || (item.open && action == UnitAction::Submit) {
            let version =
                versions.get(&item.told.obligation.id.to_string()).and_then(|version| version.parse().ok()).filter(|n: &i32| *n > 0);
            items.push(line(items.len(), item, version, said, action, &mut places));
            places.owed.push(item.told.obligation.id);
        }
    }
    let action = if action == UnitAction::Submit { "submit" } else { "save" };
    Incoming { body: json!({"unitId": book.unit.id, "action": action, "items": items}), places }
}

fn line(index: usize, item: &Item, version: Option<i32>, said: Said<'_>, action: UnitAction, places: &mut Places) -> Json {
    let owed = item.told.obligation.id;
    let at = |member: &str| format!("/items/{index}{member}");
    let spot = |key: Key, row: Row<'_>, title: &str| Spot { key: Some(key), place: row.place(title) };
    let mut line = Map::new();
    line.insert("obligationId".to_owned(), json!(owed));
    line.extend(version.map(|version| ("version".to_owned(), json!(version))));
    if let Some(row) = said.text {
        places.put(at(""), spot(Key::text(owed), row, f::TASK));
        for (title, member) in TEXTS {
            places.put(at(&format!("/{member}")), spot(Key::text(owed), row, title));
        }
    }
    line.extend(said.words.clone());
    let mut figures = Vec::new();
    for (target, (row, figure)) in &said.figures {
        places.put(Places::of_target(index, &target.to_string()), spot(Key::figure(owed, *target), *row, f::VALUE));
        let Some(figure) = figure else { continue };
        let below = at(&format!("/figures/{}", figures.len()));
        places.put(below.clone(), spot(Key::figure(owed, *target), *row, f::VALUE));
        for (title, member) in FIGURES.iter().chain(&[(f::WHY_MISSING, "whyMissing")]) {
            places.put(format!("{below}/{member}"), spot(Key::figure(owed, *target), *row, title));
        }
        figures.push(figure.clone());
    }
    figures.extend(drafted_figures(item).into_iter().filter(|(target, _)| !said.figures.contains_key(target)).map(|(_, figure)| figure));
    if !item.told.targets.is_empty() {
        line.insert("figures".to_owned(), Json::Array(figures));
    }
    line.extend(step_lines(&at("/milestones"), item, &said, places));
    if action == UnitAction::Submit {
        for (n, (row, key, _)) in said.acknowledged.iter().enumerate() {
            places.put(at(&format!("/acknowledgements/{n}")), spot(key.clone(), *row, f::REASON));
        }
        let given = said.acknowledged.into_iter().map(|(_, _, given)| given);
        line.insert("acknowledgements".to_owned(), given.collect());
    }
    Json::Object(line)
}

/// The steps of a report, with those of the draft whose rows were deleted; nothing where there are none.
fn step_lines(at: &str, item: &Item, said: &Said<'_>, places: &mut Places) -> Option<(String, Json)> {
    let owed = item.told.obligation.id;
    let mut steps = Vec::new();
    for ((step, occurs_on), (row, told)) in &said.steps {
        let Some(told) = told else { continue };
        let below = format!("{at}/{}", steps.len());
        for (member, title) in [("", f::STEP_TEXT), ("/doneOn", f::DONE_ON), ("/note", f::NOTE), ("/occursOn", f::OCCURS)] {
            places.put(format!("{below}{member}"), Spot { key: Some(Key::step(owed, *step, *occurs_on)), place: row.place(title) });
        }
        steps.push(told.clone());
    }
    steps.extend(drafted_steps(item).into_iter().filter(|(key, _)| !said.steps.contains_key(key)).map(|(_, step)| step));
    (!item.steps.is_empty()).then(|| ("milestones".to_owned(), Json::Array(steps)))
}

/// Whether the rows of a report say anything else than what stands there now.
fn is_changed(item: &Item, said: &Said<'_>) -> bool {
    let text = |member: &str| -> Option<&str> {
        let one = item.told.submission.as_ref()?;
        match member {
            "progress" => one.progress.as_deref(),
            "problems" => one.problems.as_deref(),
            _ => one.suggestions.as_deref(),
        }
    };
    let words = said.words.iter().any(|(member, typed)| typed.as_str() != text(member).map(str::trim_end).filter(|text| !text.is_empty()));
    let (figures, steps) = (drafted_figures(item), drafted_steps(item));
    words
        || said.figures.iter().any(|(target, (_, typed))| typed.as_ref() != figures.get(target))
        || said.steps.iter().any(|(key, (_, typed))| typed.as_ref() != steps.get(key))
}

/// The figures that stand there now, as they would be sent.
fn drafted_figures(item: &Item) -> BTreeMap<Uuid, Json> {
    let figures = item.told.submission.iter().flat_map(|one| one.figures.iter().cloned());
    let sent = |figure: FigureInput| {
        let target = figure.target_id;
        let Ok(Json::Object(mut members)) = serde_json::to_value(figure) else { return (target, Json::Null) };
        members.retain(|_, value| !value.is_null());
        (target, Json::Object(members))
    };
    figures.map(FigureInput::from).map(sent).collect()
}

/// The steps that stand there now, as they would be sent.
fn drafted_steps(item: &Item) -> BTreeMap<(Uuid, Option<NaiveDate>), Json> {
    let steps = item.told.submission.iter().flat_map(|one| &one.milestones);
    let known: BTreeSet<_> = item.steps.iter().map(|step| (step.id, step.occurs_on)).collect();
    let sent = |one: &crate::features::submissions::steps::FiledMilestone| {
        ((one.milestone_id, one.occurs_on), told_step(one.milestone_id, one.occurs_on, one.done_on, one.note.clone()))
    };
    steps.map(sent).filter(|(key, _)| known.contains(key)).collect()
}
