"""Prepares the environment, then runs, tests or bundles the program; standard library only, any Python from 3.8 on.

It has to start on a Python that cannot run the program itself, so that it can say which one can.
"""
