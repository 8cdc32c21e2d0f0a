"""The lifecycle feed: what became of individuals and households, in order, for those who keep a copy or a list.

How resolution writes it (docs/decisions/0016-feed.md says why it is so):

- `changes(before, after)` of `app.feed.changes` tells what became of every ID between two memberships of the touched
  part of the graph; `append(run, changes)` of `app.feed.entries` is the last step of the transaction that writes the
  same membership. Give `before.retired` the retired IDs of the touched records ("ind_<born>", "hh_<born>") and what
  each leads to; then the redirected are told as well, and `retired` changes name every pointer there is to write.
- Bulk: `grouped(before, after)` gives groups that share no ID. Take groups until there are some 2,000 changes; write
  the individuals and households in their `ids`, and `appended(changes)`, in one `Store.write_together`.
"""
