"""What stands on a live host, compared with what was built.

``host`` asks, ``file`` judges the answer for one file with ``served`` (types, headers) and
``differences`` (bytes), ``tally`` puts equal causes together, ``journal`` lets a run go on where
the last one stopped. ``builder.publish.verify`` is the recipe.
"""
