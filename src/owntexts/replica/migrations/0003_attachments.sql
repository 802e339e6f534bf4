-- Attachments: which there are, where their bytes lie, and what is known of them on the hub. The rows of sources are read
-- anew at the next import, because it was not kept where their files are.

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

create table outbox_list (
  counter integer not null,
  record integer not null,
  primary key (counter, record)
) strict, without rowid;

create table cached (
  content blob primary key,
  kind integer not null,
  size integer not null,
  used_at integer not null
) strict, without rowid;

create table proven (
  content blob primary key,
  incarnation blob not null
) strict, without rowid;

create table lacking (
  content blob primary key,
  tries integer not null,
  next_at integer not null,
  finding blob not null
) strict, without rowid;

create table unpreviewed (
  content blob primary key,
  why text not null,
  again_at integer not null
) strict, without rowid;

create table put (
  blob blob primary key,
  length integer not null
) strict, without rowid;

create table unneeded (
  blob blob primary key,
  length integer not null
) strict, without rowid;

create index sighting_hidden on sighting (number) where not shown;

create temp table kept as select * from source;
create temp table kept_number as select seq from sqlite_sequence where name = 'source';
drop table source;

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

insert into source (number, kind, path, name, timezone, background, accept_fewer, total, vanished, newest_at, last_read_at)
select number, kind, path, name, timezone, background, accept_fewer, total, vanished, newest_at, last_read_at from temp.kept;
update sqlite_sequence set seq = (select seq from temp.kept_number) where name = 'source';
drop table temp.kept;
drop table temp.kept_number;
delete from ledger;
