"""The table drawn as a Mermaid state diagram, so that the picture in the docs cannot say anything else."""

from collections.abc import Iterator

from owntexts.sync.rules import RULES, Rule, always
from owntexts.sync.state import BUSY, RESTING, Phase


def diagram() -> str:
    """All rows that change the phase; rows of all busy or all resting phases are drawn once, at their group."""
    return "\n".join(("stateDiagram-v2", *_states(), *_arrows())) + "\n"


def _states() -> Iterator[str]:
    yield "    [*] --> idle"
    for name, group in (("resting", RESTING), ("busy", BUSY)):
        yield f"    state {name} {{"
        yield from (f'        state "{phase}" as {phase.name.lower()}' for phase in Phase if phase in group)
        yield "    }"


def _arrows() -> Iterator[str]:
    for rule in RULES:
        if rule.then is not None:
            yield from (f"    {source} --> {rule.then.name.lower()}: {_label(rule)}" for source in _sources(rule))


def _sources(rule: Rule) -> list[str]:
    for name, group in (("resting", RESTING), ("busy", BUSY)):
        if rule.phases == group:
            return [name]
    if rule.phases == RESTING | BUSY:
        return ["resting", "busy"]
    return sorted(phase.name.lower() for phase in rule.phases)


def _label(rule: Rule) -> str:
    condition = "" if rule.provided is always else f" [{rule.provided.__name__.replace('_', ' ')}]"
    effects = ", ".join(make.__name__.replace("_", " ") for make in rule.do)
    return f"{rule.event.__name__}{condition}" + (f" / {effects}" if effects else "")
