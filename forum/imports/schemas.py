"""The film file: what one line may hold, checked to the letter before anything is written."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from forum.boards import models as boards
from forum.imports.kinds import Day, Stars, address, line, markdown, paragraphs
from forum.members import models as members
from forum.members.names import look_alike_key, name_key
from forum.movies import bounds
from forum.movies import models as movies
from forum.movies.bounds import LARGEST, MOST
from forum.quotes import models as quotes
from forum.reviews.importing import LONGEST as LONGEST_OF_CRITICS
from forum.reviews.models import LONGEST_REVIEW

LONGEST_KEY = 4 * members.LONGEST_NAME


def _is_a_name(name: str) -> str:
    if "/" in name:
        raise ValueError("holds a slash, which no member's name does")
    if len(name_key(name)) > LONGEST_KEY or len(look_alike_key(name)) > LONGEST_KEY:
        raise ValueError("holds letters that unfold to too many")  # one letter may stand for a whole sentence
    return name


def _each_once(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


Count = Annotated[int, Field(ge=0, le=LARGEST)]
Title = Annotated[str, line(movies.LONGEST_TITLE)]
Url = Annotated[str, address(movies.LONGEST_URL)]
PersonName = Annotated[str, line(movies.LONGEST_NAME)]
People = Annotated[list[PersonName], Field(max_length=MOST), AfterValidator(_each_once)]
Genres = Annotated[
    list[Annotated[str, line(bounds.LONGEST_GENRE)]], Field(max_length=bounds.MOST_GENRES), AfterValidator(_each_once)
]
MemberName = Annotated[str, line(members.LONGEST_NAME), AfterValidator(_is_a_name)]
Post = Annotated[str, markdown(boards.LONGEST_POST)]


class Part(BaseModel):
    """Every key is known, and every value is of its kind: no number in quotation marks."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CastMember(Part):
    name: PersonName
    character: Annotated[str, line(bounds.LONGEST_CHARACTER)] | None = None


class News(Part):
    title: Annotated[str, line(300)]
    url: Url
    kind: Literal["news", "interview"] = "news"
    source: Annotated[str, line(120)] | None = None
    published_on: Day | None = None


class CriticReview(Part):
    critic: Annotated[str, line(LONGEST_OF_CRITICS["critic"])] | None = None
    publication: Annotated[str, line(LONGEST_OF_CRITICS["publication"])] | None = None
    quote: Annotated[str, line(LONGEST_OF_CRITICS["quote"])]
    url: Url | None = None
    published_on: Day | None = None
    positive: bool
    original_score: Annotated[str, line(LONGEST_OF_CRITICS["original_score"])] | None = None
    top_critic: bool = False

    @model_validator(mode="after")
    def _somebody_wrote_it(self) -> "CriticReview":
        if not (self.critic or self.publication):
            raise ValueError("needs a critic or a publication")
        return self


class AudienceReview(Part):
    member: MemberName
    stars: Stars | None = None
    body: Annotated[str, markdown(LONGEST_REVIEW)] | None = None
    super_reviewer: bool = False
    published_on: Day | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "AudienceReview":
        if self.stars is None and self.body is None:
            raise ValueError("needs stars, a body, or both")
        return self


class QuoteLine(Part):
    character: Annotated[str, line(quotes.LONGEST_CHARACTER)] | None = None
    text: Annotated[str, line(quotes.LONGEST_LINE)]


class Quote(Part):
    lines: Annotated[list[QuoteLine], Field(min_length=1, max_length=quotes.MOST_LINES)]
    timecode: Annotated[str, Field(pattern=r"^\d{2}:[0-5]\d:[0-5]\d$")] | None = None
    status: Literal["approved", "pending"] = "pending"


class Reply(Part):
    member: MemberName
    body: Post
    replies: Annotated[list["Reply"], Field(max_length=MOST)] | None = None


class Thread(Part):
    title: Annotated[str, line(boards.LONGEST_TITLE)]
    member: MemberName
    body: Post
    replies: Annotated[list[Reply], Field(max_length=MOST)] | None = None


class Film(Part):
    """One line of a film file. Only title and year are needed; a key that is absent or null says nothing of words
    that people wrote, and `model_fields_set` tells an absent fact (it stays) from a null one (it is cleared)."""

    title: Title
    year: Annotated[int, Field(ge=bounds.FIRST_YEAR, le=bounds.LAST_YEAR)]
    original_title: Title | None = None
    imdb_id: Annotated[str, Field(pattern=bounds.IMDB_ID)] | None = None
    tmdb_id: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    consensus: Annotated[str, line(bounds.LONGEST_CONSENSUS)] | None = None
    synopsis: Annotated[str, paragraphs(bounds.LONGEST_SYNOPSIS)] | None = None
    rating: Annotated[str, line(bounds.LONGEST_RATING)] | None = None
    runtime_minutes: Annotated[int, Field(ge=1, le=bounds.LONGEST_RUNTIME)] | None = None
    genres: Genres | None = None
    directors: People | None = None
    writers: People | None = None
    cast: Annotated[list[CastMember], Field(max_length=MOST)] | None = None
    in_theaters: Day | None = None
    on_dvd: Day | None = None
    box_office_usd: Count | None = None
    studio: Annotated[str, line(bounds.LONGEST_STUDIO)] | None = None
    official_site: Url | None = None
    poster: Url | None = None
    news: Annotated[list[News], Field(max_length=MOST)] | None = None
    critic_reviews: Annotated[list[CriticReview], Field(max_length=MOST)] | None = None
    audience_reviews: Annotated[list[AudienceReview], Field(max_length=MOST)] | None = None
    quotes: Annotated[list[Quote], Field(max_length=MOST)] | None = None
    threads: Annotated[list[Thread], Field(max_length=MOST)] | None = None
