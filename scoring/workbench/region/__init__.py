"""The workbench of an office over many counties: who has handed in, where each stands, what is weak
everywhere. It reads what ``shifan region`` has collected and scored; what can be done here is to
accept a package or to return it.
"""
