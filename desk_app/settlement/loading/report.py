"""What loading a file did, in figures and in one Russian sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoadReport:
    """`rows` are lines of the file; the others count accounts or catalogue entries; money in kopecks.

    `unknown` are accounts the file names that are not here (0 wherever that
    refuses the file), `still_closed` are closed accounts for which a balance
    came nevertheless. `moved` and `renamed` are accounts that now have another
    address or holder, `differing` the numbers of up to twenty of them.
    """

    kind: str
    rows: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    unknown: int = 0
    still_closed: int = 0
    sum_kop: int = 0
    repeated: bool = False
    moved: int = 0
    renamed: int = 0
    differing: tuple[str, ...] = ()

    def text(self) -> str:
        """Say it in Russian, for the operator's terminal."""
        if self.repeated:
            return f"Файл уже загружен раньше, ничего не изменено. Строк: {self.rows}."
        rubles, kopecks = divmod(abs(self.sum_kop), 100)
        parts = [
            f"строк: {self.rows}",
            f"новых: {self.new}",
            f"изменено: {self.changed}",
            f"без изменений: {self.unchanged}",
        ]
        parts += [f"закрыто: {self.closed}"] if self.closed else []
        parts += [f"неизвестных: {self.unknown}"] if self.unknown else []
        parts += [f"закрытых счетов с новым сальдо: {self.still_closed}"] if self.still_closed else []
        parts += [f"с другим адресом: {self.moved}"] if self.moved else []
        parts += [f"с другим владельцем: {self.renamed}"] if self.renamed else []
        parts.append(f"сумма: {'-' if self.sum_kop < 0 else ''}{rubles},{kopecks:02}")
        said = f"Загружено, {', '.join(parts)}."
        return f"{said}\nПроверьте счета: {', '.join(self.differing)}." if self.differing else said
