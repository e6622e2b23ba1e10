"""The servers of simulator/ once more, in SimPy and by somebody who has not read them: processes that wait for one
another, where the simulator has a queue of events. Given when requests are due, what they cost and which worker the
kernel's hash would give a connection, they must come to the same nanosecond."""

import csv
from collections import defaultdict, deque

import simpy


def read_dump(path):
    with open(path, newline="", encoding="ascii") as file:
        return [{name: int(value) for name, value in row.items()} for row in csv.DictReader(file)]


class Model:
    """Connections that send what they have in turn, to a server that a subclass is."""

    def __init__(self, rows, workers, accept_ns=0, requests_per_connection=0):
        self.env = simpy.Environment()
        self.workers, self.accept_ns, self.kept = workers, accept_ns, requests_per_connection
        self.answers = {}
        connections = defaultdict(list)
        for row in sorted(rows, key=lambda row: row["due_ns"]):
            connections[row["connection"]].append(row)
        for number, requests in connections.items():
            self.env.process(self.connection(number, requests))

    def connection(self, number, requests):
        worker = None
        for count, row in enumerate(requests):
            yield self.env.timeout(max(0, row["due_ns"] - self.env.now))
            if worker is None or (self.kept and count % self.kept == 0):
                worker = yield from self.accept(number, row)
            yield from self.serve(worker, row)
            self.answers[row["number"]] = self.env.now

    def run(self):
        self.env.run()
        return self.answers


class Dealt(Model):
    """An acceptor deals connections in turn; each worker serves its own, first come first served."""

    def __init__(self, rows, workers, **options):
        super().__init__(rows, workers, **options)
        self.acceptor = simpy.Resource(self.env)
        self.servers = [simpy.Resource(self.env) for _ in range(workers)]
        self.dealt = 0

    def accept(self, _number, _row):
        with self.acceptor.request() as turn:
            yield turn
            yield self.env.timeout(self.accept_ns)
        self.dealt += 1
        return (self.dealt - 1) % self.workers

    def serve(self, worker, row):
        with self.servers[worker].request() as turn:
            yield turn
            yield self.env.timeout(row["demand_ns"])


class Listener:
    """Whoever is free takes all who wait there, one after the other."""

    def __init__(self, model, servers):
        self.model, self.servers = model, servers
        self.backlog, self.noticed = deque(), False

    def wait(self):
        accepted = self.model.env.event()
        self.backlog.append(accepted)
        if not self.noticed:
            self.noticed = True
            self.model.env.process(self.drain())
        yield accepted

    def drain(self):
        with self.servers.request() as turn:
            yield turn
            while self.backlog:
                yield self.model.env.timeout(self.model.accept_ns)
                self.backlog.popleft().succeed()
            self.noticed = False


class Hashed(Dealt):
    """Connections are where the hash put them, which only the simulator's answer tells; each worker accepts its own."""

    def __init__(self, rows, workers, **options):
        super().__init__(rows, workers, **options)
        self.listeners = [Listener(self, servers) for servers in self.servers]

    def accept(self, _number, row):
        yield from self.listeners[row["worker"]].wait()
        return row["worker"]


class Shared(Model):
    """Any worker takes what has waited longest."""

    def __init__(self, rows, workers, **options):
        super().__init__(rows, workers, **options)
        self.servers = simpy.Resource(self.env, capacity=workers)
        self.listener = Listener(self, self.servers)

    def accept(self, _number, _row):
        yield from self.listener.wait()
        return 0

    def serve(self, _worker, row):
        with self.servers.request() as turn:
            yield turn
            yield self.env.timeout(row["demand_ns"])


class Stealing(Dealt):
    """A worker runs what waits at home, then what waits at the next worker that has something."""

    def __init__(self, rows, workers, **options):
        super().__init__(rows, workers, **options)
        self.queues = [deque() for _ in range(workers)]
        self.asleep = {}
        for number in range(workers):
            self.env.process(self.worker(number))

    def serve(self, home, row):
        done = self.env.event()
        self.queues[home].append((row, done))
        awake = home if home in self.asleep else min(self.asleep, default=None)
        if awake is not None:
            self.asleep.pop(awake).succeed()
        yield done

    def worker(self, number):
        homes = [(number + i) % self.workers for i in range(self.workers)]
        while True:
            home = next((home for home in homes if self.queues[home]), None)
            if home is None:
                self.asleep[number] = self.env.event()
                yield self.asleep[number]
                continue
            row, done = self.queues[home].popleft()
            yield self.env.timeout(row["demand_ns"])
            done.succeed()
