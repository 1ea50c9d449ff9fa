"""Signatures of packs: ours are minisign's, minisign's are ours, and a changed byte is found."""

import base64
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako.errors import PackError
from kibako.lessons import ed25519, minisign
from kibako.lessons.added import AddedPacks
from kibako.lessons.adding import OF_ARCHIVES, add, examine
from kibako.lessons.archive import read_archive, write_archive
from kibako.lessons.author_keys import AuthorKeys
from kibako.lessons.building import build
from kibako.lessons.minisign import SecretKey
from kibako.lessons.site.gathering import gather

KEY = SecretKey(b"8 bytes.", bytes(range(32)))
OTHER = SecretKey(b"8 others", bytes(range(1, 33)))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("seed", "key", "message", "signature"),
    [  # RFC 8032, 7.1: tests 1, 2 and 3
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a",
        ),
    ],
)
def test_the_vectors_of_the_standard(seed, key, message, signature):
    seed, key, message, signature = map(bytes.fromhex, (seed, key, message, signature))
    assert ed25519.public_key(seed) == key
    assert ed25519.sign(seed, message) == signature
    assert ed25519.verify(key, message, signature)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=99), st.integers(0, 511))
@settings(max_examples=15, deadline=None)
def test_another_library_says_the_same(seed, message, bit):
    theirs = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = ed25519.public_key(seed), ed25519.sign(seed, message)
    assert (theirs.public_key().public_bytes_raw(), theirs.sign(message)) == (key, signature)
    wrong = bytearray(signature)
    wrong[bit // 8] ^= 1 << bit % 8
    assert not ed25519.verify(key, message, bytes(wrong))
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(key).verify(bytes(wrong), message)


def test_keys_and_signatures_that_would_fit_anything_are_none():
    signature = ed25519.sign(KEY.seed, b"x")
    key = KEY.public.key
    order = 2**252 + 27742317777372353535851937790883648493
    added = int.from_bytes(signature[32:], "little") + order  # says the same, written otherwise
    assert not ed25519.verify(key, b"x", signature[:32] + added.to_bytes(32, "little"))
    assert not ed25519.verify(key, b"x", signature[:-1])
    neutral = (1).to_bytes(32, "little")
    for weak in (
        neutral,
        bytes(32),
        (2**255 - 18).to_bytes(32, "little"),
        b"\xff" * 32,
        b"\2" * 32,
    ):
        assert not ed25519.verify(weak, b"x", neutral + bytes(32))


def told_by_minisign(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    program = shutil.which("minisign")
    if program is None and os.environ.get("CI"):
        pytest.fail("Debian's package minisign is not installed")
    if program is None:
        pytest.skip("needs minisign (Debian's package minisign)")
    return subprocess.run(
        [program, *words], input=given, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("passphrase", ["", "ひみつ pass"])
def test_minisign_itself_checks_what_we_sign_and_we_what_it_signs(tmp_path, passphrase):
    file, key, signature = (str(tmp_path / name) for name in ("f", "k.key", "f.minisig"))
    Path(file).write_bytes(b"hello")
    Path(key).write_text(KEY.write(passphrase), "utf-8")
    Path(signature).write_text(KEY.sign(b"hello", "kibako pack x 1.0.0"), "utf-8")
    checked = told_by_minisign("-Vm", file, "-P", KEY.public.text)
    assert checked.returncode == 0, checked.stderr
    assert "kibako pack x 1.0.0" in checked.stdout
    signed = told_by_minisign("-Sm", file, "-s", key, given=f"{passphrase}\n")
    assert signed.returncode == 0, signed.stderr
    text = Path(signature).read_text("utf-8")
    assert "timestamp" in text and KEY.public.verifies(b"hello", text)
    assert not KEY.public.verifies(b"hellp", text)
    assert minisign.read_secret_key(Path(key).read_text("utf-8"), "k", passphrase) == KEY


def test_a_key_of_minisign_signs_a_pack(tiny, tmp_path):
    key, public = str(tmp_path / "m.key"), str(tmp_path / "m.pub")
    assert told_by_minisign("-G", "-W", "-p", public, "-s", key).returncode == 0
    secret = minisign.read_secret_key(Path(key).read_text("utf-8"), "m.key", "")
    assert secret.public == minisign.read_public_key(Path(public).read_text("utf-8"))
    inside = read_archive(build(tiny.folder, secret).data, "x", OF_ARCHIVES)
    for name in ("manifest.json", "manifest.json.minisig"):
        (tmp_path / name).write_bytes(inside[name])
    checked = told_by_minisign("-Vm", str(tmp_path / "manifest.json"), "-p", public)
    assert "kibako pack tiny 1.0.0" in checked.stdout, checked.stderr


def test_a_secret_key_is_read_with_its_passphrase_only():
    text = KEY.write("right")
    assert minisign.is_locked(text)
    assert minisign.read_secret_key(text, "k", "right") == KEY
    with pytest.raises(PackError) as caught:
        minisign.read_secret_key(text, "k", "wrong")
    assert caught.value.code == "key_passphrase"
    plain = base64.b64decode(KEY.write("").splitlines()[1])
    swapped = plain[:-64] + OTHER.public.key + bytes(32)  # the public half is another one's
    for raw in (b"", plain[:-1], b"XX" + plain[2:], swapped, plain[:4] + b"XX" + plain[6:]):
        with pytest.raises(PackError) as caught:
            minisign.read_secret_key(
                f"untrusted comment: x\n{base64.b64encode(raw).decode()}", "k", ""
            )
        assert caught.value.code == "key_broken"
    costly = plain[:2] + b"Sc" + plain[4:46] + b"\xff" * 8 + plain[54:]  # more memory than there is
    with pytest.raises(PackError):
        minisign.read_secret_key(
            f"untrusted comment: x\n{base64.b64encode(costly).decode()}", "k", ""
        )


@given(st.text(max_size=200), st.integers(0, 300), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_signature_crashes_us(junk, at, gone):
    good = KEY.sign(b"x", "c")
    bad = good[:at] + junk + good[at + gone :]
    minisign.read_public_key(junk)
    if bad.splitlines()[1:] != good.splitlines()[1:]:
        assert not KEY.public.verifies(b"x", bad)


def resigned(data: bytes, **files: bytes | None) -> bytes:
    inside = read_archive(data, "x", OF_ARCHIVES)
    for name, content in files.items():
        if content is None:
            del inside[name]
        else:
            inside[name] = content
    return write_archive(inside)


def test_a_changed_pack_is_refused_and_who_signed_is_told(tiny):
    signed = build(tiny.folder, KEY)
    assert signed.data == build(tiny.folder, KEY).data
    offer = examine(signed.data, "x")
    assert (offer.signer, offer.contents.key) == ("unknown", KEY.public.text)
    AuthorKeys().trust("さくら クラブ", KEY.public)
    offer = examine(signed.data, "x")
    assert (offer.signer, offer.signer_name) == ("trusted", "さくら クラブ")
    inside = read_archive(signed.data, "x", OF_ARCHIVES)
    of_other = OTHER.sign(inside["manifest.json"], "c").encode()
    more = inside["manifest.json"].replace(b"CC-BY-4.0", b"CC-BY-4.1")
    other_key = inside["manifest.json"].replace(
        KEY.public.text.encode(), OTHER.public.text.encode()
    )
    for wrong in (
        {"manifest.json.minisig": of_other},
        {"manifest.json.minisig": b""},
        {"manifest.json.minisig": b"\xff" * 5000},
        {"manifest.json": more},
        {"manifest.json": other_key},
        {"manifest.json": inside["manifest.json"].replace(KEY.public.text.encode(), b"RW")},
    ):
        with pytest.raises(PackError, match="changed after the signing"):
            examine(resigned(signed.data, **wrong), "x")
    with pytest.raises(PackError, match=r"minisig is missing"):
        examine(resigned(signed.data, **{"manifest.json.minisig": None}), "x")
    with pytest.raises(PackError, match="changed after the signing"):
        unsigned = build(tiny.folder).data
        examine(resigned(unsigned, **{"manifest.json.minisig": of_other}), "x")


def test_another_author_than_before_is_told(tiny):
    add(examine(build(tiny.folder).data, "x"))
    first = examine(build(tiny.folder, KEY).data, "x")
    assert not first.other_author  # nobody had signed before
    add(first)
    assert not examine(build(tiny.folder, KEY).data, "x").other_author
    assert examine(build(tiny.folder, OTHER).data, "x").other_author
    assert examine(build(tiny.folder).data, "x").other_author


def test_keys_and_authors_are_kept(home):
    keys = AuthorKeys()
    assert (keys.own(), keys.trusted()) == ({}, {})
    made = keys.new("club", "")
    file = home / "data" / "keys" / "club.key"
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600
    assert keys.own() == {"club": made}
    assert minisign.read_secret_key(file.read_text("utf-8"), "k", "").public == made
    keys.trust("Aki", KEY.public)
    keys.trust("Aki", KEY.public)
    for wrong, code in (
        (lambda: keys.new("club", ""), "key_there"),
        (lambda: keys.new("../x", ""), "key_name_bad"),
        (lambda: keys.trust("Aki", OTHER.public), "author_other_key"),
        (lambda: keys.trust("\x1b[31m", OTHER.public), "author_name_bad"),
        (lambda: keys.trust(" ", OTHER.public), "author_name_bad"),
        (lambda: keys.distrust("Nobody"), "author_unknown"),
        (lambda: keys.secret_file("none"), "key_unknown"),
    ):
        with pytest.raises(PackError) as caught:
            wrong()
        assert caught.value.code == code and str(caught.value)
    assert keys.trusted() == {KEY.public.text: "Aki"}
    keys.distrust("Aki")
    assert keys.trusted() == {}
    (home / "data" / "authors.json").write_text("{")
    with pytest.raises(PackError, match="damaged"):
        keys.trusted()


def test_an_added_pack_is_given_on_as_its_author_signed_it(tiny):
    signed = build(tiny.folder, KEY)
    added = AddedPacks()
    folder = added.folder_of(add(examine(signed.data, "x")))
    assert gather([]).files["tiny"] == (signed.file, signed.data)
    assert gather([folder], OTHER).files["tiny"][1] == build(tiny.folder, OTHER).data
    with (folder / "extension.en.md").open("a", encoding="utf-8") as file:
        file.write("Changed by hand.\n")
    told = gather([folder])
    assert told.files["tiny"] == (signed.file, build(folder).data)
