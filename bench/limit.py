"""What the house is compared with: so many constant bytes, and the plainest page of fifty posts out of one query."""

import os
from functools import cache

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from forum.boards.models import Post
from forum.members.models import Member

DATABASE = "BENCH_DATABASE_URL"  # not the house's own name: nothing here is a house
POSTS = 50
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Fifty posts</title><link rel="stylesheet" href="/site.css"></head>
<body><header><a href="/">Home</a> <a href="/movies">Movies</a> <a href="/boards">Boards</a></header><main>
{% for post, author in posts %}
<article id="post-{{ post.id }}" class="post">
  <header class="post-head">
    <a class="avatar" href="/members/{{ author.name }}" aria-hidden="true" tabindex="-1">{{ author.name[0] }}</a>
    <a class="author" href="/members/{{ author.name }}">{{ author.name }}</a>
    {% if author.is_super_reviewer %}<span class="badge">Super Reviewer</span>{% endif %}
    <a class="when" href="/posts/{{ post.id }}"><time datetime="{{ post.created_at }}">{{ post.created_at }}</time></a>
  </header>
  <div class="text">{{ post.body_html|safe }}</div>
  <footer class="post-foot"><span class="score">{{ post.score }}</span>
    <a href="/posts/{{ post.id }}">Link</a> <a href="/posts/{{ post.id }}/reply">Reply</a></footer>
</article>
{% endfor %}
</main></body></html>
"""

app = Flask("limit")
page = app.jinja_env.from_string(PAGE)
first_posts = (
    sa.select(Post, Member)
    .join(Member, Member.id == Post.author_id)
    .where(Post.thread_id == 1)
    .order_by(Post.path)
    .limit(POSTS)
)


@app.get("/<int:size>")
def constant(size: int) -> bytes:
    """So many bytes."""
    return _bytes(size)


@app.get("/posts")
def posts() -> str:
    """The first posts of the longest thread with their authors: one query, one template, nothing else."""
    with Session(_engine()) as session:
        return page.render(posts=session.execute(first_posts).all())


@cache
def _bytes(size: int) -> bytes:
    return b"x" * size


def close() -> None:
    """Let go of the database; the next visit may name another."""
    _engine().dispose()
    _engine.cache_clear()


@cache
def _engine() -> sa.Engine:
    return sa.create_engine(os.environ[DATABASE], pool_size=8)
