"""Boards, threads and nested posts."""
