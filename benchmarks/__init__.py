"""What the promises on speed and memory are measured with."""
