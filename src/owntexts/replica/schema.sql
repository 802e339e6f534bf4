-- The replica, newest schema whole; the files in migrations/ lead here one by one.
-- Ids are 16 bytes, times are UTC milliseconds; `number` is a row's own number on this device and never travels.
-- `pending` says what the log does not have yet: 0 nothing, 1 backlog, 2 live (sent first), -1 too large to be sent.

create table state (
  key text primary key,
  value any
) strict, without rowid;

-- One row per sighting. `state` is model.facts.encode_state; the other columns are worked out from it (see derive.py).
-- `bucket` is filled once a second family of sources has been seen (see classes.py).
create table sighting (
  number integer primary key,
  id blob not null unique,
  at integer,
  shown integer not null,
  pending integer not null,
  bucket integer,
  state blob not null
) strict;

create index sighting_at on sighting (at);
create index sighting_pending on sighting (pending, at) where pending > 0;
create index sighting_too_large on sighting (number) where pending < 0;
create index sighting_hidden on sighting (number) where not shown;
create index sighting_bucket on sighting (bucket, at) where bucket is not null;

-- Which shown sightings stand in which thread (a number of `record`). `at` is 2^63-1 where it is unknown.
create table membership (
  thread integer not null,
  at integer not null,
  sighting integer not null,
  unread integer not null,
  primary key (thread, at, sighting)
) strict, without rowid;

-- How many places a thread has, how many of them are unread, and the newest time; `changed` grows with every change.
create table tally (
  thread integer primary key,
  places integer not null,
  unread integer not null,
  last_at integer,
  changed integer not null
) strict;

-- Sightings that are one message, where there are several; `best` is the one that gives the message its id.
create table classmate (
  sighting integer primary key,
  best integer not null
) strict;

create index classmate_best on classmate (best);

-- Every other synced record, by kind (see records.py): threads, handles, reactions, edits, intents, graves, contacts,
-- statuses of devices, and what only a newer version knows. `id` is what makes it the same record, `target` what it hangs on.
-- A thread that a sighting names and nothing describes has no state.
create table record (
  number integer primary key,
  kind integer not null,
  id blob not null,
  target blob,
  at integer,
  pending integer not null,
  state blob,
  unique (kind, id)
) strict;

create index record_target on record (target) where target is not null;
create index record_pending on record (pending, at) where pending > 0;
create index record_too_large on record (number) where pending < 0;

-- The files that messages and reactions name, worked out from their states (see attachments.py): `kind` and `number` are
-- those of the row that names one (1: of `sighting`, 4: of `record`), `at` is that row's time.
create table attachment (
  id blob not null,
  kind integer not null,
  number integer not null,
  at integer,
  name text,
  mime text,
  size integer,
  origin integer not null,
  flags integer not null,
  primary key (id, kind, number)
) strict, without rowid;

create index attachment_named_by on attachment (kind, number);

-- What records of contents and previews say, worked out from them (see contents.py). `record` is a number of `record`,
-- digests are SHA-256 of the whole plaintext.
create table content (
  attachment blob primary key,
  content blob not null,
  size integer not null,
  record integer not null
) strict, without rowid;

create index content_content on content (content);

create table preview (
  record integer primary key,
  attachment blob not null,
  made_of blob not null,
  picture blob not null
) strict;

create index preview_attachment on preview (attachment);

-- Which records refer to which blobs: pieces (kind 1), lists (2) and previews (3). The pieces of a list are here once it
-- is known.
create table reference (
  blob blob not null,
  record integer not null,
  kind integer not null,
  length integer not null,
  primary key (blob, record)
) strict, without rowid;

create index reference_record on reference (record);

create table piece_list (
  blob blob primary key,
  pieces blob not null
) strict, without rowid;

create view searchable (number, text) as
select number, words_of(state) from sighting where shown;

create virtual table words using fts5 (
  text, content = 'searchable', content_rowid = 'number', columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2 categories ''L* N* Co So'''
);

insert into words (words, rank) values ('secure-delete', 1);

-- Where messages come from. `total` is how many rows the message table had when it was read last.
create table source (
  number integer primary key autoincrement,
  kind text not null,
  path text not null unique,
  name text,
  timezone text,
  background text not null,
  attachments text,
  accept_fewer integer not null default 0,
  total integer,
  vanished integer not null default 0,
  newest_at integer,
  last_read_at integer
) strict;

-- Which rows of a source were read, and which sighting each became (null: none of its own). Of a watched folder `row` is
-- what the digest of the row itself is, and `digest` the source that reads the file in which it lay.
create table ledger (
  source integer not null,
  row integer not null,
  digest integer not null,
  sighting blob,
  primary key (source, row)
) strict, without rowid;

-- What lies in a watched folder and was looked at: its stamp then, and the source that reads it (null: not recognised).
create table folder_file (
  folder integer not null,
  path text not null,
  stamp text not null,
  source integer,
  primary key (folder, path)
) strict, without rowid;

create index folder_file_source on folder_file (source) where source is not null;

-- Sources that are mirrored; `proven` once one was read to its end since. And sightings whose rows became others' since then.
create table mirror (
  source integer primary key,
  proven integer not null
) strict;

create table displaced (
  source integer not null,
  sighting blob not null,
  row integer not null,
  primary key (source, sighting)
) strict, without rowid;

-- Where a source of this device has the bytes of an attachment, in its own words; source 0 is this home's cache. `content`,
-- `size` and `stamp` are what lay there when it was read last, `trouble` says why it could not be; `again_at` is when to look again.
create table place (
  attachment blob not null,
  source integer not null,
  place text not null,
  content blob,
  size integer,
  stamp integer,
  trouble text,
  again_at integer not null default 0,
  primary key (attachment, source)
) strict, without rowid;

create index place_source on place (source, place);
create index place_content on place (content) where content is not null;

create table problem (
  source integer not null,
  row integer,
  place text not null,
  reason text not null
) strict;

create index problem_row on problem (source, row);

-- What this device sealed. `data` goes once the log has it; the hash stays, by which its own items are known again.
create table outbox (
  counter integer primary key,
  kind text not null,
  hash blob not null unique,
  data blob,
  changes integer not null,
  token integer
) strict;

-- Which rows (kind 1: of `sighting`, else of `record`) an unconfirmed item carries, so that they can be marked again.
create table outbox_change (
  counter integer not null,
  kind integer not null,
  number integer not null,
  primary key (counter, kind, number)
) strict, without rowid;

-- Listed contents whose pieces are kept on the hub once more when the item that tells of them is in the log.
create table outbox_list (
  counter integer not null,
  record integer not null,
  primary key (counter, record)
) strict, without rowid;

-- What lies sealed in this home's cache: originals (kind 1) and previews (3), by SHA-256 of their plaintext.
create table cached (
  content blob primary key,
  kind integer not null,
  size integer not null,
  used_at integer not null
) strict, without rowid;

-- What this device knows to be whole on the hub, as it put or opened it there, and during which incarnation.
create table proven (
  content blob primary key,
  incarnation blob not null
) strict, without rowid;

-- What the hub did not give as it should: how often it was asked, when it is asked again, and the finding.
create table lacking (
  content blob primary key,
  tries integer not null,
  next_at integer not null,
  finding blob not null
) strict, without rowid;

-- Contents of which no picture could be made, why, and when it is tried again.
create table unpreviewed (
  content blob primary key,
  why text not null,
  again_at integer not null
) strict, without rowid;

-- Blobs that were about to be put and that no record refers to yet.
create table put (
  blob blob primary key,
  length integer not null
) strict, without rowid;

-- Blobs that no record refers to any more and that the hub was not asked to delete yet, with the length of their plaintext.
create table unneeded (
  blob blob primary key,
  length integer not null
) strict, without rowid;

-- The log as this device has seen it: the zone hash after each item, the last item of each device, the keyring.
create table log (
  token integer primary key,
  zone_hash blob not null
) strict;

create table chain (
  device blob primary key,
  counter integer not null,
  hash blob not null
) strict, without rowid;

create table entry (
  number integer primary key,
  data blob not null
) strict;

create table set_aside (
  token integer primary key,
  data blob not null,
  reason text not null
) strict;

create table decision (
  number integer primary key,
  at integer not null,
  lane text not null,
  answer text not null,
  ended_by text
) strict;

create index decision_lane on decision (lane, number);
