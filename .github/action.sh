#!/usr/bin/env bash
# What `action.yml` does: reads the inputs from the environment, refuses what it does not know, finds or
# installs crisplint, and runs it. Ends as crisplint ends, or with 2 where it could not do its job.
set -euo pipefail

# `%` and line breaks have a meaning in workflow commands.
refuse() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf '::error title=crisplint::%s\n' "$text"
  exit 2
}

# one_of INPUT VALUE WORD...
one_of() {
  local input=$1 value=$2 word
  shift 2
  for word; do
    if [ "$value" = "$word" ]; then return; fi
  done
  refuse "\`$input\` is one of: $*; not \`$value\`"
}

# a_path INPUT VALUE: one line, and neither an option nor standard input.
a_path() {
  case $2 in
    -*) refuse "\`$1\` begins with a hyphen: \`$2\`; write \`./$2\`" ;;
    *[[:cntrl:]]*) refuse "\`$1\` holds a control character" ;;
  esac
}

# each_line INPUT VALUE: the lines that are not empty, into `lines`.
each_line() {
  local line
  lines=()
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    if [ -z "$line" ]; then continue; fi
    a_path "$1" "$line"
    lines+=("$line")
  done <<<"$2"
}

# What the inputs say, as options.

fail_on=${INPUT_FAIL_ON:-}
format=${INPUT_FORMAT:-github}
config=${INPUT_CONFIG:-}
sarif=${INPUT_SARIF:-}
upload=${INPUT_UPLOAD_SARIF:-false}
version=${INPUT_VERSION:-}

one_of format "$format" full concise json sarif github gitlab junit markdown
options=(check "--format=$format")
if [ -n "$fail_on" ]; then
  one_of fail-on "$fail_on" error warning info never
  options+=("--fail-on=$fail_on")
fi
if [ -n "$config" ]; then
  a_path config "$config"
  options+=("--config=$config")
fi
each_line matrix "${INPUT_MATRIX:-}"
for file in ${lines[@]+"${lines[@]}"}; do options+=("--matrix=$file"); done

one_of upload-sarif "$upload" true false
if [ "$upload" = true ] && [ -z "$sarif" ]; then sarif=$RUNNER_TEMP/crisplint.sarif; fi
if [ -n "$sarif" ]; then
  a_path sarif "$sarif"
  options+=("--report=sarif=$sarif")
fi
summary=$RUNNER_TEMP/crisplint-summary.md
options+=("--report=markdown=$summary")

each_line paths "${INPUT_PATHS:-.}"
if [ ${#lines[@]} -eq 0 ]; then refuse "\`paths\` names nothing"; fi
options+=(-- "${lines[@]}")

if [[ -n $version && ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([abrc.-][0-9a-z.-]*)?$ ]]; then
  refuse "\`version\` is a version such as \`0.1.0\`, not \`$version\`"
fi

# The tool. What runs is the version asked for, or the code of this very commit of the action; only a
# crisplint that the job has put on the PATH itself comes before that.

home=$RUNNER_TEMP/crisplint
if [ -z "$version" ]; then
  if ! tool=$(command -v crisplint); then
    if ! command -v cargo >&2; then
      refuse 'there is neither crisplint nor cargo on the PATH, and no version was asked for'
    fi
    # Ready in a fraction of the time of the full optimisation, and fast enough.
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_TARGET_DIR=$home/target \
      cargo install --quiet --locked --root "$home" --path "$GITHUB_ACTION_PATH" >&2 ||
      refuse 'crisplint could not be built'
    tool=$home/bin/crisplint
  fi
else
  tool=$(command -v crisplint || true)
  if [ -z "$tool" ] || [ "$("$tool" --version)" != "crisplint $version" ]; then
    python=$(command -v python3 || command -v python) || refuse 'installing a version needs Python'
    "$python" -m venv "$home/venv" >&2 || refuse 'Python makes no virtual environment'
    tool=$home/venv/bin
    if [ -d "$home/venv/Scripts" ]; then tool=$home/venv/Scripts; fi
    "$tool/python" -m pip install --quiet --only-binary :all: "crisplint==$version" >&2 ||
      refuse "crisplint $version could not be installed"
    tool=$tool/crisplint
  fi
fi
"$tool" --version >&2 || refuse "\`$tool\` does not run"

rm -f -- "$summary"
code=0
"$tool" "${options[@]}" || code=$?

# A summary larger than 1 MiB would be thrown away whole.
if [ -s "$summary" ]; then
  if [ "$(wc -c <"$summary")" -lt 1000000 ]; then
    cat -- "$summary" >>"$GITHUB_STEP_SUMMARY"
  else
    printf 'crisplint: the summary is too long to be shown here; see the log.\n' >>"$GITHUB_STEP_SUMMARY"
  fi
fi
printf 'exit-code=%s\n' "$code" >>"$GITHUB_OUTPUT"
if [ -n "$sarif" ] && [ -s "$sarif" ]; then printf 'sarif=%s\n' "$sarif" >>"$GITHUB_OUTPUT"; fi
exit "$code"
