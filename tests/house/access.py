"""Who may use each address: the gate of the house, on one page. A route without a row fails the suite."""

# Who visits in the tests of this table. The author made every thing of the world they visit; the stranger none.
VISITORS = ("anonymous", "stranger", "author", "moderator", "admin")

ANYONE = frozenset(VISITORS)
MEMBERS = ANYONE - {"anonymous"}
AUTHOR = frozenset({"author"})
STAFF = frozenset({"moderator", "admin"})
ADMINS = frozenset({"admin"})
AUTHOR_OR_STAFF = AUTHOR | STAFF
NOT_THE_AUTHOR = MEMBERS - AUTHOR

ACCESS = {
    # The kernel's own: for probes and robots.
    "GET health.process": ANYONE,
    "GET health.ready": ANYONE,
    "GET health.robots": ANYONE,
    # Pages over many slices.
    "GET pages.home": ANYONE,
    "GET pages.about": ANYONE,
    "GET pages.rules": ANYONE,
    "GET pages.lights": ANYONE,
    "POST pages.set_lights": ANYONE,
    "GET pages.movie": ANYONE,
    "GET pages.member": ANYONE,
    "GET pages.admin": ADMINS,
    # Coming and going.
    "GET members.register": ANYONE,
    "POST members.create": ANYONE,
    "GET members.login": ANYONE,
    "POST members.create_sign_in": ANYONE,
    "GET members.logout": MEMBERS,
    "POST members.delete_sign_in": ANYONE,  # leaving twice is no fault
    # One's own seat, and others.
    "GET members.settings": MEMBERS,
    "POST members.update_bio": MEMBERS,
    "POST members.update_password": MEMBERS,
    "POST members.revoke": MEMBERS,  # only one's own sign-ins are found
    "GET members.by_id": ANYONE,
    "GET members.friends": ANYONE,
    "POST members.follow": NOT_THE_AUTHOR,  # nobody follows themselves
    "POST members.unfollow": MEMBERS,
    "POST members.update_role": ADMINS,
}

# What a visitor sends where an empty form would be refused before anybody asks who sent it.
BODIES: dict[str, dict[str, str]] = {}
