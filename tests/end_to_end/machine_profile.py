"""Cost profiles for tests."""

import json

BYTES = ("byte_read", "byte_splice", "byte_discard", "early_byte", "client_byte", "client_early_byte")
EVENTS = (
    "accept", "hand_over_awake", "hand_over_parked", "take_over_awake", "take_over_parked", "wake_up",
    "fetch_events", "request", "re_arm", "steal", "migrate", "thread_start", "open_connection",
    "close_connection", *BYTES[:4], "client_connect", "client_request", *BYTES[4:],
)  # fmt: skip


def profile(**costs):
    """A profile in which everything that is not named costs nothing."""
    assert set(costs) <= set(EVENTS)
    return {
        "schema_version": 1,
        "measured_on": {"cpu": "a test", "processors": 1, "kernel": "none"},
        "costs": {
            name: {"ns": costs.get(name, 0), "low": costs.get(name, 0), "high": costs.get(name, 0)}
            for name in EVENTS
        },
    }


def write_profile(folder, **costs):
    file = folder / "machine.json"
    file.write_text(json.dumps(profile(**costs)))
    return file
