"""A standard as a circuit: how its outcomes come from the planes of the facts, worked out once and run over any register.

The conditions are asked once with wires in place of bits. Equal gates become one gate, whatever award asked for them,
and what is left is a flat list of steps without a decision in it. Running it costs what the machine needs to combine
the bits: the words, the law and the shape of the facts were dealt with before.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

AND, OR, XOR, NOT, INPUT = "and", "or", "xor", "not", "input"
_UFUNCS = {AND: np.bitwise_and, OR: np.bitwise_or, XOR: np.bitwise_xor}


class Wire:
    """What a gate gives. It is combined like the array it stands for; equal gates of a circuit are one wire."""

    __slots__ = ("_circuit", "first", "gate", "number", "second")

    def __init__(self, circuit: "Circuit", gate: str, first: Any, second: Any, number: int) -> None:
        self._circuit, self.gate, self.first, self.second, self.number = circuit, gate, first, second, number

    def __and__(self, other: "Wire") -> "Wire":
        return self._circuit.joined(AND, self, other)

    def __or__(self, other: "Wire") -> "Wire":
        return self._circuit.joined(OR, self, other)

    def __xor__(self, other: "Wire") -> "Wire":
        return self._circuit.joined(XOR, self, other)

    def __invert__(self) -> "Wire":
        return self.first if self.gate == NOT else self._circuit.gate(NOT, self)


class Circuit:
    """The gates made so far. Wires are numbered in the order of making, so that what a gate needs comes before it."""

    def __init__(self) -> None:
        self._wires: list[Wire] = []
        self._known: dict[tuple[str, Hashable, int], Wire] = {}

    def input(self, name: Hashable) -> Wire:
        """The wire that the plane called ``name`` comes in by."""
        return self._made(INPUT, name, -1, name, None)

    def gate(self, gate: str, first: Wire, second: Wire | None = None) -> Wire:
        return self._made(gate, first.number, -1 if second is None else second.number, first, second)

    def joined(self, gate: str, first: Wire, second: Wire) -> Wire:
        """``first`` and ``second`` by one of AND, OR, XOR; without a gate where one of them is the answer already."""
        if gate != XOR:
            for one, other in ((first, second), (second, first)):
                # x & x, x & (x | y), x | (x & y) are x.
                if one is other or (
                    other.gate in (AND, OR) and other.gate != gate and one in (other.first, other.second)
                ):
                    return one
        if first.number > second.number:
            first, second = second, first
        return self.gate(gate, first, second)

    def _made(self, gate: str, left: Hashable, right: int, first: Any, second: Any) -> Wire:
        found = self._known.get((gate, left, right))
        if found is None:
            found = self._known[gate, left, right] = Wire(self, gate, first, second, len(self._wires))
            self._wires.append(found)
        return found

    def tape(self, wanted: Iterable[Wire]) -> "Tape":
        """The steps that give the ``wanted`` wires, and nothing that only others need."""
        kept = {wire.number: place for place, wire in enumerate(dict.fromkeys(wanted))}
        needed = self._needed(kept)
        last_use: dict[int, int] = {}
        for wire in needed:
            for source in _sources(wire):
                last_use[source.number] = wire.number
        inputs = [wire for wire in needed if wire.gate == INPUT]
        # Places: what comes in, what goes out, one array of ones, then room that is used again and again.
        place = {wire.number: number for number, wire in enumerate(inputs)}
        outputs = [number for number in kept if number not in place]
        place |= {number: len(inputs) + at for at, number in enumerate(outputs)}
        ones = len(inputs) + len(outputs)
        free: list[int] = []
        rooms = ones + 1
        steps = []
        for wire in needed:
            if wire.gate == INPUT:
                continue
            sources = _sources(wire)
            read = [place[source.number] for source in sources]
            if wire.number not in place:
                # The room of a source nobody needs afterwards is not given back first: reading and writing apart is faster.
                if not free:
                    free.append(rooms)
                    rooms += 1
                place[wire.number] = free.pop()
            free += {place[s.number] for s in sources if last_use[s.number] == wire.number and place[s.number] > ones}
            ufunc = _UFUNCS.get(wire.gate, np.bitwise_xor)
            steps.append(_Step(ufunc, read[0], read[1] if len(read) > 1 else ones, place[wire.number]))
        names = tuple(wire.first for wire in inputs)
        return Tape(names, tuple(steps), len(outputs), rooms, tuple(place[number] for number in kept))

    def _needed(self, wanted: Iterable[int]) -> list[Wire]:
        found: set[int] = set()
        waiting = list(wanted)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += (source.number for source in _sources(self._wires[number]))
        return [self._wires[number] for number in sorted(found)]


def _sources(wire: Wire) -> tuple[Wire, ...]:
    if wire.gate == INPUT:
        return ()
    return (wire.first,) if wire.second is None else (wire.first, wire.second)


class _Step(NamedTuple):
    ufunc: np.ufunc
    left: int
    right: int
    into: int


class Tape(NamedTuple):
    """``names`` of the planes that come in; ``wanted`` says where each wanted wire is found after the steps."""

    names: tuple[Hashable, ...]
    steps: tuple[_Step, ...]
    outputs: int
    rooms: int
    wanted: tuple[int, ...]

    def run(self, inputs: Sequence[np.ndarray]) -> list[np.ndarray]:
        """The bits of every wanted wire, in the order of ``Circuit.tape``. ``inputs``: one array of bytes a name, all of
        one length. What comes in and is wanted itself is given back as it is.
        """
        size = len(inputs[0]) if inputs else 0
        room = list(inputs) + [np.empty(size, np.uint8) for _ in range(self.rooms - len(inputs))]
        room[len(inputs) + self.outputs] = np.full(size, 255, np.uint8)
        for ufunc, left, right, into in self.steps:
            ufunc(room[left], room[right], room[into])
        return [room[place] for place in self.wanted]
