"""Mutation testing: `python -m tests.mutation [PATH ...]` says which faults no test would see.

Every mutant is the source of one module with one small fault, by mutmut's operators and a few more.
It is tested in a forked process that imports the mutated text in the module's place, so nothing is
written and a mutant costs some tenths of a second. mutmut itself leaves decorated functions alone,
and the check of every rule is one.
"""
