### Every sentence a person reads, in English. Rust and the web view read this one file.

## rust
# Sentences that Rust writes: errors, results of jobs, remarks, words in files. `.next` says what
# to do next. The build turns each message into a function in crates/reseller; a placeable that
# is a Partner ID, a date or a name is passed as text, a count as a number.

# ---- reaching the server ----
problem-offline = Roster cannot reach { $server }.
    .next = Check that this computer is online and try again. What was loaded before can still be read.
problem-address-unknown = There is no server called { $server }, or its address cannot be looked up at the moment.
    .next = Check the spelling of the address and that this computer is online, then try again.
problem-connection-refused = { $server } is not accepting connections.
    .next = Check the address, or try again in a few minutes.
problem-connection-lost = The connection to { $server } broke off.
    .next = Check the network and try again.
problem-certificate = The security certificate of { $server } is not trusted, so Roster did not connect and sent nothing.
    .next = Check the address. If it is right, ask the people who run the server to install a valid certificate.
problem-certificate-expired = The security certificate of { $server } has expired, so Roster did not connect and sent nothing.
    .next = Check that this computer’s date is right. If it is, ask the people who run the server to renew the certificate.
problem-certificate-not-yet = The security certificate of { $server } is not valid yet, so Roster did not connect and sent nothing.
    .next = Check that this computer’s date and time are right.
problem-certificate-wrong-host = The security certificate belongs to another server than { $server }, so Roster did not connect and sent nothing.
    .next = Check the spelling of the address.
problem-not-secure = No secure connection to { $server } could be made, so Roster sent nothing.
    .next = Check the address and the port. The server must offer https.
problem-proxy = The proxy between this computer and { $server } refused to pass Roster’s calls on.
    .next = Check the proxy in this computer’s network settings, or ask your IT department.
problem-timeout = { $server } did not answer in time.
    .next = Try again in a few minutes.
problem-server-busy = { $server } is overloaded or under maintenance at the moment.
    .next = Wait a few minutes and try again.
problem-too-many-calls = { $server } asks Roster to slow down.
    .next = Wait a minute and try again.
problem-half-answer = The answer of { $server } broke off in the middle.
    .next = Try again. If it happens often, check the network.
problem-not-kaltura = { $server } answered, but not in a way that Kaltura does.
    .next = Check the server address. If it worked before, try again later.
problem-web-page = Instead of Kaltura, a web page answered.
    .next = On a hotel or guest network, open a browser and sign in to the network first. Otherwise check the server address.
problem-redirect = { $server } sends visitors on to { $target }. Roster does not follow, because your sign-in could end up in the wrong hands.
    .next = If you know the new address and trust it, enter it as the server address.
problem-answer-too-big = The answer of { $server } was far too long, so Roster stopped reading.
    .next = Try again. If it happens again, contact the people who run the server.

# ---- the server address as typed ----
address-empty = Enter the address of your Kaltura server.
    .next = For Kaltura’s own cloud it is www.kaltura.com.
address-unreadable = “{ $typed }” is not a server address.
    .next = An address looks like www.kaltura.com or kaltura.example.edu.
address-not-secure = Roster only uses secure connections, and { $server } was given with http://.
    .next = Use https:// instead. If the server has no secure address, ask the people who run it.
address-scheme = “{ $scheme }” is not a kind of address Roster can use.
    .next = Leave out everything before the server’s name, or start with https://.
address-with-sign-in = The address contains a name or a password.
    .next = Enter only the server’s name here. The sign-in has its own fields.
address-web-page = { $server } is a web site, but not a Kaltura server.
    .next = Check the spelling. For Kaltura’s own cloud the address is www.kaltura.com.

# ---- signing in ----
sign-in-password-refused = Wrong e-mail or password, or this account is blocked. Kaltura does not say which.
    .next = Check both and the Partner ID before you try again. After several wrong attempts Kaltura locks the login for a day.
sign-in-locked = This login is locked because of too many wrong attempts.
    .next = Wait 24 hours, or ask the administrator of the account to unlock it.
sign-in-password-expired = The password of this login has expired.
    .next = Sign in to the Kaltura Management Console once and choose a new password, then come back.
sign-in-direct-login-blocked = This account only lets people in through your organisation’s own sign-in page.
    .next = Use an app token or the admin secret instead.
sign-in-user-blocked = This person has been blocked in the account.
    .next = Ask an administrator of the account.
sign-in-code-wrong = The authenticator code is not right.
    .next = Wait for the next code in your authenticator app and enter that one. Wrong codes count as wrong attempts.
sign-in-secret-refused = The admin secret does not belong to Partner ID { $parent }.
    .next = Copy the admin secret again from the Kaltura Management Console: Settings, Integration settings. It is not the user secret.
sign-in-secret-shape = An admin secret has 32 letters and digits; this one has { $count }.
    .next = Copy it again from the Kaltura Management Console: Settings, Integration settings.
sign-in-token-refused = The app token is not right, or it was made with MD5 or SHA1, which are no longer safe and which Roster does not use.
    .next = Copy the token again; the token and its ID are two different things. If it was made with MD5 or SHA1, make a new one with SHA256.
sign-in-token-unknown = There is no app token with this ID in account { $parent }, or it was deleted.
    .next = Check the token’s ID and the Partner ID, or make a new app token.
sign-in-token-inactive = This app token is switched off.
    .next = Ask an administrator of the account to switch it on, or make a new one.
sign-in-token-expired = This app token has expired.
    .next = Make a new app token, or sign in another way.
sign-in-token-weak = This app token uses { $method }, which is no longer safe, so Roster does not use it.
    .next = Make a new app token with SHA256 or SHA512.
sign-in-not-admin = This sign-in has no administrator rights, so it cannot look after accounts.
    .next = Sign in as an administrator of the parent account, or use an app token made for administrators.
sign-in-wrong-parent = This sign-in belongs to account { $actual }, not to { $asked }.
    .next = Check the Partner ID.
sign-in-parent-unavailable = Account { $parent } is blocked, or it does not exist.
    .next = Check the Partner ID. If it is right, ask your Kaltura contact.
sign-in-parent-missing = Enter the Partner ID of your parent account.
    .next = You find it in the Kaltura Management Console: Settings, Account settings.
sign-in-no-accounts = This login may not enter any account.
    .next = Ask an administrator of the parent account to give you access.
sign-in-email-missing = Enter your e-mail address.
sign-in-password-missing = Enter your password.
sign-in-secret-missing = Enter the admin secret.
sign-in-token-missing = Enter the app token and its ID.
sign-in-person-missing = Enter your name or e-mail, so that Kaltura’s records say who acted.
sign-in-forgotten = This sign-in is no longer waiting.
    .next = Sign in again.
sign-in-needed = You are signed out of “{ $connection }”.
    .next = Sign in to go on.
sign-in-ended = The sign-in to “{ $connection }” no longer works.
    .next = Sign in again.
sign-in-expired = The sign-in has run out.
    .next = Sign in again.
sign-in-secret-changed = What Roster kept for “{ $connection }” no longer opens the account. The admin secret or app token may have been changed.
    .next = Sign in again.
sign-in-app-token-refused = You are signed in, but the account does not let Roster make an app token, so it cannot keep you signed in.
    .next = Choose “Keep until I quit”, or ask an administrator for an app token.
sign-in-connected-twice = You are already connected to account { $parent } on { $server } as “{ $connection }”.
    .next = Sign in again from that connection instead.

# ---- the keychain ----
keychain-missing = No password store is running on this computer, so Roster cannot keep the sign-in.
    .next-linux = Install or start GNOME Keyring or KWallet and try again, or keep the sign-in until you quit.
    .next = Check that the system’s password store works and try again, or keep the sign-in until you quit.
keychain-locked = The system’s password store is locked.
    .next = Unlock it and try again, or keep the sign-in until you quit.
keychain-denied = The system’s password store refused Roster.
    .next = Allow Roster to use it and try again, or keep the sign-in until you quit.
keychain-failed = The system’s password store did not do as asked.
    .next = Try again, or keep the sign-in until you quit.
keychain-unreadable = What the password store holds for “{ $connection }” cannot be read.
    .next = Sign in again.
keychain-not-cleared = You are signed out, but the password store could not remove what it kept for “{ $connection }”.
    .next = Remove the entry called Roster in the system’s password store.

# ---- what the server refuses ----
refused-not-permitted = This sign-in may not do that.
    .next = Ask an administrator of the parent account which role you need.
refused-parent-blocked = The parent account is blocked, or it does not exist any more.
    .next = Ask your Kaltura contact.
refused-access-rule = The parent account only allows access from certain places or networks, and this computer is not among them.
    .next = Ask an administrator of the parent account.
refused-no-multi-account = Changing the status of accounts is not switched on for this parent account.
    .next = Ask your Kaltura contact to switch on multi-account management.
refused-account-unknown = Account { $account } is not one of this parent’s accounts.
    .next = Refresh the list.
refused-limit-by-address = The sign-in may only be used from certain networks.
    .next = Ask the person who made the app token.
refused-used-up = The sign-in was made for a certain number of calls, and they are used up.
    .next = Sign in again.
refused-slow-down = Kaltura asks Roster to slow down.
    .next = Wait a minute and try again.
refused-server-trouble = Kaltura could not do it because of a problem on its side.
    .next = Try again in a few minutes. If it happens again, contact Kaltura with the details.
refused-characters = The text contains characters that Kaltura does not accept.
    .next = Remove unusual characters, such as those pasted from another program, and try again.
refused-value = Kaltura does not accept one of the values.
    .next = If it happens again, contact support with the details.
refused-field-locked = Kaltura does not allow this field to be changed.
refused-role-unknown = The role that this sign-in was made for does not exist any more.
    .next = Sign in another way, or ask an administrator for a new app token.
refused-too-many-usage = There are too many accounts for one usage report.
    .next = Choose fewer accounts.
refused-outdated = The server does not know what Roster asked for. It may be older than Roster needs.
    .next = Ask the people who run the server to update it.
refused-garbled = The call did not arrive at Kaltura as Roster sent it.
    .next = A proxy or firewall may change what passes through it. Ask your IT department, and contact support with the details.
refused-unknown = Kaltura refused, and gave a reason that Roster does not know.
    .next = Try again. If it happens again, contact support with the details.

# ---- what a connection may do ----
read-only-connection = “{ $connection }” is read-only on this computer, so nothing can be changed.
    .next = You can switch that off in the settings of the connection.
not-connected = No connection is open.
    .next = Choose a connection, or connect a Kaltura account.
offline-no-changes = Nothing can be changed while “{ $connection }” is offline.
    .next = Try again when the connection is back.
connection-gone = This connection does not exist any more.
    .next = Choose another one.
connection-name-missing = Give the connection a name.
connection-busy = A job of “{ $connection }” is still running.
    .next = Pause or cancel it first, or wait until it has finished.
sample-not-started = The sample data is not running.
    .next = Open the sample data from the start screen.

capability-list-denied = This sign-in may not list sub-accounts. Ask an administrator of the parent account for the right to manage accounts.
capability-create-unsure = Kaltura only says whether accounts can be created when one is being created.
capability-create-denied = This account cannot have sub-accounts. Ask your Kaltura contact to make it a parent account.
capability-create-not-admin = Creating accounts needs an administrator sign-in.
capability-quota-left = { $left } of { $limit } left
capability-quota-full =
    { $limit ->
        [one] The one account allowed is in use. Kaltura lets you go on; agree on more with your contact.
       *[other] All { $limit } accounts are in use. Kaltura lets you go on; agree on more with your contact.
    }
capability-quota-unlimited = No limit on the number of accounts
capability-status-denied = Multi-account management is not switched on for this parent account. Ask your Kaltura contact to switch it on.
capability-act-as-denied = This sign-in may not read the parent account’s admin secret, which is needed to enter sub-accounts. Sign in with the admin secret, or ask for the integration settings right.
capability-export-needs-entering = The export enters each sub-account, which this sign-in may not do.
capability-usage-denied = Usage figures are not open to this sign-in. Ask an administrator of the parent account for the right to see analytics.
capability-usage-unavailable = Usage figures are not available at the moment. Try again later.
capability-read-only = Read-only on this computer. You can switch that off in the settings of the connection.

# ---- files on this computer ----
disk-full = The disk is full, so Roster could not save.
    .next = Free some space and try again. Nothing that was saved before is lost.
disk-read-only = Roster may not write to its folder { $path }.
    .next = Check the rights of the folder, or ask your IT department.
disk-failed = Roster could not read or write its files in { $path }.
    .next = Check the disk and try again.
disk-too-new = The data in { $path } was written by a newer version of Roster.
    .next = Install the newest version of Roster.
disk-busy = Roster’s data is in use by another program.
    .next = Close other copies of Roster and try again.
export-failed = The file could not be written.
    .next = Choose another place, or check that the disk has room.
notice-database-damaged = The file with your accounts, notes, labels and Activity was damaged. Roster kept it aside and started a new one. The accounts will be loaded again; notes, labels, Activity and jobs of before are not shown.
notice-connections-damaged = The list of connections was damaged. Roster kept it aside and started a new one. Please connect again.
notice-preferences-damaged = Your preferences were damaged. Roster kept them aside and started with the usual ones.
notice-jobs-interrupted =
    { $count ->
        [one] A job was still running when Roster ended. It waits in Jobs for you to go on with it.
       *[other] { $count } jobs were still running when Roster ended. They wait in Jobs for you to go on with them.
    }

# ---- the shell ----
shell-preferences-not-saved = Your preferences could not be saved.
    .next = Check that the disk has room and try again.
shell-cannot-open-link = The web browser could not be opened.
    .next = Open a browser yourself and go to the address.
shell-cannot-open-folder = The folder could not be opened.
    .next = Open it in your file manager.
shell-sample-data-unavailable = The sample data could not be started.
    .next = Close Roster and try again.
shell-clipboard-unavailable = Nothing was copied: the clipboard is not available.
    .next = Try again, or copy the text by hand.
shell-not-started = Roster has not finished starting.
    .next = Try again in a moment.

# ---- accounts ----
account-not-found = Account { $account } is not in the list on this computer.
    .next = Refresh the list.
note-too-long = A note can have at most { $limit } characters.
label-too-long = A label can have at most { $limit } characters.
labels-too-many = An account can have at most { $limit } labels.
refresh-repeated = The server’s list changed in a way that Roster could not follow, so the older list is still shown.
    .next = Refresh again.
accounts-not-loaded = The accounts have not been loaded yet.
    .next = Refresh the list first.

# ---- a new account: the form ----
form-name-missing = Enter the account’s name.
form-name-long = The name has { $length } characters; Kaltura keeps only the first { $limit }.
form-admin-name-missing = Enter the administrator’s name.
form-admin-name-long = The name has { $length } characters; Kaltura keeps only the first { $limit }.
form-email-missing = Enter the administrator’s e-mail address.
form-email-long = The e-mail has { $length } characters; Kaltura keeps only the first { $limit }, and then it would not work.
form-email-invalid = This is not an e-mail address. It looks like dana@example.edu.
form-email-not-ascii = Kaltura accepts only plain letters and digits before the @.
form-email-no-dot = The part after the @ needs a dot, as in example.edu.
form-phone-long = The phone number has { $length } characters; Kaltura keeps only the first { $limit }.
form-website-long = The website has { $length } characters; Kaltura keeps only the first { $limit }.
form-website-odd = This does not look like a web address. Kaltura does not check it.
form-reference-long = The Reference ID has { $length } characters; more than { $limit } is not practical.
form-description-missing = Kaltura requires a description.
form-description-long = The description has { $length } characters; Kaltura keeps only the first { $limit }.
form-country-length = The country is a code of two letters, such as US or DE.
form-state-length = The state is a code of two letters, such as NY.
form-tags = Kaltura removes everything that looks like a tag between < and >. It would become “{ $after }”.
form-control-characters = The text contains characters that cannot be seen and that Kaltura refuses.
form-blanks = There are blanks at the beginning or the end.
form-name-exists =
    { $count ->
        [one] There is already an account with this name: { $accounts }.
       *[other] There are already { $count } accounts with this name: { $accounts }.
    }
form-reference-exists =
    { $count ->
        [one] There is already an account with this Reference ID: { $accounts }.
       *[other] There are already { $count } accounts with this Reference ID: { $accounts }.
    }
form-email-known =
    { $count ->
        [one] This e-mail is already the administrator of { $accounts }.
       *[other] This e-mail is already the administrator of { $count } accounts: { $accounts }.
    }
form-template-unknown = This template account is not among your accounts any more.
form-template-not-active = This template account is not active.
form-password-weak = Kaltura’s usual rule is 8 to 14 characters with a small letter, a digit and a symbol.
form-invalid = Some fields need your attention.

# ---- a new account: what the server says ----
register-email-taken = There is already a login with the e-mail { $email }.
    .next = Use another e-mail, or enter the password of that login under “More” so that it gets this account too.
register-password-wrong = There is already a login with the e-mail { $email }, and its password is another one.
    .next = Enter the password of that login, or use another e-mail.
register-not-a-parent = Account { $parent } cannot have sub-accounts.
    .next = Ask your Kaltura contact to make it a parent account.
register-template-refused = Kaltura does not let you copy from this template account. It may have been deleted or moved to another parent.
    .next = Choose another template account.
register-country-blocked = Kaltura does not accept new accounts from this country at the moment.
    .next = Ask your Kaltura contact.
register-email-domain = Kaltura does not accept e-mails of this domain for this kind of account.
    .next = Use another e-mail.
register-trouble = Kaltura stopped in the middle of creating the account, and no account was found afterwards.
    .next = Try again later. If a template account was chosen, it may be too big to copy: try without it.
register-refused = Kaltura did not accept the account. It said: { $text }
    .next = Correct the form and try again.
register-unclear = The answer was lost, and it is not certain whether “{ $name }” was created.
    .next = Choose “Look again” before you create it a second time.
register-orphaned = The account was created, but outside your parent account: its Partner ID is { $account }. You cannot see or manage it.
    .next = Write the Partner ID down and ask your Kaltura contact to move the account under { $parent }. Do not create it again.
register-over-quota = With this account you would have { $used } of { $limit } accounts in use.
    .next = Kaltura lets you go on. Agree on more with your Kaltura contact, or create it anyway.
register-session-not-admin = The sign-in has no administrator rights at the moment, so Roster did not create the account: it would have ended up outside your parent account.
    .next = Sign in again.
default-description = Created with Roster

# ---- changing the status ----
status-active = Active
status-blocked = Blocked
status-removed = Removed
status-read-only = Read-only
status-deleted = Deleted
status-unknown = Unknown ({ $number })
confirm-word-remove = remove
status-none-left = None of these accounts would change.
    .next = Choose other accounts.
status-parent = The parent account itself cannot be changed here.
status-foreign = Account { $account } is not one of this parent’s accounts.
    .next = Refresh the list and try again.
status-confirmation = What was typed does not match.
    .next = Type exactly: { $expected }
status-not-taken = Kaltura accepted the change, but the account still has the status { $status }.
    .next = Try again, or ask your Kaltura contact.
status-vanished = The account is not in the parent’s list any more.
    .next = Refresh the list.
status-lost = The answer was lost, and Roster could not look up what happened.
    .next = Resume the job: Roster looks first and changes only what is left.

# ---- jobs ----
job-gone = This job does not exist any more.
job-not-running = This job is not running.
job-running = This job is running already.
job-nothing-to-retry = There is nothing left to try again.
job-cannot-undo = Nothing of this job can be undone.
job-undone-already = This job has been undone already.
job-other-connection = This job belongs to “{ $connection }”, which is signed out.
    .next = Sign in to that connection first.
job-item-not-sent = Not sent, because the job was cancelled.
job-slowed = Kaltura asked Roster to slow down. It goes on by itself.

# ---- Activity, on screen and in files ----
activity-csv-time = Time (UTC)
activity-csv-person = Person
activity-csv-connection = Connection
activity-csv-account = Account
activity-csv-partner-id = Partner ID
activity-csv-action = Action
activity-csv-before = Before
activity-csv-after = After
activity-csv-reason = Reason
activity-csv-result = Result
activity-csv-explanation = Explanation
activity-csv-server-code = Server code
activity-signed-in = Signed in
activity-signed-out = Signed out
activity-connection-removed = Connection removed
activity-app-token-made = App token made
activity-app-token-revoked = App token revoked
activity-account-created = Account created
activity-status-changed = Status changed
result-sent = Sent, no answer yet
result-done = Done
result-unchanged = Unchanged
result-refused = Refused
result-unclear = Unclear

# ---- anything else ----
unexpected = Something unexpected happened inside Roster.
    .next = Try again. If it happens again, contact support with the details.
cancelled = Stopped.

## ui

app-name = Roster
