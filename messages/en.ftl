### Every sentence a person reads, in English. Rust and the web view read this one file.

## rust

## ui

app-name = Roster
