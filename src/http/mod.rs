//! What every request needs and no noun owns: problems, bodies, queries, tags, pages, the layers around the handlers.

pub mod answer;
pub mod body;
pub mod code;
pub mod fallback;
pub mod headers;
pub mod json;
pub mod media;
pub mod negotiate;
pub mod operations;
pub mod patch;
pub mod path;
pub mod problem;
pub mod problems;
pub mod query;
pub mod reply;
pub mod routes;
pub mod text;

pub use body::Body;
pub use code::Code;
pub use media::Media;
pub use path::Id;
pub use problem::{Fault, OrNotFound, Problem, ProblemBody, Result};
pub use query::{Paging, Query};
pub use reply::{IfMatch, Reply, Versioned};
