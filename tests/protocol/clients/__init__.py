"""Real clients against the running server, each as its own users use it."""
