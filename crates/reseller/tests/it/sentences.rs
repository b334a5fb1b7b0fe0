//! Sentences read as a person would: no jargon, no codes, and none that does not come from
//! `messages/`.

use crate::desk::{Desk, Ear, form, setup};
use reseller::new_account::NewAccount;
use reseller::{InMemorySecrets, Language, Reseller};
use std::sync::Arc;

/// The sentences that Rust writes: id and text, attributes included.
fn sentences() -> Vec<(String, String)> {
    let text = include_str!("../../../../messages/en.ftl");
    let begin = text.find("\n## rust").unwrap();
    let end = text[begin + 1..].find("\n## ").map_or(text.len(), |at| begin + 1 + at);
    let mut all: Vec<(String, String)> = Vec::new();
    for line in text[begin..end].lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let named = line.split_once(" = ").or_else(|| line.split_once(" ="));
        match named {
            Some((id, sentence)) if !line.starts_with("        ") && !line.starts_with("    {") => {
                all.push((id.trim().to_owned(), sentence.to_owned()));
            }
            _ => all.last_mut().unwrap().1.push_str(line.trim()),
        }
    }
    assert!(all.len() > 200, "only {} sentences were read", all.len());
    all
}

#[test]
fn no_sentence_speaks_the_language_of_programmers() {
    for (id, sentence) in sentences() {
        let words: Vec<String> =
            sentence.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        for jargon in [
            "ks",
            "object",
            "objects",
            "publisher",
            "publishers",
            "tenant",
            "api",
            "null",
            "json",
            "http",
            "exception",
            "invalid",
            "partner",
            "timeout",
            "401",
            "403",
            "404",
            "500",
            "503",
        ] {
            let allowed = jargon == "partner" && sentence.contains("Partner ID")
                || jargon == "http" && sentence.contains("http://");
            assert!(
                allowed || !words.iter().any(|word| word == jargon),
                "{id} says “{jargon}”: {sentence}"
            );
        }
        assert!(!sentence.contains("  "), "{id}: {sentence}");
        assert!(!sentence.contains('_'), "{id}: {sentence}");
    }
}

#[test]
fn every_error_ends_like_a_sentence() {
    for (id, sentence) in sentences() {
        let is_sentence = ["problem-", "refused-", "sign-in-", "register-", "keychain-", "disk-"]
            .iter()
            .any(|start| id.starts_with(start))
            || id == ".next"
            || id == ".next-linux";
        if is_sentence && !sentence.starts_with('{') {
            let ends = sentence.ends_with(['.', '}', '”']);
            assert!(ends, "{id}: {sentence}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_pseudo_language_no_sentence_is_plain_english() {
    let desk = Desk::new(60).await;
    let secrets = Arc::new(InMemorySecrets::default());
    let ear = Arc::new(Ear::default());
    let folder = tempfile::tempdir().unwrap();
    let set =
        reseller::Setup { language: Language::Pseudo, ..setup(folder.path(), &secrets, &ear) };
    let (strange, _) = Reseller::open(set).unwrap();
    let mut said = Vec::new();
    let report = match strange.begin_sign_in(desk.by_secret()).await.unwrap() {
        reseller::sign_in::SignInOutcome::SignedIn { report } => report,
        other => panic!("{other:?}"),
    };
    said.extend(report.capabilities.iter().filter_map(|capability| capability.remark.clone()));
    let request = reseller::sign_in::SignInRequest {
        method: reseller::sign_in::SignInMethod::AdminSecret {
            secret: reseller::sign_in::SecretText::new("0123456789abcdef0123456789abcdef"),
            person: "dana@example.com".into(),
        },
        ..desk.by_secret()
    };
    let error = strange.begin_sign_in(request).await.unwrap_err();
    said.push(error.message);
    said.extend(error.detail.next_step);
    let error = strange.refresh_accounts().await.unwrap_err();
    said.push(error.message);
    let decision = reseller::sign_in::KeepSignIn {
        sign_in: report.sign_in,
        name: "Acme".into(),
        color: reseller::connection::ConnectionColor::Teal,
        read_only: false,
        keep: reseller::sign_in::Keep::UntilQuit,
    };
    strange.keep_sign_in(decision).await.unwrap();
    let odd = NewAccount { name: "<b>x</b>".into(), ..form("", "a@b") };
    let check = strange.check_new_account(odd).await.unwrap();
    said.extend(check.remarks.into_iter().map(|remark| remark.message));
    assert!(said.len() >= 5);
    for sentence in said {
        assert!(sentence.starts_with('⟦') && sentence.ends_with('⟧'), "{sentence}");
    }
    // The language can be changed while it runs.
    strange.set_language(Language::En);
    let error = strange.read_account(reseller::AccountId(1)).await.unwrap_err();
    assert!(error.message.starts_with("Account 1 is not"), "{}", error.message);
}
