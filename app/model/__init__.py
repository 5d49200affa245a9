"""Everything in torch: sound to motion, motion to pixels."""
