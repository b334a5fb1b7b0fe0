//! What is said of rows, how it changes with every edit, and what is sent in the end.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use crate::import_support::*;
use reseller::AccountId;
use reseller::account::{AccountRow, AccountStatus};
use reseller::import::{
    ImportDefaults, ImportDraft, ImportField as Field, ImportPurpose, MatchSource, OpenChoice,
    RowFilter, RowState, Suggestion,
};

const SPRING: &str = "Account name,Administrator name,E-mail,Reference ID,Website,Template,Welcome e-mail,Country,Password,Phone,Notes\n\
Harbour View,Siobhan Kerr,s.kerr@harbourview.example,EDU-0171,https://harbourview.example,School standard,yes,US,,+1 212 555 0100,\n\
Hill Street,Tom Ashworth,t.ashworth@hillstreet,EDU-0172,www.hill.example,900,no,us,,,\n\
,Renée Aubert,r.aubert@zola.example,EDU-0173,,,,,,,\n\
Lakeside,Grace Mbeki,g.mbeki@lakeside.example,EDU-0155,,,,,,,\n\
Lakeside,Grace Mbeki,G.Mbeki@lakeside.example,edu-0155 ,,,maybe,,,,\n\
Nightingale,Dev Patel,müller@nightingale.example,EDU-0178,,Twice,,,,,\n\
<b>Old Mill</b>,Anna Kovács,parent@reseller.example,007,none,Nothing,,USA,abc,,\n\
Taken Name,Joe Brandon,known@list.example,,,,,,,,\n";

fn list() -> Vec<AccountRow> {
    let template = |id, name: &str| AccountRow {
        template: true,
        ..account(id, name, "", &format!("t{id}@reseller.example"))
    };
    vec![
        account(6_088_023, "Lakeside High", "EDU-0155", "high@lakeside.example"),
        account(6_088_024, "taken  NAME", "", "Known@List.example"),
        AccountRow {
            status: AccountStatus::Deleted,
            ..account(6_088_025, "Harbour View", "EDU-0171", "s.kerr@harbourview.example")
        },
        template(900, "School standard"),
        template(901, "Twice"),
        template(902, "twice"),
    ]
}

fn spring(desk: &Desk) -> ImportDraft {
    let path = desk.put("spring.csv", SPRING);
    let context = context_with(&list(), ImportPurpose::Create);
    ImportDraft::read(&path, &OpenChoice::default(), context, |_| None).unwrap()
}

#[test]
fn every_row_says_what_is_wrong_with_it() {
    let desk = Desk::new();
    let draft = spring(&desk);
    assert_eq!(
        remarks(&draft),
        [
            "3: E-mail is not complete",
            "4: Account name is missing",
            "5: Reference ID is used by 6088023",
            "6: Row 5 creates this login: give the same password in both rows, or another e-mail",
            "6: Welcome e-mail should be yes or no",
            "6: Same Account name as row 5",
            "6: Reference ID is used by 6088023",
            "7: Only plain letters before the @",
            "7: 2 template accounts have this name: use the Partner ID",
            "8: There is no template account with this Partner ID or name",
            "8: Country must be a two-letter code, such as US",
            "8: Kaltura would remove the HTML and keep “Old Mill”",
            "8: Website does not look like a web address",
            "8: Password should have 8 to 14 characters with a lowercase letter, a digit and a symbol",
            "9: This e-mail signs in to 6088024: give its password, or another e-mail",
            "9: Account name is used by 6088024",
        ]
    );
    let totals = draft.totals();
    assert_eq!(
        (totals.rows, totals.ready, totals.worth_a_look, totals.to_fix, totals.left_out),
        (8, 1, 1, 6, 0)
    );
    assert_eq!(totals.can_be_sent, 2);
    let shown = |filter| -> Vec<u32> {
        draft.rows(0, 50, filter).rows.iter().map(|row| row.number).collect()
    };
    assert_eq!(shown(RowFilter::Ready), [2]);
    assert_eq!(shown(RowFilter::ToFix), [3, 4, 6, 7, 8, 9]);
    assert_eq!(shown(RowFilter::WorthALook), [5]);
    assert_eq!(shown(RowFilter::WithProblems), [3, 4, 5, 6, 7, 8, 9]);
    assert!(shown(RowFilter::LeftOut).is_empty());
    assert_eq!(draft.rows(0, 1, RowFilter::All).rows[0].summary, "Ready");
    assert_eq!(draft.rows(1, 1, RowFilter::ToFix).rows[0].summary, "Account name is missing");
}

#[test]
fn an_edit_changes_what_is_said_of_the_row_and_of_those_it_shared_with() {
    let desk = Desk::new();
    let mut draft = spring(&desk);
    let of = |draft: &ImportDraft, number: u32| -> Vec<String> {
        let prefix = format!("{number}: ");
        remarks(draft)
            .into_iter()
            .filter_map(|r| r.strip_prefix(&prefix).map(str::to_owned))
            .collect()
    };
    assert!(!draft.is_dirty());
    draft.set_cell(1, Field::AdminEmail, "t.ashworth@hillstreet.example").unwrap();
    draft.set_cell(1, Field::Website, "").unwrap();
    assert!(of(&draft, 3).is_empty());
    assert!(draft.is_dirty());

    // Row 5 takes the Reference ID that row 3 has; row 6 shares its name no more.
    draft.set_cell(3, Field::ReferenceId, "edu-0172").unwrap();
    assert_eq!(of(&draft, 5), ["Same Reference ID as row 3"]);
    draft.set_cell(3, Field::Name, "Lakeside Academy").unwrap();
    assert!(!of(&draft, 6).iter().any(|remark| remark.contains("Account name")));
    draft.set_cell(3, Field::Name, "  LAKESIDE ").unwrap();
    assert!(of(&draft, 6).contains(&"Same Account name as row 5".to_owned()));

    // A password allows an e-mail that signs in already.
    draft.set_cell(7, Field::Password, "abcdef1!").unwrap();
    assert_eq!(of(&draft, 9), ["Account name is used by 6088024"]);
    let rows = all_rows(&draft);
    let password = &rows[7].cells.iter().find(|cell| cell.field == Field::Password).unwrap();
    assert_eq!((password.text.as_str(), password.edited), ("••••••••", true));
    assert!(!format!("{draft:?}").contains("abcdef1!"));
    assert!(draft.set_cell(99, Field::Name, "x").is_err());
}

#[test]
fn rows_left_out_do_not_stand_in_the_way_of_others() {
    let desk = Desk::new();
    let mut draft = spring(&desk);
    draft.skip_rows(&[3]).unwrap();
    let row_6: Vec<String> =
        remarks(&draft).into_iter().filter(|remark| remark.contains("ow 5")).collect();
    assert!(row_6.is_empty(), "{row_6:?}");
    let rows = all_rows(&draft);
    assert_eq!((rows[3].state, rows[3].summary.as_str()), (RowState::Skipped, "Left out by you"));
    assert_eq!(draft.totals().left_out, 1);
    draft.unskip_rows(&[3]).unwrap();
    assert!(remarks(&draft).contains(&"6: Same Account name as row 5".to_owned()));
    assert_eq!(draft.skip_invalid(), 6);
    assert_eq!(draft.totals().to_fix, 0);
    assert_eq!(draft.totals().can_be_sent, 2);
}

#[test]
fn what_is_sent_is_what_the_rows_say() {
    let desk = Desk::new();
    let mut draft = spring(&desk);
    draft
        .set_defaults(ImportDefaults { template: Some(AccountId(901)), send_welcome_email: false });
    draft.set_cell(1, Field::AdminEmail, "t@hill.example").unwrap();
    let items = draft.new_accounts().unwrap();
    let numbers: Vec<u32> = items.iter().map(|item| item.number).collect();
    assert_eq!(numbers, [2, 3, 5]);
    let first = &items[0].account;
    assert_eq!(first.name, "Harbour View");
    assert_eq!(first.template, Some(AccountId(900)));
    assert!(first.send_welcome_email);
    assert!(first.password.is_none());
    assert_eq!(first.phone, "+1 212 555 0100");
    assert_eq!(items[1].account.template, Some(AccountId(900)));
    assert!(!items[1].account.send_welcome_email);
    assert_eq!(items[2].account.template, Some(AccountId(901)));
    assert_eq!(items[1].account.admin_email, "t@hill.example");
}

#[test]
fn repairs_are_offered_where_they_change_something_and_change_only_that() {
    let desk = Desk::new();
    let mut draft = spring(&desk);
    let offers: Vec<String> = draft.suggestions().iter().map(|offer| offer.label.clone()).collect();
    assert_eq!(
        offers,
        [
            "Remove spaces around one cell",
            "Remove HTML from one cell",
            "Write one e-mail in lowercase",
            "Put https:// before one website",
            "Add a number to 2 Reference IDs that are in use",
        ]
    );
    assert_eq!(draft.suggestions()[3].before, "www.hill.example");
    assert_eq!(draft.suggestions()[3].after, "https://www.hill.example");
    assert_eq!(draft.apply_suggestion(Suggestion::TrimBlanks), 1);
    assert_eq!(draft.apply_suggestion(Suggestion::NumberReferenceIds), 2);
    assert_eq!(
        column(&draft, Field::ReferenceId)[3..5],
        ["EDU-0155-2".to_owned(), "edu-0155-3".to_owned()]
    );
    assert!(!remarks(&draft).iter().any(|remark| remark.contains("Reference ID")));
    assert_eq!(draft.apply_suggestion(Suggestion::NumberReferenceIds), 0);
    for suggestion in Suggestion::ALL {
        draft.apply_suggestion(suggestion);
    }
    assert!(draft.suggestions().is_empty());
    assert_eq!(column(&draft, Field::Name)[6], "Old Mill");
    assert_eq!(column(&draft, Field::AdminEmail)[4], "g.mbeki@lakeside.example");
}

#[test]
fn what_the_server_refuses_holds_until_the_row_is_changed() {
    let desk = Desk::new();
    let mut draft = spring(&desk);
    draft.set_server_check(2, Some("There is already a sign-in.".to_owned())).unwrap();
    assert!(remarks(&draft).contains(&"2: There is already a sign-in.".to_owned()));
    assert_eq!(draft.totals().ready, 0);
    draft.set_cell(0, Field::AdminEmail, "other@harbourview.example").unwrap();
    assert_eq!(draft.totals().ready, 1);
    assert!(draft.set_server_check(77, None).is_err());
}

#[test]
fn an_e_mail_twice_is_let_through_only_where_kaltura_takes_it_twice() {
    let desk = Desk::new();
    let text = "Name,Administrator,E-mail,Password\n\
        A,Anna,twice@b.example,\nB,Bert,Twice@b.example,\nC,Carl,twice@b.example,abcdef1!\n\
        D,Dora,parent@reseller.example,\nE,Emil,parent@reseller.example,\n\
        F,Finn,known@list.example,\nG,Gina,known@list.example,abcdef1!\n";
    let path = desk.put("logins.csv", text);
    let context = context_with(&list(), ImportPurpose::Create);
    let mut draft = ImportDraft::read(&path, &OpenChoice::default(), context, |_| None).unwrap();
    let to_fix = |draft: &ImportDraft| -> Vec<u32> {
        draft.rows(0, 50, RowFilter::ToFix).rows.iter().map(|row| row.number).collect()
    };
    // Row 4 gives a password, but row 2 lets Kaltura make one: it cannot be the same. Row 8 gives
    // the one of a login that is there already.
    assert_eq!(to_fix(&draft), [3, 4, 7]);
    draft.set_cell(0, Field::Password, "abcdef1!").unwrap();
    assert_eq!(to_fix(&draft), [3, 7], "the password of one row is looked at for the other");
    draft.set_cell(1, Field::AdminEmail, "once@b.example").unwrap();
    draft.set_cell(5, Field::Password, "abcdef1!").unwrap();
    assert_eq!(to_fix(&draft), [0; 0]);
}

#[test]
fn thousands_of_equal_rows_are_changed_at_once_in_a_moment() {
    let desk = Desk::new();
    let mut text = String::from("Name,Administrator,E-mail,Reference ID\n");
    for _ in 0..5_000 {
        text.push_str("Same,Dana Levi,SAME@b.example,EDU-1\n");
    }
    let path = desk.put("equal.csv", &text);
    let mut draft = open(&path);
    let begun = std::time::Instant::now();
    assert_eq!(draft.apply_suggestion(Suggestion::LowercaseEmails), 5_000);
    assert_eq!(draft.suggestions().len(), 1);
    assert_eq!(draft.apply_suggestion(Suggestion::NumberReferenceIds), 4_999);
    assert_eq!(column(&draft, Field::ReferenceId)[4_999], "EDU-1-5000");
    assert_eq!(draft.skip_invalid(), 4_999);
    assert_eq!(draft.totals().can_be_sent, 1);
    let rows: Vec<u32> = (0..5_000).collect();
    draft.unskip_rows(&rows).unwrap();
    assert_eq!(draft.totals().to_fix, 4_999);
    // Unoptimised and beside other tests a second; each row against each other took minutes.
    assert!(begun.elapsed().as_secs() < 20, "took {:?}", begun.elapsed());
}

#[test]
fn columns_are_matched_by_their_names_in_other_languages() {
    let all = [Field::Name, Field::AdminName, Field::AdminEmail, Field::Phone, Field::ReferenceId];
    for headings in [
        "Firma;Ansprechpartner;E-Mail-Adresse;Telefon;Kundennummer",
        "Nom du client;Responsable;Courriel;Téléphone;N° client",
        "Empresa;Persona de contacto;Correo electrónico;Teléfono;Número de cliente",
        "Nome da empresa;Responsável;E-mail;Telefone;Código do cliente",
        "Ragione sociale;Referente;Posta elettronica;Cellulare;Codice cliente",
        "Bedrijfsnaam;Contactpersoon;E-mailadres;Telefoon;Klantnummer",
        "Nazwa firmy;Osoba kontaktowa;Adres e-mail;Numer telefonu;Nr klienta",
        "Şirket adı;Yetkili kişi;E-posta;Cep telefonu;Müşteri no",
        "Företag;Kontaktperson;E-postadress;Mobilnummer;Kundnummer",
        "Название компании;Контактное лицо;Электронная почта;Телефон;Номер клиента",
        "שם הארגון;איש קשר;דוא״ל;טלפון;מספר לקוח",
        "اسم الشركة;الشخص المسؤول;البريد الإلكتروني;رقم الهاتف;رقم العميل",
        "会社名;担当者名;メールアドレス;電話番号;顧客番号",
    ] {
        let desk = Desk::new();
        let draft = open(&desk.put("list.csv", format!("{headings}\nA;B;c@d.example;;\n")));
        assert_eq!(draft.fields(), all.map(Some), "{headings}");
        let sources: Vec<_> =
            draft.summary().columns.iter().map(|column| column.matched.source).collect();
        assert_eq!(sources, [MatchSource::Heading; 5], "{headings}");
    }
    let desk = Desk::new();
    let text =
        "Firma;Administrator;E-Mail;Willkommensmail\nA;B;c@d.example;nein\nE;F;g@h.example;Ja\n";
    let items = open(&desk.put("ja.csv", text)).new_accounts().unwrap();
    let mails: Vec<bool> = items.iter().map(|item| item.account.send_welcome_email).collect();
    assert_eq!(mails, [false, true]);
}

#[test]
fn columns_are_matched_by_many_names() {
    let desk = Desk::new();
    let text = "Company,Contact Person,E-MAIL ADDRESS *,Telephone,Home page,External_ID,Remarks (optional),Copy from,ISO country,Province,Send welcome email,Initial password,Colour\nA,B,c@d.example\n";
    let draft = open(&desk.put("names.csv", text));
    assert_eq!(
        draft.fields(),
        [
            Some(Field::Name),
            Some(Field::AdminName),
            Some(Field::AdminEmail),
            Some(Field::Phone),
            Some(Field::Website),
            Some(Field::ReferenceId),
            Some(Field::Description),
            Some(Field::Template),
            Some(Field::Country),
            Some(Field::State),
            Some(Field::WelcomeEmail),
            Some(Field::Password),
            None,
        ]
    );
    assert!(draft.summary().match_problems.is_empty());
}

#[test]
fn columns_with_unknown_names_are_matched_by_what_stands_in_them() {
    let desk = Desk::new();
    let text = "Account name;Leiter;Kontakt;Netz;Nummer;Ruf\nA;Anna;a@b.example;https://b.example;S-1;030 123456-7\nB;Bert;b@b.example;https://c.example;S-2;030 123456-8\n";
    let draft = open(&desk.put("german.csv", text));
    let columns = draft.summary().columns;
    let matched: Vec<_> = columns.iter().map(|c| (c.matched.field, c.matched.source)).collect();
    assert_eq!(
        matched,
        [
            (Some(Field::Name), MatchSource::Heading),
            (None, MatchSource::Heading),
            (Some(Field::AdminEmail), MatchSource::Content),
            (Some(Field::Website), MatchSource::Content),
            (Some(Field::ReferenceId), MatchSource::Content),
            (Some(Field::Phone), MatchSource::Content),
        ]
    );
    let problems: Vec<String> =
        draft.summary().match_problems.iter().map(|p| p.message.clone()).collect();
    assert_eq!(problems, ["No column is chosen for Administrator name."]);
    assert!(draft.new_accounts().is_err());
}

#[test]
fn the_person_can_change_every_match_and_is_remembered_by_layout() {
    let desk = Desk::new();
    let path = desk.put("list.csv", "Account name,Leiter,E-mail\nA,Anna,a@b.example\n");
    let mut draft = open(&path);
    draft.set_cell(0, Field::AdminEmail, "x@b.example").unwrap();
    draft.set_cell(0, Field::Name, "Edited").unwrap();
    draft.set_matches(&[Some(Field::Name), Some(Field::Name), Some(Field::AdminEmail)]);
    let problem = draft.summary().match_problems[0].clone();
    assert_eq!((problem.field, problem.columns), (Field::Name, vec![0, 1]));
    assert_eq!(problem.message, "Account name is chosen for two columns.");
    let wanted = [Some(Field::AdminName), Some(Field::Name), Some(Field::AdminEmail)];
    draft.set_matches(&wanted);
    assert!(draft.summary().match_problems.is_empty());
    // The name comes from another column now; the e-mail does not, so its edit stays.
    assert_eq!(column(&draft, Field::Name), ["Anna"]);
    assert_eq!(column(&draft, Field::AdminEmail), ["x@b.example"]);

    let layout = draft.layout();
    let same = desk.put("again.csv", "ACCOUNT NAME;leiter;E mail\nB;Bert;b@b.example\n");
    let again = ImportDraft::read(&same, &OpenChoice::default(), context(), |asked| {
        (*asked == layout).then(|| wanted.to_vec())
    })
    .unwrap();
    assert!(again.summary().remembered);
    assert_eq!(again.fields(), wanted);
    assert_eq!(column(&again, Field::Name), ["Bert"]);
    assert_eq!(again.summary().columns[0].matched.source, MatchSource::Remembered);
    // The hash is kept on people's computers, so it may never change.
    assert_eq!(layout.0, "a0794a8efdcfe81d");
    let other = desk.put("other.csv", "Account name,E-mail\nB,b@b.example\n");
    let fresh =
        ImportDraft::read(&other, &OpenChoice::default(), context(), |_| Some(wanted.to_vec()));
    assert!(!fresh.unwrap().summary().remembered, "an answer of another length is not used");
}

#[test]
fn a_draft_can_be_held_by_one_thread_and_used_by_another() {
    fn send<T: Send + Sync>() {}
    send::<ImportDraft>();
}

#[test]
fn passwords_are_hidden_wherever_the_screen_looks() {
    let desk = Desk::new();
    let path =
        desk.put("p.csv", "Name,Administrator,E-mail,Password\nA,B,c@d.example,Secret-1234\n");
    let draft = open(&path);
    let seen =
        serde_json::to_string(&(draft.summary(), draft.rows(0, 10, RowFilter::All))).unwrap();
    assert!(!seen.contains("Secret-1234"));
    let items = draft.new_accounts().unwrap();
    assert_eq!(items[0].account.password.as_ref().unwrap().expose(), "Secret-1234");
    assert!(!format!("{items:?}").contains("Secret-1234"));
}

#[test]
fn edits_are_matched_by_partner_id_and_show_before_and_after() {
    let desk = Desk::new();
    let blocked =
        AccountRow { status: AccountStatus::Blocked, ..account(3, "Three", "R-3", "c@d.example") };
    let read_only =
        AccountRow { status: AccountStatus::ReadOnly, ..account(9, "Nine", "R-0", "d@e.example") };
    let accounts = [
        account(1, "One", "R-1", "a@b.example"),
        account(2, "Two", "R-2", "b@c.example"),
        blocked,
        read_only,
    ];
    let text = "Kaltura ID,Account name,Reference ID,Phone,E-mail\n1,One,R-9,,a@b.example\n2,Two,R-1,555 0199,bad\n3,Three,R-7,,\n4,Four,R-8,,\nx,Five,,,\n1,One again,R-10,,\n,Six,R-11,,\n9,Nine,R-12,,\n";
    let path = desk.put("edit.csv", text);
    let mut draft = ImportDraft::read(
        &path,
        &OpenChoice::default(),
        context_with(&accounts, ImportPurpose::Edit),
        |_| None,
    )
    .unwrap();
    assert_eq!(draft.fields()[1], None, "the account's own name is not edited in bulk");
    assert_eq!(
        remarks(&draft),
        [
            "3: This is not an e-mail address",
            "3: Reference ID is used by 1",
            "4: This account is blocked or removed, so it cannot be changed",
            "5: There is no account with this Partner ID",
            "6: Partner ID must be a number",
            "7: Row 2 changes the same account",
            "8: Partner ID is missing",
        ]
    );
    draft.set_cell(1, Field::AdminEmail, "").unwrap();
    draft.skip_invalid();
    let edits = draft.edits().unwrap();
    assert_eq!(edits.len(), 3, "a read-only account can be entered, so it is tried");
    assert_eq!(
        (edits[0].number, edits[0].account, edits[0].name.as_str()),
        (2, AccountId(1), "One")
    );
    let changes: Vec<_> =
        edits[0].changes.iter().map(|c| (c.field, c.before.as_str(), c.after.as_str())).collect();
    assert_eq!(changes, [(Field::ReferenceId, "R-1", "R-9")]);
    assert_eq!(edits[1].changes.len(), 2);
    draft.set_cell(0, Field::ReferenceId, "R-1").unwrap();
    assert!(remarks(&draft).contains(&"2: Nothing to change".to_owned()));
    assert_eq!(draft.edits().unwrap().len(), 2);
}
