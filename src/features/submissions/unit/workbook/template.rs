//! The workbook laid out: a row for each figure, report, step and warning, filled with the draft, or with what was typed where it came back
//! with faults.

use rust_xlsxwriter::XlsxError;

use super::book::{Asks, Book, Item, Step};
use super::fields::{self as f, Part};
use super::filled::{Filled, Key, Warning};
use crate::domain::lint::{Finding, Severity};
use crate::domain::target::{Operator, Series};
use crate::features::submissions::unit::shapes::UnitReportTarget;
use crate::sheet::form::{Column, FormSheet, Slot, write};
use crate::sheet::workbook::Value;
use crate::sheet::{Cell, Kind};

/// The workbook.
///
/// # Errors
/// When it cannot be written, which would be our mistake.
pub(super) fn laid_out(book: &Book, filled: &Filled) -> Result<Vec<u8>, XlsxError> {
    let layout = Layout { book, filled };
    let mut sheets: Vec<FormSheet> = if filled.list.is_empty() { Vec::new() } else { vec![layout.faults()] };
    sheets.extend(Part::ALL.map(|part| layout.part(part)));
    sheets.extend([layout.words(), layout.marks()]);
    write(&format!("{} {} {}", book.plan.title, book.period, book.unit.name), book.made, &sheets)
}

struct Layout<'b> {
    book: &'b Book,
    filled: &'b Filled,
}

/// A row in the making.
struct Line<'l> {
    layout: &'l Layout<'l>,
    key: Key,
    open: bool,
    slots: Vec<Slot>,
}

impl Line<'_> {
    fn code(mut self, cell: impl Into<Cell>) -> Self {
        self.slots.push(Slot::Code(cell.into()));
        self
    }

    fn shown(mut self, cell: impl Into<Cell>) -> Self {
        self.slots.push(Slot::Shown(cell.into()));
        self
    }

    /// A cell for input, with what was typed there or else what is known; closed where it asks for nothing.
    fn input(mut self, title: &'static str, asked: bool, cell: impl Into<Cell>, words: Vec<String>) -> Self {
        // Of a row that came in what was typed counts, and not what stands there now.
        let cell = match self.layout.filled.typed.get(&self.key) {
            Some(typed) => typed.get(title).map_or(Cell::Blank, Value::as_cell),
            None => cell.into(),
        };
        let closed = !self.open || (!asked && cell == Cell::Blank);
        self.slots.push(if closed {
            Slot::Shown(cell)
        } else if words.is_empty() {
            Slot::Open(cell)
        } else {
            Slot::Choice(cell, words)
        });
        self
    }

    fn done(mut self) -> Vec<Slot> {
        if !self.layout.filled.list.is_empty() {
            let faults = self.layout.filled.faults.get(&self.key).map(|all| all.join("\n")).unwrap_or_default();
            self.slots.push(Slot::Fault(faults));
        }
        self.slots
    }
}

impl Layout<'_> {
    fn part(&self, part: Part) -> FormSheet {
        let mut columns = part.columns().to_vec();
        if !self.filled.list.is_empty() {
            columns.push(Column { title: f::FAULT, width: 50, kind: Kind::Text });
        }
        let rows = match part {
            Part::Figures => self.book.items.iter().flat_map(|item| self.figures(item)).collect(),
            Part::Texts => self.book.items.iter().map(|item| self.text(item)).collect(),
            Part::Steps => self.book.items.iter().flat_map(|item| item.steps.iter().map(|step| self.step(item, step))).collect(),
            Part::Warnings => self.warnings().iter().filter_map(|warning| self.warning(warning)).collect(),
        };
        FormSheet { name: part.name(), note: self.note(part), columns, rows, hidden: false }
    }

    fn note(&self, part: Part) -> String {
        let Book { plan, period, unit, .. } = self.book;
        let what = match part {
            Part::Figures => "数据:请在浅黄色单元格填写;没有数据的,填写未报原因",
            Part::Texts => "文字:每事项一行",
            Part::Steps => "进度安排:完成的填「是」和完成日期",
            Part::Warnings => "核查提示:数据无误的,逐条说明理由;提交时一并报送",
        };
        format!("{} | {period} | {} | {what}", plan.title, unit.name)
    }

    fn line(&self, key: Key, open: bool) -> Line<'_> {
        Line { layout: self, key, open, slots: Vec::new() }
    }

    fn figures(&self, item: &Item) -> Vec<Vec<Slot>> {
        item.told.targets.iter().zip(&item.asks).map(|(target, asks)| self.figure(item, target, asks)).collect()
    }

    fn figure(&self, item: &Item, target: &UnitReportTarget, asks: &Asks) -> Vec<Slot> {
        let owed = item.told.obligation.id;
        let filed = item.told.submission.as_ref().and_then(|one| one.figures.iter().find(|figure| figure.target_id == target.target_id));
        let value: Cell = match filed.and_then(|figure| figure.value) {
            Some(value) => staged(value, asks),
            None => Cell::Blank,
        };
        self.line(Key::figure(owed, target.target_id), item.open)
            .code(owed.to_string())
            .code(target.target_id.to_string())
            .code(item.told.task.code.as_str())
            .code(target.target.key.as_str())
            .shown(item.told.task.number.as_str())
            .shown(item.told.task.title.as_str())
            .shown(target.target.indicator.as_str())
            .shown(target.target.unit_of_measure.as_ref())
            .shown(goal(target))
            .shown(target.last.map(|last| last.period.to_string()))
            .shown(target.last.map(|last| last.value))
            .shown(target.expected)
            .input(f::VALUE, true, value, stages(asks))
            .input(f::NUMERATOR, asks.by_parts, filed.and_then(|figure| figure.numerator), Vec::new())
            .input(f::DENOMINATOR, asks.by_parts, filed.and_then(|figure| figure.denominator), Vec::new())
            .input(f::CLAIMED, target.series == Series::Increment, filed.and_then(|figure| figure.claimed_total), Vec::new())
            .input(f::WHY_MISSING, true, filed.and_then(|figure| figure.why_missing.as_ref()), Vec::new())
            .done()
    }

    fn text(&self, item: &Item) -> Vec<Slot> {
        let told = &item.told;
        let written = told.submission.as_ref();
        self.line(Key::text(told.obligation.id), item.open)
            .code(told.obligation.id.to_string())
            .code(told.task.code.as_str())
            .shown(told.task.number.as_str())
            .shown(told.task.title.as_str())
            .shown(item.due_on)
            .shown(written.map_or("未填", |one| one.state.zh()))
            .input(f::PROGRESS, true, written.and_then(|one| one.progress.as_ref()), Vec::new())
            .input(f::PROBLEMS, true, written.and_then(|one| one.problems.as_ref()), Vec::new())
            .input(f::SUGGESTIONS, true, written.and_then(|one| one.suggestions.as_ref()), Vec::new())
            .done()
    }

    fn step(&self, item: &Item, step: &Step) -> Vec<Slot> {
        let owed = item.told.obligation.id;
        let mut told = item.told.submission.iter().flat_map(|one| &one.milestones);
        let told = told.find(|one| one.milestone_id == step.id && one.occurs_on == step.occurs_on);
        let done = told.map(|one| if one.done_on.is_some() { "是" } else { "否" });
        self.line(Key::step(owed, step.id, step.occurs_on), item.open)
            .code(owed.to_string())
            .code(step.id.to_string())
            .code(step.occurs_on)
            .code(step.task_code.as_str())
            .shown(step.task_title.as_str())
            .shown(step.text.as_str())
            .shown(step.due.as_str())
            .input(f::DONE, true, done, vec!["是".to_owned(), "否".to_owned()])
            .input(f::DONE_ON, true, told.and_then(|one| one.done_on), Vec::new())
            .input(f::NOTE, true, told.and_then(|one| one.note.as_ref()), Vec::new())
            .done()
    }

    /// The warnings about the drafts, and those that were found in what came back.
    fn warnings(&self) -> Vec<Warning> {
        let warning = |item: &Item, found: &Finding| Warning {
            owed: item.told.obligation.id,
            target: found.target_id,
            code: serde_json::to_value(found.code).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default(),
            sentence: found.sentence.zh.clone(),
        };
        let mut all = self.filled.warnings.clone();
        for item in self.book.items.iter().filter(|item| item.open) {
            for found in item.told.findings.iter().filter(|found| found.severity == Severity::Warn) {
                let one = warning(item, found);
                if !all.iter().any(|known| (known.owed, known.target, &known.code) == (one.owed, one.target, &one.code)) {
                    all.push(one);
                }
            }
        }
        all
    }

    fn warning(&self, warning: &Warning) -> Option<Vec<Slot>> {
        let item = self.book.items.iter().find(|item| item.told.obligation.id == warning.owed)?;
        let line = self
            .line(Key::warning(warning.owed, warning.target, &warning.code), item.open)
            .code(warning.owed.to_string())
            .code(warning.target.map(|id| id.to_string()))
            .code(warning.code.as_str())
            .shown(item.told.task.title.as_str())
            .shown(warning.sentence.as_str())
            .input(f::REASON, true, Cell::Blank, Vec::new());
        Some(line.done())
    }

    fn faults(&self) -> FormSheet {
        let columns = vec![
            Column { title: "位置", width: 16, kind: Kind::Text },
            Column { title: "代码", width: 24, kind: Kind::Text },
            Column { title: "说明", width: 90, kind: Kind::Text },
        ];
        let rows = self
            .filled
            .list
            .iter()
            .map(|one| [one.place.as_str(), one.code, one.text.as_str()].map(|text| Slot::Shown(Cell::from(text))).to_vec());
        let note = "什么都没有写入。请在各表「错误」列所指处改正后重新上传;位置指上传的工作簿。".to_owned();
        FormSheet { name: "错误清单", note, columns, rows: rows.collect(), hidden: false }
    }

    fn words(&self) -> FormSheet {
        let columns = vec![Column { title: "项目", width: 14, kind: Kind::Text }, Column { title: "内容", width: 100, kind: Kind::Text }];
        let Book { plan, period, unit, .. } = self.book;
        let (period, unit) = (period.to_string(), format!("{}({})", unit.name, unit.code));
        let rows = [
            ("方案", format!("{}({})", plan.title, plan.code)),
            ("报告期", period),
            ("填报单位", unit),
            (
                "填写",
                "只填浅黄色单元格。不填公式。数据的口径见「本期值」所在行的目标和计量单位:累计指标填累计数,增量指标填当期数。".to_owned(),
            ),
            ("删行", "可以排序、隐藏或删除行:删去的行保持系统中已有内容不变;留下而清空的单元格视为清空。".to_owned()),
            ("上传", "保存(save)或提交(submit)都是全部成功或全部不写入。任何一处有误,都会指出所在单元格。".to_owned()),
            ("版本", "下载后若有他人修改,上传会被拒绝:请重新下载。".to_owned()),
        ];
        let rows = rows.map(|(item, text)| vec![Slot::Shown(item.into()), Slot::Shown(text.into())]).to_vec();
        FormSheet { name: "说明", note: "填报说明".to_owned(), columns, rows, hidden: false }
    }

    /// What the service must find again, whatever was sorted or deleted: whose month this is, and the versions that were seen.
    fn marks(&self) -> FormSheet {
        let columns = vec![Column { title: "标识", width: 50, kind: Kind::Text }, Column { title: "值", width: 50, kind: Kind::Text }];
        let Book { plan, period, unit, .. } = self.book;
        let mut rows = vec![
            ("format".to_owned(), f::FORMAT.to_owned()),
            ("planId".to_owned(), plan.id.to_string()),
            ("planCode".to_owned(), plan.code.clone()),
            ("period".to_owned(), period.to_string()),
            ("unitId".to_owned(), unit.id.to_string()),
            ("unitCode".to_owned(), unit.code.clone()),
        ];
        rows.extend(self.book.items.iter().map(|item| {
            let version = item.told.submission.as_ref().map_or(0, |one| one.version);
            (item.told.obligation.id.to_string(), version.to_string())
        }));
        let rows = rows.into_iter().map(|(mark, value)| vec![Slot::Code(mark.into()), Slot::Code(value.into())]).collect();
        FormSheet { name: f::MARKS, note: "请勿修改".to_owned(), columns, rows, hidden: true }
    }
}

/// A stage by its number and title, as the list of choices has it; any other figure as it is.
fn staged(value: crate::domain::quantity::Quantity, asks: &Asks) -> Cell {
    let text = value.to_string();
    let stage = text.parse::<usize>().ok().and_then(|n| asks.stages.get(n.checked_sub(1)?));
    stage.map_or(Cell::Number(value), |title| Cell::Text(format!("{text} {title}")))
}

fn stages(asks: &Asks) -> Vec<String> {
    asks.stages.iter().zip(1..).map(|(title, n)| format!("{n} {title}")).collect()
}

/// The goal as printed: with its comparison where it has one.
fn goal(target: &UnitReportTarget) -> Cell {
    match target.operator {
        Operator::Eq => target.value.into(),
        operator => Cell::Text(operator.written(target.value, target.upper)),
    }
}
