"""What changes plans and runs them, one module a verb; pages, jobs and the command line import the module they need."""
