"""The run-time room of Pelicart: a pure core, payment modules, stores and the small functions."""
