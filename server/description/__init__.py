"""The service describes itself: SPARQL 1.1 Service Description, VoID and the saved queries as RDF,
made of the published state. What it says of the data is kept in the store, beside them."""
