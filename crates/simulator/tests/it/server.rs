//! The harness: a running simulator and verbs to call it with.

use serde_json::{Map, Value, json};
use simulator::{Credentials, Options, Simulator, World};

/// A simulator and an HTTP client that knows nothing about Kaltura.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) simulator: Simulator,
    http: reqwest::Client,
}

impl Server {
    /// A reseller with a few accounts.
    pub(crate) async fn small() -> Self {
        Self::start(Options::reseller(40)).await
    }

    pub(crate) async fn start(options: Options) -> Self {
        let simulator = Simulator::start(options).await.expect("the simulator starts");
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client is built");
        Self { simulator, http }
    }

    pub(crate) fn world(&self) -> World {
        self.simulator.world()
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        self.simulator.credentials()
    }

    pub(crate) fn parent(&self) -> u32 {
        self.credentials().parent_id
    }

    /// Sends JSON and returns whatever HTTP brings.
    pub(crate) async fn send(
        &self,
        service: &str,
        action: &str,
        params: &Value,
    ) -> Result<(u16, String), reqwest::Error> {
        let base = self.simulator.base_url();
        let address = format!("{base}/api_v3/service/{service}/action/{action}?format=1");
        self.post(&address, "application/json", params.to_string()).await
    }

    pub(crate) async fn post(
        &self,
        address: &str,
        content_type: &str,
        body: String,
    ) -> Result<(u16, String), reqwest::Error> {
        let request = self.http.post(address).header("content-type", content_type).body(body);
        let response = request.send().await?;
        let status = response.status().as_u16();
        Ok((status, response.text().await?))
    }

    pub(crate) async fn request(
        &self,
        method: reqwest::Method,
        path: &str,
        body: String,
    ) -> (u16, String) {
        let address = format!("{}{path}", self.simulator.base_url());
        let response =
            self.http.request(method, address).body(body).send().await.expect("an answer comes");
        (response.status().as_u16(), response.text().await.expect("the answer has a body"))
    }

    /// Calls an action and returns its JSON answer.
    pub(crate) async fn call(&self, service: &str, action: &str, params: Value) -> Value {
        let (status, body) = self.send(service, action, &params).await.expect("an answer comes");
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("the answer is JSON")
    }

    /// Calls an action with a session.
    pub(crate) async fn call_with(
        &self,
        ks: &str,
        service: &str,
        action: &str,
        params: Value,
    ) -> Value {
        let mut params: Map<String, Value> = serde_json::from_value(params).expect("an object");
        params.insert("ks".to_owned(), json!(ks));
        self.call(service, action, Value::Object(params)).await
    }

    /// An ADMIN session of the parent.
    pub(crate) async fn admin(&self) -> String {
        let credentials = self.credentials();
        let params = json!({
            "secret": credentials.admin_secret, "partnerId": credentials.parent_id, "type": 2,
            "userId": credentials.user_email,
        });
        text(&self.call("session", "start", params).await)
    }

    /// A session of a child, made by its parent.
    pub(crate) async fn child_session(&self, child: u32) -> String {
        let credentials = self.credentials();
        let params = json!({
            "secret": credentials.admin_secret, "partnerId": credentials.parent_id,
            "impersonatedPartnerId": child, "type": 2,
        });
        text(&self.call("session", "impersonate", params).await)
    }

    /// Registers an account and returns the answer.
    pub(crate) async fn register(&self, ks: &str, partner: Value) -> Value {
        self.call_with(ks, "partner", "register", json!({ "partner": partner, "silent": true }))
            .await
    }

    /// An ordinary child that is active and no template.
    pub(crate) fn some_child(&self) -> u32 {
        self.world()
            .accounts_of(self.parent())
            .iter()
            .find(|account| account.status == 1 && account.group_type == 1)
            .map(|account| account.id)
            .expect("there is an active child")
    }
}

/// An account that can be registered.
pub(crate) fn applicant(name: &str, email: &str) -> Value {
    json!({
        "objectType": "KalturaPartner", "name": name, "adminName": "Ada Lovelace",
        "adminEmail": email, "description": "made by a test",
    })
}

/// The text that an answer consists of.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

/// The code of an error.
pub(crate) fn code(answer: &Value) -> &str {
    answer["code"].as_str().unwrap_or("no error")
}

/// The ids of a list answer.
pub(crate) fn ids(answer: &Value) -> Vec<u64> {
    let objects = answer["objects"].as_array().expect("a list answer");
    objects.iter().filter_map(|object| object["id"].as_u64()).collect()
}
