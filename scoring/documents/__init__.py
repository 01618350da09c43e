"""What is printed and handed in: one module or room a document; `registry` lists them all."""
