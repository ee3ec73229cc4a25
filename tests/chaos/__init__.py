"""The full fault run: `make chaos`. Members under mixed load while workers, nodes and databases are killed, restarted
and frozen; what was acknowledged is looked for afterwards."""
