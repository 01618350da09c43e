"""What the drawing process and its parent say to each other in words."""

NO_PAGES = "这种文件没有页面图像"
"""There is nothing to be drawn in a file of this kind, however often it is tried."""
