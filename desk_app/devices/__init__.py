"""Devices at the desk."""
