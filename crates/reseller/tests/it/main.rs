//! Journeys of an account manager against the simulator, over real HTTP.

mod accounts;
mod change_status;
mod connections;
mod create;
mod desk;
mod files;
mod jobs;
mod network;
mod refresh;
mod secrets;
mod sentences;
mod sign_in;
