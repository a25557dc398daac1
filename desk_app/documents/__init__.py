"""Papers. ReportLab lives here."""
