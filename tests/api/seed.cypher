// Purpose: a small resolved graph. The Duponts: Marie (three records, once two people), Paul (one), a tablet they share,
//          Marie's own cookie and phone; a near miss between Paul and Marie. Next door Jean Martin, alone. A help desk
//          address that all carry is a hub. Cookies: one nobody signed in with, one of two strangers, one refused.
// Parameters: none
// Returns: nothing
CREATE (shop:Source {name: 'shop', trust: 0.9}), (web:Source {name: 'web', trust: 0.5})
CREATE (m1:Customer {id: 'shop:1', source: 'shop', source_id: '1', born: '01JA0000000000000000000001', hash: 'h', load_id: 'l',
    seen_at: datetime('2026-01-10T10:00:00Z'), given_name: 'Marie', family_name: 'DUPONT', birth_date: '12/05/1980',
    email: ['Marie.Dupont@example.fr'], phone: ['06 12 34 56 78'], street_address: '12, rue Oberkampf', postal_code: '75011',
    locality: 'Paris', x_tier: 'gold', std_given_name: 'marie', std_family_name: 'dupont', std_birth_date: '1980-05-12',
    std_email: 'marie.dupont@example.fr', std_phone: '+33612345678', std_street: '12 rue oberkampf', std_postal_code: '75011',
    std_locality: 'paris', junk: [], doubtful: []})
CREATE (m2:Customer {id: 'web:7', source: 'web', source_id: '7', born: '01JA0000000000000000000007', hash: 'h', load_id: 'l',
    seen_at: datetime('2026-03-01T10:00:00Z'), given_name: 'Marie', family_name: 'Le Gall', birth_date: '01/01/1900',
    email: ['marie.dupont@example.fr', 'orchestre.metz@example.fr'], cookie: ['ck-marie'], std_given_name: 'marie',
    std_family_name: 'le gall', std_email: 'marie.dupont@example.fr|orchestre.metz@example.fr', std_cookie: 'ck-marie',
    junk: ['birth_date'], doubtful: ['family_name']})
CREATE (m3:Customer {id: 'web:8', source: 'web', source_id: '8', born: '01JA0000000000000000000008', hash: 'h', load_id: 'l',
    seen_at: datetime('2026-02-01T10:00:00Z'), given_name: 'M.', family_name: 'Dupont', phone: ['0612345678'],
    std_given_name: 'm', std_family_name: 'dupont', std_phone: '+33612345678', junk: [], doubtful: ['given_name']})
CREATE (p1:Customer {id: 'shop:2', source: 'shop', source_id: '2', born: '01JA0000000000000000000002', hash: 'h', load_id: 'l',
    seen_at: datetime('2026-01-11T10:00:00Z'), given_name: 'Paul', family_name: 'Dupont', email: ['orchestre.metz@example.fr'],
    std_given_name: 'paul', std_family_name: 'dupont', std_email: 'orchestre.metz@example.fr', junk: [], doubtful: []})
CREATE (j1:Customer {id: 'shop:9', source: 'shop', source_id: '9', born: '01JA0000000000000000000009', hash: 'h', load_id: 'l',
    seen_at: datetime('2026-01-12T10:00:00Z'), given_name: 'Jean', family_name: 'Martin', std_given_name: 'jean',
    std_family_name: 'martin', junk: [], doubtful: []})
CREATE (m1)-[:FROM]->(shop), (p1)-[:FROM]->(shop), (j1)-[:FROM]->(shop), (m2)-[:FROM]->(web), (m3)-[:FROM]->(web)

CREATE (mail:Email:Identifier {key: 'email:marie.dupont@example.fr', value: 'marie.dupont@example.fr'}),
  (desk:Email:Identifier {key: 'email:orchestre.metz@example.fr', value: 'orchestre.metz@example.fr', hub: true}),
  (tel:Phone:Identifier {key: 'phone:+33612345678', value: '+33612345678'}),
  (card:ExternalId:Identifier {key: 'shop:1', value: '1'}),
  (home:Address:Identifier {key: 'address:FR:75011:paris:12 rue oberkampf', value: '12 rue oberkampf 75011 paris'}),
  (own:Cookie:Identifier {key: 'cookie:ck-marie', value: 'ck-marie', user_agent: 'chrome/windows',
    first_seen: datetime('2026-01-05T08:00:00Z'), last_seen: datetime('2026-03-02T08:00:00Z')}),
  (tablet:Cookie:Identifier {key: 'cookie:ck-tablet', value: 'ck-tablet', user_agent: 'safari/ios',
    first_seen: datetime('2026-01-06T08:00:00Z'), last_seen: datetime('2026-03-03T08:00:00Z')}),
  (paul:Cookie:Identifier {key: 'cookie:ck-paul', value: 'ck-paul', first_seen: datetime('2026-01-06T08:00:00Z'),
    last_seen: datetime('2026-01-06T08:00:00Z')}),
  (cafe:Cookie:Identifier {key: 'cookie:ck-cafe', value: 'ck-cafe', first_seen: datetime('2026-01-07T08:00:00Z'),
    last_seen: datetime('2026-01-07T08:00:00Z')}),
  (nobody:Cookie:Identifier {key: 'cookie:ck-nobody', value: 'ck-nobody', first_seen: datetime('2026-01-07T08:00:00Z'),
    last_seen: datetime('2026-01-07T08:00:00Z')}),
  (pc:Device:Identifier {key: 'device:dev-pc', value: 'dev-pc', first_seen: datetime('2026-01-05T08:00:00Z'),
    last_seen: datetime('2026-03-02T08:00:00Z')})
CREATE (own)-[:SEEN_ON {count: 3, first_seen: datetime('2026-01-05T08:00:00Z'), last_seen: datetime('2026-03-02T08:00:00Z')}]->(pc)
WITH *, {first_seen: datetime('2026-01-05T08:00:00Z'), last_seen: datetime('2026-03-02T08:00:00Z'), source: 'web'} AS seen
CREATE (m1)-[e1:HAS_EMAIL]->(mail), (m2)-[e2:HAS_EMAIL]->(mail), (m2)-[e3:HAS_EMAIL]->(desk), (p1)-[e4:HAS_EMAIL]->(desk),
  (m1)-[e5:HAS_PHONE]->(tel), (m3)-[e6:HAS_PHONE]->(tel), (m1)-[e7:LIVES_AT]->(home), (p1)-[e8:LIVES_AT]->(home),
  (m1)-[e9:HAS_ID]->(card), (m2)-[e10:USES_COOKIE]->(own), (m2)-[e11:USES_COOKIE]->(tablet), (p1)-[e12:USES_COOKIE]->(tablet),
  (p1)-[e13:USES_COOKIE]->(cafe), (j1)-[e14:USES_COOKIE]->(cafe), (p1)-[e15:USES_COOKIE]->(paul)
FOREACH (e IN [e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15] | SET e += seen)

CREATE (marie:Individual {id: 'ind_01JA0000000000000000000001', name: 'Marie Dupont', size: 3}),
  (pauli:Individual {id: 'ind_01JA0000000000000000000002', name: 'Paul Dupont', size: 1}),
  (jean:Individual {id: 'ind_01JA0000000000000000000009', name: 'Jean Martin', size: 1}),
  (older:Individual:Retired {id: 'ind_01JA0000000000000000000008'}), (old:Individual:Retired {id: 'ind_01JA0000000000000000000007'}),
  (duponts:Household {id: 'hh_01JA0000000000000000000001', name: 'Dupont', size: 2}),
  (martin:Household {id: 'hh_01JA0000000000000000000009', name: 'Martin', size: 1}),
  (gone:Household:Retired {id: 'hh_01JA0000000000000000000007'})
WITH *, datetime('2026-03-05T12:00:00Z') AS at
CREATE (older)-[:MERGED_INTO {at: at}]->(old)-[:MERGED_INTO {at: at}]->(marie), (gone)-[:MERGED_INTO {at: at}]->(duponts)
CREATE (m1)-[:IDENTIFIES {since: datetime('2026-01-10T12:00:00Z')}]->(marie), (m2)-[:IDENTIFIES {since: at}]->(marie),
  (m3)-[:IDENTIFIES {since: at}]->(marie), (own)-[:IDENTIFIES {since: at}]->(marie), (pc)-[:IDENTIFIES {since: at}]->(marie),
  (p1)-[:IDENTIFIES {since: at}]->(pauli), (paul)-[:IDENTIFIES {since: at}]->(pauli), (j1)-[:IDENTIFIES {since: at}]->(jean),
  (marie)-[:MEMBER_OF {since: at}]->(duponts), (pauli)-[:MEMBER_OF {since: at}]->(duponts),
  (tablet)-[:MEMBER_OF {since: at}]->(duponts), (jean)-[:MEMBER_OF {since: at}]->(martin)
CREATE (m1)-[:MATCHES {weight: 30.5, probability: 0.9999, accepted: true, basis: 'email', model: 'default', at: at,
    evidence: ['given_name|exact|7.5', 'email|exact|23.0']}]->(m2),
  (m1)-[:MATCHES {weight: 18.0, probability: 0.99, accepted: true, basis: 'phone', model: 'default', at: at,
    evidence: ['family_name|exact|8.0', 'phone|exact|10.0']}]->(m3),
  (m2)-[:MATCHES {weight: 2.0, probability: 0.6, accepted: true, basis: 'name', model: 'default', at: at,
    evidence: ['given_name|initial|2.0']}]->(m3),
  (m1)-[:MATCHES {weight: 3.5, probability: 0.7, accepted: false, reason: 'given names differ', basis: 'address', model: 'default',
    at: at, evidence: ['family_name|exact|8.0', 'given_name|different|-4.5']}]->(p1)
CREATE (m1)-[:SHARES_HOME {weight: 14.0, probability: 0.98, model: 'default', at: at,
    evidence: ['address|exact|9.0', 'family_name|exact|5.0']}]->(p1)
CREATE (paul)-[:HAS_CONSENT]->(:Consent {id: 'c1', purpose: 'advertising', channel: 'web', status: 'granted', source: 'web',
    at: datetime('2026-01-01T00:00:00Z')}),
  (paul)-[:HAS_CONSENT]->(:Consent {id: 'c2', purpose: 'advertising', channel: 'web', status: 'withdrawn', source: 'web',
    at: datetime('2026-02-01T00:00:00Z')}),
  (mail)-[:HAS_CONSENT]->(:Consent {id: 'c3', purpose: 'marketing', channel: 'email', status: 'denied', source: 'shop',
    at: datetime('2026-02-01T00:00:00Z')}),
  (desk)-[:HAS_CONSENT]->(:Consent {id: 'c4', purpose: 'advertising', channel: 'email', status: 'denied', source: 'shop',
    at: datetime('2026-02-01T00:00:00Z')})

// The feed of all this: four commits, of 5, 3, 3 and 4 entries.
CREATE (:Feed {name: 'feed', seq: 15, at: at})
WITH 'ind_01JA000000000000000000000' AS ind, 'hh_01JA000000000000000000000' AS hh, '01JA000000000000000000000' AS r, at
WITH [
  [datetime('2026-01-12T12:00:00Z'), 5,
    {type: 'created', kind: 'individual', id: ind + '1', household: hh + '1', joined: [r + '1']},
    {type: 'created', kind: 'individual', id: ind + '2', household: hh + '1', joined: [r + '2']},
    {type: 'created', kind: 'individual', id: ind + '9', household: hh + '9', joined: [r + '9']},
    {type: 'created', kind: 'household', id: hh + '1', joined: [ind + '1', ind + '2']},
    {type: 'created', kind: 'household', id: hh + '9', joined: [ind + '9']}],
  [datetime('2026-03-01T12:00:00Z'), 8,
    {type: 'created', kind: 'individual', id: ind + '7', household: hh + '7', joined: [r + '7']},
    {type: 'created', kind: 'individual', id: ind + '8', household: hh + '7', joined: [r + '8']},
    {type: 'created', kind: 'household', id: hh + '7', joined: [ind + '7', ind + '8']}],
  [datetime('2026-03-04T12:00:00Z'), 11,
    {type: 'merged', kind: 'individual', id: ind + '7', household: hh + '7', joined: [r + '8'], came_from: [ind + '8']},
    {type: 'retired', kind: 'individual', id: ind + '8', left: [r + '8'], went_to: [ind + '7']},
    {type: 'moved', kind: 'household', id: hh + '7', left: [ind + '8']}],
  [at, 15,
    {type: 'merged', kind: 'individual', id: ind + '1', household: hh + '1', joined: [r + '7', r + '8'], came_from: [ind + '7']},
    {type: 'retired', kind: 'individual', id: ind + '7', left: [r + '7', r + '8'], went_to: [ind + '1']},
    {type: 'merged', kind: 'household', id: hh + '1', came_from: [hh + '7']},
    {type: 'retired', kind: 'household', id: hh + '7', left: [ind + '7'], went_to: [hh + '1']}]
] AS commits
UNWIND commits AS parts
WITH parts[0] AS at, parts[1] AS last, parts[2..] AS entries
UNWIND range(1, size(entries)) AS number
CREATE (c:Change {seq: last - size(entries) + number, last: last, at: at})
SET c += entries[number - 1]
