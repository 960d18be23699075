//! The prices that projects have set for models.

use sql::FromRow;

use super::Store;
use super::audit::{Actor, Changes, Target, record};
use super::project::project_to_change;
use crate::error::{Result, conflict};

/// Maximum number of prices of a project.
pub const PRICES: i64 = 500;

/// What a model costs in a project, in US dollars for a million tokens.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct ProjectPrice {
    /// `<connection>.<model>`, or `<connection>.` for all models of a connection.
    pub model: String,
    /// For input tokens.
    pub input: f64,
    /// For output tokens.
    pub output: f64,
}

impl Store {
    /// Returns a project's prices, sorted by model.
    pub async fn prices(&self, project_id: &str) -> Result<Vec<ProjectPrice>> {
        let rows = sql::query_as(
            "SELECT model, input, output FROM prices WHERE project_id = $1 ORDER BY model LIMIT CAST($2 AS BIGINT)",
        );
        Ok(rows.bind(project_id).bind(PRICES).fetch_all(self.reader()).await?)
    }

    /// Sets the price of a model.
    pub async fn set_price(&self, project_id: String, price: ProjectPrice, by: Actor) -> Result<()> {
        transaction!(self, |db| {
            // Locks the project, so that nobody adds another one in between.
            project_to_change(db, &project_id).await?;
            let before = remove(db, &project_id, &price.model).await?;
            let (count,): (i64,) = sql::query_as("SELECT COUNT(*) FROM prices WHERE project_id = $1")
                .bind(&project_id)
                .fetch_one(&mut *db)
                .await?;
            if count >= PRICES {
                return Err(conflict(format!("a project can have at most {PRICES} prices")));
            }
            sql::query("INSERT INTO prices (project_id, model, input, output) VALUES ($1, $2, $3, $4)")
                .bind(&project_id)
                .bind(&price.model)
                .bind(price.input)
                .bind(price.output)
                .execute(&mut *db)
                .await?;
            note(db, &by, &project_id, before.as_ref(), Some(&price)).await
        })
        .await
    }

    /// Removes the price of a model, so that the server's applies again. Does nothing if the project has set none.
    pub async fn remove_price(&self, project_id: String, model: String, by: Actor) -> Result<()> {
        transaction!(self, |db| {
            let before = remove(db, &project_id, &model).await?;
            note(db, &by, &project_id, before.as_ref(), None).await
        })
        .await
    }
}

async fn remove(db: &mut sql::Connection, project_id: &str, model: &str) -> Result<Option<ProjectPrice>> {
    let gone = sql::query_as(
        "DELETE FROM prices WHERE project_id = $1 AND model = $2 RETURNING model, input, output",
    );
    Ok(gone.bind(project_id).bind(model).fetch_optional(db).await?)
}

/// Records the change of a price, if it is one.
async fn note(
    db: &mut sql::Connection,
    by: &Actor,
    project_id: &str,
    before: Option<&ProjectPrice>,
    after: Option<&ProjectPrice>,
) -> Result<()> {
    let Some(price) = after.or(before) else { return Ok(()) };
    let changes = Changes::none()
        .field("input", before.map(|price| price.input), after.map(|price| price.input))
        .field("output", before.map(|price| price.output), after.map(|price| price.output));
    if changes.is_empty() {
        return Ok(());
    }
    let action = if after.is_some() { "price.updated" } else { "price.removed" };
    record(db, by, project_id, action, Target::new("price", &price.model, &price.model), changes).await
}
