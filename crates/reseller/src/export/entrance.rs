//! Getting into accounts: the parent's own, and those that its admin secret opens. The secret
//! stays in memory.

use super::candidates::Candidate;
use super::gate::Gate;
use super::patience::patiently;
use crate::live::secret_to_enter;
use kaltura::{
    AdminSecret, Client, Error as Failure, Impersonation, PartnerId, Session, SessionSource,
};
use std::time::Duration;

/// How long a session of an account lasts. It is renewed when it runs out and ended after use.
const LIFETIME: Duration = Duration::from_hours(1);

/// Without it, what a category's rules hide from people is missing (API.md §16.5).
pub(super) const EVERYTHING: &str = "disableentitlement";

/// The way into accounts.
#[derive(Debug, Clone)]
pub(crate) struct Entrance {
    pub(crate) client: Client,
    /// Signed in as the parent.
    pub(crate) parent: Session,
    /// The parent's admin secret, where the session itself does not hold it.
    secret: Option<AdminSecret>,
    /// As which user to act.
    user_id: String,
}

impl Entrance {
    /// With a session that holds the admin secret and sees everything.
    pub(crate) fn by_secret(client: Client, parent: Session, user_id: String) -> Self {
        Self { client, parent, secret: None, user_id }
    }

    /// From any session of the parent: its admin secret is asked for, unless the session is signed
    /// with it. The parent's own entries are read with a session of their own, which
    /// [`Self::leave`] ends.
    pub(crate) async fn open(
        client: &Client,
        session: &Session,
        parent: PartnerId,
        user_id: &str,
    ) -> Result<Self, Failure> {
        let Some(secret) = secret_to_enter(client, session).await? else {
            let parent = session.with_privileges(EVERYTHING)?;
            let entrance = Self::by_secret(client.clone(), parent, user_id.to_owned());
            // No account is to blame for a server that answers nobody.
            return entrance.check().await.map(|()| entrance);
        };
        let parent = client.session(SessionSource::AdminSecret {
            partner_id: parent,
            secret: secret.clone(),
            user_id: user_id.to_owned(),
            privileges: EVERYTHING.to_owned(),
        });
        Ok(Self {
            client: client.clone(),
            parent,
            secret: Some(secret),
            user_id: user_id.to_owned(),
        })
    }

    /// For bringing together what lies on this disk: nobody is asked for anything.
    pub(crate) fn closed(client: Client, parent: PartnerId) -> Self {
        let session = client.session(SessionSource::AdminSecret {
            partner_id: parent,
            secret: AdminSecret::new(""),
            user_id: String::new(),
            privileges: String::new(),
        });
        Self { client, parent: session, secret: None, user_id: String::new() }
    }

    /// A session of the account: the parent's, or one that the parent gets for it.
    pub(crate) async fn enter(&self, account: &Candidate, gate: &Gate) -> Result<Session, Failure> {
        if account.is_parent {
            return Ok(self.parent.clone());
        }
        let partner = PartnerId::new(account.id.0.into());
        let impersonation = Impersonation {
            privileges: EVERYTHING.to_owned(),
            lifetime: LIFETIME,
            ..Impersonation::new(partner, self.user_id.clone())
        };
        patiently(gate, || async {
            let _pass = gate.enter().await;
            let impersonation = impersonation.clone();
            match &self.secret {
                Some(own) => self.parent.impersonate_with(own.clone(), impersonation).await,
                None => self.parent.impersonate(impersonation).await,
            }
        })
        .await
    }

    /// Whether the parent itself can be reached: what fails is an account's own trouble, then.
    pub(crate) async fn check(&self) -> Result<(), Failure> {
        self.client.call(&self.parent, &kaltura::actions::partner::GetInfo).await.map(drop)
    }

    /// Ends the parent's session. If it cannot be ended, it runs out.
    pub(crate) async fn leave(&self) {
        drop(self.parent.end().await);
    }
}
