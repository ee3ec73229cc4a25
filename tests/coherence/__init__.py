"""The protocol of docs/decisions/coherence.md on real sites: two gateways, two nodes of two processes each, a real
database, and faults in between. `tests/cache/protocol` searches its orders of events in a model."""
