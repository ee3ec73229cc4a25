"""Banyan, the app server for Python teams. Import from its packages; this one re-exports nothing."""
