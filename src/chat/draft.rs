//! Configurations that are tried out before they are saved: a test user's take the place of the agent's own.

use crate::error::Result;
use crate::store::Store;
use crate::store::messages::Question;

/// Puts the draft in, if the asking user tries one out. Live users have none, and cost no look-up.
pub async fn apply(store: &Store, asked: &mut Question) -> Result<()> {
    if !asked.is_of_test_user() {
        return Ok(());
    }
    if let Some(config) = store.draft(&asked.agent.project_id, &asked.user_id, &asked.agent.id).await? {
        config.apply(&mut asked.agent);
        asked.draft = true;
    }
    Ok(())
}
