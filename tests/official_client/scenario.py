"""A scenario that Kaltura's own Python client runs against the simulator.

`python scenario.py PATH` starts the simulator's program at PATH and does what an account manager
does: signs in three ways, lists, registers with each refusal, changes statuses, acts for a child,
sends a multirequest with an error in the middle, makes and uses an app token. The client speaks
XML, so this also proves that form of answers. It says what it did and ends at the first surprise;
with `--server LINE` (the simulator's JSON line in a file) it uses one that runs already.
"""

import hashlib
import json
import subprocess
import sys
import urllib.request

from KalturaClient import KalturaClient
from KalturaClient.Base import KalturaConfiguration
from KalturaClient.exceptions import KalturaException
from KalturaClient.Plugins.Core import (
    KalturaAppToken,
    KalturaAppTokenHashType,
    KalturaFilterPager,
    KalturaPartner,
    KalturaPartnerFilter,
    KalturaPartnerStatus,
    KalturaSessionType,
)

passed = 0


class Surprise(Exception):
    """Something was not as a real server has it."""


def check(is_so, what):
    """Says what was proven, or ends the scenario."""
    global passed
    if not is_so:
        raise Surprise(what)
    passed += 1
    print(f"ok    {what}")


def refused(code, call, what, message=None):
    """The call must be refused with a code, and with a text where one is given."""
    try:
        call()
    except KalturaException as error:
        right = error.code == code and (message is None or message in error.message)
        check(right, f"{what}: {code}" + ("" if right else f" (got {error.code}: {error.message})"))
    else:
        raise Surprise(f"{what}: nothing was refused")


def client_for(server, ks=None):
    configuration = KalturaConfiguration()
    configuration.serviceUrl = server["base_url"]
    client = KalturaClient(configuration)
    if ks:
        client.setKs(ks)
    return client


def sign_in(server):
    """The three ways in, and both kinds of sessions made without a call."""
    parent = server["parent_id"]
    by_secret = client_for(server).session.start(
        server["admin_secret"], server["user_email"], KalturaSessionType.ADMIN, parent, 3600
    )
    client = client_for(server, by_secret)
    check(client.session.get().partnerId == parent, "signed in with the admin secret")

    for name, make in (
        ("first", KalturaClient.generateSession),
        ("second", KalturaClient.generateSessionV2),
    ):
        made = make(server["admin_secret"], server["user_email"], 2, parent, 600, "")
        made = made.decode() if isinstance(made, bytes) else made
        info = client_for(server, made).session.get()
        check(info.partnerId == parent, f"a session of the {name} version made here is accepted")
        check(info.userId == server["user_email"], f"the {name} version names its user")

    by_password = client_for(server).user.loginByLoginId(
        server["user_email"], server["password"], parent
    )
    check(client_for(server, by_password).partner.getInfo().id == parent, "signed in by e-mail")

    token = server["app_token"]
    widget = client_for(server).session.startWidgetSession(f"_{parent}").ks
    digest = hashlib.sha256((widget + token["token"]).encode()).hexdigest()
    started = client_for(server, widget).appToken.startSession(token["id"], digest)
    check(client_for(server, started.ks).partner.count() > 1, "signed in with the app token")

    refused(
        "START_SESSION_ERROR",
        lambda: client_for(server).session.start("0" * 32, "", 2, parent),
        "a wrong secret",
    )
    refused(
        "USER_WRONG_PASSWORD",
        lambda: client_for(server).user.loginByLoginId(server["user_email"], "wrong", parent),
        "a wrong password",
    )
    return client


def pages(client, parent):
    """Lists with filters and pages."""
    total = client.partner.count()
    seen = []
    index = 1
    while True:
        pager = KalturaFilterPager(pageSize=7, pageIndex=index)
        answer = client.partner.list(KalturaPartnerFilter(orderBy="+id"), pager)
        check(answer.totalCount == total, f"page {index} tells the whole count")
        if not answer.objects:
            break
        seen += [partner.id for partner in answer.objects]
        index += 1
    check(len(seen) == total and seen == sorted(set(seen)), "the pages hold every account once")
    check(parent in seen, "the parent is in its own list")

    without = client.partner.list(KalturaPartnerFilter(idNotIn=str(parent)))
    check(without.totalCount == total - 1, "idNotIn leaves the parent out")
    templates = client.partner.list(KalturaPartnerFilter(partnerGroupTypeEqual=4))
    check(templates.totalCount > 0, "templates are found by their group type")
    by_status = sum(
        client.partner.count(KalturaPartnerFilter(statusEqual=status)) for status in range(5)
    )
    check(by_status == total, "the statuses add up to the whole")
    name = client.partner.get(seen[-1]).name
    found = client.partner.list(KalturaPartnerFilter(nameEqual=name))
    check(seen[-1] in [partner.id for partner in found.objects], "an account is found by its name")
    check(all(partner.adminSecret for partner in without.objects), "children come with secrets")
    return templates.objects[0].id


def applicant(number, **changes):
    """An account to register."""
    values = {
        "name": f"Official {number}",
        "adminName": "Ada Lovelace",
        "adminEmail": f"official{number}@client.example",
        "description": "made by the official client",
    }
    values.update(changes)
    partner = KalturaPartner()
    for name, value in values.items():
        if value is not None:
            setattr(partner, name, value)
    return partner


def register(server, client, parent, template):
    """Registers, with each refusal in the server's words."""
    refusals = [
        ({"name": None}, 'The property "name" cannot be null'),
        ({"description": None}, 'The property "description" cannot be null'),
        ({"adminEmail": None}, 'The property "adminEmail" cannot be null'),
        ({"name": ""}, "Please fill in the Partner's name"),
        ({"adminName": ""}, "Please fill in Administrator's details"),
        ({"adminEmail": ""}, "Please fill in Administrator's Email Address"),
        ({"description": ""}, "Please fill in description"),
        ({"adminEmail": "not-an-email"}, "Invalid email address"),
        ({"adminEmail": "a@b"}, "Invalid email address"),
        ({"adminEmail": "josé@client.example"}, "Invalid email address"),
        ({"firstName": "Ada"}, "deprecated and should not be used"),
        ({"state": "Bavaria"}, "cannot have more than 2 characters"),
        ({"partnerPackage": 100}, 'permission to insert property "partnerPackage"'),
    ]
    for number, (changes, text) in enumerate(refusals):
        refused(
            "PARTNER_REGISTRATION_ERROR",
            lambda changes=changes, number=number: client.partner.register(
                applicant(number, **changes), "", 0, True
            ),
            f"registering with {changes}",
            text,
        )
    taken = server["special"]["two_factor"]["user_email"]
    refused(
        "PARTNER_REGISTRATION_ERROR",
        lambda: client.partner.register(applicant(50, adminEmail=taken), "", 0, True),
        "an e-mail that has a login",
        "already exists in system",
    )
    refused(
        "PARTNER_REGISTRATION_ERROR",
        lambda: client.partner.register(applicant(51, adminEmail=taken), "wrong", 0, True),
        "an e-mail that has a login, with a wrong password",
        "Invalid password for user with email",
    )
    refused(
        "PARTNER_REGISTRATION_ERROR",
        lambda: client.partner.register(applicant(52), "", 4, True),
        "a template that is not a child",
        "is not a VAR/GROUP",
    )
    before = client.partner.count()
    check(client.partner.registrationValidation(applicant(60)), "the dry run finds nothing wrong")
    check(client.partner.count() == before, "the dry run made nothing")

    made = client.partner.register(applicant(60, name="<b>Bold</b> & Co"), "", template, True)
    check(made.partnerParentId == parent, "a registered account has its parent")
    check(made.name == "Bold & Co", "tags are taken out of its name")
    check(client.partner.count() == before + 1, "exactly one account came into being")
    ks = client_for(server).user.loginByLoginId(made.adminEmail, made.cmsPassword, made.id)
    check(client_for(server, ks).partner.getInfo().id == made.id, "its owner can sign in")
    shared = client.partner.register(
        applicant(61, adminEmail=server["user_email"]), "", 0, True
    )
    check(shared.id > made.id, "the parent's own e-mail needs no password")
    return made.id


def statuses(client, parent, child):
    """Blocks, removes, brings back; says what is refused."""
    for status in (
        KalturaPartnerStatus.BLOCKED,
        KalturaPartnerStatus.BLOCKED,
        KalturaPartnerStatus.FULL_BLOCK,
        KalturaPartnerStatus.ACTIVE,
    ):
        client.varConsole.varConsole.updateStatus(child, status)
        now = client.partner.get(child).status.getValue()
        check(now == status, f"the account has status {status}")
    refused(
        "UNKNOWN_PARTNER_ID",
        lambda: client.varConsole.varConsole.updateStatus(98765432, 2),
        "the status of an account that does not exist",
    )
    refused(
        "INVALID_ENUM_VALUE",
        lambda: client.varConsole.varConsole.updateStatus(child, 99),
        "a status that does not exist",
    )
    check(client.partner.get(parent).status.getValue() == 1, "the parent is active")


def act_for(server, client, child):
    """Changes a child with a session of the child."""
    ks = client.session.impersonate(
        server["admin_secret"], child, "", KalturaSessionType.ADMIN, server["parent_id"], 600
    )
    acting = client_for(server, ks)
    check(acting.session.get().partnerId == child, "the session is the child's")
    changed = KalturaPartner()
    changed.website = "https://new.example"
    changed.phone = "+1 555 0100"
    answer = acting.partner.update(changed)
    check(answer.website == "https://new.example", "the child was changed")
    check(client.partner.get(child).phone == "+1 555 0100", "the parent sees the change")
    acting.session.end()
    refused("INVALID_KS", lambda: acting.partner.getInfo(), "the session after it was ended")


def many(client, child):
    """A multirequest with an error in the middle, and one that refers to itself."""
    client.startMultiRequest()
    client.partner.get(child)
    client.partner.get(98765432)
    client.partner.count(KalturaPartnerFilter(idIn=str(child)))
    answers = client.doMultiRequest()
    check(len(answers) == 3, "every part of the multirequest was answered")
    check(answers[0].id == child, "the part before the error")
    check(getattr(answers[1], "code", None) == "INVALID_PARTNER_ID", "the error in the middle")
    check(int(answers[2]) == 1, "the part after the error")

    client.startMultiRequest()
    listed = client.partner.list(KalturaPartnerFilter(idEqual=child))
    client.partner.get(listed.objects[0].id)
    answers = client.doMultiRequest()
    check(answers[1].id == child, "a part can use the answer of an earlier one")


def tokens(server, client):
    """Makes a token, signs in with it, takes it away."""
    wanted = KalturaAppToken()
    wanted.hashType = KalturaAppTokenHashType.SHA256
    wanted.sessionType = KalturaSessionType.ADMIN
    wanted.sessionUserId = server["user_email"]
    wanted.sessionDuration = 600
    token = client.appToken.add(wanted)
    check(len(token.token) == 32, "a token was made")
    widget = client_for(server).session.startWidgetSession(f"_{server['parent_id']}").ks
    holder = client_for(server, widget)
    digest = hashlib.sha256((widget + token.token).encode()).hexdigest()
    ks = holder.appToken.startSession(token.id, digest).ks
    check(client_for(server, ks).partner.count() > 1, "the token gives a session")
    refused(
        "INVALID_APP_TOKEN_HASH",
        lambda: holder.appToken.startSession(token.id, "0" * 64),
        "a wrong hash",
    )
    client.appToken.delete(token.id)
    refused(
        "APP_TOKEN_ID_NOT_FOUND",
        lambda: holder.appToken.startSession(token.id, digest),
        "a token that was deleted",
    )


def run(server):
    parent = server["parent_id"]
    client = sign_in(server)
    template = pages(client, parent)
    child = register(server, client, parent, template)
    statuses(client, parent, child)
    act_for(server, client, child)
    many(client, child)
    tokens(server, client)
    address = f"{server['base_url']}/_simulator/accounts?id={child}"
    with urllib.request.urlopen(address) as answer:
        stored = json.load(answer)
    check(stored[0]["website"] == "https://new.example", "the simulator's world says so too")


def main(arguments):
    program = None
    if arguments[:1] == ["--server"]:
        with open(arguments[1], encoding="utf-8") as line:
            server = json.loads(line.readline())
    elif arguments:
        program = subprocess.Popen(
            [arguments[0], "--world", "reseller", "--accounts", "25", "--until-input-closes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        server = json.loads(program.stdout.readline())
    else:
        print(__doc__)
        return 2
    failed = 0
    try:
        run(server)
    except (Surprise, KalturaException) as surprise:
        failed = 1
        print(f"FAIL  {surprise}")
    finally:
        if program:
            program.stdin.close()
            program.wait(timeout=10)
    print(f"{passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
