"""The store for an assistant: a server of the Model Context Protocol over standard input and output.

``wire`` reads and writes messages, ``server`` answers them, ``tools`` says what may be called and ``calls``
runs it as the command line that a person would type; ``shaping`` keeps answers small, ``resources`` tells
what there is to ask. An SDK would bring pydantic and a web server with it; this is line by line JSON.
"""
