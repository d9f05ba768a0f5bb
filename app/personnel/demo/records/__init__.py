"""What the demo store holds on each invented person, one module per part of personnel work."""
