//! Long work: its model, its store and its runner.

pub mod model;
