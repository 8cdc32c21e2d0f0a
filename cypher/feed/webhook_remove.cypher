// Purpose: an endpoint that is told nothing any more, with what it never received.
// Parameters: $p.id
// Returns: id, nothing where there was none
MATCH (w:Webhook {id: $p.id})
OPTIONAL MATCH (w)<-[:MEANT_FOR]-(letter:DeadLetter)
WITH w, w.id AS id, collect(letter) AS letters
FOREACH (letter IN letters | DETACH DELETE letter)
DETACH DELETE w
RETURN id
