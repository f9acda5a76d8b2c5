"""Programs for people who work on Pelicart; nothing here ships."""
