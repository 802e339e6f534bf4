"""SMS Backup & Restore: the XML that this Android app restores.

A value that is missing is the word null. Times are milliseconds, save `date_sent` of an MMS, which is in seconds.
What has several other parties, attachments or a subject is an MMS, all else is a text.
"""
