//! Reporting rules (报送要求): who reports to whom, how often, with which parts; fixed when the plan is issued.

mod read;
pub mod shapes;
pub mod write;

crate::routes!(
    read::list_reporting_rules,
    read::get_reporting_rule,
    write::create_reporting_rule,
    write::update_reporting_rule,
    write::delete_reporting_rule,
);
