//! Who is calling and what they may do: tokens, passwords, the caller of a request, and the table of rights.

pub mod caller;
pub mod middleware;
pub mod password;
pub mod policy;
pub mod throttle;
pub mod token;

pub use caller::{Caller, Place};
pub use policy::Action;
