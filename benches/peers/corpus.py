"""Manifests to measure with: the same bytes on every machine and in every run."""

import hashlib
import json
import shutil
from pathlib import Path

import yaml

# Below the limit of a file, which is 32 MiB.
LARGE_BYTES = 20_000_000
FOLDER_HOLDS = 1_000


def prepare(folder: Path, *texts: str) -> None:
    """Empties the folder where it holds the corpus of other templates."""
    texts = (*texts, Path(__file__).read_text(encoding="utf-8"))
    stamp = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    file = folder / "made-of"
    if not file.exists() or file.read_text(encoding="utf-8") != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        file.write_text(stamp, encoding="utf-8")


def make(folder: Path, name: str, template: str, count: int, ending: str = "yaml") -> None:
    """Writes `count` manifests below `folder/name`, each of a system of its own, once.

    The JSON ones are the same documents, for the tools that read no YAML.
    """
    corpus, part = folder / name, folder / f"{name}.part"
    if corpus.exists():
        return
    shutil.rmtree(part, ignore_errors=True)
    if ending == "json":
        # Every scalar of the templates is a string.
        document = yaml.load(template, Loader=yaml.BaseLoader)
        template = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    head, tail = split(template)
    for number in range(count):
        below = part / f"{number // FOLDER_HOLDS:03}"
        if number % FOLDER_HOLDS == 0:
            below.mkdir(parents=True)
        text = f"{head}payroll-{number:06}{tail}"
        (below / f"{number:06}.crisp.{ending}").write_text(text, encoding="utf-8")
    part.rename(corpus)


def make_large(folder: Path, template: str) -> Path:
    """Writes one file of many documents."""
    head, tail = split(template)
    size = len(f"---\n{head}payroll-000000{tail}".encode())
    documents = (f"---\n{head}payroll-{number:06}{tail}" for number in range(LARGE_BYTES // size))
    file = folder / "large.crisp.yaml"
    file.write_text("".join(documents), encoding="utf-8")
    return file


def make_mixed(folder: Path, name: str, template: str, count: int, overlooked: str) -> None:
    """Writes `count` manifests and as many other YAML files, in turn, below a root of their own.

    `overlooked` is the severity of CRISP007, which reads the other files.
    """
    corpus, part = folder / name, folder / f"{name}.part"
    if corpus.exists():
        return
    shutil.rmtree(part, ignore_errors=True)
    make(folder, part.name, template, count)
    other = make_values(len(template.encode()))
    for number in range(count):
        file = part / f"{number // FOLDER_HOLDS:03}" / f"{number:06}.yaml"
        file.write_text(f"# Payroll {number}\n{other}", encoding="utf-8")
    # A root ends at `.git`: without one, the configuration of this repository would hold.
    (part / ".git").mkdir()
    configuration = f"rules: {{CRISP007: {overlooked}}}\n"
    (part / ".crisplint.yaml").write_text(configuration, encoding="utf-8")
    part.rename(corpus)


def make_values(size: int) -> str:
    """YAML such as a chart's values, a little longer than `size`."""
    text, number = "replicas: 3\n", 0
    while len(text) < size:
        text += f"service-{number}:\n  image: example/app-{number}\n  port: {8000 + number}\n"
        number += 1
    return text


def make_python(folder: Path, lines: int) -> Path:
    """Writes one Python file of as many lines as a manifest has, without a finding."""
    file = folder / "one.py"
    text = "".join(f'name_{line} = [{line}, "text"]\n' for line in range(lines))
    file.write_text(text, encoding="utf-8")
    return file


def split(template: str) -> tuple[str, str]:
    """What stands before and behind the system's name."""
    head, found, tail = template.partition("payroll")
    if not found:
        raise ValueError("the template names no system `payroll`")
    return head, tail
