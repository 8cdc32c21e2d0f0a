"""What `idgraph evaluate` prints: the measures first, then where and why it is wrong, then how it was done."""

import textwrap
from collections.abc import Iterator, Sequence

from app.evaluation.judge import Judgement, RuleRecall
from app.evaluation.mistakes import Example, Mistakes
from app.evaluation.segments import Segment
from app.matching.metrics import Agreement
from app.matching.power import CANNOT_TELL
from app.matching.reliability import Reliability

_RULES_SHOWN = 10
_NAMED = 4
_WIDTH = 110


def measures(name: str, found: Agreement) -> Iterator[str]:
    """Two lines: pairwise and B-cubed."""
    for measure, q in (("pairwise", found.pairwise), ("B-cubed", found.b_cubed)):
        yield f"{name:<12} {measure:<9} precision {q.precision:.4f}  recall {q.recall:.4f}  F1 {q.f1:.4f}"


def judgement(found: Judgement) -> Iterator[str]:
    """The sections, each after an empty line."""
    if not found.tells_people_apart:
        yield from ["", *textwrap.wrap(f"{CANNOT_TELL}.", _WIDTH)]
    yield from _true_pairs(found)
    yield from _mistakes(
        "Over-merges", "individuals hold more than one person", "wrong pairs", found.over_merges
    )
    yield from _mistakes(
        "Under-merges", "people are in more than one individual", "lost pairs", found.under_merges
    )
    if found.reliability:
        yield from _reliability(found.reliability)
    yield from _segments("Segment (B-cubed)", "people", found.segments)
    if found.household_segments:
        yield from _segments("Segment of households", "homes", found.household_segments)
    yield from _rules(found.rules)


def paragraph(title: str, items: Sequence[str]) -> Iterator[str]:
    """A list in running text."""
    yield from textwrap.wrap(
        f"{title}: {', '.join(items)}", _WIDTH, subsequent_indent="  ", break_on_hyphens=False
    )


def _true_pairs(found: Judgement) -> Iterator[str]:
    pairs = found.true_pairs
    about = " (by a sample)" if pairs.sampled else ""
    yield ""
    yield (
        f"Of {pairs.pairs:,} true pairs{about} blocking found {pairs.blocked:.1%}, {pairs.compared:.1%} were compared, "
        f"{pairs.probable:.1%} are probable, {pairs.together:.1%} together."
    )
    if found.recall_estimate:
        yield from textwrap.wrap(f"Blocking's recall: {found.recall_estimate}.", _WIDTH)


def _mistakes(title: str, groups: str, pairs: str, found: Mistakes) -> Iterator[str]:
    yield ""
    yield f"{title}: {found.groups:,} {groups}, {found.pairs:,} {pairs}."
    for cause, count in found.causes.items():
        yield f"  {count:>9,}  {cause}"
    if found.reasons:
        yield from textwrap.wrap(
            "  because of: "
            + ", ".join(
                f"{r.comparison} {r.level} ({r.share:.0%}, {r.bits:+.1f} bits)" for r in found.reasons
            ),
            _WIDTH,
            subsequent_indent="    ",
        )
    for example in found.examples:
        yield from _example(example)


def _example(example: Example) -> Iterator[str]:
    yield f"  {example.a} and {example.b}: probability {example.probability:.4f}; {example.reason}"
    more = f" and {len(example.rules) - _NAMED} more rules" if len(example.rules) > _NAMED else ""
    yield f"    found by: {', '.join(example.rules[:_NAMED]) or 'no rule'}{more}"
    bits = {line.split("|")[0]: line.split("|")[1:] for line in example.evidence}
    for field, (one, other) in example.values.items():
        level, value = bits.pop(field, ("", ""))
        shown = f"{one or '-'}" if one == other else f"{one or '-'}  /  {other or '-'}"
        yield f"    {value:>7}  {field:<14} {level:<26} {shown[:160]}"
    for field, (level, value) in bits.items():
        yield f"    {value:>7}  {field:<14} {level}"


def _reliability(found: Reliability) -> Iterator[str]:
    doubtful = found.doubtful_calibration_error
    yield ""
    yield (
        f"Calibration: expected error {found.expected_calibration_error:.4f}"
        + (f", among pairs between 0.01 and 0.99 it is {doubtful:.3f}" if doubtful is not None else "")
    )
    yield f"  {'probability':<15}{'pairs':>12}{'predicted':>12}{'true':>9}"
    for b in found.bins:
        bar = "#" * round(b.true * 40)
        yield f"  {f'{b.low:g} to {b.high:g}':<15}{b.pairs:>12,}{b.predicted:>12.3f}{b.true:>9.3f}  {bar}".rstrip()


def _segments(title: str, groups: str, found: Sequence[Segment]) -> Iterator[str]:
    yield ""
    yield f"{title:<52}{'records':>9}{groups:>9}{'precision':>11}{'recall':>9}{'F1':>9}"
    for s in found:
        q = s.b_cubed
        yield f"  {s.name:<50}{s.records:>9,}{s.groups:>9,}{q.precision:>11.4f}{q.recall:>9.4f}{q.f1:>9.4f}"


def _rules(rules: Sequence[RuleRecall]) -> Iterator[str]:
    shown = rules[:_RULES_SHOWN]
    yield ""
    yield f"{'Blocking rule':<44}{'pairs':>12}{'alone':>12}{'of true':>9}{'alone':>9}{'skipped':>10}"
    for rule in shown:
        r = rule.report
        yield (
            f"  {r.rule:<42}{r.pairs:>12,}{r.alone:>12,}{rule.true:>9.1%}{rule.true_alone:>9.2%}"
            f"{r.skipped_records:>10,}"
        )
    if len(rules) > len(shown):
        rest = rules[len(shown) :]
        alone = sum(rule.true_alone for rule in rest)
        yield f"  and {len(rest)} more, which alone found {alone:.2%} of the true pairs (--json lists them)"
