"""Speech without pictures: synthetic voices and aligned recordings whose lips a phone-to-motion teacher moves."""
