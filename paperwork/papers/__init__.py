"""One module per kind of paper: a frozen dataclass in, `render_<kind>(paper) -> bytes` (PDF/A-2a) out."""
