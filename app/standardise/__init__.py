"""Raw values into comparable ones, each with a verdict on how far to trust it. Pure: no I/O, no graph, no settings.

One module per noun; `record` applies them to whole frames and to single live records alike.
"""
