"""Checking, backing up and restoring what a hub keeps. All of it works beside the serving process."""
