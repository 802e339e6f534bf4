"""This device's full local copy: one encrypted SQLite file, one writer at a time, many readers.

database  opening and closing, reading and writing         threads    the list of conversations
ingest    what a source says, chunk by chunk               messages   one conversation, one message
apply     what the log says, page by page                  search     words, prefixes, phrases
pending   what the log does not have yet                   export     every message as one line, in order
outbox    what is sealed and not yet confirmed             verify     whether all of it agrees
zone      where this device stands in the log              sources    what is imported and what it said
intents   what the person did                              decisions  why it ran or paused, and since when
"""
