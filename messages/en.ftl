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
problem-proxy = The proxy did not let Roster through to { $server }.
    .next = Check the proxy in this computer’s network settings, or ask your IT department.
problem-timeout = { $server } did not answer in time.
    .next = Try again in a few minutes.
problem-server-busy = { $server } is overloaded or under maintenance at the moment.
    .next = Wait a few minutes and try again.
problem-too-many-calls = { $server } asks Roster to slow down.
    .next = Wait a minute and try again.
problem-half-answer = The answer of { $server } broke off in the middle.
    .next = Try again. If it happens often, check the network.
problem-not-kaltura = { $server } answered, but not in the way Kaltura does.
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
    .next = Check both and the Partner ID before you try again. After several wrong attempts Kaltura locks the sign-in for a day.
sign-in-locked = This sign-in is locked after too many wrong attempts.
    .next = Wait 24 hours, or ask the administrator of the account to unlock it.
sign-in-password-expired = The password of this sign-in has expired.
    .next = Sign in to the Kaltura Management Console (KMC) once and choose a new password, then come back.
sign-in-direct-login-blocked = This account only lets people in through your organisation’s own sign-in page.
    .next = Use an app token or the admin secret instead.
sign-in-user-blocked = This person has been blocked in the account.
    .next = Ask an administrator of the account.
sign-in-code-wrong = The authenticator code is not right.
    .next = Wait for the next code in your authenticator app and enter that one. Wrong codes count as wrong attempts.
sign-in-secret-refused = The admin secret does not belong to Partner ID { $parent }.
    .next = Copy the admin secret again from the Kaltura Management Console (KMC): Settings, Integration settings. Do not use the user secret.
sign-in-secret-shape = An admin secret has 32 letters and digits; this one has { $count }.
    .next = Copy it again from the Kaltura Management Console (KMC): Settings, Integration settings.
sign-in-token-refused = The app token is not right, or it uses an outdated method that is no longer safe.
    .next = Copy the token again; the token and its ID are two different things. If it is still refused, ask for a new token.
sign-in-token-unknown = There is no app token with this ID in account { $parent }, or it was deleted.
    .next = Check the token’s ID and the Partner ID, or ask for a new token.
sign-in-token-inactive = This app token is switched off.
    .next = Ask an administrator of the parent account to switch it on, or ask for a new one.
sign-in-token-expired = This app token has expired.
    .next = Ask for a new token, or sign in another way.
sign-in-token-weak = This app token uses an outdated method ({ $method }) that is no longer safe, so Roster does not use it.
    .next = Ask for a new token made with SHA256 or SHA512.
sign-in-not-admin = This sign-in has no administrator rights, so it cannot look after accounts.
    .next = Sign in as an administrator of the parent account, or use an app token made for administrators.
sign-in-wrong-parent = This sign-in belongs to account { $actual }, not to { $asked }.
    .next = Check the Partner ID.
sign-in-parent-unavailable = Account { $parent } is blocked, or it does not exist.
    .next = Check the Partner ID. If it is right, ask your Kaltura contact.
sign-in-parent-missing = Enter the Partner ID of your parent account.
    .next = You find it in the Kaltura Management Console (KMC): Settings, Integration settings.
sign-in-no-accounts = This sign-in is not allowed to enter any account.
    .next = Ask an administrator of the parent account to give you access.
sign-in-email-missing = Enter your e-mail address.
sign-in-password-missing = Enter your password.
sign-in-secret-missing = Enter the admin secret.
sign-in-token-missing = Enter the app token and its ID.
sign-in-person-missing = Enter your name or e-mail, so that Kaltura’s records say who acted.
sign-in-person-of-token = app token { $token }
sign-in-forgotten = This sign-in took too long.
    .next = Sign in again.
sign-in-needed = You are signed out of “{ $connection }”.
    .next = Sign in to continue.
sign-in-ended = The sign-in to “{ $connection }” no longer works.
    .next = Sign in again.
sign-in-expired = Your sign-in has expired.
    .next = Sign in again.
sign-in-secret-changed = What Roster kept for “{ $connection }” no longer opens the account. The admin secret or app token may have been changed.
    .next = Sign in again.
sign-in-app-token-refused = You are signed in, but the account does not let Roster make an app token, so it cannot keep you signed in.
    .next = Choose “Keep until I quit”, or ask an administrator for an app token.
sign-in-connected-twice = You are already connected to account { $parent } on { $server } as “{ $connection }”.
    .next = Sign in again from that connection instead.
sign-in-another-parent = “{ $connection }” belongs to account { $parent } on { $server }.
    .next = To work with another account or server, add a new connection.

# ---- the keychain ----
keychain-missing = No system keychain is running on this computer, so Roster cannot keep the sign-in.
    .next-linux = Install or start GNOME Keyring or KWallet and try again, or keep the sign-in until you quit.
    .next = Check that the system keychain works and try again, or keep the sign-in until you quit.
keychain-locked = The system keychain is locked.
    .next = Unlock it and try again, or keep the sign-in until you quit.
keychain-denied = The system keychain did not let Roster in.
    .next = Allow Roster to use it and try again, or keep the sign-in until you quit.
keychain-failed = The system keychain could not save the sign-in.
    .next = Try again, or keep the sign-in until you quit.
keychain-unreadable = What the system keychain holds for “{ $connection }” cannot be read.
    .next = Sign in again.
keychain-not-cleared = You are signed out, but the system keychain could not remove what it kept for “{ $connection }”.
    .next = Remove the entry called Roster in the system keychain.
keychain-still-kept = The system keychain could not remove what it keeps for “{ $connection }”.
    .next = Unlock the system keychain and try again.
app-token-not-deleted = You are signed out of “{ $connection }”, but the server did not confirm that the app token { $token }, which Roster made, is deleted.
    .next = Roster tries again when you sign in to this connection. If you will not, ask an administrator of the parent account to delete the app token.
app-token-left = The app token { $token }, which Roster made, may still be there. { $problem }

# ---- what the server refuses ----
refused-not-permitted = This sign-in is not allowed to do that.
    .next = Ask an administrator of the parent account which role you need.
refused-parent-blocked = The parent account is blocked, or it does not exist any more.
    .next = Ask your Kaltura contact.
refused-access-rule = The parent account only allows access from certain places or networks, and this computer is not among them.
    .next = Ask an administrator of the parent account.
refused-no-multi-account = Changing the status of accounts is not switched on for this parent account.
    .next = Ask your Kaltura contact to switch on multi-account management.
refused-account-unknown = Account { $account } is not one of this parent’s accounts.
    .next = Refresh the list.
refused-limit-by-address = This sign-in works only from certain networks.
    .next = Ask the person who made the app token.
refused-used-up = This sign-in has reached its limit of uses.
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
refused-garbled = The request was changed on its way to Kaltura.
    .next = A proxy or firewall may change what passes through it. Ask your IT department, and contact support with the details.
refused-unknown = Kaltura refused, and gave a reason that Roster does not know.
    .next = Try again. If it happens again, contact support with the details.

# ---- what a connection may do ----
rust-read-only-connection = “{ $connection }” is read-only on this computer, so nothing can be changed.
    .next = You can switch that off in the settings of the connection.
not-connected = No connection is open.
    .next = Choose a connection, or connect a Kaltura account.
offline-no-changes = Nothing can be changed while “{ $connection }” has no connection to its server.
    .next = Try again when the connection is back.
connection-gone = This connection does not exist any more.
    .next = Choose another one.
connection-name-missing = Give the connection a name.
connection-busy = A job of “{ $connection }” is still running, or an account is being created.
    .next = Pause or stop the job first, or wait until it has finished.
sample-name = Sample data
sample-not-started = The sample data is not running.
    .next = Open the sample data from the start screen.

capability-list-denied = Your role is not allowed to list sub-accounts. Ask an administrator of the parent account for the right to manage accounts.
capability-create-unsure = Whether you can create accounts shows only when you create one.
capability-create-denied = This account cannot have sub-accounts. Ask your Kaltura contact to make it a parent account.
capability-quota-left = { $left } of { $limit } left
capability-quota-full =
    { $limit ->
        [0] Your limit is 0 accounts. You can still create some; agree on it with your Kaltura contact.
        [one] The one account of your limit is in use. You can still create more; agree on it with your Kaltura contact.
       *[other] All { $limit } accounts are in use. You can still create more; agree on it with your Kaltura contact.
    }
capability-quota-unstated = Kaltura does not state a limit on accounts
capability-status-denied = Multi-account management is not switched on for this parent account. Ask your Kaltura contact to switch it on.
capability-act-as-denied = This needs the parent account’s admin secret, which your role cannot read. Sign in with the admin secret, or ask an administrator to add “Integration settings” to your role.
capability-export-needs-entering = An export enters each sub-account, and your role is not allowed to.
capability-usage-denied = Your role is not allowed to see usage. Ask an administrator of the parent account for the right to see analytics.
capability-read-only = Read-only on this computer. You can switch that off in the settings of the connection.

# ---- files on this computer ----
disk-full = The disk is full, so Roster could not save.
    .next = Free some space and try again. Nothing that was saved before is lost.
disk-read-only = Roster is not allowed to write to its folder { $path }.
    .next = Check the rights of the folder, or ask your IT department.
disk-failed = Roster could not read or write its files in { $path }.
    .next = Check the disk and try again.
disk-damaged = Roster’s file in { $path } is damaged.
    .next = Quit Roster and open it again: it will keep the damaged file aside and start a new one.
disk-too-new = The data in { $path } was written by a newer version of Roster.
    .next = Install the newest version of Roster.
disk-busy = Roster’s data is in use by another program.
    .next = Close other copies of Roster and try again.
export-failed = The file could not be written.
    .next = Choose another place, or check that the disk has room.
notice-database-damaged = The file with your accounts, notes, labels and Activity was damaged. Roster kept it aside and started a new one. The accounts will be loaded again; earlier notes, labels, Activity and jobs are not shown.
notice-connections-damaged = The list of connections was damaged. Roster kept it aside and started a new one. Please connect again.
notice-connections-put-back = The list of connections was damaged or missing. Roster put it back from a copy that it keeps.
notice-preferences-damaged = Your preferences were damaged. Roster kept them aside and started with the usual ones.
notice-preferences-not-kept-aside = Your preferences are damaged and could not be kept aside. Roster started with the usual ones, and writes over the damaged file with the next change.
notice-preferences-unreadable = Your preferences could not be read. Roster started with the usual ones.

# ---- the shell ----
shell-preferences-not-saved = Your preferences could not be saved.
    .next = Check that the disk has room and try again.
shell-cannot-open-link = The web browser could not be opened.
    .next = Open a browser yourself and go to the address.
shell-not-a-website = This is no web address, so it was not opened.
shell-cannot-open-file = The file could not be opened.
    .next = Choose “Show in folder” and open it from there.
shell-no-program = No program on this computer opens .{ $ending } files.
    .next = Install one, or choose “Show in folder” and take the file to a computer that has one.
shell-cannot-open-folder = The folder could not be opened.
    .next = Open it in your file manager.
shell-sample-data-unavailable = The sample data could not be started.
    .next = Close Roster and try again.
shell-clipboard-unavailable = Nothing was copied: the clipboard is not available.
    .next = Try again, or copy the text by hand.
shell-file-not-chosen = Roster reads and writes only files that were chosen in its own dialogs.
    .next = Choose the file again.
shell-not-started = Roster has not finished starting.
    .next = Try again in a moment.
shell-menu-quit = Quit Roster
shell-menu-edit = Edit
shell-menu-view = View
shell-menu-window = Window

# ---- accounts ----
account-not-found = Account { $account } is not in the list on this computer.
    .next = Refresh the list.
note-too-long = A note can have at most { $limit } characters.
label-too-long = A label can have at most { $limit } characters.
labels-too-many = An account can have at most { $limit } labels.
refresh-repeated = The server’s list changed in a way that Roster could not follow, so the older list is still shown.
    .next = Refresh again.

# ---- a new account: the form ----
form-too-long = The text has { $length } characters; Kaltura keeps only the first { $limit }.
form-line-break = The text has a line break. Kaltura keeps it, but most places show it as a space.
form-name-missing = Enter the account’s name.
form-admin-name-missing = Enter the administrator’s name.
form-email-missing = Enter the administrator’s e-mail address.
form-email-long = The e-mail has { $length } characters; Kaltura keeps only the first { $limit }, and then it would not work.
form-email-invalid = This is not an e-mail address. It looks like dana@example.edu.
form-email-not-ascii = Kaltura accepts only plain letters and digits before the @.
form-email-no-dot = The part after the @ needs a dot, as in example.edu.
form-website-odd = This does not look like a web address. Kaltura does not check it.
form-reference-long = The Reference ID has { $length } characters; more than { $limit } is not practical.
form-description-missing = Kaltura requires a description.
form-country-length = The country must be a two-letter code, such as US.
form-state-length = The state must be a two-letter code, such as NY.
form-tags = Kaltura removes HTML, which is everything between < and >. It would become “{ $after }”.
form-control-characters = The text contains characters that cannot be seen and that Kaltura refuses.
form-name-exists =
    { $count ->
        [one] There is already an account with this name. You can still create a second one.
       *[other] There are already { $count } accounts with this name. You can still create another one.
    }
form-reference-exists =
    { $count ->
        [one] There is already an account with this Reference ID. You can still use it again.
       *[other] There are already { $count } accounts with this Reference ID. You can still use it again.
    }
form-email-known =
    { $count ->
        [one] This e-mail is already the administrator of an account.
       *[other] This e-mail is already the administrator of { $count } accounts.
    }
form-template-unknown = This template account is not among your accounts any more.
form-template-not-active = This template account is not active.
form-password-weak = Kaltura’s usual rule is 8 to 14 characters with a lowercase letter, a digit and a symbol.
form-invalid = Some fields need your attention.

# ---- a new account: what the server says ----
register-email-taken = There is already a sign-in with the e-mail { $email }.
    .next = Use another e-mail, or enter its password under “More” so that it gets this account too.
register-password-wrong = There is already a sign-in with the e-mail { $email }, and its password is another one.
    .next = Enter that password, or use another e-mail.
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
register-unsettled = “{ $name }” was sent before, with the same e-mail and Reference ID, and it is not certain whether it was created.
    .next = Choose “Look again” before you create it a second time.
register-may-come =
    { $minutes ->
        [one] “{ $name }” is not there yet, and Kaltura may be working on it for another minute.
       *[other] “{ $name }” is not there yet, and Kaltura may be working on it for up to { $minutes } more minutes.
    }
    .next = Do not create it a second time before that. Roster goes on looking and tells you.
register-under-way = “{ $name }” is being created at this moment.
    .next = Wait until it is done.
register-closing = Roster is closing, so the account was not sent.
    .next = Create it when you open Roster again.
register-not-created = Roster looked for “{ $name }” at the server, and it was not created.
    .next = You can create it now.
register-never-looked-for = The connection was removed before Roster could check whether the account was created.
    .next = Look for the account in the list of its parent account.
notice-registration-interrupted = Roster ended before it knew whether “{ $name }” was created. It looks for the account as soon as its parent account is connected, and tells you. Do not create it again before that.
registration-found = “{ $name }”, whose creation was interrupted or not answered, was created. Its Partner ID is { $account }.
registration-not-found = “{ $name }”, whose creation was interrupted or not answered, was not created. You can create it now.
register-orphaned = The account was created, but outside your parent account: its Partner ID is { $account }. You cannot see or manage it.
    .next = Write the Partner ID down and ask your Kaltura contact to move the account under { $parent }. Do not create it again.
register-over-quota = With this account you would have { $used } of { $limit } accounts in use.
    .next = You can still create it; agree on it with your Kaltura contact.
register-session-not-admin = The sign-in has no administrator rights at the moment, so Roster did not create the account: it would have ended up outside your parent account.
    .next = Sign in again.
register-session-too-short = The sessions of this sign-in end too soon to create an account with them, so Roster went no further.
    .next = Sign in with an app token whose sessions last longer (an hour is usual), or in another way.
default-description = Created with Roster

# ---- many new accounts ----
import-none-open = No file is open any more.
    .next = Open the file again.
import-nothing-to-send = There is nothing to send: no row is ready, or nothing would change.
    .next = Correct the rows, or include some that were left out.
import-over-quota = With these accounts you would have { $used } of { $limit } accounts in use.
    .next = You can still create them; agree on it with your Kaltura contact, or confirm that you go beyond.
import-no-result = There is no result file for this job.
import-password-gone = The row has an initial password, which is never kept on disk, and Roster was closed before its turn.
    .next = Import this row again from the result file, after typing the password into it, or leave the password empty.
import-given-up = Kaltura’s answer was lost several times, and the account is not there.
    .next = Try again later.
import-not-created = The answer was lost, and the account is not there.
    .next = Try again.

# ---- changing details of accounts ----
edit-not-entered = Kaltura does not let you into this account, so nothing was changed. It may have been blocked a moment ago.
    .next = Refresh the list and try again.
edit-not-open = Blocked, removed and deleted accounts cannot be changed.
    .next = Make the account active first.
edit-field-wrong = Kaltura would not keep the new text of “{ $field }” as it is.
    .next = Correct it in the file.
edit-was-so = Already up to date.
edit-not-taken = Kaltura accepted the change, but this is still as it was: { $fields }.
    .next = Try again, or ask your Kaltura contact.

# ---- changing the status ----
rust-status-active = Active
rust-status-blocked = Blocked
rust-status-removed = Removed
rust-status-read-only = Read-only
rust-status-deleted = Deleted
rust-status-unknown = Unknown ({ $number })
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
status-changed-meanwhile = This account got another status since: it is { $status } now. Roster left it as it is.
    .next = If you still want the change, begin it again from the list of accounts.
status-undo-blocks-many = Undoing this would block { $count } accounts.
    .next = Select them in Accounts and block them there, where the number is asked for.
status-over-quota = With these accounts you would have { $used } of { $limit } accounts in use.
    .next = Confirm that you want to go beyond your limit, or change fewer accounts.
status-vanished = The account is not in the parent’s list any more.
    .next = Refresh the list.
status-lost = The answer was lost, and Roster could not look up what happened.
    .next = Resume the job: Roster looks first and changes only what is left.

# ---- jobs ----
job-gone = This job does not exist any more.
job-not-running = This job is not running.
rust-job-running = This job is running already.
job-nothing-to-retry = There is nothing left to try again.
job-cannot-undo = Nothing of this job can be undone.
connection-switched = Another parent account is open now. Nothing was sent.
    .next = Look at the list again, and repeat what you wanted to do under the right parent account.
job-other-connection = This job belongs to “{ $connection }”, which is signed out.
    .next = Sign in to that connection first.
job-item-not-sent = Not sent, because the job was stopped.
job-item-given-up = Kaltura’s answer was lost several times, and the account is as it was.
    .next = Try again later.
job-looking =
    { $minutes ->
        [one] An answer was lost. Kaltura may be working on it for another minute; until then Roster looks whether it happened.
       *[other] An answer was lost. Kaltura may be working on it for up to { $minutes } more minutes; until then Roster looks whether it happened.
    }
job-slowed = Kaltura asked Roster to slow down. The job continues by itself.

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
rust-activity-signed-in = Signed in
rust-activity-signed-out = Signed out
rust-activity-connection-removed = Connection removed
activity-app-token-made = App token made
activity-app-token-revoked = App token revoked
rust-activity-account-created = Account created
rust-activity-account-edited = Account edited
activity-status-changed = Status changed
rust-result-sent = Sent, no answer yet
rust-result-done = Done
rust-result-unchanged = No change
rust-result-refused = Refused
rust-result-unclear = Not certain

# ---- anything else ----
unexpected = Something unexpected happened inside Roster.
    .next = Try again. If it happens again, contact support with the details.
cancelled = Stopped.

## import
# Sentences and words of importing accounts from a file. The build turns each message into a
# function in crates/reseller, as it does with those above. Row numbers are passed as text.

# ---- files that cannot be used ----
import-file-missing = The file is not there any more.
    .next = Choose it again. It may have been moved or renamed.
import-file-unreadable = This computer does not let Roster read the file.
    .next = Close it in other programs, check that you may open it, and try again.
import-file-folder = This is a folder, not a file.
    .next = Choose the file itself.
import-file-empty = There is nothing in this file or sheet.
    .next = Choose another file, or another sheet.
import-file-no-rows = The file has headings, but no rows below them.
    .next = Add the accounts, save the file and choose it again.
import-file-too-big = The file has { $megabytes } MB. Roster reads files of up to { $limit } MB.
    .next = Split it into smaller files, or remove pictures and other sheets.
import-file-too-many-rows = The file has more than { $limit } rows.
    .next = Split it into smaller files. Importing { $limit } accounts takes about three hours already.
import-file-too-many-columns = The file has more than { $limit } columns.
    .next = Remove the columns that are not needed.
import-file-too-much-text = There is more text in the file than a list of accounts can have.
    .next = Remove the columns that are not needed, or split the file.
import-file-cell-too-long = A cell in row { $row } has more than { $limit } characters.
    .next = Shorten it, save the file and choose it again.
import-file-quote-not-closed = In row { $row } a quotation mark is opened and never closed, so it is not clear where the row ends.
    .next = Correct the row, or open the file in a spreadsheet program and save it as .xlsx.
import-file-not-a-table = This is not a list. Roster reads Excel workbooks (.xlsx) and text files with columns (.csv).
    .next = Choose another file.
import-file-web-page = This file is called a spreadsheet, but it is a web page.
    .next = Open it in a spreadsheet program, save it as .xlsx and choose that file.
import-file-other-spreadsheet = Roster does not read { $format } files.
    .next = Open it in a spreadsheet program, save it as .xlsx and choose that file.
import-file-password = The workbook is protected with a password.
    .next = Open it in Excel, remove the password, save it and choose it again.
import-file-damaged = The workbook is damaged or was not saved completely.
    .next = Open it in a spreadsheet program, save it again and choose that file.
import-file-unpacks-too-far = The file is much bigger inside than a list of accounts can be.
    .next = Copy the accounts into a new workbook and choose that one.
import-file-no-visible-sheet = The workbook has no sheet that can be seen.
    .next = Show the sheet with the accounts, save the workbook and choose it again.
import-file-no-such-sheet = The workbook has no sheet called “{ $name }”.
    .next = Choose another sheet.
import-file-no-such-encoding = Roster does not know the text encoding “{ $name }”.
    .next = Choose another text encoding.
import-result-not-written = The file could not be saved.
    .next = Choose another folder, or close the file if it is open in another program.
import-result-disk-full = The disk is full.
    .next = Free some space and save again.

# ---- what the person should know about a file ----
import-notice-hidden-rows =
    { $count ->
        [one] One row is hidden in the spreadsheet. It is read as well.
       *[other] { $count } rows are hidden in the spreadsheet. They are read as well.
    }
import-notice-done-before =
    { $count ->
        [one] This file is the result of an earlier import. One row was done then and is left out.
       *[other] This file is the result of an earlier import. { $count } rows were done then and are left out.
    }
import-notice-unclear =
    { $count ->
        [one] It is not certain whether one row was created in the earlier import. Look for its account; then include the row or leave it out.
       *[other] It is not certain whether { $count } rows were created in the earlier import. Look for their accounts; then include the rows or leave them out.
    }
import-notice-no-header = The file has no headings, so Roster matched the columns by their contents.
import-column-without-heading = Column { $column }

# ---- columns ----
import-match-two-columns = { $field } is chosen for two columns.
import-match-missing = No column is chosen for { $field }.
import-match-not-allowed = { $field } has no place in this file.

import-field-name = Account name
import-field-admin-name = Administrator name
import-field-admin-email = E-mail
import-field-phone = Phone
import-field-website = Website
import-field-reference-id = Reference ID
import-field-description = Description
import-field-template = Template account
import-field-country = Country
import-field-state = State
import-field-welcome-email = Welcome e-mail
import-field-password = Initial password
import-field-partner-id = Partner ID

# Other headings by which a column is recognised, with commas between them. Case, accents, blanks
# and signs do not matter. A translation adds the words of its language here.
import-synonyms-name = account, account name, name, company, company name, customer, customer name, client, client name, organisation, organization, organisation name, organization name, school, school name, institution, institution name, university, faculty, department, department name, business unit, brand, channel, channel name, station, site name, partner name, publisher name, tenant, title
import-synonyms-admin-name = administrator, admin, admin name, administrator name, admin full name, contact, contact name, contact person, primary contact, owner, owner name, account owner, full name, person, responsible, responsible person, head
import-synonyms-admin-email = email, e-mail, e-mail address, mail, admin email, admin e-mail, administrator email, administrator e-mail, admin email address, contact email, contact e-mail, owner email, primary email, login, login email, user email, username
import-synonyms-phone = phone, phone number, telephone, telephone number, tel, mobile, mobile phone, cell, cell phone, contact phone, admin phone, administrator phone
import-synonyms-website = website, web site, site, url, web, homepage, home page, web address, internet, domain, website url
import-synonyms-reference-id = reference id, reference, ref id, ref, reference number, external id, external reference, customer id, customer number, customer no, client id, client number, account number, account no, cost centre, cost center, crm id, our reference, internal id, school id, id
import-synonyms-description = description, notes, note, comment, comments, remark, remarks, about
import-synonyms-template = template, template account, template id, template name, template partner id, copy from, based on, plan, package
import-synonyms-country = country, country code, iso country
import-synonyms-state = state, state code, province, region
import-synonyms-welcome-email = welcome email, welcome e-mail, send welcome email, send welcome e-mail, send email, notify, notification, send invitation, invite
import-synonyms-password = password, initial password, first password, admin password, temporary password
import-synonyms-partner-id = partner id, partnerid, pid, kaltura id, kaltura partner id, kaltura account id, account id, partner number

import-words-yes = yes, y, true, 1, x, on, send
import-words-no = no, n, false, 0, off, none, silent

# ---- what is found in a row; short, because it stands at the end of the row ----
import-row-missing = { $field } is missing
import-row-too-long = { $field } has { $length } characters, at most { $max } are kept
import-row-html = Kaltura would remove the HTML and keep “{ $after }”
import-row-refused-character = { $field } has characters that cannot be seen and that Kaltura refuses
import-row-line-break = { $field } has line breaks
import-row-email-not-complete = E-mail is not complete
import-row-email-not-plain = Only plain letters before the @
import-row-email-not-well-formed = This is not an e-mail address
import-row-not-two-letters = { $field } must be a two-letter code, such as US
import-row-website-not-an-address = Website does not look like a web address
import-row-password = Password should have 8 to 14 characters with a lowercase letter, a digit and a symbol
import-row-template-unknown = There is no template account with this Partner ID or name
import-row-template-not-active = This template account is not active
import-row-template-ambiguous = { $count } template accounts have this name: use the Partner ID
import-row-not-yes-or-no = { $field } should be yes or no
import-row-taken = { $field } is used by { $account }
import-row-email-taken = This e-mail signs in to { $account }: give its password, or another e-mail
import-row-same-email = Row { $row } creates this login: give the same password in both rows, or another e-mail
import-row-same-as = Same { $field } as row { $row }
import-row-was-date = { $field } is a date in the spreadsheet: was it an ID?
import-row-long-number = { $field } is a long number: the spreadsheet may have changed its last digits
import-row-formula-error = { $field } is a formula without a result
import-row-unclear-before = Not certain whether it was created last time: look for it, then include it or leave it out
import-row-partner-id-not-a-number = Partner ID must be a number
import-row-partner-id-unknown = There is no account with this Partner ID
import-row-partner-id-twice = Row { $row } changes the same account
import-row-account-not-active = This account is blocked or removed, so it cannot be changed
import-row-nothing-to-change = Nothing to change
import-row-left-out = Left out by you
import-row-done-before = Done in an earlier import
import-row-found = Created in an earlier import: { $account }
import-row-ready = Ready
import-row-not-there = This row is not in the file any more.

# ---- repairs offered for all rows ----
import-suggest-trim-blanks =
    { $count ->
        [one] Remove spaces around one cell
       *[other] Remove spaces around { $count } cells
    }
import-suggest-join-blanks =
    { $count ->
        [one] Replace double spaces in one cell
       *[other] Replace double spaces in { $count } cells
    }
import-suggest-lowercase-emails =
    { $count ->
        [one] Write one e-mail in lowercase
       *[other] Write { $count } e-mails in lowercase
    }
import-suggest-add-scheme =
    { $count ->
        [one] Put https:// before one website
       *[other] Put https:// before { $count } websites
    }
import-suggest-number-reference-ids =
    { $count ->
        [one] Add a number to one Reference ID that is in use
       *[other] Add a number to { $count } Reference IDs that are in use
    }
import-suggest-remove-html =
    { $count ->
        [one] Remove HTML from one cell
       *[other] Remove HTML from { $count } cells
    }

# ---- the result file. By these three headings and by “Created”, “Changed” and “Not certain” a
# ---- result file is recognised when it is imported again, so each must differ from a usual one.
import-result-partner-id = New Partner ID
import-result-result = Import result
import-result-reason = Import reason
import-result-created = Created
import-result-changed = Changed
import-result-failed = Failed
import-result-unclear = Not certain
import-result-left-out = Left out
import-result-waiting = Not sent
import-result-file-name = { $name } – result

# ---- templates to fill in ----
import-template-file-name =
    { $kind ->
        [university] Accounts for a university
        [enterprise] Accounts for an enterprise
        [media] Accounts for a media network
        [oem] Accounts for an OEM partner
       *[reseller] Accounts for a reseller
    }
import-template-sheet-accounts = Accounts
import-template-sheet-columns = About the columns
import-template-head-column = Column
import-template-head-required = Required
import-template-head-longest = At most
import-template-head-meaning = What it is for
import-template-head-example = Example
import-template-required = Required
import-template-optional = Optional
import-template-letters = { $count } characters
import-explain-name = What the account is called in lists and in the Kaltura Management Console. Two accounts may have the same name.
import-explain-admin-name = The person who looks after the account, with first and last name.
import-explain-admin-email = This person signs in with it. Only plain letters before the @. An e-mail that signs in somewhere already can be used again only together with its password.
import-explain-phone = The administrator’s phone number, in any format.
import-explain-website = The web address, beginning with https://.
import-explain-reference-id = Your own number for the account, for example from your customer system. Leading zeros stay.
import-explain-description = Some words about the account. If empty, Roster fills in a sentence, because Kaltura requires one.
import-explain-template = The template account to copy settings, players and categories from, by its Partner ID or by its exact name. If empty, the one chosen in Roster is used.
import-explain-country = The country as a two-letter code, such as US, DE or IL.
import-explain-state = The state as a two-letter code, such as NY.
import-explain-welcome-email = “yes” or “no”: whether Kaltura sends the administrator an e-mail with a link for choosing a password. If empty, the choice made in Roster is used.
import-explain-password = An initial password. If empty, Kaltura makes one. The usual rule is 8 to 14 characters with a lowercase letter, a digit and a symbol. Delete the file after the import.
import-explain-partner-id = The number of the account at Kaltura.
import-example-name =
    { $kind ->
        [university] Faculty of Physics
        [enterprise] Northwind Training, EMEA
        [media] Channel Five Sports
        [oem] Learnwell Academy
       *[reseller] Harbour View Primary School
    }
import-example-admin-name =
    { $kind ->
        [university] Dana Levi
        [enterprise] Tom Ashworth
        [media] Renée Aubert
        [oem] Grace Mbeki
       *[reseller] Siobhan Kerr
    }
import-example-admin-email =
    { $kind ->
        [university] d.levi@physics.example.edu
        [enterprise] t.ashworth@northwind.example
        [media] r.aubert@channelfive.example
        [oem] g.mbeki@learnwell.example
       *[reseller] s.kerr@harbourview.example
    }
import-example-phone = +1 (212) 555-0100
import-example-website =
    { $kind ->
        [enterprise] https://training.northwind.example
        [media] https://www.channelfive.example
        [oem] https://www.learnwell.example
       *[other] https://www.harbourview.example
    }
import-example-reference-id =
    { $kind ->
        [university] UNI-0042
        [enterprise] CC-40017
        [media] CH-005
        [oem] 0001207
       *[reseller] EDU-0171
    }
import-example-description =
    { $kind ->
        [university] Lectures and practical courses
        [enterprise] Training videos of the region
        [media] Live sports and highlights
        [oem] Customer since May 2025
       *[reseller] Customer since the spring term
    }
import-example-template =
    { $kind ->
        [university] Faculty standard
        [enterprise] Training standard
        [media] Channel with live streams
        [oem] Basic package
       *[reseller] School standard
    }
import-example-country = US
import-example-state = NY
import-example-welcome-email = yes
import-example-password = spring-2026

## export
# Sentences and words of the entries export, in the file and around it. The build turns each
# message into a function in crates/reseller, as it does with those above.

# ---- headings of columns ----
export-column-account-name = Account
export-column-account-id = Partner ID
export-column-account-reference-id = Account Reference ID
export-column-entry-id = Entry ID
export-column-name = Entry name
export-column-description = Description
export-column-tags = Tags
export-column-media-type = Media type
export-column-status = Status
export-column-moderation = Moderation
export-column-length = Length
export-column-length-ms = Length in milliseconds
export-column-created-at = Created
export-column-updated-at = Updated
export-column-owner = Owner
export-column-creator = Creator
export-column-reference-id = Reference ID
export-column-group-id = Group ID
export-column-redirect-entry-id = Redirect entry ID
export-column-template-entry-id = Template entry ID
export-column-start-date = Shown from
export-column-end-date = Shown until
export-column-plays = Plays
export-column-views = Views
export-column-last-played-at = Last played
export-column-category-names = Categories
export-column-category-ids = Category IDs
export-column-caption-languages = Caption languages
export-column-caption-links = Caption files
export-column-event-count = Scheduled events
export-column-next-event-start = Next event starts
export-column-next-event-title = Next event
export-column-events-text = Events
export-column-metadata = Custom metadata
export-events-title = Title
export-events-start = Starts
export-events-end = Ends
export-events-source = Source entry ID

# ---- words in cells ----
export-status-error-importing = Import failed
export-status-error-converting = Conversion failed
export-status-importing = Importing
export-status-converting = Converting
export-status-ready = Ready
export-status-deleted = Deleted
export-status-pending = Pending
export-status-moderate = Waiting for approval
export-status-blocked = Blocked
export-status-no-content = No content
export-moderation-awaiting = Waiting for approval
export-moderation-approved = Approved
export-moderation-rejected = Rejected
export-moderation-deleted = Deleted
export-moderation-flagged = Flagged
export-moderation-automatic = Approved automatically
export-media-video = Video
export-media-image = Image
export-media-audio = Audio
export-media-live = Live
export-kind-mix = Mix
export-kind-playlist = Playlist
export-kind-data = Data
export-kind-document = Document
export-unknown = Unknown ({ $code })

# ---- sheets, and what they say of each account ----
export-sheet-entries = Entries
export-sheet-events = Events
export-sheet-summary = Summary
export-sheet-errors = Errors
export-summary-outcome = Result
export-summary-why = Why
export-summary-counted = Counted before
export-summary-counted-again = Counted after
export-summary-written = Written
export-summary-gone = Deleted meanwhile
export-summary-added = Added meanwhile
export-summary-missing = Missing
export-summary-started = Started
export-summary-minutes = Took
export-errors-what = What happened
export-errors-next = What to do
export-errors-code = Code
export-outcome-complete = Complete
export-outcome-partial = Something is missing
export-outcome-incomplete = Entries are missing
export-outcome-failed = Failed
export-outcome-unreadable = Cannot be read
export-outcome-not-done = Not exported
export-cells-cut =
    { $count ->
        [one] One text was longer than a cell can be (32,767 characters) and was cut. A CSV file has no such limit.
       *[other] { $count } texts were longer than a cell can be (32,767 characters) and were cut. A CSV file has no such limit.
    }

# ---- in Activity ----
export-and-more = and { $count } more
export-activity = Entries exported to { $file }
export-activity-counted =
    { $accounts ->
        [one] Entries of one account counted, for an export
       *[other] Entries of { $accounts } accounts counted, for an export
    }
export-result =
    { $rows ->
        [one] One row
       *[other] { $rows } rows
    } from { $whole } of { $accounts ->
        [one] one account
       *[other] { $accounts } accounts
    }.
export-result-stopped =
    Stopped before the file was complete. { $whole } of { $accounts ->
        [one] one account is
       *[other] { $accounts } accounts are
    } set aside and need not be read again.

# ---- names of files ----
export-file-name = { $name } entries { $day }

# ---- what can go wrong ----
export-account-closed = This account is blocked or removed. Nobody can read its entries.
    .next = Make it active, then export it again.
export-account-blocked-meanwhile = This account was blocked or removed during the export.
    .next = Make it active, then export it again.
export-account-stopped =
    { $count ->
        [one] The export was stopped while this account was being read. One of its entries is in the file.
       *[other] The export was stopped while this account was being read. { $count } of its entries are in the file.
    }
    .next = Export this account again.
export-account-not-entered = The server did not let Roster into this account.
    .next = Check that it is not blocked and still belongs to this parent account, then export it again.
export-refused = The server does not offer { $service } for this account. Those columns are empty.
export-no-such-category = This account has none of the chosen categories.
export-categories-cut = This account has more than 10,000 categories, and the server lists no more. Categories chosen by name may not have been found.
    .next = Choose them by their IDs instead.
export-events-cut = More than 10,000 scheduled events begin at the same moment, and the server lists no more. Some are missing.
export-entries-missing =
    { $count ->
        [one] One entry is missing. The server counts it but did not list it.
       *[other] { $count } entries are missing. The server counts them but did not list them.
    }
    .next = Try again at a quieter time.
export-disk-full = The disk is full. The file was not finished.
    .next = Free some space or choose another disk, then try again.
export-not-writable = The folder { $folder } cannot be written to.
    .next = Choose another folder. If the file is open in another program, close it there.
export-too-many-columns = There are more columns than a workbook can hold.
    .next = Choose a CSV file, or leave out custom metadata.
export-file-failed = The file could not be written.
    .next = Try again, or choose another folder.
export-choose-columns = Choose at least one column.
export-choose-statuses = Choose at least one status.
export-choose-accounts = Choose at least one account.
export-times-crossed = The first day lies after the last one.
export-unknown-zone = This computer does not know the chosen time zone.
export-connection-unknown = There is no connection called “{ $connection }” on this computer, or more than one.
    .next = Give its name as Roster shows it, or the Partner ID of its parent account.
export-connection-not-kept = The system keychain holds nothing for “{ $connection }”.
    .next = Open Roster, sign in to this connection and choose to stay signed in.
export-no-accounts = None of the chosen accounts is there any more.
    .next = Choose other accounts.
export-no-room = There is not enough room on the disk. The export needs about { $needed } MB, and { $free } MB are free.
    .next = Free some space or choose another disk, then try again.
export-file-gone = The file is not there any more.
    .next = It was moved or deleted after the export. Export again to get a new one.
export-preset-name = Give it a name of at most { $count } characters.
export-bad-list = Tags and categories must not have commas, and there can be at most 500 of each.

## ui

# What the screens say. Sentences in <b> are shown strong. $total and the like are numbers that
# are already written as people of the place write them; $count is the same number for choosing
# the plural.

app-name = Roster

# Words that stand in many places

accounts = Accounts
account = Account
activity = Activity
jobs = Jobs
settings = Settings
connections = Connections
connection = Connection
partner-id = Partner ID
reference-id = Reference ID
administrator = Administrator
administrator-name = Administrator name
email = E-mail
phone = Phone
website = Website
status = Status
template = Template
label = Label
description = Description
quota = Account quota
none = None
no-name = No name
optional = (optional)
to = to
one-account = The account
new-account = New account
safety = Safety
color = Colour
views = Views
columns = Columns
filters = Filters
search = Search
refresh = Refresh
cancel = Cancel
close = Close
clear = Clear
done = Done
save = Save
edit = Edit
back = Back
copy = Copy
copied-short = Copied
undo = Undo
show = Show
hide = Hide
stop = Stop
stop-dots = Stop…
pause = Pause
resume = Resume
dismiss = Dismiss
understood = Got it
try-again = Try again
try-now = Try now
copy-details = Copy details
reason-open = Show why
reason-code = The server answered with { $code }
edit-more =
    { $count ->
        [one] and 1 more
       *[other] and { $count } more
    }
edit-field = { $field }:
edit-more-short = +{ $total }
copy-them =
    { $count ->
        [one] Copy it
       *[other] Copy them
    }
current = Current
keys = Keys
notifications = Notifications
main-navigation = Main
details = Details
for-support = For support
details-for-support = Details for support
copied = { $what } copied
file-path = Location of the file
copy-file-path = Copy its location
and-more = and { $count } more

# Status of an account

status-active = Active
status-blocked = Blocked
status-removed = Removed
status-read-only = Read-only
status-deleted = Deleted
status-removed-tip = A removed account is closed: nobody can sign in, and nothing plays. It takes no place in your quota, and you can make it active again as long as Kaltura has not erased its content.
status-read-only-tip = Kaltura made this account read-only: it can be looked at, but Kaltura may refuse to change anything in it.
status-deleted-tip = A deleted account is gone: Kaltura itself deleted it, and it cannot be brought back from here.
status-unknown = Unknown ({ $number })
status-other = Unknown

# When something goes wrong in the window itself

error-unexpected = This did not work, and Roster does not know why. Try it again; if it happens again, copy the details for support.
error-not-started = Roster could not start.
broken-title = Roster cannot open its data

# Welcome

welcome-title = Welcome to Roster
welcome-text = Look after all the Kaltura accounts under your parent account, from one list.
welcome-connect = Connect a Kaltura account
welcome-connect-text = You need a way to sign in to your parent account. Takes about a minute.
welcome-sample = Look around with sample data
welcome-sample-text = A made-up parent account to try everything on. Nothing reaches a real one.
welcome-sample-opening = Opening the sample data…
welcome-promise = Roster keeps the account list on this computer. Tokens and secrets go into the system keychain only.

# Connecting and signing in

connect-title = Connect a Kaltura account
sign-in-again-title = Sign in to { $name } again
sign-in = Sign in
sign-in-dots = Sign in…
sign-in-again = Sign in again…
sign-in-as-other = Sign in as someone else…
connect = Connect
check = Check
check-again = Check again
server = Server
server-usual = Kaltura ({ $server })
server-other = Another server
server-hint = Choose “Another server” for a regional or self-hosted one
server-address = Server address
server-address-hint = As in the address of the Kaltura Management Console (KMC), for example kaltura.example.edu
parent-hint = The parent account’s number, in the Kaltura Management Console (KMC): Settings, Integration settings
parent-hint-optional = The parent account’s number. Leave it empty to choose from your accounts.
parent-digits = A Partner ID is a number, for example 4012345
field-missing = This is needed to sign in
way = Way to sign in
way-password = E-mail and password
way-password-text = What you sign in to KMC with. The password is not stored.
way-token = App token
way-token-text = Stays signed in. The token is stored in the system keychain.
way-secret = Admin secret
way-secret-text = Opens every sub-account. Stored in the system keychain.
password = Password
authenticator-code = Authenticator code
code-hint = This account asks for the code from your authenticator app
token-id = App token ID
token = App token
token-hint = Ask an administrator of the parent account for one
secret-hint = In the Kaltura Management Console (KMC): Settings, Integration settings
your-email = Your e-mail
person-hint = Shows who acted, here in Activity and at Kaltura. Roster sends no e-mail to it.
name-in-roster = Name in Roster
name-in-roster-hint = How you tell it apart from other connections
color-teal = Teal
color-copper = Copper
color-plum = Plum
color-moss = Moss
color-indigo = Indigo
color-slate = Slate
read-only-option = Read-only: hide everything that changes accounts
read-only-tag = Read-only
connect-checking = Checking with the server…
connect-nothing-yet = Check first. Checking changes nothing.
connect-out-of-date = You changed something since the check. Check again.
connect-adds-token = Connecting adds one app token at the server and changes nothing else
connect-changes-nothing = Connecting changes nothing at the server
choose-account-title = Which account do you want to connect?
choose-account-text =
    { $count ->
        [one] Your sign-in works for one account.
       *[other] Your sign-in works for { $total } accounts. Choose the parent account.
    }
choose-account-find = Find by name or Partner ID
choose-account-none = This sign-in is not allowed to enter any account. Ask the owner of the parent account to add you as a user.
choose-account-back = Back to the form
may-do-title = What this connection may do
may-do-of = What { $name } may do
may-do-checking = Signing in and asking the server what you may do…
may-do-signed-in = Signed in as { $person }, checked at { $time }
may-do-failed = Roster could not sign in. The form says why.
may-do-code = Enter the code from your authenticator app, then check again.
may-do-choose = Choose the account first.
may-do-nothing-yet = Fill in the form and press “Check”. Roster then lists here what works and, where something does not, whom to ask.
may-list = See all sub-accounts
may-create = Create accounts
may-change-status = Block, unblock and remove accounts
may-edit = Change the details of accounts
may-export = Export entries
may-usage = See usage
comes-later = Comes with a later version of Roster
not-allowed = not allowed
stay-title = Stay signed in?
stay-password-text = Roster can make an app token for you and keep it in the system keychain. Signing out deletes it again.
stay-password = Keep me signed in with an app token
stay-not = You stay signed in until you quit Roster.
keep-title = Keep it on this computer?
keep-token = Keep the app token in the system keychain
keep-secret = Keep the admin secret in the system keychain
keep-not = It is forgotten when you quit Roster. You enter it again next time.
keep-until-quit = Keep until I quit
drop-sign-in-title = Leave without connecting?
drop-sign-in-text = What you typed here is forgotten. Nothing was stored.
drop-sign-in-confirm = Leave

# Connections

switcher-label = Change connection: { $name }, { $server }
switcher-label-read-only = Change connection: { $name }, { $server }, read-only
sample-server = On this computer
switch-to = Switch to this connection
sign-out = Sign out…
sign-out-title = Sign out of { $name }?
sign-out-text = The session ends and what was kept for signing in is deleted, also the app token that Roster made at the server. The account list stays on this computer, so that you can still read it.
sign-out-confirm = Sign out
remove-connection = Remove this connection…
remove-connection-title = Remove { $name } from this computer?
remove-connection-text = Roster signs out and deletes the account list, your notes and labels, and its jobs on this computer. What is paused there can no longer go on. Nothing changes at the server. Activity stays.
remove-connection-confirm = Remove connection
edit-connection = Edit { $name }
kept-sample = Made-up accounts; nothing reaches a real one
kept-app-token = Signed in as { $person }; app token in the system keychain
kept-password = Signed in as { $person } until you quit
kept-secret = Signed in as { $person }; admin secret in the system keychain
kept-until-quit = Signed in as { $person } until you quit
kept-signed-out = Signed out. Last signed in as { $person }.
kept-nothing = Last signed in as { $person }; nothing is kept between starts
read-only-connection = Read-only connection

# How old the list is

freshness-now = Updated just now
freshness-minutes = Updated { $count } min ago
freshness-hours = Updated { $count } h ago
freshness-today = Updated today, { $time }
freshness-earlier = Updated { $day }
freshness-exact = Complete as of { $when }
freshness-refreshing = Refreshing…
freshness-loading = { $loaded } of { $total } loaded
freshness-connecting = Connecting…
freshness-offline = No connection
freshness-signed-out = Signed out
freshness-failed = Refresh failed
freshness-never = Not loaded yet
today-at = today, { $time }
day-at = { $day }, { $time }

# Banners

banner-sample = <b>Sample data.</b> Nothing you do here reaches a real account.
banner-offline = <b>Roster cannot reach the server right now.</b> This is the list as of { $when }. You can search, read and copy; changing accounts waits until the connection is back.
banner-offline-empty = <b>Roster cannot reach the server right now.</b>
banner-signed-out = <b>You are signed out.</b> You can search, read and copy; to refresh or change accounts, sign in.
banner-refresh-failed = <b>The list could not be refreshed.</b> This is the list as of { $when }.
banner-refresh-failed-empty = <b>The list could not be loaded completely.</b>
banner-interrupted =
    { $count ->
        [one] A job was running when Roster closed. Resume it in Jobs.
       *[other] { $count } jobs were running when Roster closed. Resume them in Jobs.
    }
list-as-of = This is the list as of { $when }.
show-jobs = Show jobs

# The account list

search-accounts =
    { $count ->
        [one] Search 1 account
       *[other] Search { $total } accounts
    }
clear-search = Clear search
clear-filters = Clear filters
filter-clear = Clear the filter: { $filter }
open-palette = All commands
view-all = All accounts
view-unsaved = Not saved
view-label = View: { $name }
view-save = Save this view…
view-save-title = Save this view
view-save-text = Keeps the search, the filters and the order of the list under a name, on this computer.
view-save-confirm = Save view
view-name = Name
view-delete = Delete the view “{ $name }”
column-account = Account
column-created = Created
column-always = Always shown
column-up = Move { $column } up
column-down = Move { $column } down
column-moved = { $column } is now column { $place }
columns-reset = Reset
column-keys = Sorts the list. Alt with the arrow keys changes the width, Alt and Shift with the arrow keys the place.
resize-tip = Drag to change the width, double-click to reset it
template-all = Templates and other accounts
template-only = Only templates
template-none = No templates
label-any = Any label
label-is = Label:
created-is = Created:
created-filter = Created between
created-7-days = Last 7 days
created-30-days = Last 30 days
created-this-year = This year
created-last-year = Last year
created-first-day = First day
created-last-day = Last day
created-range = { $from } to { $to }
created-from = from { $from }
created-to = until { $to }
created-day-hint = For example { $example }
created-no-day = This is not a day. For example { $example }
day-dd = dd
day-mm = mm
day-yyyy = yyyy
created-backwards = The first day is after the last day
filter-changed = Changed since last time
changed-count =
    { $count ->
        [one] 1 changed since last time
       *[other] { $total } changed since last time
    }
changed-tip = New accounts, new names and new statuses, as long as they are not marked as seen
changed-short = { $total } changed
mark-seen = Mark as seen
change-new = New
change-new-tip = New since last time
change-renamed = Renamed
change-renamed-tip = Was called { $from } last time
change-status = Was { $from }
change-status-tip = The status was { $from } last time
changed = Changed
changed-new-at = Not there yet on { $at }
changed-renamed-at = Was called { $from } on { $at }
changed-status-at = Was { $from } on { $at }
quota-used = { $used } of { $limit } used
quota-of = { $used } of { $limit } used
quota-no-limit =
    { $count ->
        [one] 1 in use, no limit stated
       *[other] { $used } in use, no limit stated
    }
quota-counting = Counting…
quota-unknown = Quota unknown
quota-explained = Active and blocked accounts count; templates do not.
quota-left = { $left } left
quota-none-left = None left
quota-of-limit = of { $limit }. Active and blocked accounts count; templates do not.
of-limit = of { $limit }
selection = Selection
select-account = Select { $name }
select-all-accounts =
    { $count ->
        [one] Select 1 account
       *[other] Select all { $total } accounts
    }
select-all = Select all { $total }
selected-count =
    { $count ->
        [one] 1 selected
       *[other] { $total } selected
    }
selected-hidden =
    { $count ->
        [one] 1 of them not shown
       *[other] { $total } of them not shown
    }
count-accounts =
    { $count ->
        [one] 1 account
       *[other] { $total } accounts
    }
count-of =
    { $count ->
        [one] { $total } of 1 account
       *[other] { $total } of { $known } accounts
    }
count-removed-hidden =
    { $count ->
        [one] { $accounts }, 1 removed not shown
       *[other] { $accounts }, { $total } removed not shown
    }
count-deleted-hidden =
    { $count ->
        [one] { $accounts }, 1 deleted not shown
       *[other] { $accounts }, { $total } deleted not shown
    }
count-gone-hidden = { $accounts }, { $removed } removed and { $deleted } deleted not shown
announce-shown =
    { $count ->
        [0] No accounts shown
        [one] 1 account shown
       *[other] { $count } accounts shown
    }
changes-need-connection = Changes need a connection
actions-for =
    { $count ->
        [one] Actions for this account
       *[other] Actions for { $total } accounts
    }
loading-accounts = Loading the accounts…
loading-account = Loading…
not-found-ids =
    { $count ->
        [one] 1 ID is not among your accounts:
       *[other] { $total } IDs are not among your accounts:
    }
ambiguous-ids =
    { $count ->
        [one] 1 ID fits more than one account, so none of those is shown. Look for it alone to see them:
       *[other] { $total } IDs fit more than one account each, so none of those is shown. Look for each alone to see them:
    }
missing-ids = Missing IDs
nothing-matches = No account matches
nothing-matches-text = No account matches “{ $text }”
nothing-looked-at = Looked at name, Partner ID, Reference ID, administrator, e-mail, website, phone, description and notes.
nothing-filtered = No account fits the chosen status and filters.
nothing-without-filter =
    { $count ->
        [one] 1 match without the filter “{ $filter }”:
       *[other] { $total } matches without the filter “{ $filter }”:
    }
nothing-among-active =
    { $count ->
        [one] 1 match among active accounts:
       *[other] { $total } matches among active accounts:
    }
nothing-among-blocked =
    { $count ->
        [one] 1 match among blocked accounts:
       *[other] { $total } matches among blocked accounts:
    }
nothing-among-read-only =
    { $count ->
        [one] 1 match among read-only accounts:
       *[other] { $total } matches among read-only accounts:
    }
nothing-among-removed =
    { $count ->
        [one] 1 match among removed accounts:
       *[other] { $total } matches among removed accounts:
    }
nothing-among-deleted =
    { $count ->
        [one] 1 match among deleted accounts:
       *[other] { $total } matches among deleted accounts:
    }
nothing-among-others =
    { $count ->
        [one] 1 match among accounts of unknown status:
       *[other] { $total } matches among accounts of unknown status:
    }
show-them = Show them
show-active = Show active
show-blocked = Show blocked
show-read-only = Show read-only
show-removed = Show removed
show-deleted = Show deleted
show-others = Show unknown
nothing-without-filters =
    { $count ->
        [one] 1 match without the filters.
       *[other] { $total } matches without the filters.
    }
show-all-statuses = Show all statuses
empty-title = No sub-accounts yet
empty-text = { $name } has no accounts under it. The first one that you create appears here.
change-connection = Change connection
empty-hint = Expected to see accounts here? Check that you are connected to the right parent account: { $name }, Partner ID { $id }, on { $server }.
load-failed-title = The accounts could not be loaded
signed-out-title = You are signed out
signed-out-text = There is no list of this account on this computer yet. Sign in to load it.

# The open account

open-account = Open account
close-panel = Close the panel
panel-width = Width of the panel
copy-partner-id = Copy Partner ID
copy-administrator-name = Copy administrator name
copy-email = Copy e-mail
copy-phone = Copy phone
copy-website = Copy website
copy-reference-id = Copy Reference ID
copy-template = Copy template
copy-description = Copy description
history = History
history-hint = Done from this computer
history-empty = Nothing has been done to this account from this computer.
notes-and-labels = Notes and labels
notes-hint = Kept on this computer only
note = Note
note-placeholder = Write a note
note-saved = Note saved
add-label = Add label
new-label = New label
remove-label = Remove the label { $label }

# Actions

action-block = Block…
action-unblock = Unblock…
action-restore = Make active again…
action-remove = Remove…
action-copy-id = Copy Partner ID
action-copy-ids = Copy Partner IDs
action-new-account-named = New account named “{ $name }”
action-search = Search accounts
action-select-all = Select all { $total } that are shown
action-show-view = Show the view “{ $name }”
action-connect = Connect a Kaltura account…
action-sample = Look around with sample data
action-switch-to = Switch to { $name } on { $server }
action-sign-in-again = Sign in again…
action-theme-light = Use the light theme
action-theme-dark = Use the dark theme
action-theme-system = Use the theme of the system
action-comfortable = Use comfortable rows
action-compact = Use compact rows
action-diagnostics = Copy diagnostics
action-undo = Undo: { $what }
action-only-changed =
    { $count ->
        [0] Show only accounts that changed
        [one] Show only the account that changed
       *[other] Show only the { $total } accounts that changed
    }
action-not-only-changed = Show all accounts, changed or not
action-mark-seen = Mark all changes as seen
action-show-label = Show accounts with the label “{ $label }”
action-columns = Choose the columns of the list…
action-sign-out = Sign out of { $name }…
action-export-activity = Export Activity…
why-nothing-changed = Nothing changed since you last looked
why-no-filters = No filter is set
why-signed-out-already = You are signed out already
copied-ids =
    { $count ->
        [one] Partner ID
       *[other] { $total } Partner IDs
    }

# Why something cannot be done now

why-not-connected = Connect an account first
why-read-only = This connection is read-only. You can change that in Settings.
why-connecting = Roster is still connecting
why-offline = There is no connection to the server right now
why-signed-out = You are signed out. Sign in first.
why-not-permitted = { $name } is not allowed to do this. Ask the owner of the parent account.
why-none-chosen = Select an account first
why-no-accounts = There are no accounts to select
why-deleted =
    { $count ->
        [one] This account was deleted by Kaltura
       *[other] These accounts were deleted by Kaltura
    }
why-all-blocked =
    { $count ->
        [one] This account is blocked already
       *[other] All of them are blocked already
    }
why-removed-not-blocked =
    { $count ->
        [one] A removed account cannot be blocked. Make it active again first.
       *[other] All of them are blocked or removed already
    }
why-all-removed =
    { $count ->
        [one] This account is removed already
       *[other] All of them are removed already
    }
why-none-blocked =
    { $count ->
        [one] This account is not blocked
       *[other] None of the selected accounts is blocked
    }
why-sample = Sample data needs no sign-in
why-view-saved = This view is saved already
why-no-name = Give it a name first
why-no-filter = Nothing is filtered by date
why-checking = Roster is checking
why-keeping = Roster is storing the sign-in
why-not-checked = Check first
why-creating = Wait until the account is created
why-starting = The change is being started
why-type = Type { $expected } to confirm
why-exporting = The file is being written
why-nothing-to-export = There is nothing to export

# Commands

palette = Commands
palette-search = Search accounts and commands
palette-results = Results
palette-nothing = Nothing found
palette-unreadable = Accounts could not be searched. Commands still work.
palette-chosen =
    { $count ->
        [one] With the selected account
       *[other] With the { $total } selected accounts
    }
palette-none-chosen = With selected accounts
palette-do = Do
palette-go = Go to
palette-list = List and Activity
palette-look = Appearance and support
palette-choose = choose
palette-open = open
palette-close = close

# Changing the status

planning = One moment…
planning-text = Looking up the accounts.
plan-failed = The change could not be prepared
confirm-one-active = Unblock { $name }?
confirm-one-restored = Make { $name } active again?
confirm-one-blocked = Block { $name }?
confirm-one-removed = Remove { $name }?
confirm-active =
    { $count ->
        [one] Unblock 1 account?
       *[other] Unblock { $total } accounts?
    }
confirm-restored =
    { $count ->
        [one] Make 1 account active again?
       *[other] Make { $total } accounts active again?
    }
confirm-blocked =
    { $count ->
        [one] Block 1 account?
       *[other] Block { $total } accounts?
    }
confirm-removed =
    { $count ->
        [one] Remove 1 account?
       *[other] Remove { $total } accounts?
    }
confirm-none-active = Nothing to unblock
confirm-none-blocked = Nothing to block
confirm-none-removed = Nothing to remove
nothing-to-change = None of the selected accounts would change.
consequence-active =
    { $count ->
        [one] People in this account can sign in again, and its videos play again for everyone who watches them.
       *[other] People in these accounts can sign in again, and their videos play again for everyone who watches them.
    }
consequence-blocked =
    { $count ->
        [one] People in this account can no longer sign in, and its videos stop playing for everyone who watches them. Nothing is deleted. You can unblock it at any time.
       *[other] People in these accounts can no longer sign in, and their videos stop playing for everyone who watches them. Nothing is deleted. You can unblock them at any time.
    }
consequence-removed =
    { $count ->
        [one] The account is treated as closed: its people can no longer sign in, and its videos stop playing for everyone who watches them. It frees its place in your account quota.
       *[other] The accounts are treated as closed: their people can no longer sign in, and their videos stop playing for everyone who watches them. They free their places in your account quota.
    }
remove-stays =
    { $count ->
        [one] It stays in your list under “Removed”. Only Kaltura itself deletes accounts.
       *[other] They stay in your list under “Removed”. Only Kaltura itself deletes accounts.
    }
remove-warning =
    { $count ->
        [one] Kaltura may later erase the content of removed accounts for good. Making this account active again may not bring its videos back.
       *[other] Kaltura may later erase the content of removed accounts for good. Making these accounts active again may not bring their videos back.
    }
restore-warning =
    { $count ->
        [one] This account was removed. Kaltura may have erased its content already; then it comes back empty.
       *[other] Some of these accounts were removed. Kaltura may have erased their content already; then they come back empty.
    }
template-warning-single = This is a template account. Make sure nobody creates new accounts from it.
template-warning =
    { $count ->
        [one] One of them is a template account. Make sure nobody creates new accounts from it.
       *[other] { $count } of them are template accounts. Make sure nobody creates new accounts from them.
    }
who-label =
    { $count ->
        [one] The account
       *[other] The { $total } accounts
    }
you-selected =
    { $count ->
        [one] You selected 1.
       *[other] You selected { $total }.
    }
left-out-already-one = { $name } has this status already and is left as it is.
left-out-already = { $total } have this status already and are left as they are.
left-out-parent = { $name } is the parent account and cannot be changed here.
left-out-not-found-one = { $name } is no longer among your accounts.
left-out-not-found = { $total } are no longer among your accounts.
left-out-deleted-one = { $name } was deleted by Kaltura.
left-out-deleted = { $total } were deleted by Kaltura.
left-out-template-one = { $name } is a template account and is left out, because nobody could copy from it any more. Change it on its own.
left-out-template = { $total } are template accounts and are left out, because nobody could copy from them any more. Change them one by one.
left-out-removed-one = { $name } is removed and stays so. To make it active again, select it without blocked accounts.
left-out-removed = { $total } are removed and stay so. To make them active again, select them without blocked accounts.
left-out-not-listed =
    { $count ->
        [one] 1 entry of your list fits no account: { $entries }.
       *[other] { $total } entries of your list fit no account: { $entries }.
    }
left-out-ambiguous =
    { $count ->
        [one] 1 entry of your list fits more than one account and is left out: { $entries }.
       *[other] { $total } entries of your list fit more than one account and are left out: { $entries }.
    }
beyond-quota-status =
    { $count ->
        [one] This is 1 account more than your quota allows. Kaltura lets it be used all the same and may charge for it.
       *[other] These are { $total } accounts more than your quota allows. Kaltura lets them be used all the same and may charge for them.
    }
beyond-quota-status-agree = Use them beyond the quota
reason = Reason
reason-optional = (optional, kept in Activity)
type-number = Type <b>{ $expected }</b>, the number of accounts, to confirm
type-word = Type <b>{ $expected }</b> to confirm
now-status = Now { $status }
takes-seconds = Takes a few seconds
takes-minutes = Can take a few minutes
export-first = Export entries first…
verb-active =
    { $count ->
        [one] Unblock account
       *[other] Unblock { $total } accounts
    }
verb-restored =
    { $count ->
        [one] Make account active
       *[other] Make { $total } accounts active
    }
verb-blocked =
    { $count ->
        [one] Block account
       *[other] Block { $total } accounts
    }
verb-removed =
    { $count ->
        [one] Remove account
       *[other] Remove { $total } accounts
    }
drop-status-title = Close without changing anything?
drop-status-text = No account was changed. The reason that you typed is not kept.
drop-status-cancel = Stay here
run-queued = Waiting for another job to finish.
run-cancelling = Stopping after what is under way…
run-paused = Paused. { $done } of { $total } done.
run-done = { $done } of { $total } done
run-failed-so-far =
    { $count ->
        [one] 1 could not be changed so far. You can try it again at the end.
       *[other] { $total } could not be changed so far. You can try them again at the end.
    }
run-in-background = Continue in background
result-one-active = { $name } is active
result-one-blocked = { $name } is blocked
result-one-removed = { $name } is removed
result-one-not-active = { $name } was not unblocked
result-one-not-restored = { $name } was not made active again
result-one-not-blocked = { $name } was not blocked
result-one-not-removed = { $name } was not removed
result-all-active =
    { $count ->
        [one] 1 account unblocked
       *[other] { $total } accounts unblocked
    }
result-all-restored =
    { $count ->
        [one] 1 account made active again
       *[other] { $total } accounts made active again
    }
result-all-blocked =
    { $count ->
        [one] 1 account blocked
       *[other] { $total } accounts blocked
    }
result-all-removed =
    { $count ->
        [one] 1 account removed
       *[other] { $total } accounts removed
    }
result-some-active = { $done } of { $total } accounts unblocked
result-some-restored = { $done } of { $total } accounts made active again
result-some-blocked = { $done } of { $total } accounts blocked
result-some-removed = { $done } of { $total } accounts removed
result-failed =
    { $count ->
        [one] 1 could not be changed.
       *[other] { $total } could not be changed.
    }
result-open =
    { $count ->
        [one] For one the answer was lost: it is not certain yet whether it was changed.
       *[other] For { $total } the answer was lost: it is not certain yet whether they were changed.
    }
result-left =
    { $count ->
        [one] 1 not attempted.
       *[other] { $total } not attempted.
    }
result-checked =
    { $count ->
        [one] 1 account confirmed by the server.
       *[other] { $total } accounts confirmed by the server.
    }
items-let-go = What became of each account is kept for 90 days. Activity keeps it longer.
result-per-account = Result per account
item-failed = Not changed
item-still = Still { $status }
item-unknown = Not certain
item-sent = Sent, no answer yet
item-skipped = Left out
item-pending = Waiting
undo-active =
    { $count ->
        [one] Undo: block 1 account
       *[other] Undo: block { $total } accounts
    }
undo-blocked =
    { $count ->
        [one] Undo: unblock 1 account
       *[other] Undo: unblock { $total } accounts
    }
retry-failed =
    { $count ->
        [one] Try 1 account again
       *[other] Try { $total } accounts again
    }
retry-uncertain =
    { $count ->
        [one] Look again for 1 account
       *[other] Look again for { $total } accounts
    }
retry-looks-first = Roster first looks up what is not certain, and sends again only what was not done.
toast-active = { $name } is active
toast-active-text = Its people can sign in, and its videos play.
toast-blocked = { $name } is blocked
toast-blocked-text = Its people can no longer sign in, and its videos have stopped playing.
toast-removed = { $name } is removed
toast-removed-text = Its people can no longer sign in, and its videos have stopped playing.
toast-diagnostics = Diagnostics copied. They hold no passwords, tokens or secrets.
toast-view-deleted = The view “{ $name }” is deleted
toast-exported =
    { $count ->
        [one] 1 row written to the file
       *[other] { $total } rows written to the file
    }
show-result = Show result

# A new account

back-to-accounts = Back to accounts
account-name = Account name
reference-id-hint = Your own number for it, for example from your billing
reference-id-fine = Not used by another account
template-account = Template account
template-usual = Kaltura’s standard template
template-hint = Content, players, roles and settings are copied from it
templates-loading = Loading the templates…
templates-none = There are no template accounts under this parent account
welcome-mail = Welcome e-mail
welcome-mail-option = Send it to the administrator
more-fields = More: description, country, initial password
description-hint = Kaltura needs one; nobody outside sees it
new-account-usual-description = Created with Roster
country = Country
country-hint = A two-letter code, such as US or DE
state = State
state-hint = A two-letter code, such as NY, for the United States
initial-password = Initial password
initial-password-hint = If left empty, Kaltura makes one
about-new-account = About this account
what-will-happen = What will happen
will-create = An account is created under <b>{ $parent }</b>.
will-create-named = An account named <b>{ $name }</b> is created under <b>{ $parent }</b>.
will-copy = The content and settings of <b>{ $template }</b> are copied into it.
will-mail = The administrator gets an e-mail with a link to set a password.
will-mail-named = { $name } gets an e-mail with a link to set a password.
will-not-mail = Nobody gets an e-mail.
will-take = Creating takes up to a minute.
key-escape-text = Back to the list; asks before it discards what you typed
create-account = Create account
creating-button = Creating…
create-validating = Asking Kaltura whether it accepts this…
create-creating = Creating the account. This can take up to a minute.
create-errors =
    { $count ->
        [one] 1 field needs a change before the account can be created
       *[other] { $count } fields need a change before the account can be created
    }
create-failed = The account was not created
drop-form-title = Discard what you typed?
drop-form-text = The account was not created. What you typed in the form is lost.
drop-form-confirm = Discard
drop-form-cancel = Keep editing
drop-form-stay = Stay here
drop-note-title = Go on without keeping the note?
drop-note-text = What you wrote about the account could not be kept on this computer. The panel beside the list says why.
drop-creating-title = Leave while the account is being created?
drop-creating-text = It was sent and may be there soon. When Roster is connected to { $parent } again, it looks for the account and tells you what it found.
drop-creating-confirm = Leave
drop-unclear-title = Leave without knowing whether the account is there?
drop-unclear-text = It was sent, and nobody knows yet whether it was created. When Roster is connected to { $parent } again, it looks for the account and tells you what it found. What you typed is lost.
drop-not-found-text = The account is not there. What you typed in the form is lost.
drop-orphaned-title = Leave this account as it is?
drop-orphaned-text = It exists, but in the wrong place. The details that Kaltura needs to put it right are shown only here; copy them first.
drop-password-title = Leave without the password?
drop-password-text = Roster shows it only here. Nobody got it by e-mail, and you have neither looked at it nor copied it.
drop-password-confirm = Leave without it
drop-password-cancel = Stay here
over-quota-title = Go past your account quota?
over-quota-text = { $used } of { $limit } accounts are in use. This one would go past the limit of your contract.
over-quota-hint = The server does not stop it, but Kaltura may charge for it or ask you about it. Ask your Kaltura contact if you are not sure.
over-quota-confirm = Create it anyway
unclear-title = Was the account created?
unclear-text = Roster does not send it again by itself, so that it cannot exist twice. What you typed is kept.
unclear-looking = Looking…
unclear-found-title = The account was created
unclear-found-text = { $name } is there, with Partner ID { $id }.
unclear-not-found-title = The account is not there
unclear-not-found-text = Roster looked for it at the server and did not find it. You can safely create it from the form, which is as you left it.
look-again = Look again
back-to-form = Back to the form
orphaned-title = The account was created in the wrong place
orphaned-text = Copy the details and send them to your Kaltura contact.
created-title = Account created
created-found-later = The first answer was lost. Roster looked for the account and found it.
created-under = Under
created-checked = checked with the server
created-mail-sent = Welcome e-mail sent to { $email }
created-mail-not-sent = No welcome e-mail was sent to { $email }
created-login-existed = Signs in with the password this e-mail already has
created-copied-from = Copied from
created-quota-left = Quota left
password-once-title = Initial password, shown once
password-once-mail = This e-mail had no Kaltura sign-in before. The welcome e-mail lets the administrator set a password without it; you need this only to help by phone.
password-once-no-mail = This e-mail had no Kaltura sign-in before, and no welcome e-mail was sent. Pass the password on; nobody can look it up later.
password-copied = Password copied. It leaves the clipboard after a minute.
create-another = Create another like this

# Activity

activity-sub = Done from this computer. Cannot be edited.
activity-export = Export…
activity-file-name = Roster activity.csv
activity-search = Search accounts, people, reasons
activity-count =
    { $count ->
        [one] 1 record
       *[other] { $total } records
    }
activity-count-grouped =
    { $lines ->
        [one] { $records } records in 1 line
       *[other] { $records } records in { $shown } lines
    }
activity-loading = Loading the activity…
activity-empty = Nothing has been done yet
activity-empty-text = Every change made from this computer is kept here: when, who, which account, before and after, why, and how it ended.
activity-nothing-matches = Nothing matches
activity-looked-at = Looked at person, account, Partner ID, reason and connection.
activity-signed-in = Signed in
activity-signed-out = Signed out
activity-connection-removed = Connection removed
activity-token-made = App token made
activity-token-revoked = App token revoked
activity-account-created = Account created
activity-entries-exported = Entries exported to { $file }
activity-entries-counted =
    { $count ->
        [one] Entries of one account counted, for an export
       *[other] Entries of { $total } accounts counted, for an export
    }
activity-account-edited = Account edited
activity-status-changed-kind = Status changed
activity-exported-kind = Entries exported
activity-signing-kind = Signing in and out
activity-set-to = Set to { $status }
activity-only = { $name } only
activity-all = All connections
activity-show-all = Show all connections
activity-show-only = Show only { $name }
day = Day
today = Today
time = Time
person = Person
what = What
what-any = Anything
what-is = What:
who = Who
who-is = Who:
person-any = Anybody
when = When
when-is = When:
when-any = Any time
connection-any = Any connection
connection-is = Connection:
result = Result
result-any = Any result
result-is = Result:
result-done = Done
result-sent = Sent, no answer yet
result-unchanged = No change
result-refused = Refused
result-unclear = Not certain

# Jobs

jobs-sub = Changes, imports and exports, and how they ended.
jobs-running = Running
jobs-interrupted = Interrupted
jobs-past = Past
jobs-loading = Loading the jobs…
jobs-empty = No jobs yet
jobs-empty-text = When you change accounts, import them or export entries, the work appears here, and stays with its result.
job-active =
    { $count ->
        [one] Unblock 1 account
       *[other] Unblock { $total } accounts
    }
job-restored =
    { $count ->
        [one] Make 1 account active again
       *[other] Make { $total } accounts active again
    }
job-blocked =
    { $count ->
        [one] Block 1 account
       *[other] Block { $total } accounts
    }
job-removed =
    { $count ->
        [one] Remove 1 account
       *[other] Remove { $total } accounts
    }
job-one-active = Unblock { $name }
job-one-restored = Make { $name } active again
job-one-blocked = Block { $name }
job-one-removed = Remove { $name }
job-progress = { $job }, { $percent }%
job-queued = Waiting
job-running = Running
job-paused = Paused
job-cancelling = Stopping
job-cancelled = Stopped
job-interrupted = Interrupted
job-interrupted-text = Roster closed while this was running. Resuming first looks up what is not certain, so that nothing is done twice.
job-finished = Done
job-failed = Not done
job-partly = Partly done
leave-it = Stop for good…
leave-job-title = Stop this job for good?
leave-job-cancel = Keep it for later
stop-status-title = Stop the change?
stop-status-text =
    { $count ->
        [0] Every account was sent already. What is done stays done.
        [one] 1 account was not changed yet and stays as it is. What is done stays done. You cannot resume it later.
       *[other] { $total } accounts were not changed yet and stay as they are. What is done stays done. You cannot resume it later.
    }
jobs-older =
    { $count ->
        [one] Show 1 older
       *[other] Show { $total } older
    }
close-title =
    { $count ->
        [one] Close Roster while work is running?
       *[other] Close Roster while { $count } jobs are running?
    }
close-text = Roster waits a few seconds for what has been sent. Resume the rest in Jobs next time: Roster first checks what became of it, so that nothing is done twice.
close-confirm = Close Roster
close-cancel = Keep it open

# ---- importing accounts, and changing details from a file ----

import-accounts = Import accounts
import-button = Import…
change-details = Change details from a file
accounts-from-list = Select accounts from a list
more-actions = More
action-import = Import accounts from a file…
action-change-details = Change details from a file…
action-from-list = Select accounts from a list…
importing-steps = Steps
importing-step-file = File
importing-step-columns = Columns
importing-step-review = Review
importing-step-create = Create
importing-step-change = Change
importing-step-done = { $step }, done
importing-sub = { $file }, { $rows }
importing-rows =
    { $count ->
        [one] 1 row
       *[other] { $total } rows
    }
importing-continue = Continue
importing-back-from-run = Back to accounts. The work stays in Jobs.

# ---- import: the file ----
importing-choose-title = Choose the file with the new accounts
importing-choose-title-edit = Choose the file with the new details
importing-choose-text = An Excel workbook (.xlsx) or a text file with columns (.csv), one account per row. You will see every row before anything is created.
importing-choose-text-edit = An Excel workbook (.xlsx) or a text file with columns (.csv), one account per row, each with its Partner ID. You will see every change before anything is sent. An empty cell leaves things as they are.
importing-choose = Choose a file…
importing-other-running = Another file, { $file }, is still running: { $left } of its { $total } rows are to come. What you begin now waits for it.
importing-other-queued = Another file, { $file }, is waiting for its turn with { $total } rows. What you begin now comes after it.
importing-other-waiting = Another file, { $file }, was begun and is paused: { $left } of its { $total } rows are not done yet.
importing-other-stopping = Another file, { $file }, is being stopped. What you begin now waits for it.
importing-other-interrupted = Another file, { $file }, was interrupted when Roster closed: { $left } of its { $total } rows are not done yet.
importing-other-show = Show it
importing-choose-other = Choose another file…
importing-choose-drop = You can also drop it on the window.
importing-reading = Reading the file…
importing-cannot-use = This file cannot be used
importing-cannot-read-so = The file cannot be read that way
importing-file-workbook = Excel workbook
importing-file-text = Text file with columns
importing-sheet = Sheet
importing-encoding = Text encoding
importing-encoding-hint = If names look garbled below, choose how the file was saved.
importing-encoding-utf-8 = Unicode (UTF-8)
importing-encoding-utf-16 = Unicode (UTF-16)
importing-encoding-1252 = Western European (Windows)
importing-encoding-1250 = Central European (Windows)
importing-encoding-1251 = Cyrillic (Windows)
importing-encoding-1253 = Greek (Windows)
importing-encoding-1254 = Turkish (Windows)
importing-encoding-1255 = Hebrew (Windows)
importing-encoding-1256 = Arabic (Windows)
importing-encoding-932 = Japanese (Shift JIS)
importing-delimiter = Columns are separated by
importing-delimiter-comma = Commas
importing-delimiter-semicolon = Semicolons
importing-delimiter-tab = Tabs
importing-delimiter-bar = Vertical bars
importing-read-otherwise = Names or columns look wrong?
importing-preview = The beginning of the file
importing-preview-nothing = empty
importing-templates = Or start from a template
importing-templates-text = A workbook with the right columns, an example, and a sheet that explains each column. Fill it in and choose it here.
importing-template-reseller = Reseller
importing-template-reseller-text = One account per customer, with your customer number as Reference ID
importing-template-university = University
importing-template-university-text = One account per faculty, department or school
importing-template-enterprise = Enterprise
importing-template-enterprise-text = One account per business unit or region, with its cost centre
importing-template-media = Media network
importing-template-media-text = One account per channel or brand
importing-template-oem = OEM partner
importing-template-oem-text = One account per customer of your product, with template and country
importing-template-save = Save…
importing-template-save-label = Save the template for: { $kind }
importing-template-saved = Template saved
importing-needs = What each row needs
importing-needs-name = <b>Account name</b>, as it should appear in lists
importing-needs-admin = <b>Administrator name</b>, first and last
importing-needs-email = <b>E-mail</b> of the administrator, who signs in with it
importing-needs-optional = Phone, website, Reference ID, description, template account, country and state, welcome e-mail and an initial password are optional.
importing-needs-id = <b>Partner ID</b> of the account
importing-needs-change = <b>At least one new detail</b>: Reference ID, phone, website, administrator name or e-mail
importing-goes = What happens next
importing-goes-columns = Roster matches the columns; you correct it once, and it is remembered.
importing-goes-review = You see every row with its problems, and fix or leave out what is wrong.
importing-goes-create = Roster creates the accounts. You can pause, stop, or do something else meanwhile.
importing-goes-change = Roster changes the accounts. You can pause, stop, or do something else meanwhile.
importing-goes-result = At the end you can save a result file: your rows with their Partner IDs, each with its result or the reason why not.
importing-get-ids = Where Partner IDs come from
importing-get-ids-text = Select accounts in the list and use “Copy Partner IDs”, or use the result file of an import.

# ---- import: the columns ----
importing-columns-intro = Say what each column of the file means. What you leave out is not used.
importing-columns-remembered = Matched as you did it last time with a file like this.
importing-columns-label = Columns of the file
importing-column-file = In the file
importing-column-samples = For example
importing-column-means = Means
importing-column-how = How it was found
importing-column-means-label = Meaning of the column { $heading }
importing-column-left-out = Not used
importing-columns-required = Required
importing-columns-optional = Optional
importing-column-all-empty = All cells are empty
importing-column-result = Added by Roster in an earlier import
importing-how-heading = By its heading
importing-how-content = By its contents
importing-how-remembered = As last time
importing-how-person = Chosen by you
importing-no-columns = Nothing was matched
importing-fields = What Roster needs
importing-fields-optional = Also possible
importing-field-from = { $field }: from “{ $heading }”
importing-field-missing = { $field }: no column yet
importing-why-columns =
    { $count ->
        [one] Solve the problem with the columns first
       *[other] Solve the { $total } problems with the columns first
    }
importing-review-rows =
    { $count ->
        [one] Review 1 row
       *[other] Review { $total } rows
    }

# ---- import: the rows ----
importing-rows-to-show = Rows to show
importing-show-all = All
importing-show-them = Show them
importing-show-ready = Ready
importing-show-to-fix = To fix
importing-show-worth-a-look = Worth a look
importing-show-left-out = Left out
importing-show-changes = Changes
importing-row = Row
importing-found = What was found
importing-row-tools = Leave out
importing-leave-out-row = Leave out row { $row }
importing-take-in-row = Include row { $row } again
importing-take-in-unclear = Include
importing-take-in-unclear-row = Include row { $row }: its account is not there
importing-edit-cell = { $field }, row { $row }
importing-more-problems = +{ $count }
importing-empty-cell = Empty
importing-loading-row = Loading the row
importing-nothing-ready = No row is ready yet
importing-nothing-to-fix = Nothing to fix
importing-nothing-to-fix-text = Every row that is not left out can be sent.
importing-nothing-worth-a-look = Nothing odd was found
importing-nothing-left-out = No row is left out
importing-nothing-changes = Nothing would change
importing-nothing-changes-text = The accounts have all these details already, or the rows have to be fixed first.
importing-nothing-show-all = Show all rows
importing-marked =
    { $count ->
        [one] 1 row marked
       *[other] { $total } rows marked
    }
importing-leave-out-marked = Leave them out
importing-take-in-marked = Include them
importing-can-create =
    { $count ->
        [one] 1 account can be created
       *[other] { $total } accounts can be created
    }
importing-can-change =
    { $count ->
        [one] 1 account can be changed
       *[other] { $total } accounts can be changed
    }
importing-foot-to-fix =
    { $count ->
        [one] 1 to fix or leave out first
       *[other] { $total } to fix or leave out first
    }
importing-foot-quota = quota left: { $left }
importing-foot-over-quota =
    { $count ->
        [one] 1 more than your quota has left
       *[other] { $total } more than your quota has left
    }
importing-leave-out-invalid =
    { $count ->
        [one] Leave it out
       *[other] Leave out these { $total }
    }
importing-why-to-fix =
    { $count ->
        [one] Fix or leave out 1 row first
       *[other] Fix or leave out { $total } rows first
    }
importing-why-none = No row is ready to be sent
importing-why-working = One moment, the last step is not finished
importing-create =
    { $count ->
        [one] Create 1 account…
       *[other] Create { $total } accounts…
    }
importing-change =
    { $count ->
        [one] Change 1 account…
       *[other] Change { $total } accounts…
    }
importing-fixes =
    { $count ->
        [one] 1 fix
       *[other] { $total } fixes
    }
importing-fixes-title = Suggested fixes, for all rows
importing-fix-example = For example
importing-fix-do = Fix
importing-fix-do-label = Fix: { $what }
importing-fix-to = becomes
importing-fixed = Done: { $what }
importing-template = Template account
importing-welcome = Welcome e-mail
importing-welcome-tip = For rows where the file says neither yes nor no
importing-template-tip = For rows where the file names no template account
importing-ask-kaltura = Check with Kaltura
importing-ask-kaltura-all = Check with Kaltura: all rows
importing-ask-tip = Kaltura checks each row without creating anything.
importing-asking = Kaltura has checked { $checked } of { $total } rows
importing-asked-fine =
    { $count ->
        [one] Kaltura would accept the row.
       *[other] Kaltura would accept all { $total } rows.
    }
importing-asked-refused =
    { $count ->
        [one] Kaltura would refuse 1 of { $total } rows. It is among those to fix, with its reason.
       *[other] Kaltura would refuse { $refused } of { $total } rows. They are among those to fix, with their reasons.
    }
importing-asked-stopped = Stopped after { $checked } of { $total } rows. Kaltura did not check the others.
importing-asked-problem = Kaltura checked { $checked } of { $total } rows.
importing-templates-missing = Template accounts could not be read. Try again
importing-email-note = A new e-mail of the administrator is kept with the account only: how people sign in, and whose account it is, stay as they are.
importing-changes-label = What would change
importing-change-same = Unchanged
importing-change-was-empty = Empty
importing-change-from-to = { $before } becomes { $after }

# ---- import: the last question ----
importing-confirm-create =
    { $count ->
        [one] Create 1 account?
       *[other] Create { $total } accounts?
    }
importing-confirm-change =
    { $count ->
        [one] Change the details of 1 account?
       *[other] Change the details of { $total } accounts?
    }
importing-confirm-what-create =
    { $count ->
        [one] It belongs to <b>{ $parent }</b> from the moment it is created. Creating cannot be undone; an account can only be removed.
       *[other] They belong to <b>{ $parent }</b> from the moment they are created. Creating cannot be undone; an account can only be removed.
    }
importing-confirm-what-change = The new details replace the old ones at once. The old ones stay in Activity.
importing-confirm-template = Rows that do not name a template account are copied from <b>{ $template }</b>.
importing-confirm-no-template = Rows that do not name a template account start from Kaltura’s standard template.
importing-confirm-mail = Kaltura sends each administrator a welcome e-mail, except where the file says “no”.
importing-confirm-no-mail = Nobody gets a welcome e-mail, except where the file says “yes”.
importing-confirm-quota = Your quota: { $used } of { $limit } used now, { $after } afterwards.
importing-confirm-warnings =
    { $count ->
        [one] 1 row is worth a look and is sent as it is.
       *[other] { $total } rows are worth a look and are sent as they are.
    }
importing-confirm-left-out =
    { $count ->
        [one] 1 row is left out.
       *[other] { $total } rows are left out.
    }
importing-confirm-to-fix =
    { $count ->
        [one] 1 row has an error and is not sent.
       *[other] { $total } rows have errors and are not sent.
    }
importing-confirm-unchanged =
    { $count ->
        [one] 1 row would change nothing and is not sent.
       *[other] { $total } rows would change nothing and are not sent.
    }
importing-confirm-password =
    { $count ->
        [one] 1 row has an initial password. Passwords are never saved: if Roster closes before that row, import it again.
       *[other] { $total } rows have an initial password. Passwords are never saved: if Roster closes before those rows, import them again.
    }
importing-confirm-beyond =
    { $count ->
        [one] This is 1 account more than your quota allows. Kaltura creates it all the same and may charge for it.
       *[other] These are { $total } accounts more than your quota allows. Kaltura creates them all the same and may charge for them.
    }
importing-confirm-beyond-agree = Create them beyond the quota
importing-why-beyond = Agree to go beyond the quota first
importing-confirm-later = You can pause or stop at any time. Accounts already created stay.
importing-confirm-later-change = You can pause or stop at any time. Accounts already changed stay changed.
importing-start-create =
    { $count ->
        [one] Create 1 account
       *[other] Create { $total } accounts
    }
importing-start-change =
    { $count ->
        [one] Change 1 account
       *[other] Change { $total } accounts
    }

# ---- import: the run and its end ----
importing-run-of = { $done } of { $total } done
importing-run-created = { $total } created
importing-run-changed = { $total } changed
importing-run-unchanged = { $total } already up to date
importing-run-failed = { $total } not done
importing-run-unclear = { $total } not certain
importing-run-waiting = { $total } waiting
importing-run-left = { $total } not sent
importing-left-out =
    { $count ->
        [one] 1 row left out
       *[other] { $total } rows left out
    }
importing-left-out-row = Row { $row }
importing-run-per-minute =
    { $count ->
        [one] 1 a minute
       *[other] { $total } a minute
    }
importing-run-seconds = less than a minute left
importing-run-minutes =
    { $count ->
        [one] about 1 minute left
       *[other] about { $total } minutes left
    }
importing-run-hours =
    { $count ->
        [one] about 1 hour left
       *[other] about { $total } hours left
    }
importing-run-queued = Waiting for another job to finish.
importing-run-slowed = Kaltura asked for fewer requests, so this goes slower for a while. Nothing is lost.
importing-run-trying = <b>No connection just now.</b> Nothing is lost, and nothing is done twice. Roster keeps trying.
importing-run-offline = <b>Paused: no connection.</b> Nothing is lost, and nothing is done twice. Resume when the connection is back.
importing-run-cancelling = Stopping. What was sent already is waited for.
importing-run-interrupted = Roster closed while this was running. Resuming first looks up what is not certain, so that nothing is done twice.
importing-run-leave = You can leave this screen. The work continues, and Jobs leads back here.
importing-run-leave-paused = You can leave this screen or close Roster. The work waits in Jobs.
importing-open-job = Show rows
importing-result = Result
importing-items = Rows and what came of them
importing-item-created = Created
importing-item-changed = Changed
importing-item-unchanged = Already up to date
importing-item-sent = Sent, waiting for the answer
importing-item-unknown = Sent, no answer yet: looked up before anything is sent again
importing-item-failed = Not done
importing-item-skipped = Not sent
importing-item-pending = Waiting
importing-save-so-far = Save result so far…
importing-save-result = Save result file…
importing-save-tip-workbook = The result holds the sheet that was imported, with every cell as text. Other sheets, formulas and colours stay in your file.
importing-saved = Result file saved
importing-cancel-create = Stop import…
importing-cancel-change = Stop changes…
importing-retry-text = Sends the same rows once more, as they are
importing-again-failed = Import the failed rows again
importing-again-changes = Change the failed rows again
importing-again-text = The result file is opened like any file; rows that are done are left out.
importing-end-stopped-create =
    { $count ->
        [one] Stopped: the account was not created
       *[other] Stopped: { $done } of { $total } accounts created
    }
importing-end-stopped-change =
    { $count ->
        [one] Stopped: the account was not changed
       *[other] Stopped: { $done } of { $total } accounts changed
    }
importing-end-unclear =
    { $count ->
        [one] It is not certain whether 1 account was created. Choose “{ $button }”: Roster looks for it before anything is sent again.
       *[other] It is not certain whether { $total } accounts were created. Choose “{ $button }”: Roster looks for them before anything is sent again.
    }
importing-end-unclear-change =
    { $count ->
        [one] It is not certain whether 1 account was changed. Choose “{ $button }”: Roster looks at it before anything is sent again.
       *[other] It is not certain whether { $total } accounts were changed. Choose “{ $button }”: Roster looks at them before anything is sent again.
    }
# Long afterwards nothing is kept of the rows that Roster could look for.
importing-end-unclear-by-hand =
    { $count ->
        [one] It is not certain whether 1 account was created. Look for it in the list before you import its row again.
       *[other] It is not certain whether { $total } accounts were created. Look for them in the list before you import their rows again.
    }
importing-end-unclear-change-by-hand =
    { $count ->
        [one] It is not certain whether 1 account was changed. Look at it in the list before you change it again.
       *[other] It is not certain whether { $total } accounts were changed. Look at them in the list before you change them again.
    }
importing-stop-title-create = Stop the import?
importing-stop-title-change = Stop the changes?
importing-stop-text =
    { $count ->
        [0] All rows have been sent already. What is done stays done.
        [one] 1 row was not sent yet and stays out. What is done stays done. You can import the rest later from the result file.
       *[other] { $total } rows were not sent yet and stay out. What is done stays done. You can import the rest later from the result file.
    }
importing-stop-confirm = Stop
importing-stop-cancel = Keep going
importing-run-gone = This job is not there any more
importing-drop-title = Leave without importing?
importing-drop-title-change = Leave without changing the accounts?
importing-reread-title = Read the file again?
importing-reread-confirm = Read it again
importing-choose-other-confirm = Choose another file
importing-drop-text = What you fixed and left out here is not in the file and will be lost. Nothing was sent yet.
importing-drop-confirm = Leave
importing-drop-cancel = Stay here

# ---- files dropped on the window ----
drop-to-create = Drop the file to import new accounts
drop-to-edit = Drop the file to change accounts
drop-to-list = Drop the file with the accounts
drop-one-file = One file at a time
drop-one-file-text = Drop a single Excel workbook or text file.

# ---- a list of accounts ----
listed-text = Paste Partner IDs or Reference IDs, one per line or separated by commas or spaces, or choose a file.
listed-field = Partner IDs or Reference IDs
listed-file = From the file { $file }
listed-choose = Choose a file…
listed-reading = Looking the accounts up…
listed-found =
    { $count ->
        [0] No account found
        [one] 1 account found
       *[other] { $total } accounts found
    }
listed-of =
    { $count ->
        [one] of 1 ID
       *[other] of { $total } IDs
    }
listed-not-found =
    { $count ->
        [one] 1 ID matches no account
       *[other] { $total } IDs match no account
    }
listed-ambiguous =
    { $count ->
        [one] 1 Reference ID belongs to more than one account, so none of them is chosen. Use the Partner ID instead.
       *[other] { $total } Reference IDs belong to more than one account each, so none of those is chosen. Use Partner IDs instead.
    }
listed-repeated =
    { $count ->
        [one] 1 ID is repeated and counts once.
       *[other] { $total } IDs are repeated and count once.
    }
listed-select =
    { $count ->
        [0] Select
        [one] Select it
       *[other] Select all { $total }
    }
listed-why-none = No account was found yet
listed-why-reading = Roster is still looking
listed-selected =
    { $count ->
        [one] 1 account from your list is selected
       *[other] { $total } accounts from your list are selected
    }
listed-in-search =
    { $count ->
        [one] 1 account of your list is shown.
       *[other] The { $total } accounts of your list are shown.
    }
listed-select-these =
    { $count ->
        [one] Select this one
       *[other] Select these { $total }
    }

importing-all-created =
    { $count ->
        [one] 1 account created
       *[other] All { $total } accounts created
    }
importing-all-changed =
    { $count ->
        [one] 1 account changed
       *[other] All { $total } accounts changed
    }
importing-some-created =
    { $count ->
        [one] The account was not created
       *[other] { $done } of { $total } accounts created
    }
importing-some-changed =
    { $count ->
        [one] The account was not changed
       *[other] { $done } of { $total } accounts changed
    }
importing-one-unclear-created = It is not certain whether the account was created
importing-one-unclear-changed = It is not certain whether the account was changed
importing-job-create =
    { $count ->
        [one] Create 1 account
       *[other] Create { $total } accounts
    }
importing-job-change =
    { $count ->
        [one] Change 1 account
       *[other] Change { $total } accounts
    }

# Jobs of every kind, and the entries export

exports = Exports
exports-sub = Entries of your accounts, in one file.
exports-empty = No exports yet
exports-empty-text = An export writes the entries of as many accounts as you like into one Excel or CSV file, and says in it what could not be read and why. It changes nothing at Kaltura.
new-export = New export…
repeat-last = Repeat last export…
action-export-entries = Export entries…
back-to-exports = Back to exports
export-entries = Export entries
entries = Entries
progress = Progress
entries-count =
    { $count ->
        [0] no entries
        [one] 1 entry
       *[other] { $total } entries
    }

# The form: which accounts
which-accounts = Which accounts
scope-selected =
    { $count ->
        [one] The selected account
       *[other] The { $total } selected accounts
    }
scope-chosen =
    { $count ->
        [one] The account of these settings
       *[other] The { $total } accounts of these settings
    }
scope-view = The view { $name }
scope-list = The list as shown now
scope-search = What the search of these settings finds
scope-all-active = All active accounts
scope-also = Also
scope-parent = Parent account
scope-templates = Template accounts
scope-read-only = Read-only accounts
unreadable-accounts =
    { $count ->
        [one] 1 account cannot be read. The file lists it under Errors.
       *[other] { $total } accounts cannot be read. The file lists them under Errors.
    }
unreadable-label = Accounts that cannot be read

# The form: which entries
which-entries = Which entries
media-any = Nothing ticked means every kind, including playlists and documents.
also-unmoderated = Also entries waiting for approval or rejected
also-unmoderated-hint = Kaltura leaves them out unless it is asked for them.
days-between = Between
days-and = and
tags-any = Tags, any of
tags-all = All tags
tags-hint = Separate with commas. Entries with any one of them count.
categories-all = All categories
categories-hint = IDs or full names such as Courses>Biology, separated by commas. Categories below them count too.
only-captioned = Only entries with captions

# The form: the file
export-file = File
file-type = Type
file-excel = Excel workbook
file-csv = CSV
file-csv-hint = The summary and errors are saved as separate files beside it.
file-sheets = Sheets
sheets-one = One for all accounts
sheets-per-account = One per account
time-zone = Time zone
time-zone-hint = Dates in the file use this time zone.
zone-here = { $zone } (this computer)
save-as = Save as
place-not-chosen = Chosen when the export starts
choose-dots = Choose…
choose-place = Choose another place
export-start = Export
export-choose-and-start = Export…
export-starting = The export is being started…
export-needs-accounts = Choose at least one account.
export-needs-day = One of the dates cannot be read.
export-needs-status = Choose at least one status.
export-needs-columns = Choose at least one column.
why-accounts-unread = It is not known yet which accounts these are.
why-export-not-ready = First complete what is missing in the form.

# The form: columns
columns-count = { $chosen } of { $total }
columns-find = Find a column
columns-nothing = No column has this name.
columns-in-order = Columns in the order of the file
columns-not-in = Not in the file
columns-drag = Drag to order, or
column-moving = moving
entries-group-account = Account
entries-group-basic = Basic
entries-group-categories = Categories
entries-group-captions = Captions
entries-group-events = Scheduled events
entries-group-metadata = Custom metadata
entries-column-account-name = Account name
entries-column-account-id = Partner ID
entries-column-account-reference-id = Account Reference ID
entries-column-entry-id = Entry ID
entries-column-name = Entry name
entries-column-description = Description
entries-column-tags = Tags
entries-column-media-type = Media type
entries-column-status = Status
entries-column-moderation = Moderation
entries-column-length = Length
entries-column-length-ms = Length in milliseconds
entries-column-created-at = Created
entries-column-updated-at = Updated
entries-column-owner = Owner
entries-column-creator = Creator
entries-column-reference-id = Reference ID
entries-column-group-id = Group ID
entries-column-redirect-entry-id = Redirect entry ID
entries-column-template-entry-id = Template entry ID
entries-column-start-date = Shown from
entries-column-end-date = Shown until
entries-column-plays = Plays
entries-column-views = Views
entries-column-last-played-at = Last played
entries-column-category-names = Categories
entries-column-category-ids = Category IDs
entries-column-caption-languages = Caption languages
entries-column-caption-links = Caption files
entries-column-event-count = Scheduled events
entries-column-next-event-start = Next event starts
entries-column-next-event-title = Next event
entries-column-events-text = Events
entries-column-metadata = Custom metadata
entries-status-ready = Ready
entries-status-converting = Converting
entries-status-importing = Importing
entries-status-no-content = No content
entries-status-pending = Pending
entries-status-moderate = Waiting for approval
entries-status-blocked = Blocked
entries-status-deleted = Deleted
entries-status-error-converting = Conversion failed
entries-status-error-importing = Import failed
entries-media-video = Video
entries-media-audio = Audio
entries-media-image = Image
entries-media-live = Live

# The form: what it would bring
estimate-counting = Counting the entries…
estimate-none = None of these accounts can be read.
estimate-no-entries =
    { $count ->
        [one] This account has no such entries.
       *[other] These { $accounts } accounts have no such entries.
    }
estimate-exact =
    { $count ->
        [one] <b>{ $entries }</b> in one account, { $time }
       *[other] <b>{ $entries }</b> in { $accounts } accounts, { $time }
    }
estimate-about =
    { $count ->
        [one] About <b>{ $entries }</b> in one account, { $time }
       *[other] About <b>{ $entries }</b> in { $accounts } accounts, { $time }
    }
estimate-counted =
    { $count ->
        [one] Estimated from 1 account of { $total } that was counted
       *[other] Estimated from { $counted } accounts of { $total } that were counted
    }
estimate-failed = The entries could not be counted.
length-moment = a few seconds
length-seconds = about { $count } seconds
length-minutes =
    { $count ->
        [one] about one minute
       *[other] about { $count } minutes
    }
length-hours =
    { $count ->
        [one] about one hour
       *[other] about { $count } hours
    }
length-hours-minutes = about { $count } h { $minutes } min
left-moment = a few seconds left
left-seconds = about { $count } s left
left-minutes = about { $count } min left
left-hours = about { $count } h left
left-hours-minutes = about { $count } h { $minutes } min left

# Settings kept by name
settings-kept = Saved settings
settings-are = Saved settings: { $name }
settings-usual = Usual settings
settings-last = As in the last export
settings-save = Save these settings…
settings-save-title = Save these settings
settings-save-text = Keeps the accounts, entries, columns and type of file under a name, on this computer.
settings-save-confirm = Save settings
settings-take-place = Settings with this name exist and will be replaced.
settings-delete = Delete the settings “{ $name }”
toast-settings-deleted = The settings “{ $name }” are deleted
why-settings-kept = These settings are saved already

# How an export goes
export-cancel-title = Stop this export?
export-cancel-text = Accounts that are complete are written to the file; it lists the others as not exported. To resume them later, pause instead.
export-cancel-confirm = Stop the export
export-cancel-not = Let it run
export-go-on = The file appears under its name when it is complete. You can leave this screen; the export continues.
export-waits = You can leave this screen or close Roster. The export waits in Jobs.
export-where = In { $folder }
export-no-file = There is no file.
export-no-file-yet = There is no file yet. Resuming reads the rest and writes it.
export-gone = This export is not there any more
export-gone-text = It may have been removed with its connection.
export-interrupted = Roster closed while this was running. Accounts that are complete are kept; resuming reads only the rest.
export-cancelled = The export was stopped
export-cancelled-file = The file has the accounts that were complete, and lists the others as not exported.
export-cancelled-none = No account was complete, so no file was written.
export-end-left =
    { $count ->
        [one] 1 was not exported.
       *[other] { $total } were not exported.
    }
export-end-complete =
    { $count ->
        [0] No account is complete.
        [one] 1 account is complete.
       *[other] { $total } accounts are complete.
    }
export-end-gaps =
    { $count ->
        [one] 1 has a problem; it is at the top of the list.
       *[other] { $total } have a problem; they are at the top of the list.
    }
export-open = Open
export-show = Show in folder
export-accounts = Accounts in this export
export-show-accounts = Accounts to show
export-show-all = All
export-show-running = Running
export-show-complete = Complete
export-show-problems = Problems
export-show-waiting = Waiting
export-show-none = No account is in this state now.
export-fails-alone = An account that fails does not stop the others
rewrite-title = Write the file again?
rewrite-text = Roster tries what failed once more and then writes { $file } again with all accounts. Changes that were made in the file are lost; to keep them, give it another name first.
rewrite-text-changed = { $file } was changed since Roster wrote it. Roster tries what failed once more and then writes the file again with all accounts; what was changed in it is lost. To keep it, give the file another name first.
rewrite-confirm = Try again
retry-accounts =
    { $count ->
        [one] Try this account again
       *[other] Try these { $total } accounts again
    }
run-entries-so-far =
    { $count ->
        [0] Counting the entries…
        [one] 1 entry so far
       *[other] { $total } entries so far
    }
run-preparing = Looking which custom metadata the accounts have…
run-entries =
    { $count ->
        [one] { $done } of 1 entry
       *[other] { $done } of { $total } entries
    }
run-entries-about =
    { $count ->
        [one] { $done } of about 1 entry
       *[other] { $done } of about { $total } entries
    }
run-entries-short = { $done } of { $total }
run-accounts =
    { $count ->
        [one] { $done } of 1 account
       *[other] { $done } of { $total } accounts
    }
run-accounts-running = { $total } running
run-accounts-problems =
    { $count ->
        [one] 1 with a problem
       *[other] { $total } with problems
    }
percent = { $percent }%
account-waiting = Waiting
account-counting = Counting its entries…
account-complete = Complete
account-no-entries = No entries
account-gone =
    { $count ->
        [one] 1 entry deleted meanwhile
       *[other] { $total } entries deleted meanwhile
    }
account-added =
    { $count ->
        [one] 1 entry added meanwhile
       *[other] { $total } entries added meanwhile
    }
account-missing =
    { $count ->
        [one] 1 entry is missing
       *[other] { $total } entries are missing
    }
account-gaps = Incomplete
account-failed = Not exported
account-unreadable = Cannot be read
account-not-done = Not exported
copy-details-of = Copy details of { $name }
pace-paused = Paused
pace-preparing =
    { $count ->
        [one] { $done } of 1 account looked at
       *[other] { $done } of { $total } accounts looked at
    }
pace-finishing = Finishing the file…
pace-offline = No connection. It continues by itself.
pace-slowed = Kaltura asked to slow down
pace-entries =
    { $count ->
        [one] 1 entry a second
       *[other] { $total } entries a second
    }
pace-minute = { $total } a minute
item-done = Done
save-result = Save result file…
result-saved = The result file is saved
job-export-short = Entries export
job-export = Export entries to { $file }
result-export =
    { $count ->
        [one] { $file }: one entry exported
       *[other] { $file }: { $total } entries exported
    }
result-export-gaps = { $file }: exported, but something is missing
result-export-none = { $file } was not written

# Settings

settings-look = Appearance
theme = Theme
theme-system = Same as system
theme-light = Light
theme-dark = Dark
density = Rows
density-comfortable = Comfortable
density-compact = Compact
language = Language
language-english = English
language-pseudo = Test language
language-hint = The test language shows sentences that are not translated yet and boxes that are too narrow.
safety-text = Removing always asks you to type a word. A read-only connection hides everything that changes accounts; turn it on under Edit.
confirm-above = Type to confirm
confirm-above-count =
    { $count ->
        [0] Always
        [one] For more than one account
       *[other] For more than { $count } accounts
    }
confirm-above-hint = Before blocking, unblocking or importing, Roster asks you to type the number of accounts.
settings-support = Support
settings-support-text = Diagnostics describe Roster and this computer. No passwords, tokens, secrets or e-mails.
open-logs = Open the folder with logs
version = Roster { $version }
