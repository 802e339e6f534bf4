-- How many places a thread has, how many of them are unread, and the newest time; `changed` grows with every change.
create table tally (
  thread integer primary key,
  places integer not null,
  unread integer not null,
  last_at integer,
  changed integer not null
) strict;

insert into tally
select thread, count(*), sum(unread), max(at) filter (where at < 9223372036854775807), 1 from membership group by thread;
