"""What keeps strangers from costing, holding or trying more than a shopper would."""
