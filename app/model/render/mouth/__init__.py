"""The mouth: where the lips part, and what is seen between them."""
