// Which of the values that some `rows` carry are hubs: `carried`, each by its token, most and key.
UNWIND rows AS row
UNWIND split(row.carries, ' ') AS token
WITH DISTINCT token
MATCH (b:Block {token: token})
RETURN collect(b {.token, .most, .key}) AS carried
