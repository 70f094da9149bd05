"""What an address chooses by name: a view, an order, a filter."""

from collections.abc import Collection, Mapping

from forum.kernel.errors import Missing

NO_SUCH_CHOICE = "This address asks for a view, an order or a filter that this page does not have."


def chosen(arguments: Mapping[str, str], name: str, known: Collection[str], usual: str = "") -> str:
    """The one of the known values that an address gives, the usual one where it gives none; raises Missing for others.

    One rule for every list: a page that quietly showed something else would leave its reader to find that out.
    """
    value = arguments.get(name) or usual
    if value != usual and value not in known:
        raise Missing(NO_SUCH_CHOICE)
    return value
