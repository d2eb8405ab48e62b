"""What others plant in an index's folder is not followed, and what they wrote is not run."""

import errno
import gc
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from newsearch.corpus.article import Article
from newsearch.corpus.errors import IndexDamaged, IndexUntrusted, NewsearchError
from newsearch.index import build, checksums, lexicons, own_files, store

ONE = Article("1", headline="Hochwasser", body="Der Fluss stieg.", language="de")
NOBODY = 65534
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of others")


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the user's that somebody wants written over."""
    path = tmp_path / "victim"
    path.write_text("dear")
    return path


def fill(path: Path) -> None:
    build.index(path, [ONE])


def rebuild(path: Path) -> None:
    build.rebuild(path, [ONE])


@pytest.mark.parametrize("change", [fill, rebuild])
@pytest.mark.parametrize(
    "place",
    [
        "lock", "generations", "lexicons", "generations/1", "generations/2", "generations/1/x.idx",
        "generations/1/.tantivy-writer.lock", "lexicons/x.new", "manifest.json",
    ],
)  # fmt: skip
def test_links_are_not_followed(
    tmp_path: Path, victim: Path, place: str, change: Callable[[Path], None]
) -> None:
    index = tmp_path / "i"
    fill(index)
    planted = index / place
    if planted.exists():
        planted.rename(tmp_path / "moved")
    target = tmp_path / "moved" if (tmp_path / "moved").is_dir() else victim
    planted.symlink_to(target)
    before = sorted(path.name for path in target.iterdir()) if target.is_dir() else []
    with pytest.raises(IndexDamaged, match="never writes through one"):
        change(index)
    assert victim.read_text() == "dear"
    assert not before or sorted(path.name for path in target.iterdir()) == before


@pytest.mark.parametrize("place", ["lock", "generations", "lexicons"])
def test_links_into_nothing_make_nothing(tmp_path: Path, place: str) -> None:
    index = tmp_path / "i"
    index.mkdir()
    (index / place).symlink_to(tmp_path / "made")
    with pytest.raises(IndexDamaged, match="never writes through one"):
        fill(index)
    assert not (tmp_path / "made").exists()


def test_a_pipe_for_a_lock_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lock")
    with pytest.raises(IndexDamaged, match="lock is a link or no plain file"):
        fill(tmp_path)


@pytest.mark.parametrize("name", ["manifest.json.new", "lexicons/de.new"])
@pytest.mark.parametrize("plant", [Path.symlink_to, Path.hardlink_to])
def test_a_new_file_is_a_new_file(
    tmp_path: Path, victim: Path, name: str, plant: Callable[[Path, Path], None]
) -> None:
    """Even one that is planted after the folder was looked through."""
    (tmp_path / "lexicons").mkdir()
    plant(tmp_path / name, victim)
    os.close(own_files.created(tmp_path / name))
    assert victim.read_text() == "dear" and not (tmp_path / name).is_symlink()


def test_who_plants_faster_is_not_followed(
    tmp_path: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "manifest.json.new"
    path.symlink_to(victim)
    monkeypatch.setattr(Path, "unlink", lambda path: None)  # planted again at once
    with pytest.raises(FileExistsError):
        own_files.created(path)
    assert victim.read_text() == "dear"


def test_dictionaries_are_copied_into_a_new_file(
    tmp_path: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_disk(source: Path, target: Path) -> None:
        target.symlink_to(victim)  # planted between looking and making
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", other_disk)
    name = lexicons.install(tmp_path, "lemmas", "de")
    assert victim.read_text() == "dear"
    source = lexicons.compiled("lemmas", "de")
    assert (tmp_path / "lexicons" / name).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077, 0o002])
@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_files_have_the_rights_that_the_umask_leaves(
    tmp_path: Path, umask: int, engine: str
) -> None:
    before = os.umask(umask)
    try:
        build.index(tmp_path / "i", [ONE], engine=engine)
        build.index(tmp_path / "i", [Article("2", headline="Ebbe", language="en")])
    finally:
        os.umask(before)
    for path in own_files._files(tmp_path / "i"):
        if path.parent.name != lexicons.FOLDER:  # names of files in the user's cache
            rights = stat.S_IMODE(path.stat().st_mode)
            # whoosh makes its lock executable, as the umask lets it
            assert rights in (0o666 & ~umask, 0o777 & ~umask), (path, oct(rights))


# Opening a whoosh index


class Trap:
    """What runs when it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.proof,))


@pytest.fixture
def whoosh_index(tmp_path: Path) -> Path:
    build.index(tmp_path / "i", [ONE], engine="whoosh")
    return tmp_path / "i"


def opened(index: Path) -> int:
    with_it = store.open_reader(index)
    try:
        return with_it.reader.count()
    finally:
        with_it.reader.close()


def test_an_index_of_ones_own_is_opened(whoosh_index: Path) -> None:
    assert opened(whoosh_index) == 1


@only_root
@pytest.mark.parametrize("place", [".", "generations", "generations/1", "generations/1/*.toc"])
def test_what_others_wrote_is_not_opened(
    whoosh_index: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (path,) = list(whoosh_index.glob(place)) if place != "." else [whoosh_index]
    os.chown(path, NOBODY, NOBODY)
    for use in (opened, fill, lambda index: list(build.export(index))):
        with pytest.raises(IndexUntrusted, match=r"the file of user 65534.*NEWSEARCH_TRUSTED="):
            use(whoosh_index)
    monkeypatch.setenv(own_files.TRUSTED, f"/elsewhere{os.pathsep}{whoosh_index}")
    assert opened(whoosh_index) == 1


@pytest.mark.parametrize("place", [".", "generations", "generations/1", "generations/1/*.toc"])
def test_what_others_could_have_written_is_not_opened(
    whoosh_index: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (path,) = list(whoosh_index.glob(place)) if place != "." else [whoosh_index]
    path.chmod(path.stat().st_mode | stat.S_IWOTH)
    with pytest.raises(IndexUntrusted, match="writable by everybody"):
        opened(whoosh_index)
    monkeypatch.setenv(own_files.TRUSTED, str(whoosh_index))
    assert opened(whoosh_index) == 1


def test_a_link_to_what_others_wrote_is_not_opened(whoosh_index: Path, tmp_path: Path) -> None:
    (contents,) = whoosh_index.glob("generations/1/*.toc")
    contents.rename(tmp_path / "elsewhere.toc")
    contents.symlink_to(tmp_path / "elsewhere.toc")
    with pytest.raises(IndexUntrusted, match="is a link"):
        opened(whoosh_index)


# whoosh leaves the file open whose contents it could not take.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@only_root
def test_nothing_runs_before_the_refusal(whoosh_index: Path, tmp_path: Path) -> None:
    """The trap works where the files are one's own, and does not where they are not."""
    import pickle

    (contents,) = whoosh_index.glob("generations/1/*.toc")
    data = contents.read_bytes()
    proof = tmp_path / "proof"
    schema = data.index(b"\x80")  # a pickle begins so
    contents.write_bytes(data[:schema] + pickle.dumps(Trap(proof)))
    checksums.create(whoosh_index / "generations" / "1")  # or the change is noticed
    os.chown(contents, NOBODY, NOBODY)
    with pytest.raises(IndexUntrusted):
        opened(whoosh_index)
    assert not proof.exists()
    os.chown(contents, 0, 0)
    with pytest.raises(IndexDamaged):
        opened(whoosh_index)
    assert proof.exists()
    gc.collect()


def test_a_tantivy_index_of_others_is_opened(tmp_path: Path) -> None:
    fill(tmp_path / "i")
    (tmp_path / "i").chmod(0o777)
    assert opened(tmp_path / "i") == 1


# The user's cache


@pytest.fixture
def homeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that serves as cache where there is no home."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path / f"newsearch-{os.getuid()}"


def test_the_cache_of_who_has_no_home(homeless: Path) -> None:
    assert lexicons._cache() == homeless
    assert stat.S_IMODE(homeless.stat().st_mode) == 0o700
    assert lexicons._cache() == homeless


def test_a_planted_cache_is_refused(homeless: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for plant in (
        lambda: homeless.symlink_to(tmp_path / "mine"),
        lambda: homeless.write_text(""),
        lambda: (homeless.mkdir(), homeless.chmod(0o777)),
    ):
        plant()
        with pytest.raises(NewsearchError, match="not a folder that only you can write"):
            lexicons._cache()
        if homeless.is_dir() and not homeless.is_symlink():
            homeless.rmdir()
        else:
            homeless.unlink()


def test_a_cache_that_everybody_writes_is_not_used(
    homeless: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "open"))
    (tmp_path / "open" / "newsearch").mkdir(parents=True)
    (tmp_path / "open" / "newsearch").chmod(0o777)
    assert lexicons._cache() == homeless
