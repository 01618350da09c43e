"""Photographs of inspectors as the workbench takes them in: drawn anew by the drawing process, kept
under their digest.

What lies in the folder is never what was sent but what was drawn of it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import secrets
from typing import Any

from scoring.evidence.model import CAPTION
from scoring.reading.sniff import sniff
from scoring.rounds.photos import LARGEST, MOST, file_of, state_of
from scoring.storage import PlaceError, place, write_atomic
from scoring.workbench.pictures import NoPicture
from scoring.workbench.web import Call, invalid

KINDS = frozenset({"jpg", "png", "webp"})
SHA = re.compile(r"[0-9a-f]{64}")
LONGEST = 200
"""Characters of one element of a caption."""


def keep(call: Call, data: str) -> str:
    """The digest under which a photograph now lies. Raises 422 for what is none."""
    try:
        raw = base64.b64decode(data.partition(",")[2] or data, validate=True)
    except (binascii.Error, ValueError):
        raise invalid("照片没有传完整，请重新选一次") from None
    if not raw or len(raw) > LARGEST:
        raise invalid(f"照片压缩后不能超过 {LARGEST // 1000} KB，请重新选一次")
    folder = call.office.desk.path
    draft = place(folder, f".shifan/photo-{secrets.token_hex(8)}")
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        draft.write_bytes(raw)
        if sniff(draft) not in KINDS:
            raise invalid("只收照片（JPG、PNG、WebP）")
        drawn = call.office.studio.page(draft, f"photo:{draft.name}", 1).data
    except NoPicture as error:
        raise invalid(f"照片打不开：{error}") from None
    finally:
        draft.unlink(missing_ok=True)
    sha256 = hashlib.sha256(drawn).hexdigest()
    target = place(folder, file_of(sha256))
    if state_of(target, sha256) != "ok":
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, drawn)
    return sha256


def photos_of(call: Call, stated: Any) -> list[dict[str, Any]]:
    """The photographs of a form in the keys of the round's file. One that was taken while the line
    was down comes whole (``data``) and is kept now. Raises 422.
    """
    if isinstance(stated, str):
        try:
            stated = json.loads(stated or "[]")
        except (ValueError, RecursionError):
            raise invalid("照片没有传完整，请重新选一次") from None
    if not isinstance(stated, list) or len(stated) > MOST:
        raise invalid(f"一项最多 {MOST} 张照片")
    return [_photo(call, one) for one in stated]


def _photo(call: Call, one: Any) -> dict[str, Any]:
    """One photograph as the round's file names it: its digest, and what it shows."""
    if not isinstance(one, dict):
        raise invalid("照片没有传完整，请重新选一次")
    sha256 = str(one.get("sha256") or "")
    if one.get("data"):
        # Taken without the network, it comes whole with the finding and is kept now.
        sha256 = keep(call, str(one["data"]))
    elif not SHA.fullmatch(sha256) or photo_state(call, sha256) != "ok":
        raise invalid("有一张照片不在服务器上，请重新选一次")
    photo: dict[str, Any] = {"sha256": sha256}
    if caption := _caption(one.get("caption")):
        photo["caption"] = caption
    return photo


def _caption(stated: Any) -> dict[str, str]:
    """The elements of a caption that say anything; those that no caption has are left out."""
    if not isinstance(stated, dict):
        return {}
    texts = {name: str(stated.get(name) or "").strip()[:LONGEST] for name in CAPTION}
    return {name: text for name, text in texts.items() if text}


def photo_state(call: Call, sha256: str) -> str:
    """ok, missing or changed; ``sha256`` has the shape of a digest."""
    try:
        return state_of(place(call.office.desk.path, file_of(sha256)), sha256)
    except PlaceError:
        return "missing"
