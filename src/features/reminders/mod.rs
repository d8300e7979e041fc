//! Reminders (催报): units are reminded of reports they have not filed, at most once in 24 hours, and it is kept.

mod read;
pub mod shapes;
pub mod write;

crate::routes!(read::list_reminders, write::remind_obligations);
