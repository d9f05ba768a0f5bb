"""One file per format of the copy; each takes the same batches of columns."""
