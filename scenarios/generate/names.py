"""Names of people who don't exist, in characters and in pinyin."""

from __future__ import annotations

from optimizer.domain import Text
from scenarios.generate.draw import Draw

__all__ = ["person_name"]

_FAMILY = (
    "王 Wang,李 Li,张 Zhang,刘 Liu,陈 Chen,杨 Yang,赵 Zhao,黄 Huang,周 Zhou,吴 Wu,徐 Xu,孙 Sun,"
    "胡 Hu,朱 Zhu,高 Gao,林 Lin,何 He,郭 Guo,马 Ma,罗 Luo,梁 Liang,宋 Song,郑 Zheng,谢 Xie,"
    "韩 Han,唐 Tang,冯 Feng,于 Yu,董 Dong,萧 Xiao,程 Cheng,曹 Cao,袁 Yuan,邓 Deng,许 Xu,傅 Fu,"
    "沈 Shen,曾 Zeng,彭 Peng,吕 Lü,苏 Su,卢 Lu,蒋 Jiang,蔡 Cai,贾 Jia,丁 Ding,魏 Wei,薛 Xue,"
    "叶 Ye,阎 Yan,余 Yu,潘 Pan,杜 Du,戴 Dai,夏 Xia,钟 Zhong,汪 Wang,田 Tian,任 Ren,姜 Jiang"
)
_FIRST = (
    "思 si,知 zhi,若 ruo,景 jing,明 ming,清 qing,远 yuan,嘉 jia,子 zi,文 wen,雨 yu,亦 yi,承 cheng,"
    "书 shu,沐 mu,星 xing,安 an,可 ke,云 yun,立 li,佳 jia,一 yi,予 yu,晓 xiao,海 hai,永 yong,"
    "志 zhi,家 jia,梓 zi,凌 ling"
)
_SECOND = (
    "远 yuan,行 xing,溪 xi,鸣 ming,欣 xin,越 yue,然 ran,诚 cheng,帆 fan,禾 he,瑶 yao,凡 fan,"
    "晴 qing,墨 mo,宁 ning,河 he,宇 yu,齐 qi,桐 tong,舟 zhou,仪 yi,川 chuan,辰 chen,珊 shan,岚 lan,"
    "峰 feng,琪 qi,泽 ze,萱 xuan,楠 nan"
)


def _pairs(listed: str) -> tuple[tuple[str, str], ...]:
    return tuple((pair[0], pair[2:]) for pair in listed.split(","))


_FAMILIES, _FIRSTS, _SECONDS = _pairs(_FAMILY), _pairs(_FIRST), _pairs(_SECOND)


def person_name(draw: Draw) -> Text:
    """Return a made-up name; among thousands of people two may share one, as in life."""
    family, first, second = draw.pick(_FAMILIES), draw.pick(_FIRSTS), draw.pick(_SECONDS)
    given = first[1].capitalize() + second[1]
    return Text(zh=family[0] + first[0] + second[0], en=f"{family[1]} {given}")
