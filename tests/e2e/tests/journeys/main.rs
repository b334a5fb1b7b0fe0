//! What a person does with Roster, in its real window, from opening it to signing out. Each test
//! looks at the screen *and* at the world of the server behind it.
//! How the window is driven is in the library of this crate.

mod desktop;
