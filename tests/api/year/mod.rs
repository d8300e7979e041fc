//! The simulated year of the plan of Yichang: a script of people plays nine months of 74 pairs of task and unit over HTTP, and every
//! figure the service then tells must be the one that an independent model computes from the script alone.

mod book;
mod changed;
mod compare;
mod count;
mod courses;
mod goals;
mod judged;
mod lists;
mod live;
mod play;
mod rolled;
mod story;
mod whole;

use crate::support::TestApp;

use play::Stage;
use story::Story;

/// The states of targets and tasks, by their names in answers.
const STATES: [&str; 9] = ["notDue", "achieved", "ahead", "onTrack", "behind", "seriouslyBehind", "overdue", "noData", "notComputable"];

#[actix_web::test]
async fn every_figure_of_the_year_is_the_one_its_script_makes() {
    let app = TestApp::demo().await;
    let story = Story::read();
    let stage = Stage::open(&app, &story).await;
    for halt in live::halts() {
        stage.play_until(halt).await;
        live::compare(&stage, &story, halt).await;
    }
    stage.play_until(compare::end()).await;
    compare::whole_year(&stage, &story).await;
}
