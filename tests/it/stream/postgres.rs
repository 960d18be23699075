//! Several nodes on one PostgreSQL database, and a database that cannot be reached for a while.

mod node_loss;
mod nodes;
mod outage;
