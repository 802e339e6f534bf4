"""The server of one household's accounts: it orders and keeps sealed bytes and can read none of them.

Floors, each importing only those below: cli/hub.py composes; server and operator stand on app; then
app (HTTP) > service (the rules) > backends (SQL, files) > ports (what a backend must give).
"""
