-- Nothing was written here before.
drop table decision;

create table decision (
  number integer primary key,
  at integer not null,
  lane text not null,
  answer text not null,
  ended_by text
) strict;

create index decision_lane on decision (lane, number);
