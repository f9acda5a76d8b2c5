"""What becomes of an order: taken, handed off, settled, released, or finished when overdue."""
