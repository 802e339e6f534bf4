"""The device's own web app: pages for one person on loopback, signed in by a one-time link."""
