//! The caller of a request: identity, grants, and what follows from them.

use std::collections::HashSet;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::policy::{self, Action, Reach};
use crate::db::Actor;
use crate::domain::role::Role;
use crate::domain::succession::Succession;
use crate::entity::scope::Scope;
use crate::entity::{app_user, group_member, official, role_grant, unit};
use crate::http::{Code, Problem, Result};
use crate::idempotency::Claim;

/// One role at one unit, with the units below it where the grant includes those.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it is held.
    pub unit: Uuid,
    /// Units below; empty when the grant does not include them.
    pub below: HashSet<Uuid>,
}

impl Grant {
    fn covers(&self, unit: Uuid) -> bool {
        self.unit == unit || self.below.contains(&unit)
    }

    fn reaches(&self, place: Place) -> impl Iterator<Item = Reach> + '_ {
        let own = place.unit == Some(self.unit);
        let below = place.unit.is_some_and(|unit| self.below.contains(&unit));
        let coordinated = place.coordinating.is_some_and(|unit| self.covers(unit));
        [(own, Reach::OwnUnit), (below, Reach::Below), (coordinated, Reach::Coordinated), (true, Reach::Elsewhere)]
            .into_iter()
            .filter_map(|(holds, reach)| holds.then_some(reach))
    }
}

/// Where the thing acted upon lies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// The unit it belongs to.
    pub unit: Option<Uuid>,
    /// The unit that coordinates its plan.
    pub coordinating: Option<Uuid>,
}

/// Who calls. Built once per request from the database, never from the token.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account.
    pub user: app_user::Model,
    /// The log-in.
    pub session: Uuid,
    /// Roles in force today.
    pub grants: Vec<Grant>,
    /// What may be read.
    pub scope: Scope,
    /// The request.
    pub request_id: String,
    /// The claimed idempotency key, if one was sent.
    pub claim: Option<Claim>,
}

impl Caller {
    /// Reads the grants in force on `today` and resolves their reach: three statements whatever their number, and a fourth for the
    /// account of an official.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load(
        db: &impl ConnectionTrait,
        user: app_user::Model,
        session: Uuid,
        today: NaiveDate,
        request_id: String,
    ) -> std::result::Result<Self, DbErr> {
        let rows = role_grant::Entity::find()
            .filter(role_grant::Column::UserId.eq(user.id))
            .filter(role_grant::Column::ValidFrom.lte(today))
            .filter(Condition::any().add(role_grant::Column::ValidTo.is_null()).add(role_grant::Column::ValidTo.gte(today)))
            .all(db)
            .await?;
        let grants = resolve(db, rows).await?;
        let officials = officials(db, &user, &grants, today).await?;
        let scope = Scope { officials, ..scope(db, &user, &grants).await? };
        Ok(Self { user, session, grants, scope, request_id, claim: None })
    }

    /// Whether some grant, or being an official, allows this at all. First line of every handler: without it the answer is 403 for existing and missing things alike.
    ///
    /// # Errors
    /// 403 `forbidden`.
    pub fn require(&self, action: Action) -> Result<()> {
        let granted = self.grants.iter().any(|grant| policy::ever(grant.role, action));
        let answers = !self.scope.officials.is_empty() && policy::official_ever(action);
        if granted || answers { Ok(()) } else { Err(Problem::new(Code::Forbidden)) }
    }

    /// Whether some grant allows this here.
    pub fn may(&self, action: Action, place: Place) -> bool {
        self.grants.iter().any(|grant| grant.reaches(place).any(|reach| policy::allows(grant.role, action, reach)))
    }

    /// As [`Caller::may`], as a refusal.
    ///
    /// # Errors
    /// 403 `forbidden`.
    pub fn check(&self, action: Action, place: Place) -> Result<()> {
        if self.may(action, place) { Ok(()) } else { Err(Problem::new(Code::Forbidden)) }
    }

    /// Units for which the caller may file.
    pub fn filing_units(&self) -> Vec<Uuid> {
        let filing = self.grants.iter().filter(|grant| policy::allows(grant.role, Action::FileReport, Reach::OwnUnit));
        filing.flat_map(|grant| grant.below.iter().copied().chain([grant.unit])).collect()
    }

    /// The caller as the one who writes.
    pub fn actor(&self) -> Actor {
        Actor {
            user: Some(self.user.id),
            name: self.user.name.clone(),
            government: self.user.government_id,
            request_id: self.request_id.clone(),
        }
    }
}

async fn resolve(db: &impl ConnectionTrait, rows: Vec<role_grant::Model>) -> std::result::Result<Vec<Grant>, DbErr> {
    let wide: Vec<Uuid> = rows.iter().filter(|row| row.include_descendants).map(|row| row.unit_id).collect();
    let mut trees: Vec<(Uuid, String)> = Vec::new();
    if !wide.is_empty() {
        // A path names all units above; so the units below X are those whose path contains X.
        let mut below = Condition::any();
        for root in &wide {
            below = below.add(unit::Column::Path.contains(format!("/{root}/")));
        }
        trees =
            unit::Entity::find().select_only().columns([unit::Column::Id, unit::Column::Path]).filter(below).into_tuple().all(db).await?;
    }
    let below = |row: &role_grant::Model| {
        let mark = format!("/{}/", row.unit_id);
        let under = trees.iter().filter(|(id, path)| *id != row.unit_id && path.contains(&mark));
        if row.include_descendants { under.map(|(id, _)| *id).collect() } else { HashSet::new() }
    };
    Ok(rows.iter().map(|row| Grant { role: row.role, unit: row.unit_id, below: below(row) }).collect())
}

async fn scope(db: &impl ConnectionTrait, user: &app_user::Model, grants: &[Grant]) -> std::result::Result<Scope, DbErr> {
    let covered = |action: Action, reach: Reach| -> Vec<Uuid> {
        let held = grants.iter().filter(move |grant| policy::allows(grant.role, action, reach));
        held.flat_map(|grant| grant.below.iter().copied().chain([grant.unit])).collect::<HashSet<_>>().into_iter().collect()
    };
    let everything = grants.iter().any(|grant| policy::allows(grant.role, Action::ReadPlan, Reach::Elsewhere));
    // Who reads everything may still file for units of their own.
    let mut units = covered(Action::FileReport, Reach::OwnUnit);
    if !units.is_empty() {
        let groups: Vec<Uuid> = group_member::Entity::find()
            .select_only()
            .column(group_member::Column::GroupId)
            .distinct()
            .filter(group_member::Column::UnitId.is_in(units.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        units.extend(groups);
    }
    let coordinating = if everything { Vec::new() } else { covered(Action::ReadReport, Reach::Coordinated) };
    Ok(Scope { government: user.government_id, installation: user.installation_admin, everything, units, coordinating, ..Scope::default() })
}

/// For whom the caller answers today: the official whose account it is, while in office, and those the official has taken over from.
/// The three administrators answer for nobody.
async fn officials(
    db: &impl ConnectionTrait,
    user: &app_user::Model,
    grants: &[Grant],
    today: NaiveDate,
) -> std::result::Result<Vec<Uuid>, DbErr> {
    let Some(own) = user.official_id.filter(|_| !grants.iter().any(|grant| grant.role.administers())) else { return Ok(Vec::new()) };
    let rows = official::Entity::find().filter(official::Column::GovernmentId.eq(user.government_id)).all(db).await?;
    let register: Succession<Uuid> = rows.iter().map(|row| (row.id, row.term())).collect();
    Ok(register.answers_for(own, today))
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self>>;

    /// Reads what the authentication layer found. Authenticating here would race with the reading of the body.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Self>().cloned();
        ready(caller.ok_or_else(|| Problem::new(Code::AuthenticationRequired)))
    }
}
