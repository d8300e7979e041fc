//! Logging in and out, and what the service knows about the caller.

pub mod login;
pub mod me;
pub mod shapes;
pub mod write;

crate::routes!(login::login, login::refresh, login::logout, me::list_sessions, me::delete_session, me::get_me, me::change_my_password,);
