//! What is missing (未报、逾期): reports of plans in force that are overdue and not filed, or were sent back and are overdue again.

use std::collections::HashMap;

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::read::narrowed;
use super::shapes::{Obligation, ObligationFilter, ObligationSort};
use super::show::show;
use super::tables;
use crate::auth::{Action, Caller};
use crate::domain::instant::Instant;
use crate::domain::period::Period;
use crate::domain::plan::PlanState;
use crate::domain::review::SubmissionState;
use crate::entity::scope::{self, Scope};
use crate::entity::{obligation, plan, submission};
use crate::http::query::{Filter, boolean, number};
use crate::http::{Query, Reply, Result};
use crate::list::{self, PageInfo};
use crate::sheet::Wanted;
use crate::state::AppState;

/// Why a report is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Lack {
    /// 未报: nothing is filed, or it was taken back
    NotFiled,
    /// 退回逾期: it was sent back and not filed again in time
    Returned,
}

/// A report that is missing.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "0197a6f0-c0de-7000-a000-000000000604", "version": 1, "createdAt": "2024-04-02T02:00:00.000Z", "updatedAt": "2024-04-02T02:00:00.000Z",
    "plan": {"id": "0197a6f0-c0de-7000-a000-000000000101", "code": "yichang-2024-livelihood", "title": "宜昌市落实湖北省2024年十大民生项目工作方案"},
    "task": {"id": "0197a6f0-c0de-7000-a000-000000000304", "code": "4", "number": "4", "title": "新增3岁以下婴幼儿托位1680个"},
    "rule": {"id": "0197a6f0-c0de-7000-a000-000000000501", "n": 1, "title": "月报", "parts": ["progress"], "textLimit": null,
        "limitPolicy": "off", "signsFirst": false, "collectsFigures": true},
    "unit": {"id": "0197a6f0-c0de-7000-a000-000000000019", "code": "YC-WJW", "name": "市卫健委"}, "viaGroup": null,
    "period": "2024-05", "asAt": "2024-05-31", "opensAt": "2024-05-24T16:00:00Z", "dueAt": "2024-06-03T16:00:00Z", "closesAt": null, "extendedUntil": null,
    "daysLeft": -3, "voidReason": null, "voidedAt": null, "transferredToId": null, "submission": null,
    "targets": [{"targetId": "0197a6f0-c0de-7000-a000-000000000704", "taskId": "0197a6f0-c0de-7000-a000-000000000304", "key": "1",
        "indicator": "新增3岁以下婴幼儿托位", "text": "新增3岁以下婴幼儿托位1680个", "unitOfMeasure": "个", "series": "cumulative", "operator": "eq",
        "value": 1680, "upper": null, "stages": [], "lastFigure": {"period": "2024-04", "asAt": "2024-04-30", "value": 620}}],
    "milestones": [],
    "lack": "notFiled", "overdueSince": "2024-06-03T16:00:00.000Z", "daysOverdue": 3
}))]
pub(super) struct MissingObligation {
    /// What is owed.
    #[serde(flatten)]
    pub(super) obligation: Obligation,
    /// Why it is missing.
    pub(super) lack: Lack,
    /// Since when: the deadline in force, or the end of the time given by the return where that is later.
    pub(super) overdue_since: Instant,
    /// Days from the last day in time to today, in the business zone.
    pub(super) days_overdue: i64,
}

/// A page of missing reports.
#[derive(Serialize, ToSchema)]
pub(super) struct MissingPage {
    /// The missing reports.
    pub(super) items: Vec<MissingObligation>,
    /// Where this page stands.
    pub(super) page: PageInfo,
}

/// Which missing reports.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MissingFilter {
    /// What to sort by; `-` in front for descending. Ties are broken by id.
    #[param(inline)]
    pub(super) sort: Option<ObligationSort>,
    /// Only reports of this plan.
    #[serde(rename = "planId")]
    pub(super) plan_id: Option<Uuid>,
    /// Only reports of this unit.
    #[serde(rename = "unitId")]
    pub(super) unit_id: Option<Uuid>,
    /// Only reports of this unit and all below it.
    #[serde(rename = "unitId.under")]
    pub(super) under: Option<Uuid>,
    /// Only reports for this period.
    #[param(example = "2024-05")]
    pub(super) period: Option<Period>,
    /// Only those overdue for so many days or more.
    #[param(minimum = 0, maximum = 36500)]
    #[serde(rename = "daysOverdue.gte", default, deserialize_with = "number")]
    pub(super) days_gte: Option<u64>,
    /// Only those overdue for so many days or fewer.
    #[param(minimum = 0, maximum = 36500)]
    #[serde(rename = "daysOverdue.lte", default, deserialize_with = "number")]
    pub(super) days_lte: Option<u64>,
    /// `true`: a CSV begins with a byte order mark, so that Excel reads it as UTF-8.
    #[serde(default, deserialize_with = "boolean")]
    pub(super) bom: Option<bool>,
}

impl Filter for MissingFilter {}

/// List reports that are missing now: overdue and not filed, or sent back and overdue again.
///
/// Of plans in force, as far as the caller may see their reports; those owed no more are left out. Extensions count.
#[utoipa::path(tag = "obligations", operation_id = "list_missing_obligations", security(("bearer" = [])),
    params(crate::http::Paging, MissingFilter),
    responses((status = 200, description = "A page of missing reports; a table has all of them unless a page is asked for",
        content((MissingPage = "application/json"), (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
#[get("/obligations/missing")]
pub(super) async fn list_missing_obligations(
    app: Data<AppState>,
    caller: Caller,
    query: Query<MissingFilter>,
    wanted: Wanted,
) -> Result<Reply> {
    caller.require(Action::ReadReport)?;
    let query = query.whole(wanted.is_table());
    let MissingFilter { sort, plan_id, unit_id, under, period, days_gte, days_lte, bom } = query.filter.clone();
    let now = app.clock.now();
    // So many days overdue: the last day in time is so many days before today.
    let end_of = |days: u64| app.zone.end_of(app.today().checked_sub_days(Days::new(days.min(36_500))).unwrap_or(NaiveDate::MIN));
    let least = days_gte.map(|days| overdue_by(&caller.scope, end_of(days)));
    let most = days_lte.map(|days| Condition::not(overdue_by(&caller.scope, end_of(days + 1))));
    let issued = plan::Entity::find().filter(plan::Column::GovernmentId.eq(caller.scope.government));
    let issued = scope::ids(issued.filter(plan::Column::State.eq(PlanState::Issued)), plan::Column::Id);
    let lack = Condition::all()
        .add(obligation::Column::PlanId.in_subquery(issued))
        .add(overdue_by(&caller.scope, now - TimeDelta::milliseconds(1)))
        .add_option(least)
        .add_option(most);
    let plain = ObligationFilter {
        plan_id,
        unit_id,
        under,
        period,
        void: Some(false),
        sort: None,
        task_id: None,
        due_lt: None,
        due_lte: None,
        due_gt: None,
        due_gte: None,
        state: None,
        bom: None,
    };
    let select = narrowed(obligation::Entity::seen_by(&caller.scope).filter(lack), &caller.scope, plain);
    let (rows, page) = list::page(&app, &caller, select, sort.unwrap_or_default().0, obligation::Column::Id, &query).await?;
    let next = query.next(page.next_cursor.as_ref());
    let items = lacking(&app, &caller.scope, rows).await?;
    if wanted.is_table() {
        query.check_whole(page.next_cursor.as_ref())?;
        return tables::missing(&items, app.zone, wanted.english).reply(wanted, "未报清单", now, bom).map(|reply| reply.linked(next));
    }
    Reply::page(&MissingPage { items, page }, next)
}

/// Reports not filed whose deadline in force is `by` or before; or sent back, with both the deadline and the time given by then.
fn overdue_by(scope: &Scope, by: DateTime<Utc>) -> Condition {
    use obligation::Column::{DueAt, ExtendedUntil, Id};
    let extended = Condition::any().add(ExtendedUntil.is_null()).add(ExtendedUntil.lte(by));
    let filed = submission::Entity::seen_by(scope).filter(submission::Column::FirstFiledAt.is_not_null());
    let over = Condition::any().add(submission::Column::OpenUntil.is_null()).add(submission::Column::OpenUntil.lte(by));
    let returned = filed.clone().filter(submission::Column::State.eq(SubmissionState::Returned)).filter(over);
    let lacking = Condition::any()
        .add(Id.not_in_subquery(scope::ids(filed, submission::Column::ObligationId)))
        .add(Id.in_subquery(scope::ids(returned, submission::Column::ObligationId)));
    Condition::all().add(DueAt.lte(by)).add(extended).add(lacking)
}

async fn lacking(app: &AppState, scope: &Scope, rows: Vec<obligation::Model>) -> Result<Vec<MissingObligation>> {
    let filed = submission::Entity::seen_by(scope).filter(submission::Column::ObligationId.is_in(rows.iter().map(|row| row.id)));
    let filed = filed.filter(submission::Column::FirstFiledAt.is_not_null()).all(&app.db).await?;
    let filed: HashMap<Uuid, submission::Model> = filed.into_iter().map(|row| (row.obligation_id, row)).collect();
    let due: Vec<DateTime<Utc>> = rows.iter().map(obligation::Model::due).collect();
    let shown = show(&app.db, scope, app.zone, app.today(), rows).await?;
    let row = |(obligation, due): (Obligation, DateTime<Utc>)| {
        let returned = filed.get(&obligation.id);
        let since = returned.and_then(|row| row.open_until).map_or(due, |until| until.max(due));
        MissingObligation {
            lack: if returned.is_some() { Lack::Returned } else { Lack::NotFiled },
            overdue_since: since.into(),
            days_overdue: (app.today() - app.zone.date_of(since - TimeDelta::milliseconds(1))).num_days(),
            obligation,
        }
    };
    Ok(shown.into_iter().zip(due).map(row).collect())
}
