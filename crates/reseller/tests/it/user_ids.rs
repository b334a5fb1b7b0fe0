//! A person whose user id at the server is not their e-mail: what Roster does counts as done by that
//! user, with no more rights than theirs.

use crate::desk::Desk;
use crate::export_support::{active_of, ids_only, these};
use reseller::jobs::model::JobState;
use reseller::sign_in::{Keep, SecretText, SignInMethod};
use simulator::{Options, SpecialLogins};

impl Desk {
    fn special(&self) -> SpecialLogins {
        self.sim.credentials().special.clone().expect("special logins")
    }

    /// Signed in with the password of somebody who manages accounts and may see no content, kept.
    async fn connect_as_accounts_only(&self) {
        let own = self.special().accounts_only;
        let password = SecretText::new(own.password);
        let method = SignInMethod::Password { email: own.user_email, password, code: None };
        let report = self.sign_in(self.request(method)).await.unwrap();
        self.keep(&report, Keep::InKeychain).await.unwrap();
        self.refreshed().await;
    }

    /// As which users the server was asked to act for accounts.
    fn acted_as(&self) -> Vec<Option<String>> {
        let asked = self.sim.world().requests().into_iter();
        let asked = asked.filter(|request| request.call() == "session.impersonate");
        let mut users: Vec<_> = asked.map(|request| request.user_id).collect();
        users.dedup();
        users
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_token_that_is_kept_is_the_users_and_activity_names_the_person() {
    let desk = Desk::new(20).await;
    let before = desk.sim.world().app_tokens();
    desk.connect_as_accounts_only().await;
    let tokens = desk.sim.world().app_tokens();
    let made = tokens.into_iter().find(|token| before.iter().all(|known| known.id != token.id));
    assert_eq!(made.unwrap().session_user_id, Some(desk.special().accounts_only_user_id));
    let email = desk.special().accounts_only.user_email;
    assert_eq!(desk.reseller.current_connection().unwrap().person, email);
    for record in desk.everything_recorded().await {
        assert_eq!(record.person, email);
    }
}

/// With the e-mail as its user, the session that is signed for it could read everything: the server
/// gives the rights of an administrator to whomever it does not know (API.md §3.1).
#[tokio::test(flavor = "multi_thread")]
async fn an_export_reads_nothing_of_the_parent_that_the_user_may_not_see() {
    let options = Options { entries: Some(200), ..Options::reseller(8) };
    let mut desk = Desk::with(options).await;
    desk.connect_as_accounts_only().await;
    // Also of what was saved, after a restart.
    desk.restart().await;
    desk.reseller.select_connection(desk.connection()).await.unwrap();
    desk.refreshed().await;
    let mut options = ids_only();
    options.accounts.which = these(&active_of(&desk.sim)[..1]);
    options.accounts.parent = true;
    let job = desk.export(options, "entries.csv").await;
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.counts.failed), (1, 1), "{job:#?}");
    assert_eq!(desk.acted_as(), [Some(desk.special().accounts_only_user_id)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn details_of_accounts_are_changed_as_the_user() {
    let desk = Desk::new(20).await;
    desk.connect_as_accounts_only().await;
    let id = desk.active(1).await[0];
    let job = desk.edit(&format!("Partner ID,Phone\n{id},+1 555 0199\n")).await;
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 1), "{job:#?}");
    assert_eq!(desk.acted_as(), [Some(desk.special().accounts_only_user_id)]);
}
