"""`/queries`: the saved queries as cards, those that staff need first and the rest by theme;
`q` filters them by words, `tag` by a tag."""

from flask import Blueprint, Response, g, render_template, request

from server.saved import gallery
from server.saved.gallery import THEMES, matching
from server.urls import gallery_path

blueprint = Blueprint("gallery", __name__)

_LONGEST = 200


@blueprint.get("/queries")
def index() -> Response:
    """All saved queries, or those that what was typed finds."""
    words = request.args.get("q", "").strip()[:_LONGEST]
    tagged = request.args.get("tag", "")[:_LONGEST]
    first = matching(gallery.first(), words, tagged)
    research = [
        (theme, THEMES[theme], found)
        for theme, cards in gallery.research(g.view).items()
        if (found := matching(cards, words, tagged))
    ]
    html = render_template(
        "queries.html",
        first=first,
        research=research,
        count=len(first) + sum(len(cards) for _, _, cards in research),
        words=words,
        tagged=gallery.tag(tagged) if tagged else None,
        tags=gallery.tags(g.view),
        filtered=bool(words or tagged),
        path=lambda **more: gallery_path(**more, lang="en" if g.language == "en" else None),
    )
    return Response(html, content_type="text/html; charset=utf-8")
