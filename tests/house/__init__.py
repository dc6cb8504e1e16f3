"""The house from outside: the script at the root, the running server and worker, kill -9."""
