"""The composition root: the only place that knows all concrete parts, and the processes they run in.

Import from its modules: the supervisor and the node run on little more than the standard library, and must not pay
for the rest.
"""
