//! Reports in bulk (批量报送): other systems file, and receiving units accept and return, up to a thousand reports with one request and a
//! number of statements that does not depend on how many there are.

mod answer;
mod meaning;
mod names;
pub mod review;
mod rows;
pub mod shapes;
pub mod write;
