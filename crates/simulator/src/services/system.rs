//! `system`: ping, time and version.

use crate::access::Needs;
use crate::dispatch::{Action, Service};
use crate::wire::node::Node;

pub(crate) static SERVICE: Service = Service {
    name: "system",
    feature: None,
    actions: &[
        Action { name: "ping", params: &[], needs: Needs::Nothing, run: |_| Ok(Node::Bool(true)) },
        Action {
            name: "getTime",
            params: &[],
            needs: Needs::Nothing,
            run: |call| Ok(Node::Int(call.now())),
        },
        Action {
            name: "getVersion",
            params: &[],
            needs: Needs::Nothing,
            run: |_| Ok("Venus-22.19.0".into()),
        },
    ],
};
