"""Small wrongs put into the code, one at a time, to see which a test notices."""
