"""A dry run says what the real one says and leaves every byte; doing it twice changes nothing more."""

import shutil
from pathlib import Path

from tests.campaigns.work import Job, fresh, jobs
from tests.support.program import Program

MORE = (
    ("customer", "delete", "C-20", "--yes"),
    ("lead", "lose", "L-2", "--reason", "price"),
    ("lead", "edit", "L-3", "--status", "working"),
    ("contact", "add", "Ayşe Öz", "--customer", "C-1"),
    ("opportunity", "add", "Büyük iş", "--customer", "C-1", "--amount", "1.000 TL"),
    ("order", "add", "C-1", "--total", "100 TL"),
    ("product", "add", "Masa"),
    ("user", "add", "Ayşe"),
    ("tag", "rename", "t1", "yeni"),
    ("stage", "add", "Deneme"),
    ("reason", "add", "başka"),
    ("undo", "2", "--keep-edited"),
)


def bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def test_a_dry_run_of_every_job_leaves_every_byte_and_says_what_the_real_one_says(tmp_path: Path) -> None:
    todo = jobs(tmp_path)
    base = todo["add"].base
    todo = {**todo, **{" ".join(words): Job(words, base) for words in MORE}}
    path = tmp_path / "crm.db"
    crm = Program(str(path))
    for name, job in todo.items():
        before = bytes_of(fresh(job, path))
        dry = crm.inprocess(*job.words, "--dry-run")
        assert dry.code == 0, f"{name}: {dry.stderr}"
        assert bytes_of(path) == before, name
        assert not path.with_name("crm.db-journal").exists(), name
        real = crm.inprocess(*job.words)
        assert real.code == 0, f"{name}: {real.stderr}"
        assert bytes_of(path) != before, name
        if job.words[0] != "convert":  # its dry run shows the plan, field by field
            assert dry.stdout == real.stdout, name


def test_the_same_file_again_changes_no_byte(tmp_path: Path) -> None:
    todo = jobs(tmp_path)
    path = tmp_path / "crm.db"
    crm = Program(str(path))
    for name in ("the first import", "import customers again", "import opportunities", "convert ten leads"):
        job = todo[name]
        fresh(job, path)
        crm.inprocess(*job.words).checked()
        after = path.read_bytes()
        crm.inprocess(*job.words).checked()
        assert path.read_bytes() == after, name


def test_a_refused_command_changes_no_byte(tmp_path: Path) -> None:
    base = jobs(tmp_path)["add"].base
    path = Path(shutil.copy(base, tmp_path / "crm.db"))
    (tmp_path / "bad.csv").write_text("id,name\n90,Yeni\n91,\n", encoding="utf-8")
    before = path.read_bytes()
    crm = Program(str(path))
    for words, code in (
        (("customer", "add", ""), 1),
        (("customer", "add", "Yeni", "--email", "m1@ornek.example"), 4),
        (("customer", "edit", "C-4711", "--city", "İzmir"), 3),
        (("customer", "edit", "C-1", "--parent", "C-1"), 1),
        (("lead", "lose", "L-1"), 2),
        (("import", "customers", str(tmp_path / "bad.csv")), 1),
        (("undo", "4711"), 3),
    ):
        result = crm.inprocess(*words)
        assert result.code == code, f"{words}: {result}"
        assert path.read_bytes() == before, words
