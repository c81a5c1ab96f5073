"""Backups: the portal's database and the workspace's files in one folder, complete or not there.

contents     what a backup says of itself, and whether its files are still those
making       taking one while the portal runs: the database first, then the files
restoring    putting one in a place where nothing newer is
sqlite, postgresql   the two databases
"""
