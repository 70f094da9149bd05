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
    "GET pages.components": ANYONE,  # while it is being built; an open house has no such page
    "POST pages.set_lights": ANYONE,
    "GET pages.movie": ANYONE,
    "GET pages.member": ANYONE,
    "GET pages.admin": ADMINS,
    # Coming and going.
    "GET members.register": ANYONE,
    "POST members.create": ANYONE,
    "GET members.login": ANYONE,
    "POST members.create_sign_in": ANYONE,
    "GET members.logout": ANYONE,  # a reader is led home
    "POST members.delete_sign_in": ANYONE,  # leaving twice is no fault
    # One's own seat, and others.
    "GET members.settings": MEMBERS,
    "POST members.update_bio": MEMBERS,
    "POST members.update_password": MEMBERS,
    "POST members.revoke": MEMBERS,  # only one's own sign-ins are found
    "GET members.index": ANYONE,
    "GET members.by_id": ANYONE,
    "GET members.friends": ANYONE,
    "POST members.follow": NOT_THE_AUTHOR,  # nobody follows themselves
    "POST members.unfollow": MEMBERS,
    "POST pages.update_role": ADMINS,
    "POST moderation.hand_over": STAFF,
    # Movies.
    "GET movies.index": ANYONE,
    "GET movies.news": ANYONE,
    "GET movies.poster": ANYONE,
    "GET movies.picture": ANYONE,
    "GET movies.person": ANYONE,
    "GET movies.by_id": ANYONE,
    # The editor's desk. The world's one suggestion is the author's and waits.
    "GET desk.new_movie": STAFF,
    "POST desk.create_movie": STAFF,
    "GET desk.edit_movie": STAFF,
    "POST desk.update_movie": STAFF,
    "GET desk.revisions": ANYONE,
    "GET desk.new_undoing": STAFF,
    "POST desk.create_undoing": STAFF,
    "GET desk.new_suggestion": MEMBERS,
    "POST desk.create_suggestion": MEMBERS,
    "GET desk.suggestion": AUTHOR_OR_STAFF,
    "GET desk.of_member": AUTHOR_OR_STAFF,
    "GET desk.suggestions": STAFF,
    "GET desk.new_acceptance": STAFF,
    "POST desk.create_acceptance": STAFF,
    "POST desk.create_decline": STAFF,
    "GET desk.edit_poster": STAFF,
    "POST desk.update_poster": STAFF,
    "POST desk.remove_poster": STAFF,
    "GET desk.new_critic": STAFF,
    "POST desk.create_critic": STAFF,
    "GET desk.edit_critic": STAFF,
    "POST desk.update_critic": STAFF,
    "POST desk.update_top_critic": STAFF,
    "GET desk.new_critic_removal": STAFF,
    "POST desk.remove_critic": STAFF,
    "GET desk.new_news_item": STAFF,
    "POST desk.create_news_item": STAFF,
    "GET desk.edit_news_item": STAFF,
    "POST desk.update_news_item": STAFF,
    "GET desk.new_news_item_removal": STAFF,
    "POST desk.remove_news_item": STAFF,
    "GET desk.new_merge": STAFF,
    "POST desk.create_merge": STAFF,
    # Reviews. The world's one is written and shown.
    "GET reviews.critics": ANYONE,
    "GET reviews.index": ANYONE,
    "GET reviews.show": ANYONE,
    "GET reviews.of_member": ANYONE,
    "GET reviews.revisions": ANYONE,
    "GET reviews.new": MEMBERS,
    "POST reviews.create": MEMBERS,
    "POST reviews.create_withdrawal": AUTHOR,
    "POST reviews.create_helpful_mark": NOT_THE_AUTHOR,
    "POST reviews.delete_helpful_mark": MEMBERS,
    # Quotes. The world's one still waits, so that others may not know of it.
    "GET quotes.newest": ANYONE,
    "GET quotes.index": ANYONE,
    "GET quotes.of_member": ANYONE,
    "GET quotes.new": MEMBERS,
    "POST quotes.create": MEMBERS,
    "GET quotes.show": AUTHOR_OR_STAFF,
    "GET quotes.edit": AUTHOR,
    "POST quotes.update": AUTHOR,
    "POST quotes.withdraw": AUTHOR,
    "GET quotes.new_approval": STAFF,
    "POST quotes.approve": STAFF,
    "POST quotes.reject": STAFF,
    # Boards, threads and posts.
    "GET boards.index": ANYONE,
    "GET boards.show": ANYONE,
    "GET boards.movie_threads": ANYONE,
    "GET boards.of_member": ANYONE,
    "GET boards.thread": ANYONE,
    "GET boards.whole_address": ANYONE,
    "GET boards.post": ANYONE,
    "GET boards.revisions": ANYONE,
    "GET boards.new_thread": MEMBERS,
    "POST boards.create_thread": MEMBERS,
    "GET boards.new_movie_thread": MEMBERS,
    "POST boards.create_movie_thread": MEMBERS,
    "GET boards.reply": MEMBERS,
    "POST boards.create_post": MEMBERS,
    "POST boards.vote": NOT_THE_AUTHOR,
    "POST boards.unvote": NOT_THE_AUTHOR,
    "GET boards.edit_post": AUTHOR,
    "POST boards.update_post": AUTHOR,
    "GET boards.new_removal": AUTHOR_OR_STAFF,
    "POST boards.remove_post": AUTHOR_OR_STAFF,
    "GET boards.new_lock": STAFF,
    "POST boards.lock": STAFF,
    "POST boards.unlock": STAFF,
    "POST boards.pin": STAFF,
    "POST boards.unpin": STAFF,
    "GET boards.edit": ADMINS,
    "POST boards.create": ADMINS,
    "POST boards.update": ADMINS,
    # The one box.
    "GET search.index": ANYONE,
    "GET search.suggestions": ANYONE,
    # What a member was told. The world's one line is the author's.
    "GET notifications.index": MEMBERS,
    "POST notifications.create_reading": MEMBERS,
    "POST notifications.create_visit": AUTHOR,
    "POST notifications.update_topics": MEMBERS,
    # The badge.
    "GET badges.show": ANYONE,
    "POST badges.create": STAFF,
    "GET badges.new_withdrawal": STAFF,
    "POST badges.create_withdrawal": STAFF,
    # The moderators' desk and the admins' office.
    "GET moderation.index": STAFF,
    "GET moderation.quotes": STAFF,
    "GET moderation.log": ANYONE,
    "POST pages.retry": ADMINS,
}

# What a visitor sends where an empty form would be refused before anybody asks who sent it.
BODIES = {
    "POST quotes.update": {"lines-0-character": "Mother", "lines-0-text": "The train leaves at six.", "version": "1"},
}
