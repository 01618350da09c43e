"""What the pages show, as plain data: one function a subject, cut to what the visitor may see."""
