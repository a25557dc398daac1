"""The demonstration: a centre with a sample city on this computer, and a clerk's day at a training desk."""
