//! axe-core on the page that is shown: what somebody who cannot see or point would stumble over.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::window::Window;

/// axe's rules that are asked for: WCAG 2.0 to 2.2, A and AA, and its best practices.
const RUN: &str = "
const done = arguments[arguments.length - 1];
axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
}).then((result) => done(result.violations.flatMap((violation) => violation.nodes.map((node) =>
  `${violation.id} (${violation.impact}): ${violation.help}\\n    ${node.target.join(' ')}\\n    ${node.html.slice(0, 300)}\\n    ${node.failureSummary.replace(/\\s+/g, ' ')}`
))), (error) => done([`axe failed: ${error}`]));
";

impl Window {
    /// What axe-core finds wrong on the screen, one line or more a finding. Empty is good.
    pub async fn complaints(&self) -> Vec<String> {
        // A button that is just turning blue has colours that nobody ever reads.
        self.settles().await;
        let there = self.run("return typeof axe === 'object'", Vec::new()).await;
        if there != Value::Bool(true) {
            // Injected by the driver, so that the page's own rules for scripts stay as strict
            // as they are for everybody.
            self.client().execute(&source(), Vec::new()).await.expect("axe-core loads");
        }
        let found = self.client().execute_async(RUN, Vec::new()).await.expect("axe-core runs");
        let Value::Array(found) = found else { panic!("axe-core answered {found}") };
        found.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

/// The interface's own copy of axe-core, put onto the window whatever loads it.
fn source() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = fs::read_to_string(root.join("ui/node_modules/axe-core/axe.min.js"))
        .expect("ui/node_modules holds axe-core: run `npm ci` in ui/");
    format!("{text}\nwindow.axe = window.axe ?? axe;")
}
