"""What all copies of a telephone's SMS, MMS and call tables share: rows, their words, and what they say.

A kind of source gives rows as its format writes them (`rows`); a `TelephonySource` (`reader`) does the rest.
"""
