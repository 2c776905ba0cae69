"""An edition to take away: flat tables with a codebook, the network of departments, RDF; with sizes
and hashes, and how to cite it."""
