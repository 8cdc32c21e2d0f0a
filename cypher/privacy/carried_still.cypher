// Purpose: which values of a model's tables some record gives still.
// Parameters: $p.rows: [{number, parts: [{property, text, by}], key}]: one record carries each text as one of those that `by`
//             separates in the property; or, where there is a `key`, the identifier
// Returns: numbers
UNWIND $p.rows AS row
WITH row
WHERE CASE WHEN row.key IS NULL
  THEN EXISTS {
    MATCH (c:Customer)
    WHERE all(part IN row.parts
      WHERE '|' + replace(toStringOrNull(c[part.property]), part.by, '|') + '|' CONTAINS '|' + part.text + '|')
  }
  ELSE EXISTS { (:Identifier {key: row.key})<-[:USES_COOKIE|USES_DEVICE|CLAIMS]-(:Customer) }
END
RETURN collect(row.number) AS numbers
