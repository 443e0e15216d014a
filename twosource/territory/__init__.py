"""Claims on the ground: boundaries, control layers, checks of what reports say about geography, hindsight.

Pure functions over values: what is read from files (`layer_files`) and what is kept (the ledger) come in as values.
shapely, pyproj and pyshp are imported where they are used, so that reading reports does not wait for them.
"""
