"""`python -m safeconduct`: the command line."""

from safeconduct.cli import main

if __name__ == "__main__":
    main()
