"""Builders of address books: a Mac's, an iPhone's, and vCard files of every version, around the same made-up people.

people = everybody(20)
write_mac_book(Path("AddressBook"), people)
write_iphone_book(Path("AddressBook.sqlitedb"), people)
write_vcards(Path("contacts.vcf"), people, version="2.1")
"""

from owntexts.testing.contacts.apple_books import write_iphone_book, write_iphone_pictures, write_mac_book
from owntexts.testing.contacts.people import Somebody, everybody
from owntexts.testing.contacts.vcards import Version, write_vcards

__all__ = [
    "Somebody",
    "Version",
    "everybody",
    "write_iphone_book",
    "write_iphone_pictures",
    "write_mac_book",
    "write_vcards",
]
