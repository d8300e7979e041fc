//! Plans (方案): one issued document each, its life from draft to archive, and the whole of it as a tree.

mod check;
pub mod guard;
pub mod inputs;
mod read;
mod remove;
pub mod run;
pub mod shapes;
mod tree;
pub mod tree_shapes;
pub mod tree_steps;
pub mod write;

crate::routes!(
    read::list_plans,
    read::get_plan,
    tree::get_plan_tree,
    write::create_plan,
    write::update_plan,
    write::delete_plan,
    run::issue_plan,
    run::close_plan,
    run::archive_plan,
);
