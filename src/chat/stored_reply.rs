//! Replies as the store holds them, in the form that listeners follow.

use super::ended::Reason;
use super::progress::Progress;
use crate::error::{Code, Result};
use crate::store::Store;
use crate::store::messages::MessageStatus;
use crate::store::replies::StoredReply;

/// A reply and the user it belongs to.
#[derive(Debug, Clone)]
pub struct ReplyKey {
    /// The user's project.
    pub project_id: String,
    /// The user's external ID.
    pub external_id: String,
    /// `msg_…`
    pub reply_id: String,
}

impl ReplyKey {
    /// Reads the reply's current state.
    pub async fn read(&self, store: &Store) -> Result<StoredReply> {
        store.reply(&self.project_id, &self.external_id, &self.reply_id).await
    }
}

impl From<StoredReply> for Progress {
    fn from(stored: StoredReply) -> Self {
        if stored.is_in_progress() {
            return Self::so_far(stored.message);
        }
        let failed = (stored.message.status == MessageStatus::Failed).then(|| Reason {
            code: Code::from_name(&stored.error_code),
            message: stored.error_message.into(),
            retry_after: None,
        });
        Self::of_ended(stored.message, failed)
    }
}
