"""The sheets that offices work with: what a 一件事 meeting is called with, what each department
confirms, and a list of one's own. Gathered here from what is published, and written as Word and
Excel; `server/pages` shows the same."""
