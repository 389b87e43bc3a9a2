"""A module of the image's plugins, which DAGs import."""
MARK = 'from a plugin of the image'
