//! Accounts (账号): made, disabled and given new passwords by the system administrator; rights are another's business (`grants`).

pub mod account;
mod link;
pub mod read;
pub mod shapes;
pub mod write;

crate::routes!(read::list_users, read::get_user, write::create_user, write::update_user, write::reset_user_password);
