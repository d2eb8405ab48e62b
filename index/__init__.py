"""How do articles become terms on disk?"""
