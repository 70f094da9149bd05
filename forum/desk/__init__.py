"""The editor's desk: movies corrected by hand; each change is kept with who, when and why, and can be undone."""
