"""Whether the text layer of a page is text: by the share of characters that make words.

A layer whose face has no mapping to Unicode comes out as private or random characters; a scanner's
recognition of another language comes out as rare ones. Chinese text of any kind draws half of its
characters from a few hundred.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

# The commonest characters of official and general Chinese; in real text they make more than half of
# all Han.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三"
    "之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表"
    "间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象"
    "员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取"
    "据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场"
    "身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算"
    "低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写"
    "存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严司督察评审批依罚诉讼检镇乡村"
    "街居综窗督促落责任务牵配整改核验佐证材料台账卷宗案例"
)
_LEAST_CHARACTERS, _LEAST_HAN = 24, 40
_MOST_STRANGE, _LEAST_COMMON = 0.25, 0.22
_SAMPLE, _MANY_SCRIPTS = 4_000, 5


def is_gibberish(text: str) -> bool:
    """Whether a text of some length makes no words; short texts are given the benefit of the
    doubt.
    """
    signs = [sign for sign in text[:_SAMPLE] if not sign.isspace()]
    strange = sum(map(_strange, signs))
    if len(signs) < _LEAST_CHARACTERS:
        return len(signs) > 1 and strange == len(signs)
    return strange > len(signs) * _MOST_STRANGE or _mixed(signs) or _rare(signs)


def _rare(signs: list[str]) -> bool:
    """Whether the Han characters of a text are seldom those of which Chinese text is made."""
    han = [sign for sign in signs if "\u3400" <= sign <= "\u9fff"]
    if len(han) < max(_LEAST_HAN, len(signs) * 0.2):
        return False
    return sum(sign in _COMMON for sign in han) < len(han) * _LEAST_COMMON


def _strange(sign: str) -> bool:
    """Whether a character is none that anybody writes: private, unassigned, a control, a sign for a
    lost one.
    """
    return sign == "\ufffd" or unicodedata.category(sign) in {"Co", "Cn", "Cc", "Cs"}


def _mixed(signs: list[str]) -> bool:
    """Whether letters of many scripts stand side by side, as only a wrong mapping brings them
    together.
    """
    letters = [sign for sign in signs if sign.isalpha()]
    if len(letters) < _LEAST_HAN:
        return False
    scripts = Counter(unicodedata.name(sign, "?").partition(" ")[0] for sign in letters)
    return sum(count > len(letters) * 0.03 for count in scripts.values()) >= _MANY_SCRIPTS
