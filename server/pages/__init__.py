"""Pages for people: what each shows is asked by the `.rq` file of its name beside its module."""
