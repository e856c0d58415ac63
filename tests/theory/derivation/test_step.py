import pytest

import theory
from theory.derivation.step import Step
from theory.notation import u

KINDS = [
    kind
    for kind in map(theory.__dict__.get, theory.__all__)
    if isinstance(kind, type) and issubclass(kind, Step)
]


def test_a_step_proves_nothing_by_itself() -> None:
    for prove in (Step(u, "no kind").prove, Step(u, "no kind").confirm):
        with pytest.raises(NotImplementedError):
            prove(u)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_has_two_proofs_of_its_own_and_a_sign(kind: type[Step]) -> None:
    assert kind.kind
    assert kind.relation
    assert kind.sign
    assert kind.prove is not Step.prove
    assert kind.confirm is not Step.confirm
    assert kind(u, "the same").hypotheses == {}


def test_there_are_fourteen_kinds() -> None:
    assert len(KINDS) == 14
