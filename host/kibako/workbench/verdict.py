"""The events that tell what a check has found."""

from kibako.lessons.checks import CheckOutcome
from kibako.workbench.hub import EventHub
from kibako.workbench.work import Work


def tell(hub: EventHub, outcome: CheckOutcome, work: Work, index: int) -> None:
    """Tell how a check ended.

    Args:
        hub: Where events go.
        outcome: What the check found.
        work: The learner's work, in which a passed step is marked already.
        index: The step, counted from 0.
    """
    if not outcome.passed:
        hub.emit("check", "failed", {"seen": outcome.seen, "expected": outcome.expected})
        return
    hub.emit("check", "passed", outcome.sentence)
    hub.emit("lesson", "passed", index)
    if all(work.passed):
        hub.emit("lesson", "finished", work.pack.id)
