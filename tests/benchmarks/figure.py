"""One measured figure beside the figures of its peers, printed as a line of JSON."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """The same thing measured on somebody else's code."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured; `higher_is_better` decides which way a ratio is taken."""

    name: str
    value: float
    unit: str
    peers: tuple[Peer, ...] = ()
    higher_is_better: bool = False

    def ratio(self, peer: Peer) -> float | None:
        """Return how many times better we are than a peer (below one: worse), or None beside a zero."""
        ours, theirs = (self.value, peer.value) if self.higher_is_better else (peer.value, self.value)
        return round(ours / theirs, 3) if theirs else None

    def line(self) -> str:
        """Write the figure as one JSON object."""
        peers = [{"name": peer.name, "figure": peer.value, "ratio": self.ratio(peer)} for peer in self.peers]
        better = "higher" if self.higher_is_better else "lower"
        whole = {"name": self.name, "figure": self.value, "unit": self.unit, "better": better, "peers": peers}
        return json.dumps(whole, ensure_ascii=False)
