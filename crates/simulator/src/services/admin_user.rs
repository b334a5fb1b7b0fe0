//! `adminUser`: the older way to sign in, which tells every reason (API.md §9).

use super::user::sign_in;
use crate::access::Needs;
use crate::dispatch::{Action, Service};
use crate::logins::Attempt;
use crate::wire::deserialize::{Kind, optional, required};

pub(crate) static SERVICE: Service = Service {
    name: "adminUser",
    feature: None,
    actions: &[Action {
        name: "login",
        params: &[
            required("email", Kind::Text),
            required("password", Kind::Text),
            optional("partnerId", Kind::Int),
            optional("otp", Kind::Text),
        ],
        needs: Needs::Nothing,
        run: |call| {
            let attempt = Attempt {
                email: call.text("email"),
                password: call.text("password"),
                partner: call.int("partnerId").filter(|id| *id != 0),
                otp: call.text("otp"),
            };
            sign_in(call, &attempt)
        },
    }],
};
