"""Writes HTML of elements: a text is always escaped, for only `tag` makes what is not."""

from html import escape

_VOID = frozenset({"input", "meta", "rect", "line"})


class Markup(str):
    """HTML that is finished."""

    __slots__ = ()


def tag(name: str, /, *content: str, **attributes: str | int) -> Markup:
    """Write an element; `class_` is the attribute class, `text_anchor` is text-anchor."""
    said = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(str(one))}"' for key, one in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{said}>" if name in ("input", "meta") else f"<{name}{said}/>")
    return Markup(f"<{name}{said}>{joined(*content)}</{name}>")


def joined(*content: str) -> Markup:
    """Put elements and texts beside each other."""
    return Markup("".join(one if isinstance(one, Markup) else escape(one) for one in content))


def document(title: str, style: str, *body: str) -> bytes:
    """Write a whole page in Russian; `style` is ours and is not escaped."""
    head = joined(
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Markup(style)),
    )
    page = tag("html", tag("head", head), tag("body", *body), lang="ru")
    return f"<!DOCTYPE html>\n{page}\n".encode()
