"""Commands of `idgraph`, one module per noun: wiring only. `app/cli.py` puts them together."""
