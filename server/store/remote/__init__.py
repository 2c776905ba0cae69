"""The remote home: the published state served from a SPARQL 1.1 engine (SPARQL 1.1 Protocol and
Update), to which every publication is delivered. The data folder stays the record."""
