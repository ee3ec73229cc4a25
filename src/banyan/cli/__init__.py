"""The command line: a contract that scripts and people depend on."""
