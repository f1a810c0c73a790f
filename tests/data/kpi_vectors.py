#!/usr/bin/env python3
"""Makes kpi-vectors.json: figures that the program must reproduce, worked out here another way.

Plain Python 3, nothing to install. Run it by hand after changing it:

    python3 tests/data/kpi_vectors.py > tests/data/kpi-vectors.json

Dial windows are walked second by second (or half-hour by half-hour from a table of the week made with `datetime`), ranges of
counts are exact rather than approximated, and sums over a span are added up from a list with one entry for each second.
"""

import json
import math
import random
from datetime import datetime, timedelta, timezone

SEED = 20261122
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def wilson(hits, trials):
    """The two roots of (p - hits/trials)^2 = z^2 p (1 - p) / trials."""
    z2 = 1.959963984540054 ** 2
    share = hits / trials
    a = 1 + z2 / trials
    b = -(2 * share + z2 / trials)
    c = share * share
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def two_proportion(hits1, trials1, hits2, trials2):
    """The square root of the chi-squared statistic of the two-by-two table, with the sign of the fall."""
    table = [[hits1, trials1 - hits1], [hits2, trials2 - hits2]]
    total = trials1 + trials2
    columns = [hits1 + hits2, total - hits1 - hits2]
    if 0 in columns:
        return None
    chi2 = 0.0
    for row in table:
        for column, seen in enumerate(row):
            expected = sum(row) * columns[column] / total
            chi2 += (seen - expected) ** 2 / expected
    return math.copysign(math.sqrt(chi2), hits1 / trials1 - hits2 / trials2)


def poisson_cdf(count, mean):
    term = total = math.exp(-mean)
    for k in range(1, count + 1):
        term *= mean / k
        total += term
    return min(1.0, total)


def poisson_exact(count):
    """The exact 95 % range of the mean behind a count, by bisection."""
    def solve(is_above, low, high):
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (low, middle) if is_above(middle) else (middle, high)
        return (low + high) / 2
    high = solve(lambda mean: poisson_cdf(count, mean) < 0.025, 0.0, 10.0 * count + 20)
    low = 0.0 if count == 0 else solve(lambda mean: 1 - poisson_cdf(count - 1, mean) > 0.025, 0.0, 10.0 * count + 20)
    return low, high


class Window:
    def __init__(self, zone, days, up, down):
        self.zone, self.days, self.up, self.down = zone, set(days), set(up), set(down)

    def is_open(self, unix):
        local = EPOCH + timedelta(seconds=unix + self.zone)
        hours = self.up if local.minute < 30 else self.down
        return local.isoweekday() in self.days and local.hour in hours

    def json(self):
        def text(numbers):
            return ",".join(str(number) for number in sorted(numbers))
        return {"zone": self.zone, "days": text(self.days), "up": text(self.up), "down": text(self.down)}


def some_window(random):
    zone = random.choice([0, 19800, 20700, 28800, -28800, -12600, 34200, 46800, -43200])
    days = random.sample(range(1, 8), random.randint(1, 7))
    first, last = sorted(random.sample(range(24), 2))
    up = [hour for hour in range(first, last + 1) if random.random() < 0.9] or [first]
    down = [hour for hour in range(first, last + 1) if random.random() < 0.9]
    return Window(zone, days, up, down)


def spans(random):
    vectors = []
    for _ in range(12):
        window = some_window(random)
        begin = 1_790_000_000 + random.randrange(40_000_000)
        length = random.randrange(1, 200_000)
        open_seconds = sum(window.is_open(begin + second) for second in range(length))
        vectors.append({**window.json(), "from": begin, "to": begin + length, "openSeconds": open_seconds})
    return vectors


def walks(random):
    vectors = []
    while len(vectors) < 12:
        window = some_window(random)
        begin = 1_790_000_000 + random.randrange(40_000_000)
        wanted = random.randrange(1, 60_000)
        left, at = wanted, begin
        while left > 0 and at - begin < 1_500_000:
            left -= window.is_open(at)
            at += 1
        if left == 0:
            vectors.append({**window.json(), "from": begin, "openSeconds": wanted, "end": at})
    return vectors


def sums(random):
    """Counters that grow evenly between readings; gaps and resets count nothing."""
    vectors = []
    for _ in range(8):
        readings, at, calls, answered, finished = [], 0, 0, 0, 0
        calls_by_second, watched = {}, set()
        for number in range(60):
            step = random.choice([14, 15, 15, 15, 16, 30, 45])
            link = random.choices(["continues", "gap", "reset"], [20, 1, 1])[0] if number else "reset"
            new = random.randrange(0, 40)
            if link == "reset":
                at, calls, answered, finished = at + step, new, new // 3, new // 2
            else:
                if link == "gap":
                    step *= 20
                if link == "continues":
                    for second in range(at, at + step):
                        watched.add(second)
                        calls_by_second[second] = new / step
                at, calls, answered, finished = at + step, calls + new, answered + new // 3, finished + new // 2
            readings.append({"second": at, "calls": calls, "answered": answered, "finished": finished, "link": link})
        begin, end = sorted(random.sample(range(at), 2))
        inside = [second for second in range(begin, end) if second in watched]
        vectors.append({
            "readings": readings,
            "from": begin,
            "to": end,
            "calls": sum(calls_by_second[second] for second in inside),
            "observedMinutes": len(inside) / 60,
        })
    return vectors


def main():
    numbers = random.Random(SEED)
    proportions = [(6, 20), (30, 100), (300, 1000), (0, 7), (7, 7), (58, 526), (1, 1), (49060, 203557)]
    proportions += [(lambda n: (numbers.randrange(n + 1), n))(numbers.randrange(1, 5000)) for _ in range(12)]
    falls = [((30, 100), (15, 100)), ((30000, 100000), (88, 400)), ((49060, 203557), (58, 526))]
    falls += [((numbers.randrange(1, 500), 1000), (numbers.randrange(1, 200), 400)) for _ in range(9)]
    counts = [0, 1, 2, 5, 10, 30, 174, 526]
    silences = [(0.5, 5), (1, 5), (2, 5), (2.4, 9), (52.6, 0.5), (0, 60)]
    print(json.dumps({
        "wilson": [{"hits": h, "trials": n, "low": wilson(h, n)[0], "high": wilson(h, n)[1]} for h, n in proportions],
        "twoProportions": [{"before": b, "after": a, "z": two_proportion(*b, *a)} for b, a in falls],
        "poisson": [{"count": c, "low": poisson_exact(c)[0], "high": poisson_exact(c)[1]} for c in counts],
        "silence": [{"perMinute": r, "minutes": m, "odds": math.e ** -(r * m)} for r, m in silences],
        "openSeconds": spans(numbers),
        "walks": walks(numbers),
        "sums": sums(numbers),
    }, indent=1))


main()
