"""Small pictures of attachments, and what a file truly is; strangers' files are decoded in a process apart."""
