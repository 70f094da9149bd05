"""the search index."""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
PLAIN = sa.String(collation='C').with_variant(sa.String(), 'sqlite')
SQLITE = (
    (
        "CREATE VIRTUAL TABLE entries_words USING fts5(kind, names, folded, content='entries', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', detail=column, columnsize=0)"
    ),
    (
        "CREATE VIRTUAL TABLE entries_names USING fts5(kind, names, content='entries', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 0', detail=column, columnsize=0, prefix='2 3')"
    ),
    (
        "CREATE TRIGGER entries_added AFTER INSERT ON entries BEGIN "
        "INSERT INTO entries_words (rowid, kind, names, folded) VALUES (new.id, new.kind, new.names, new.folded); END"
    ),
    (
        "CREATE TRIGGER entries_removed AFTER DELETE ON entries BEGIN "
        "INSERT INTO entries_words (entries_words, rowid, kind, names, folded) "
        "VALUES ('delete', old.id, old.kind, old.names, old.folded); END"
    ),
    (
        "CREATE TRIGGER entries_changed AFTER UPDATE OF names, folded ON entries "
        "WHEN old.names <> new.names OR old.folded <> new.folded BEGIN "
        "INSERT INTO entries_words (entries_words, rowid, kind, names, folded) "
        "VALUES ('delete', old.id, old.kind, old.names, old.folded); "
        "INSERT INTO entries_words (rowid, kind, names, folded) VALUES (new.id, new.kind, new.names, new.folded); END"
    ),
    (
        "CREATE TRIGGER entries_named AFTER INSERT ON entries WHEN new.names <> '' BEGIN "
        "INSERT INTO entries_names (rowid, kind, names) VALUES (new.id, new.kind, new.names); END"
    ),
    (
        "CREATE TRIGGER entries_unnamed AFTER DELETE ON entries WHEN old.names <> '' BEGIN "
        "INSERT INTO entries_names (entries_names, rowid, kind, names) "
        "VALUES ('delete', old.id, old.kind, old.names); END"
    ),
    (
        "CREATE TRIGGER entries_renamed AFTER UPDATE OF names ON entries WHEN old.names <> new.names BEGIN "
        "INSERT INTO entries_names (entries_names, rowid, kind, names) "
        "VALUES ('delete', old.id, old.kind, old.names); "
        "INSERT INTO entries_names (rowid, kind, names) VALUES (new.id, new.kind, new.names); END"
    ),
)
POSTGRESQL = (
    (
        "ALTER TABLE entries "
        "ADD COLUMN names_tsv tsvector GENERATED ALWAYS AS ("
        "array_to_tsvector(string_to_array(kind || '.' || replace(names, ' ', ' ' || kind || '.'), ' '))) STORED, "
        "ADD COLUMN words_tsv tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array("
        "kind || '.' || replace(trim(names || ' ' || folded), ' ', ' ' || kind || '.'), ' '))) STORED"
    ),
    "CREATE INDEX ix_entries_names_tsv ON entries USING gin (names_tsv)",
    "CREATE INDEX ix_entries_words_tsv ON entries USING gin (words_tsv)",
)
# What is here already is indexed by the worker, piece by piece, while the house is open.
FILL = """
    INSERT INTO jobs (kind, key, payload, run_at, attempts, asked, error, created_at)
    SELECT 'reindex_search', 'all', '{}', CURRENT_TIMESTAMP, 0, 1, '', CURRENT_TIMESTAMP
    WHERE EXISTS (SELECT 1 FROM movies) OR EXISTS (SELECT 1 FROM members)
"""


def upgrade() -> None:
    op.create_table('entries',
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('exact', PLAIN, nullable=False),
    sa.Column('names', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('movie_id', BIG, nullable=True),
    sa.Column('member_id', BIG, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_entries_member_id_members'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['movie_id'], ['movies.id'], name=op.f('fk_entries_movie_id_movies'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entries')),
    sa.UniqueConstraint('kind', 'subject_id', name=op.f('uq_entries_kind_subject_id'))
    )
    named = sa.text("exact <> ''")
    op.create_index('ix_entries_exact', 'entries', ['exact'], sqlite_where=named, postgresql_where=named)
    op.create_index(op.f('ix_entries_member_id'), 'entries', ['member_id'])
    op.create_index(op.f('ix_entries_movie_id'), 'entries', ['movie_id'])
    op.create_table('name_words',
    sa.Column('word', PLAIN, nullable=False),
    sa.Column('backwards', PLAIN, nullable=False),
    sa.PrimaryKeyConstraint('word', name=op.f('pk_name_words'))
    )
    op.create_index(op.f('ix_name_words_backwards'), 'name_words', ['backwards'])
    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL:
        op.execute(statement)
    op.execute(FILL)


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE kind = 'reindex_search'")
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TABLE entries_words')
        op.execute('DROP TABLE entries_names')
    op.drop_table('name_words')
    op.drop_table('entries')
