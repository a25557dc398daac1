"""The mirror file: the centre's data as a desk holds them, searchable. The centre makes it whole, a desk keeps it up.

Its tables, its values and how its pages are sealed are a wire format; FORMAT
in `tables` is its number. Whoever changes any of it raises the number: a desk
that meets another format takes the rows instead and builds the file itself.
"""
