-- Which sighting a row of a source became, and what lies in watched folders. Rows are read again once, so that all know.
drop table ledger;

create table ledger (
  source integer not null,
  row integer not null,
  digest integer not null,
  sighting blob,
  primary key (source, row)
) strict, without rowid;

create table folder_file (
  folder integer not null,
  path text not null,
  stamp text not null,
  source integer,
  primary key (folder, path)
) strict, without rowid;

create index folder_file_source on folder_file (source) where source is not null;

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
