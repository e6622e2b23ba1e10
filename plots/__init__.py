"""From a run's folder to its figures and its page. Starts no process, reads results, writes pictures."""
