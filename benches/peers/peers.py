"""The tools beside which crisplint is timed, each with the schema or the rules that come nearest.

A tool that does not look is no peer: before it is timed, each has to accept a clean manifest and to
refuse a broken one.
"""

import json
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "schemas" / "control-ownership.schema.json"

# What a tool can refuse: a manifest that does not fit the schema, one with a key twice, or one that is
# no YAML.
SHAPE, TWICE, SYNTAX = "shape", "twice", "syntax"


@dataclass(frozen=True)
class Peer:
    """A tool."""

    name: str
    # What it checks, as the table says it.
    checks: str
    refuses: str
    # The words of a command: `{files}` alone becomes all files, `{folder}` is the folder they are in,
    # `{glob}` a pattern for them, and the others are places.
    words: str
    # Whether it takes thousands of files in a few seconds.
    fast: bool = True
    reads: str = "yaml"

    def command(self, tools: Path, folder: str, files: list[str]) -> list[str]:
        """The command for a folder of manifests, or for one file, which is a folder of itself."""
        places = {"folder": folder, "glob": folder if [folder] == files else f"{folder}/**/*.crisp.*"}
        command = []
        for word in self.words.split():
            command += files if word == "{files}" else [word.format(**places, **installed(tools))]
        return command


PEERS = [
    Peer("boon (Rust)", "JSON Schema", SHAPE, "{rust}/boon --assert-format --quiet {schema} {files}"),
    Peer(
        "jsonschema-cli (Rust)",
        "JSON Schema",
        SHAPE,
        "{rust}/jsonschema-cli validate --offline --assert-format --errors-only {schema} -i {files}",
    ),
    Peer(
        "ryl --no-cache (Rust)",
        "yamllint's rules",
        TWICE,
        "{python}/ryl check --no-cache -c {here}/ryl.toml {folder}",
    ),
    Peer("biome lint (Rust)", "YAML syntax", SYNTAX, "{biome} lint {folder}"),
    Peer("biome lint (Rust)", "rules for JSON, on JSON", TWICE, "{biome} lint {folder}", reads="json"),
    Peer(
        "sourcemeta jsonschema --fast (C++)",
        "JSON Schema",
        SHAPE,
        "{sourcemeta} validate --fast --format-assertion {schema} {folder} --extension .yaml",
    ),
    Peer(
        "ajv-cli",
        "JSON Schema",
        SHAPE,
        "{node}/.bin/ajv validate --spec=draft2020 --strict=false -c {formats} -s {schema} -d {glob}",
    ),
    Peer(
        "yamale",
        "yamale schema",
        SHAPE,
        "{python}/yamale -n auto -s {here}/yamale.yaml {folder}",
        fast=False,
    ),
    Peer(
        "check-jsonschema",
        "JSON Schema",
        SHAPE,
        "{python}/check-jsonschema --schemafile {schema} {files}",
        fast=False,
    ),
    Peer("yamllint", "its rules", TWICE, "{python}/yamllint -c {here}/yamllint.yaml {folder}", fast=False),
    Peer("spectral", "JSON Schema", SHAPE, "{node}/.bin/spectral lint -r spectral.json {glob}", fast=False),
    Peer("v8r", "JSON Schema", SHAPE, "{node}/.bin/v8r -s {schema} {glob}", fast=False),
]


def installed(tools: Path) -> dict[str, Path]:
    """Where the words of a command lead."""
    node = tools / "node" / "node_modules"
    system = f"{sys.platform}-{platform.machine()}"
    return {
        "here": HERE,
        "schema": SCHEMA,
        "python": tools / "python" / "bin",
        "rust": tools / "rust" / "bin",
        "node": node,
        "formats": node / "ajv-formats" / "dist" / "index.js",
        # The programs themselves, not the scripts of Node.js that start them.
        "biome": next(node.glob("@biomejs/cli-*/biome")),
        "sourcemeta": node / "@sourcemeta/jsonschema/build/github-releases" / f"jsonschema-{system}",
    }


def write_ruleset(folder: Path) -> None:
    """Writes Spectral's ruleset: our schema, asked of the whole document."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    options = {"dialect": "draft2020-12", "allErrors": True, "schema": schema}
    then = {"function": "schema", "functionOptions": options}
    rule = {"given": "$", "severity": "error", "then": then}
    text = json.dumps({"rules": {"manifest": rule}}, indent=2)
    (folder / "spectral.json").write_text(text, encoding="utf-8")


def version(peer: Peer, tools: Path) -> str:
    """The number that a tool gives for itself, or its package where it gives none."""
    package = installed(tools)["node"] / peer.name / "package.json"
    if package.exists():
        return json.loads(package.read_text(encoding="utf-8"))["version"]
    program = peer.command(tools, "", [])[0]
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    words = [word.lstrip("v") for word in (said.stdout or said.stderr).split()]
    return next((word for word in words if word[:1].isdigit()), "")


def verify(
    peer: Peer, tools: Path, work: Path, clean: tuple[str, list[str]], broken: tuple[str, list[str]]
) -> None:
    """Stops where a tool refuses a clean folder, or accepts one of which one file is broken."""
    for (folder, files), right in ((clean, True), (broken, False)):
        command = peer.command(tools, folder, files)
        run = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
        if (run.returncode == 0) != right:
            verb = "refuses" if right else "accepts"
            said = (run.stdout + run.stderr).strip()[-2000:]
            raise SystemExit(f"{peer.name} {verb} {folder}, so it is no peer:\n{said}")
