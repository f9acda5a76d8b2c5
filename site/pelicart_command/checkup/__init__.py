"""What `pelicart doctor` looks at in a shop, from outside and from inside; it changes nothing."""
