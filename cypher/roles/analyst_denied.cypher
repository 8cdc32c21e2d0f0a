// Purpose: for analysts who have further roles, such as `reader`: takes from them what another role grants. A denial is
// stronger than any grant, but it knows only the names below: columns of your own (x_...) are not among them. Better give
// analysts no other role. Run it after analyst.cypher, in the same way.
// Parameters: none
// Returns: nothing
DENY READ {given_name, family_name, birth_family_name, full_name, birth_date, birth_place, email, phone, street_address, national_id, external_id, cookie, device, ip, user_agent, organisation, siret, occupation, source_id, id} ON GRAPH neo4j NODES Customer, FormerRecord TO idgraph_analyst;
DENY READ {std_given_name, std_family_name, std_full_name, std_birth_date, std_birth_place, std_email, std_phone, std_street, std_unit, std_national_id, std_external_id, std_cookie, std_device, std_ip, std_user_agent, std_organisation, std_siret, std_occupation, called, keys, content, carries} ON GRAPH neo4j NODES Customer, FormerRecord TO idgraph_analyst;
DENY READ {key, value, user_agent, ips, ip_days, ip_nights, hours, places, place_counts, blocked_reason} ON GRAPH neo4j NODES Identifier TO idgraph_analyst;
DENY READ {account, user_agent, ips, ip_days, ip_nights, hours, places, place_counts} ON GRAPH neo4j NODES Sightings TO idgraph_analyst;
DENY READ {name} ON GRAPH neo4j NODES Individual, Household TO idgraph_analyst;
DENY READ {key} ON GRAPH neo4j NODES Block TO idgraph_analyst;
DENY READ {unit, reason, named} ON GRAPH neo4j RELATIONSHIPS * TO idgraph_analyst;
DENY READ {*} ON GRAPH neo4j NODES Audit, AuditChain, ApiKey, Webhook, Tombstone, Erasure, Model TO idgraph_analyst;
DENY WRITE ON GRAPH neo4j TO idgraph_analyst;
DENY EXECUTE PROCEDURE db.index.fulltext.* ON DBMS TO idgraph_analyst;
