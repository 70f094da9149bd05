"""what members are told, in groups, and what they do not want to be told."""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
UNREAD = sa.text('read_at IS NULL')
# What a line said in words, around the title it keeps now.
SAID = {
    'quote_approved': ('Your quote from ', ' is on its page.'),
    'quote_rejected': ('Your quote from ', ' was rejected.'),
    'badge_awarded': ('You are a Super Reviewer now.', ''),
    'badge_withdrawn': ('You are no longer a Super Reviewer.', ''),
}
LINES = sa.table('notifications', *map(sa.column, ('kind', 'title', 'words', 'created_at', 'latest_at')))


def upgrade() -> None:
    op.create_table('muted_topics',
    sa.Column('member_id', BIG, autoincrement=False, nullable=False),
    sa.Column('topic', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_muted_topics_member_id_members'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', 'topic', name=op.f('pk_muted_topics'))
    )
    with op.batch_alter_table('notifications') as batch:
        batch.drop_index('ix_notifications_newest')
        batch.add_column(sa.Column('title', sa.String(length=300), nullable=False, server_default=''))
        batch.add_column(sa.Column('actor_id', BIG, nullable=True))
        batch.add_column(sa.Column('times', sa.Integer(), nullable=False, server_default='1'))
        batch.add_column(sa.Column('first_id', sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column('latest_at', sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(op.f('fk_notifications_actor_id_members'), 'members', ['actor_id'], ['id'], ondelete='SET NULL')
    op.execute(LINES.update().values(latest_at=LINES.c.created_at))
    for kind, (before, after) in SAID.items():
        # Cut at both ends by their lengths, so that a title made of these very words is kept.
        length = sa.func.length(LINES.c.words) - len(before) - len(after)
        title = sa.func.substr(LINES.c.words, len(before) + 1, length)
        told = sa.and_(LINES.c.kind == kind, LINES.c.words.startswith(before), LINES.c.words.endswith(after))
        op.execute(LINES.update().where(told).values(title=sa.func.substr(title, 1, 300)))
    with op.batch_alter_table('notifications') as batch:
        batch.alter_column('title', existing_type=sa.String(length=300), existing_nullable=False, server_default=None)
        batch.alter_column('times', existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        batch.alter_column('latest_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch.drop_column('words')
        batch.create_index('ix_notifications_latest', ['member_id', 'latest_at', 'id'])
        batch.create_index('ix_notifications_unread', ['member_id'], sqlite_where=UNREAD, postgresql_where=UNREAD)
        batch.create_index('ix_notifications_subject', ['subject_kind', 'subject_id'])
        batch.create_index(op.f('ix_notifications_actor_id'), ['actor_id'])


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE kind = 'tell_followers'")
    with op.batch_alter_table('notifications') as batch:
        for name in ('latest', 'unread', 'subject'):
            batch.drop_index(f'ix_notifications_{name}')
        batch.drop_index(op.f('ix_notifications_actor_id'))
        batch.drop_constraint(op.f('fk_notifications_actor_id_members'), type_='foreignkey')
        batch.add_column(sa.Column('words', sa.String(length=400), nullable=False, server_default=''))
    op.execute(LINES.update().values(words=sa.literal('News about ') + LINES.c.title))
    for kind, (before, after) in SAID.items():
        words = sa.literal(before) + LINES.c.title + sa.literal(after)
        op.execute(LINES.update().where(LINES.c.kind == kind).values(words=words))
    with op.batch_alter_table('notifications') as batch:
        batch.alter_column('words', existing_type=sa.String(length=400), existing_nullable=False, server_default=None)
        for name in ('latest_at', 'first_id', 'times', 'actor_id', 'title'):
            batch.drop_column(name)
        batch.create_index('ix_notifications_newest', ['member_id', 'created_at', 'id'])
    op.drop_table('muted_topics')
