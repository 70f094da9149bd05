"""All compositions, and which of them a genre leans towards."""

from collections.abc import Callable, Sequence

from forum.movies.posters import cuts, discs, places
from forum.movies.posters.dice import Dice
from forum.movies.posters.palettes import PALETTES, Palette
from forum.movies.posters.scene import Scene

Composition = Callable[[Dice, Palette], Scene]
# The order matters: another one hangs other posters.
COMPOSITIONS: dict[str, Composition] = {
    "eclipse": discs.eclipse,
    "cutouts": cuts.cutouts,
    "beam": places.beam,
    "tiles": discs.tiles,
    "horizon": places.horizon,
    "eye": cuts.eye,
    "rails": places.rails,
    "dialogue": discs.dialogue,
    "rings": discs.rings,
    "petals": discs.petals,
    "phases": discs.phases,
    "folds": cuts.folds,
    "windows": places.windows,
    "stairs": places.stairs,
    "forest": places.forest,
    "initial": cuts.initial,
}
# A genre leans on the dice, it does not load them: its favorites are listed more often, the others stay in.
LEANINGS = {
    "documentary": ("rails", "windows", "beam"),
    "horror": ("eye", "cutouts", "forest"),
    "romance": ("dialogue", "eclipse"),
    "science fiction": ("rings", "eclipse"),
    "western": ("horizon",),
    "thriller": ("cutouts", "stairs", "windows"),
    "comedy": ("tiles", "dialogue"),
    "animation": ("tiles", "horizon"),
    "mystery": ("stairs", "eye"),
    "war": ("horizon", "cutouts"),
}
FAVOR = 3


def choose(dice: Dice, genres: Sequence[str]) -> tuple[Composition, Palette]:
    """The composition and the palette of a movie: the first two things its dice decide."""
    pool = list(COMPOSITIONS)
    for genre in genres:
        pool += [name for name in LEANINGS.get(genre.casefold(), ()) for _ in range(FAVOR)]
    composition = COMPOSITIONS[dice.pick(pool)]
    return composition, PALETTES[dice.pick(PALETTES)]
