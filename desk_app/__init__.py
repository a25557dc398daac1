"""The registration desk of «Система Город»: find a resident, register, print, take money, never lose a kopeck."""

__version__ = "0.1.0"
