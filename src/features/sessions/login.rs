//! Getting tokens, renewing them, giving them up.

use actix_web::web::Data;
use actix_web::{HttpRequest, post};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::shapes::{Login, Logout, Refresh, Tokens};
use super::write::{self, Refused};
use crate::auth::{Caller, password, token};
use crate::db::Tx;
use crate::entity::app_user;
use crate::http::answer::RequestId;
use crate::http::{Body, Code, Problem, Reply, Result};
use crate::state::AppState;

/// Log in with name and password.
///
/// Unknown name, wrong password, locked and disabled account get the same answer after the same time. Five wrong passwords lock the account
/// for a quarter of an hour.
#[utoipa::path(tag = "sessions", operation_id = "login", security(()), request_body = Login,
    responses((status = 200, description = "Tokens", body = Tokens), (status = 401, description = "Name or password is wrong, or the account is locked",
        body = crate::http::ProblemBody, content_type = "application/problem+json")))]
#[post("/auth/login")]
pub(super) async fn login(app: Data<AppState>, request: HttpRequest, body: Body) -> Result<Reply> {
    app.throttle.take(request.peer_addr().map(|address| address.ip()))?;
    let Login { username, password } = body.read()?;
    let user = app_user::Entity::find().filter(app_user::Column::Username.eq(&username)).one(&app.db).await?;
    // Hashing takes long: before the transaction, not inside it.
    let right = password::fits(password, user.as_ref().map(|user| user.password_hash.clone())).await?;
    let request_id = RequestId::of(&request);
    let Some(user) = user else {
        write::note_unknown(&app, &username, request_id).await?;
        return Err(Problem::new(Code::InvalidCredentials));
    };
    let mut tx = Tx::begin_as(&app, write::actor_of(&user, request_id)).await?;
    match write::try_login(&mut tx, &user, right).await? {
        Err(Refused) => {
            tx.commit(Reply::no_content()).await?;
            Err(Problem::new(Code::InvalidCredentials))
        }
        Ok(()) => {
            let agent = request.headers().get("user-agent").and_then(|value| value.to_str().ok());
            let session = write::open_session(&mut tx, &user, agent).await?;
            let refresh_token = write::new_refresh_token(&tx, session, app.config.refresh_token_days).await?;
            let tokens = tokens(&app, &tx, &user, session, refresh_token)?;
            tx.commit(Reply::secret(&tokens)?).await
        }
    }
}

/// Renew the tokens of a session.
///
/// A refresh token is good once. Using an older one again ends the whole session, because it may have been stolen; the latest used one is
/// tolerated for ten seconds, because tabs race.
#[utoipa::path(tag = "sessions", operation_id = "refresh", security(()), request_body = Refresh,
    responses((status = 200, description = "New tokens", body = Tokens)))]
#[post("/auth/refresh")]
pub(super) async fn refresh(app: Data<AppState>, request: HttpRequest, body: Body) -> Result<Reply> {
    let Refresh { refresh_token } = body.read()?;
    let invalid = || Problem::new(Code::InvalidGrant);
    let hash = token::hash_of(&refresh_token);
    let user = write::owner_of(&app.db, &hash).await?.ok_or_else(invalid)?;
    let mut tx = Tx::begin_as(&app, write::actor_of(&user, RequestId::of(&request))).await?;
    match write::use_refresh_token(&mut tx, &user, &hash).await? {
        Err(Refused) => {
            tx.commit(Reply::no_content()).await?;
            Err(invalid())
        }
        Ok(session) => {
            let next = write::new_refresh_token(&tx, session, app.config.refresh_token_days).await?;
            let tokens = tokens(&app, &tx, &user, session, next)?;
            tx.commit(Reply::secret(&tokens)?).await
        }
    }
}

/// Log out: the tokens of this session stop working at once.
#[utoipa::path(tag = "sessions", operation_id = "logout", security(("bearer" = [])),
    request_body(content = Option<Logout>, content_type = "application/json"), responses((status = 204, description = "Logged out")))]
#[post("/auth/logout")]
pub(super) async fn logout(app: Data<AppState>, caller: Caller, body: Body) -> Result<Reply> {
    let Logout { everywhere } = body.read_or_empty()?;
    let mut tx = Tx::begin(&app, &caller).await?;
    write::end_sessions(&mut tx, caller.user.id, (!everywhere).then_some(caller.session)).await?;
    tx.commit(Reply::no_content()).await
}

fn tokens(app: &AppState, tx: &Tx, user: &app_user::Model, session: uuid::Uuid, refresh_token: String) -> Result<Tokens> {
    let minutes = app.config.access_token_minutes;
    Ok(Tokens {
        access_token: app.keys.issue(user.id, session, tx.now, minutes)?,
        token_type: "Bearer",
        expires_in: minutes * 60,
        refresh_token,
        must_change_password: user.must_change_password,
    })
}
