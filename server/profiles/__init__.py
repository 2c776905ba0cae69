"""A thing in other words than ours: profiles, asked for by `Accept-Profile` and `_profile=` (W3C
Working Draft "Content Negotiation by Profile", 2023)."""
