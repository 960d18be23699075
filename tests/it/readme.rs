//! What the README shows works.
