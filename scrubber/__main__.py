"""`python -m scrubber`."""

from scrubber.cli.main import main

if __name__ == "__main__":  # a process of --jobs may import this module
    main()
