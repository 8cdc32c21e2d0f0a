// What is remembered of `i`, an individual or a cookie, as app/consent/remembered.py has it. Takes `i`, adds `known`: the
// number of the state for the purpose and channel read for (1: granted), null where nothing is remembered that holds now.
WITH *, CASE WHEN $p.asks AND i.may_by = $p.rules AND i.may_from <= $p.at AND $p.at < i.may_until
             THEN i.may[$p.place] END AS known
