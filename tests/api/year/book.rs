//! What the script alone says is owed, filed, accepted and known at every instant, kept in plain lists: the books of the model.
//! Rules: model.md section 3, written down here a second time, with nothing of the service in it.

use chrono::NaiveDate;

use super::story::{Act, Deed, Duty, Story, Time, date, due, last_day, moment};

/// What happened to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Begin,
    Submit,
    Withdraw,
    Return,
    Accept,
    Correct,
}

/// A report that is or was owed.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub(super) duty: Duty,
    made: Time,
    /// From when until when it is void; why.
    voids: Vec<(Time, Option<Time>, Why)>,
    /// Granted when, until when.
    extensions: Vec<(Time, Time)>,
    pub(super) steps: Vec<(Time, Step)>,
    /// What was filed last.
    filed: Vec<(String, i64)>,
}

/// Why something is owed no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Cancelled,
    Elsewhere,
}

/// A figure and how long it was held true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) duty: Duty,
    pub(super) key: String,
    pub(super) value: i64,
    pub(super) from: Time,
    pub(super) to: Option<Time>,
}

/// Something that holds from a business day on and is known since an instant.
pub(super) type Known<T> = (NaiveDate, Time, T);

/// The books.
pub(super) struct Book {
    pub(super) reports: Vec<Report>,
    pub(super) figures: Vec<Held>,
    /// (task, unit, first day, last day) of leads.
    duties: Vec<(String, String, NaiveDate, Option<NaiveDate>)>,
    pub(super) cancelled: Vec<(String, Known<bool>)>,
    pub(super) values: Vec<(String, Known<i64>)>,
}

/// How a report stands at an instant, as known then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stands {
    pub(super) state: &'static str,
    /// The first submit that was not withdrawn.
    pub(super) first: Option<Time>,
    pub(super) accepted: bool,
    /// When it was last returned.
    pub(super) returned_at: Option<Time>,
}

impl Report {
    fn new(duty: Duty, made: Time) -> Self {
        Self { duty, made, voids: Vec::new(), extensions: Vec::new(), steps: Vec::new(), filed: Vec::new() }
    }

    /// Whether anybody knew of it.
    pub(super) fn is_known(&self, known: Time) -> bool {
        self.made <= known
    }

    pub(super) fn is_void(&self, known: Time) -> bool {
        self.voids.iter().any(|(from, to, _)| *from <= known && to.is_none_or(|to| known < to))
    }

    /// Until when the furthest extension runs that was granted by then.
    pub(super) fn extended(&self, known: Time) -> Option<Time> {
        self.extensions.iter().filter(|(granted, _)| *granted <= known).map(|(_, until)| *until).max()
    }

    /// The deadline in force.
    pub(super) fn due(&self, known: Time) -> Time {
        self.extended(known).map_or(due(self.duty.month), |until| until.max(due(self.duty.month)))
    }

    pub(super) fn stands(&self, known: Time) -> Stands {
        let mut now = Stands { state: "none", first: None, accepted: false, returned_at: None };
        // Every submit, and whether it was taken back.
        let mut submits: Vec<(Time, bool)> = Vec::new();
        for (at, step) in self.steps.iter().filter(|(at, _)| *at <= known) {
            now.state = match step {
                Step::Begin | Step::Correct => "draft",
                Step::Submit => {
                    submits.push((*at, false));
                    "submitted"
                }
                // A correction that is only written is given up; anything else that is taken back was submitted.
                Step::Withdraw if now.state == "draft" => "accepted",
                Step::Withdraw => {
                    submits.last_mut().unwrap().1 = true;
                    "draft"
                }
                Step::Return => {
                    now.returned_at = Some(*at);
                    "returned"
                }
                Step::Accept => {
                    now.accepted = true;
                    "accepted"
                }
            };
        }
        now.first = submits.iter().find(|(_, back)| !back).map(|(at, _)| *at);
        now
    }
}

impl Book {
    /// What is owed when the plan is issued.
    fn issued(story: &Story) -> Self {
        let issued = moment(4, 2, 9);
        let duty = |(task, unit): &(String, String), month: u32| Duty { task: task.clone(), unit: unit.clone(), month };
        let reports = story.leads.iter().flat_map(|lead| (4..=12).map(move |month| Report::new(duty(lead, month), issued))).collect();
        let duties = story.leads.iter().map(|(task, unit)| (task.clone(), unit.clone(), date(1, 1), None)).collect();
        Self { reports, figures: Vec::new(), duties, cancelled: Vec::new(), values: Vec::new() }
    }

    /// All that the script does before an instant.
    pub(super) fn until(story: &Story, end: Time) -> Self {
        let mut book = Self::issued(story);
        story.acts.iter().filter(|act| act.at < end).for_each(|act| book.enter(act));
        book
    }

    pub(super) fn report(&mut self, duty: &Duty) -> &mut Report {
        self.reports.iter_mut().find(|report| report.duty == *duty).unwrap_or_else(|| panic!("{duty:?} is not owed"))
    }

    fn enter(&mut self, act: &Act) {
        let (at, duty) = (act.at, &act.duty);
        match &act.deed {
            Deed::Begin => self.report(duty).steps.push((at, Step::Begin)),
            Deed::File(figures) => {
                let report = self.report(duty);
                report.filed.clone_from(figures);
                report.steps.push((at, Step::Submit));
            }
            Deed::Withdraw => self.report(duty).steps.push((at, Step::Withdraw)),
            Deed::Return => self.report(duty).steps.push((at, Step::Return)),
            Deed::Correct => self.report(duty).steps.push((at, Step::Correct)),
            Deed::Accept => {
                let report = self.report(duty);
                report.steps.push((at, Step::Accept));
                let filed = report.filed.clone();
                self.hold(duty, at, filed);
            }
            Deed::Extend(until) => {
                let end = end_of(*until);
                self.report(duty).extensions.push((at, end));
            }
            // All that is asked for and granted runs until the 10th of the month after.
            Deed::Grant => {
                let end = end_of(date(duty.month + 1, 10));
                self.report(duty).extensions.push((at, end));
            }
            Deed::Ask(_) | Deed::Refuse => {}
            Deed::Transfer(to) => {
                self.report(duty).voids.push((at, None, Why::Elsewhere));
                self.reports.push(Report::new(Duty { unit: to.clone(), ..duty.clone() }, at));
            }
            Deed::EndDuty(last) => self.end_duty(duty, at, *last),
            Deed::NewDuty(first) => {
                self.duties.push((duty.task.clone(), duty.unit.clone(), *first, None));
                let months = (4..=12).filter(|month| date(*month, 1) >= *first);
                let new = months.map(|month| Report::new(Duty { month, ..duty.clone() }, at)).collect::<Vec<_>>();
                self.reports.extend(new);
            }
            Deed::Cancel(cancelled, on) => self.cancel(&duty.task, at, *cancelled, *on),
            Deed::Value(value, on) => self.values.push((duty.task.clone(), (*on, at, *value))),
        }
    }

    /// Holds figures true from now on; the ones they replace, until now.
    fn hold(&mut self, duty: &Duty, at: Time, filed: Vec<(String, i64)>) {
        for (key, value) in filed {
            let held = self.figures.iter_mut().find(|held| held.duty == *duty && held.key == key && held.to.is_none());
            match held {
                Some(held) if held.value == value => continue,
                Some(held) => held.to = Some(at),
                None => {}
            }
            self.figures.push(Held { duty: duty.clone(), key, value, from: at, to: None });
        }
    }

    /// Periods that begin after the last day are owed no more.
    fn end_duty(&mut self, duty: &Duty, at: Time, last: NaiveDate) {
        let held = self.duties.iter_mut().find(|(task, unit, ..)| *task == duty.task && *unit == duty.unit);
        held.unwrap().3 = Some(last);
        let of_duty = self.reports.iter_mut().filter(|report| report.duty.task == duty.task && report.duty.unit == duty.unit);
        for report in of_duty.filter(|report| date(report.duty.month, 1) > last) {
            report.voids.push((at, None, Why::Elsewhere));
        }
    }

    /// Unfiled periods that end on the day or later are void, or owed again.
    fn cancel(&mut self, task: &str, at: Time, cancelled: bool, on: NaiveDate) {
        self.cancelled.push((task.to_owned(), (on, at, cancelled)));
        for report in self.reports.iter_mut().filter(|report| report.duty.task == task && last_day(report.duty.month) >= on) {
            if cancelled && !report.is_void(at) && report.stands(at).first.is_none() {
                report.voids.push((at, None, Why::Cancelled));
            }
            let held = report.voids.iter_mut().find(|(_, to, why)| to.is_none() && *why == Why::Cancelled);
            if let Some(held) = held.filter(|_| !cancelled) {
                held.1 = Some(at);
            }
        }
    }

    /// Who leads a task on a day.
    pub(super) fn leads(&self, task: &str, day: NaiveDate) -> Vec<&str> {
        let held = self.duties.iter().filter(|(of, _, from, to)| of == task && *from <= day && to.is_none_or(|to| day <= to));
        held.map(|(_, unit, ..)| unit.as_str()).collect()
    }

    pub(super) fn is_cancelled(&self, task: &str, as_of: NaiveDate, known: Time) -> bool {
        latest(&self.cancelled, task, as_of, known).copied().unwrap_or(false)
    }

    /// The value a target of a task was changed to, if it was.
    pub(super) fn changed_value(&self, task: &str, as_of: NaiveDate, known: Time) -> Option<i64> {
        latest(&self.values, task, as_of, known).copied()
    }
}

/// What was entered last of all that holds on a day and is known at an instant.
fn latest<'a, T>(all: &'a [(String, Known<T>)], task: &str, as_of: NaiveDate, known: Time) -> Option<&'a T> {
    let held = all.iter().filter(|(of, (on, since, _))| of == task && *on <= as_of && *since <= known);
    held.last().map(|(_, (_, _, value))| value)
}

/// 24:00 of a day in Yichang.
pub(super) fn end_of(day: NaiveDate) -> Time {
    day.succ_opt().unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc() - chrono::TimeDelta::hours(8)
}

/// The day in Yichang at an instant.
pub(super) fn day_of(at: Time) -> NaiveDate {
    (at + chrono::TimeDelta::hours(8)).date_naive()
}
