"""How answers are put for people."""

from owntexts.cli.words import amount, cells, columns, cut, of_finding
from owntexts.explain import Evidence, Finding, Fix, Wait


def test_columns_line_up_also_where_characters_are_wide_or_combined() -> None:
    lines = list(columns(("who", "n"), [("李雷", 1), ("Zoe\u0301", 12)], width=80))
    assert lines == ["who   n", "李雷  1", "Zoe\u0301   12"]


def test_a_line_that_is_too_long_is_cut_with_a_sign() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cells(cut("漢字漢字", 4)) <= 4
    assert list(columns(("a",), [("x" * 50,)], width=10))[1] == "x" * 9 + "…"


def test_control_characters_in_a_message_never_reach_the_terminal() -> None:
    assert "\033" not in "".join(columns(("text",), [("\033[2Jgone\n",)], width=80))


def test_a_finding_tells_evidence_fixes_and_its_end() -> None:
    finding = Finding(
        code="hub.busy",
        severity="warning",
        title="The hub is busy",
        explanation="It asked us to wait.",
        evidence=(Evidence("answer", 429, origin="the hub"), Evidence("tries", None, 3)),
        fixes=(Fix("wait", "Wait", "wait"), Fix("now", "Try now", "action", command="owntexts sync --now")),
        ends_when=Wait("in 30 s"),
    )
    assert list(of_finding(finding)) == [
        "warning: The hub is busy (hub.busy)",
        "  It asked us to wait.",
        "  answer: 429, read from the hub",
        "  tries: unknown (limit 3)",
        "  > Wait",
        "  > Try now: owntexts sync --now",
        "  ends by itself: in 30 s",
    ]


def test_measured_values_are_read_as_people_write_them() -> None:
    assert amount("storage.device_free_bytes", 3 << 29) == "1.5 GiB"
    assert amount("power.charging", False) == "no"
    assert amount("power.battery_percent", 0) == 0
    assert amount("heat", None) == "unknown"
