//! Loading the documents of `seeds/` and, for development, the demo accounts. Loading twice changes nothing.
//!
//! Everything goes through the same writes as requests do. It is recorded at nine o'clock on the day a document was issued, so that a demo
//! clock can go back into the document's own year.

mod demo;
mod document;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::Tx;
use crate::entity::government;
use crate::features::governments;
use crate::features::users::account;
use crate::http::{Reply, Result};
use crate::state::AppState;

pub use demo::{accounts as account_list, load_accounts};

/// The documents, in the order in which they are loaded.
const DOCUMENTS: &[&str] = &[
    include_str!("../seeds/yichang-2024/plan.json"),
    include_str!("../seeds/wuhan-2017/plan.json"),
    include_str!("../seeds/huzhou-2017/plan.json"),
    include_str!("../seeds/tianmen-125/plan.json"),
    include_str!("../seeds/tianmen-narrative/plan.json"),
    include_str!("../seeds/weifang-2021/plan.json"),
];

/// Loads all documents and the demo accounts.
///
/// # Errors
/// When a file of `seeds/` does not say what it should; nothing of it is loaded then.
pub async fn load(app: &AppState) -> Result<()> {
    load_documents(app).await?;
    load_accounts(app).await
}

/// Loads the documents alone: outside development there are no demo accounts.
///
/// # Errors
/// As [`load`].
pub async fn load_documents(app: &AppState) -> Result<()> {
    for text in DOCUMENTS {
        document::load(app, text).await?;
    }
    Ok(())
}

/// Begins to write as of nine o'clock on `day`, in the government with this code, which is entered when it is not there.
async fn begin(app: &AppState, day: NaiveDate, code: &str, name: &str) -> Result<Tx> {
    let held = government::Entity::find().filter(government::Column::Code.eq(code)).one(&app.db).await?;
    let mut tx = Tx::begin_as(app, account::command_line(held.as_ref().map(|held| held.id).unwrap_or_default())).await?;
    tx.now = nine_o_clock(app, day);
    if held.is_none() {
        tx.actor.government = governments::insert(&mut tx, code.to_owned(), name.to_owned()).await?.id;
    }
    Ok(tx)
}

fn nine_o_clock(app: &AppState, day: NaiveDate) -> DateTime<Utc> {
    app.zone.start_of(day) + Duration::hours(9)
}

async fn done(tx: Tx) -> Result<()> {
    tx.commit(Reply::no_content()).await.map(|_| ())
}
