"""Walks through the simulator with a JumpCloud client that others wrote: saltext-jumpcloud, as it is on the package index.

Nothing of it is changed; only its option `console_url`, the base URL, is set. `cargo xtask test` installs it and runs
this file with SIMULATOR_URL, SIMULATOR_KEY and SIMULATOR_ORGANIZATION. It ends with an error if a step goes wrong.
"""

import os
import sys
import tempfile

import salt.client
import salt.config

STEPS = 0


def same(what, found, wanted):
    """A step's result is the one that is wanted."""
    global STEPS
    STEPS += 1
    if found != wanted:
        sys.exit(f"{what}: {found!r}, wanted {wanted!r}")


def caller(folder):
    options = salt.config.apply_minion_config(
        {
            "root_dir": folder,
            "pki_dir": os.path.join(folder, "pki"),
            "cachedir": os.path.join(folder, "cache"),
            "sock_dir": os.path.join(folder, "sock"),
            "conf_file": os.path.join(folder, "minion"),
            "log_file": os.path.join(folder, "log"),
            "extension_modules": os.path.join(folder, "extmods"),
            "file_roots": {"base": [folder]},
            "file_client": "local",
            "id": "walker",
            "jumpcloud": {
                "driver": "jumpcloud",
                "api_key": os.environ["SIMULATOR_KEY"],
                "org_id": os.environ["SIMULATOR_ORGANIZATION"],
                "console_url": os.environ["SIMULATOR_URL"],
                "retries": 0,
            },
        }
    )
    options["grains"] = {}
    return salt.client.Caller(mopts=options).cmd


def state(call, function, name, **arguments):
    """Applies one state; whether it changed something."""
    result = call("state.single", f"jumpcloud.{function}", name, **arguments)
    if not isinstance(result, dict):
        sys.exit(f"{function} {name}: {result!r}")
    (one,) = result.values()
    if one["result"] is not True:
        sys.exit(f"{function} {name}: {one['comment']}")
    return bool(one["changes"])


def users(call):
    same("users at first", len(call("jumpcloud.list", "systemusers")), 4)
    user = call(
        "jumpcloud.create",
        "systemusers",
        {"username": "ada.lovelace", "email": "Ada@company.com", "firstname": "Ada", "state": "STAGED"},
    )
    same("the address is stored in lower case", user["email"], "ada@company.com")
    same("found by name", call("jumpcloud.find", "systemusers", "ada.lovelace")["_id"], user["_id"])
    same("read by id", call("jumpcloud.get", "systemusers", resource_id=user["_id"])["firstname"], "Ada")
    call("jumpcloud.update", "systemusers", {"department": "Analysis"}, name="ada.lovelace")
    same("updated", call("jumpcloud.get", "systemusers", name="ada.lovelace")["department"], "Analysis")
    call("jumpcloud.user_state", username="ada.lovelace", state="activate")
    same("activated", call("jumpcloud.get", "systemusers", name="ada.lovelace")["state"], "ACTIVATED")
    call("jumpcloud.user_set_password", "Horse-Staple-42-Zw", username="ada.lovelace")
    call("jumpcloud.user_unlock", username="ada.lovelace")
    call("jumpcloud.user_expire_password", username="ada.lovelace")
    call("jumpcloud.user_reset_mfa", username="ada.lovelace", exclusion_until="2031-01-01T00:00:00Z")
    call("jumpcloud.user_state", username="ada.lovelace", state="suspend")
    same("suspended", call("jumpcloud.get", "systemusers", name="ada.lovelace")["state"], "SUSPENDED")
    found = call(
        "jumpcloud.query",
        "POST",
        "search/systemusers",
        api="v1",
        payload={"searchFilter": {"searchTerm": "LOVE", "fields": ["username"]}, "fields": "username"},
    )
    same("searched", [one["username"] for one in found["results"]], ["ada.lovelace"])
    same("a state that is there already", state(call, "user_present", "ada.lovelace", department="Analysis"), False)
    same("a state that is to be made", state(call, "user_present", "bob.noyce", email="bob@company.com"), True)


def groups(call):
    group = call("jumpcloud.create", "usergroups", {"name": "UG-Walkers"})
    same("found by name", call("jumpcloud.resolve_id", "usergroups", "UG-Walkers"), group["id"])
    call("jumpcloud.add_member", "usergroups", "ada.lovelace", name="UG-Walkers")
    call("jumpcloud.add_member", "usergroups", "jane.doe", name="UG-Walkers")
    same("members", call("jumpcloud.member_names", "usergroups", name="UG-Walkers"), ["jane.doe", "ada.lovelace"])
    same("one edge each", len(call("jumpcloud.members", "usergroups", name="UG-Walkers")), 2)
    call("jumpcloud.remove_member", "usergroups", "jane.doe", name="UG-Walkers")
    same("after a removal", call("jumpcloud.member_names", "usergroups", name="UG-Walkers"), ["ada.lovelace"])
    # The client sends the whole representation back with what changed.
    call("jumpcloud.update", "usergroups", {"description": "They walk"}, name="UG-Walkers")
    same("updated", call("jumpcloud.get", "usergroups", name="UG-Walkers")["description"], "They walk")
    bound = [{"type": "system_group", "name": "SG-Linux-Servers"}]
    made = state(call, "usergroup_present", "UG-Walkers", members=["ada.lovelace", "bob.noyce"], associations=bound)
    same("members and bindings by a state", made, True)
    again = state(call, "usergroup_present", "UG-Walkers", members=["ada.lovelace", "bob.noyce"], associations=bound)
    same("the same state again", again, False)
    same("all groups", len(call("jumpcloud.list", "usergroups")) >= 14, True)
    same("groups of systems", len(call("jumpcloud.list", "systemgroups")), 4)
    same("a new group of systems", state(call, "systemgroup_present", "SG-Walkers"), True)
    same("a new group of policies", state(call, "policygroup_present", "PG-Walkers"), True)


def bindings(call):
    call("jumpcloud.associate", "usergroups", "application", application(call), name="UG-Walkers")
    found = call("jumpcloud.associations", "usergroups", name="UG-Walkers", targets=["application", "system_group"])
    same("bound", sorted(one["to"]["type"] for one in found), ["application", "system_group"])
    user = call("jumpcloud.resolve_id", "systemusers", "ada.lovelace")
    reached = call("jumpcloud.query", "GET", f"users/{user}/systems", params={"limit": 100})
    same("reached through groups", bool(reached) and all(len(path) >= 2 for one in reached for path in one["paths"]), True)
    member = call("jumpcloud.query", "GET", f"users/{user}/memberof")
    group = call("jumpcloud.resolve_id", "usergroups", "UG-Walkers")
    same("a member of", group in [one["id"] for one in member], True)
    call("jumpcloud.disassociate", "usergroups", "application", application(call), name="UG-Walkers")
    same("unbound", call("jumpcloud.associations", "usergroups", name="UG-Walkers", targets=["application"]), [])


def application(call):
    return call("jumpcloud.list", "applications", limit=1)[0]["_id"]


def the_end(call):
    same("a group gone", state(call, "usergroup_absent", "UG-Walkers"), True)
    same("users gone", [state(call, "user_absent", name) for name in ("ada.lovelace", "bob.noyce")], [True, True])
    same("and gone already", state(call, "user_absent", "bob.noyce"), False)
    same("as many as at first", len(call("jumpcloud.list", "systemusers")), 4)


def main():
    with tempfile.TemporaryDirectory() as folder:
        call = caller(folder)
        for walk in (users, groups, bindings, the_end):
            walk(call)
    print(f"saltext-jumpcloud: {STEPS} results as they should be")


main()
