"""A model of the invalidation protocol (docs/decisions/coherence.md): the real Horizon, Follower, positions rule and
Caches, in a world whose every delay and fault is an event that the search chooses."""
