"""The servers of simulator/ once more, in SimPy: processes that wait for one another, where the simulator has a queue of
events. Given when requests are due, what they cost and which worker the
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
                worker = yield from self.connect(row)
            else:
                yield from self.send(worker, row)
            self.answers[row["number"]] = self.env.now

    def run(self):
        self.env.run()
        return self.answers


class Loop:
    """A worker's turns: it answers what it finds there, then what it has accepted or was handed by then."""

    LISTENER = object()

    def __init__(self, env, accept_ns):
        self.env, self.accept_ns = env, accept_ns
        self.there, self.new, self.backlog = deque(), deque(), deque()
        self.asleep = None
        env.process(self.turns())

    def put(self, queue, what):
        queue.append(what)
        if self.asleep is not None:
            asleep, self.asleep = self.asleep, None
            asleep.succeed()

    def knock(self, request):
        self.backlog.append(request)
        if len(self.backlog) == 1:
            self.put(self.there, self.LISTENER)

    def turns(self):
        while True:
            if not self.there and not self.new:
                self.asleep = self.env.event()
                yield self.asleep
            found, self.there = self.there, deque()
            for what in found:
                yield from self.accept() if what is self.LISTENER else self.answer(*what)
            taken, self.new = self.new, deque()
            for request in taken:
                yield from self.answer(*request)

    def accept(self):
        while self.backlog:
            yield self.env.timeout(self.accept_ns)
            self.new.append(self.backlog.popleft())

    def answer(self, row, done):
        yield self.env.timeout(row["demand_ns"])
        done.succeed()


class Hashed(Model):
    """Connections are where the hash put them, which only the simulator's answer tells; each worker accepts its own."""

    def __init__(self, rows, workers, **options):
        super().__init__(rows, workers, **options)
        self.loops = [Loop(self.env, self.accept_ns) for _ in range(workers)]

    def connect(self, row):
        done = self.env.event()
        self.loops[row["worker"]].knock((row, done))
        yield done
        return row["worker"]

    def send(self, worker, row):
        loop, done = self.loops[worker], self.env.event()
        loop.put(loop.there, (row, done))
        yield done


class Dealt(Hashed):
    """An acceptor deals connections in turn."""

    def __init__(self, rows, workers, **options):
        super().__init__(rows, workers, **options)
        self.acceptor = simpy.Resource(self.env)
        self.dealt = 0

    def accept(self):
        with self.acceptor.request() as turn:
            yield turn
            yield self.env.timeout(self.accept_ns)
        self.dealt += 1
        return (self.dealt - 1) % self.workers

    def connect(self, row):
        worker, done = (yield from self.accept()), self.env.event()
        self.loops[worker].put(self.loops[worker].new, (row, done))
        yield done
        return worker


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


class Shared(Model):
    """Any worker takes what has waited longest."""

    def __init__(self, rows, workers, **options):
        super().__init__(rows, workers, **options)
        self.servers = simpy.Resource(self.env, capacity=workers)
        self.listener = Listener(self, self.servers)

    def connect(self, row):
        yield from self.listener.wait()
        yield from self.send(0, row)
        return 0

    def send(self, _worker, row):
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

    def connect(self, row):
        home = yield from self.accept()
        yield from self.send(home, row)
        return home

    def send(self, home, row):
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
