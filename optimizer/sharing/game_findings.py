"""The findings of a game file: stable codes and their words in both languages."""

from __future__ import annotations

from optimizer.findings import Finding, Place, Severity

__all__ = ["GameFindings", "pointer"]

# code: (zh, en, expected, suggestion zh, suggestion en); {found} and {expected} are filled in.
_WORDS: dict[str, tuple[str, str, str, str, str]] = {
    "game.unreadable": (
        "文件无法读取：{found}。",
        "The file cannot be read: {found}.",
        "a readable file in UTF-8",
        "检查文件名、权限与编码。",
        "Check the file's name, permissions and encoding.",
    ),
    "game.not-json": (
        "文件不是有效的 JSON：{found}。",
        "The file is not valid JSON: {found}.",
        "JSON text",
        "在所示行修正 JSON。",
        "Correct the JSON at the line shown.",
    ),
    "game.not-object": (
        "文件的最外层应是对象。",
        "The file must hold one JSON object.",
        "an object with players, kind and coalitions",
        "把内容放进一个对象。",
        "Wrap the content in one object.",
    ),
    "game.no-players": (
        "缺少参与方列表。",
        "There is no list of players.",
        "a non-empty list of names",
        "在 players 中列出各方名称。",
        "List the names under players.",
    ),
    "game.bad-player-name": (
        "参与方名称 {found} 不可用。",
        "The player name {found} cannot be used.",
        "a non-empty text without commas",
        "换一个不含逗号的名称。",
        "Use a name without commas.",
    ),
    "game.duplicate-player": (
        "参与方 {found} 出现两次。",
        "The player {found} is listed twice.",
        "each player once",
        "删去重复的一个或改名。",
        "Remove or rename one of them.",
    ),
    "game.too-many-players": (
        "{found} 个参与方太多，无法逐一列出联盟。",
        "{found} players are too many to list every coalition.",
        "at most 26",
        "合并参与方，或用按需计算联盟的程序接口。",
        "Merge players, or use the interface that evaluates coalitions when asked.",
    ),
    "game.bad-kind": (
        "kind 为 {found}，不知是成本还是价值。",
        "The kind is {found}: neither cost nor value.",
        "cost or value",
        "写 cost（联盟付出）或 value（联盟所得）。",
        "Write cost (a coalition pays) or value (a coalition earns).",
    ),
    "game.no-coalitions": (
        "缺少联盟的数字。",
        "There are no coalition numbers.",
        "an object keyed by comma-joined players",
        "在 coalitions 中写出每个联盟。",
        "Give every coalition under coalitions.",
    ),
    "game.missing-coalition": (
        "缺少联盟 {expected} 的数字。",
        "The coalition {expected} has no number.",
        "",
        "补上这个联盟。",
        "Add this coalition.",
    ),
    "game.more-missing": (
        "另外还缺少 {found} 个联盟。",
        "Another {found} coalitions have no number.",
        "every non-empty coalition",
        "补全所有联盟。",
        "Add all coalitions.",
    ),
    "game.unknown-player": (
        "{found} 不在参与方列表中。",
        "{found} is not among the players.",
        "",
        "改正名称，或加入 players。",
        "Correct the name or add it to players.",
    ),
    "game.player-twice": (
        "一个联盟中 {found} 写了两次。",
        "{found} stands twice in one coalition.",
        "each player once",
        "删去重复的名称。",
        "Remove the repeated name.",
    ),
    "game.duplicate-coalition": (
        "联盟 {found} 与 {expected} 是同一个联盟。",
        "{found} and {expected} are the same coalition.",
        "",
        "只保留一个。",
        "Keep one of them.",
    ),
    "game.empty-set-not-zero": (
        "空联盟的数字是 {found}，应为 0。",
        "The empty coalition has {found}; it must be 0.",
        "0",
        "改为 0 或删去。",
        "Set it to 0 or remove it.",
    ),
    "game.not-finite": (
        "{found} 不是有限的数。",
        "{found} is not a finite number.",
        "a finite number",
        "写出实际的数；若未算准，写成 [下限, 上限]。",
        "Give the number; if it is not known exactly, write [low, high].",
    ),
    "game.bad-number": (
        "{found} 不是数。",
        "{found} is not a number.",
        'an integer, a decimal or "p/q"',
        '写成整数、小数或 "p/q"。',
        'Write an integer, a decimal or "p/q".',
    ),
    "game.bad-interval": (
        "{found} 不是区间。",
        "{found} is not an interval.",
        "[low, high] with low ≤ high",
        "写成 [下限, 上限]。",
        "Write [low, high].",
    ),
    "game.bad-player-map": (
        "此处应按参与方给出数字。",
        "Numbers per player are expected here.",
        "one number per player",
        "给每个参与方一个数。",
        "Give one number for each player.",
    ),
    "game.missing-player-number": (
        "缺少 {expected} 的数字。",
        "The number of {expected} is missing.",
        "",
        "补上这个数。",
        "Add the number.",
    ),
    "game.negative-number": (
        "{found} 不应为负。",
        "{found} must not be negative.",
        "zero or more",
        "改成零或正数。",
        "Give zero or a positive number.",
    ),
    "game.bad-cost-point": (
        "成本函数的点 {found} 不可用。",
        "The cost point {found} cannot be used.",
        "[quantity, cost], quantities ascending",
        "按数量从小到大写成 [数量, 成本]。",
        "Write [quantity, cost] in ascending quantity.",
    ),
    "game.bad-count": (
        "此处有 {found} 个，应有 {expected} 个。",
        "There are {found} here instead of {expected}.",
        "",
        "使个数一致。",
        "Make the numbers agree.",
    ),
    "game.bad-weight": (
        "{found} 应为非负整数（架次为正）。",
        "{found} must be a whole number, not negative (counts: positive).",
        "a whole number",
        "改成整数。",
        "Use a whole number.",
    ),
    "game.bad-quota": (
        "门槛 {found} 不可用。",
        "The quota {found} cannot be used.",
        "",
        "取 1 到权重合计之间的整数。",
        "Use a whole number between 1 and the sum of the weights.",
    ),
}


def pointer(*parts: str) -> str:
    """Return a JSON pointer (RFC 6901) from unescaped parts."""
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


class GameFindings:
    """Collects findings while a game file is read; never stops at the first."""

    def __init__(self, file: str | None) -> None:
        self._file = file
        self._found: list[Finding] = []

    @property
    def has_errors(self) -> bool:
        """Whether anything stops the file."""
        return bool(self._found)

    def all(self) -> tuple[Finding, ...]:
        """Return everything found, in the order found."""
        return tuple(self._found)

    def add(
        self,
        code: str,
        place: str,
        *,
        found: str = "",
        expected: str = "",
        line: int | None = None,
        detail: str = "",
    ) -> None:
        """Add one finding with its words filled in."""
        zh, en, usual, do_zh, do_en = _WORDS[code]
        wanted = expected or usual
        words = {"found": found, "expected": wanted}
        self._found.append(
            Finding(
                code=code,
                severity=Severity.ERROR,
                place=Place(pointer=place, file=self._file, line=line),
                message_zh=zh.format(**words),
                message_en=en.format(**words) + (f" ({detail})" if detail else ""),
                found=found,
                expected=wanted,
                suggestion_zh=do_zh,
                suggestion_en=do_en,
            )
        )
