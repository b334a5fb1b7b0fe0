//! What registering one account and registering many have in common: what is sent, who may send
//! it, and how a registration whose answer was lost is found again (API.md §7.2).

use super::NewAccount;
use super::check::{as_stored, stored_name};
use crate::error::{ErrorCode, Result};
use crate::ids::AccountId;
use crate::inner::Inner;
use crate::live::{Way, partner};
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::words::Doing;
use kaltura::actions::partner::{
    ListPartners, NewPartner, Partner, PartnerFilter, PartnerOrder, Registration, WelcomeMail,
};
use kaltura::actions::{Pager, session};
use kaltura::{Error as Failure, Ks, PAGE_SIZE_MAX, PagingError, PartnerId, Password};

/// `KalturaPartnerType` that KMC sends for such accounts (API.md §7.2).
const ACCOUNT_TYPE: i64 = 109;

/// How often a session is checked that was replaced by another one meanwhile.
const CHECKS: u32 = 5;

/// What an account is known by when its registration was not answered: e-mail, name and
/// Reference ID, as the server keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) reference_id: String,
}

impl Marks {
    /// Those of the account that a form asks for.
    pub(crate) fn of(form: &NewAccount) -> Self {
        Self {
            email: form.admin_email.trim().to_owned(),
            name: stored_name(&form.name),
            reference_id: as_stored(&form.reference_id),
        }
    }

    /// Whether this is the account that was asked for.
    pub(crate) fn fit(&self, found: &Partner) -> bool {
        found.admin_email.eq_ignore_ascii_case(&self.email)
            && found.name == self.name
            && found.reference_id == self.reference_id
    }
}

/// Whether everything else that a form says is true of an account too. Tells apart two that have
/// the same marks.
pub(crate) fn is_exactly(form: &NewAccount, found: &Partner) -> bool {
    as_stored(&form.admin_name) == found.admin_name
        && as_stored(&form.phone) == found.phone
        && as_stored(&form.website) == found.website
        && (form.description.trim().is_empty() || as_stored(&form.description) == found.description)
}

impl Inner {
    /// What is sent, in the words of the server.
    pub(crate) fn registration(&self, form: &NewAccount) -> Registration {
        let given = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let description = given(&form.description)
            .unwrap_or_else(|| self.messages.say(&msg::default_description()));
        Registration {
            partner: NewPartner {
                name: form.name.trim().to_owned(),
                admin_name: form.admin_name.trim().to_owned(),
                admin_email: form.admin_email.trim().to_owned(),
                description,
                phone: given(&form.phone),
                website: given(&form.website),
                reference_id: given(&form.reference_id),
                country: given(&form.country).map(|code| code.to_ascii_uppercase()),
                state: given(&form.state).map(|code| code.to_ascii_uppercase()),
                partner_type: Some(ACCOUNT_TYPE),
            },
            password: form
                .password
                .as_ref()
                .filter(|password| !password.is_empty())
                .map(|password| Password::new(password.expose())),
            template_id: form.template.map(partner),
            welcome: if form.send_welcome_email { WelcomeMail::Send } else { WelcomeMail::None },
        }
    }

    /// With any but an ADMIN session of the parent the account would have no parent.
    async fn is_admin(
        &self,
        saved: &SavedConnection,
        way: &Way,
    ) -> std::result::Result<Result<()>, Failure> {
        let info = way.client.call(&way.session, &session::Get).await?;
        Ok(if info.is_admin() && info.partner_id == partner(saved.parent_id) {
            Ok(())
        } else {
            let message = msg::register_session_not_admin();
            Err(self.messages.error(ErrorCode::SignInNeeded, &message))
        })
    }

    /// The session string of the parent, which was found to have the rights of an administrator.
    /// Nothing is registered with another one, not even with its successor: a session that was
    /// renewed in between may have fewer rights.
    pub(crate) async fn admin_ks(
        &self,
        saved: &SavedConnection,
        way: &Way,
    ) -> std::result::Result<Result<Ks>, Failure> {
        let mut before = way.session.ks().await?;
        for _ in 0..CHECKS {
            if let Err(error) = self.is_admin(saved, way).await? {
                return Ok(Err(error));
            }
            let after = way.session.ks().await?;
            if before.reveal() == after.reveal() {
                return Ok(Ok(after));
            }
            before = after;
        }
        // An app token may give sessions that are over before they can be used.
        let message = msg::register_session_too_short();
        Ok(Err(self.messages.error(ErrorCode::NotPermitted, &message)))
    }

    /// The alarm, when the server made an account outside the parent.
    pub(crate) fn refuse_orphan(&self, saved: &SavedConnection, made: &Partner) -> Result<()> {
        if made.partner_parent_id == Some(partner(saved.parent_id)) {
            return Ok(());
        }
        let message = msg::register_orphaned(made.id.to_string(), saved.parent_id);
        Err(self.messages.error(ErrorCode::Orphaned, &message))
    }
}

/// What a sentence about a failed registration needs to say.
pub(crate) fn registering(form: &NewAccount) -> Doing {
    Doing::Registering {
        email: form.admin_email.trim().to_owned(),
        template: form.template.is_some(),
    }
}

/// Whether the failure is the server's own answer, so that it is done with the request.
pub(crate) fn answered(failure: &Failure) -> bool {
    failure.api().is_some()
}

/// The ID of an account, if it is one that a parent can have.
pub(crate) fn account_id(partner: &Partner) -> Option<AccountId> {
    u32::try_from(partner.id.get()).ok().map(AccountId)
}

/// The highest number of any account there is now.
pub(crate) fn newest_first() -> ListPartners {
    let filter =
        PartnerFilter { order_by: Some(PartnerOrder::IdDescending), ..PartnerFilter::default() };
    ListPartners { filter, pager: Pager::page(1, 1) }
}

/// All accounts with a higher number, oldest first. A list that takes no notice of the number, or
/// is in another order, is an error: an account that was there before is not the one looked for,
/// and one that is not in such a list may be there all the same.
pub(crate) async fn accounts_after(
    way: &Way,
    highest: PartnerId,
) -> std::result::Result<Vec<Partner>, Failure> {
    let mut after = highest;
    let mut all = Vec::new();
    loop {
        let filter = PartnerFilter {
            id_greater_than: Some(after),
            order_by: Some(PartnerOrder::Id),
            ..PartnerFilter::default()
        };
        let page = ListPartners { filter, pager: Pager::first() };
        let list = way.client.call(&way.session, &page).await?;
        let full = list.objects.len() >= PAGE_SIZE_MAX as usize;
        for partner in list.objects {
            if partner.id <= after {
                return Err(PagingError::OutOfOrder.into());
            }
            after = partner.id;
            all.push(partner);
        }
        if !full {
            return Ok(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kaltura::{AdminSecret, Client, Options, SessionSource};
    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// The way to a server that answers everything with these accounts, whatever is asked.
    async fn way_to(ids: &[i64]) -> Way {
        let objects: Vec<_> = ids.iter().map(|id| json!({ "id": id, "status": 1 })).collect();
        let list = json!({
            "objects": objects,
            "totalCount": ids.len(),
            "objectType": "KalturaPartnerListResponse",
        });
        let list = list.to_string();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = Vec::new();
                // Until the end of the body, which is JSON.
                while !asked.ends_with(b"}") {
                    if stream.read_buf(&mut asked).await.unwrap_or(0) == 0 {
                        break;
                    }
                }
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
                let length = list.len();
                let rest = format!("Connection: close\r\nContent-Length: {length}\r\n\r\n{list}");
                drop(stream.write_all(format!("{head}{rest}").as_bytes()).await);
            }
        });
        let endpoint = format!("http://127.0.0.1:{port}").parse().unwrap();
        let client = Client::new(endpoint, Options::default()).unwrap();
        let session = client.session(SessionSource::AdminSecret {
            partner_id: PartnerId::new(1),
            secret: AdminSecret::new("0123456789abcdef0123456789abcdef"),
            user_id: String::new(),
            privileges: String::new(),
        });
        Way { client, session }
    }

    #[tokio::test]
    async fn an_account_that_was_there_before_is_not_one_that_came_after() {
        let highest = PartnerId::new(70);
        let found = |found: Vec<Partner>| found.iter().map(|it| it.id.get()).collect::<Vec<_>>();
        let after = accounts_after(&way_to(&[71, 75]).await, highest).await;
        assert_eq!(found(after.unwrap()), [71, 75]);
        for ids in [&[70, 71][..], &[12], &[75, 71]] {
            let after = accounts_after(&way_to(ids).await, highest).await;
            let is_wrong =
                |failure: &Failure| matches!(failure, Failure::Paging(PagingError::OutOfOrder));
            assert!(after.as_ref().is_err_and(is_wrong), "{ids:?}: {after:?}");
        }
    }
}
