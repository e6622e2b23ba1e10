-- A PUT of 100 bytes, the same every time.
wrk.method = "PUT"
wrk.path = "/benchmark"
wrk.body = string.rep("d", 100)
