"""What is an article, and how does a file become articles?"""
