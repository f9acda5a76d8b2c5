"""From the address form to the provider's page: choice, review, purchase."""
