//! Asking models: recorded provider streams.
