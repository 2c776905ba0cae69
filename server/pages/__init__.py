"""Pages for people, a module for each kind; what they show is read by `server.reading`."""
