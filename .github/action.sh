#!/usr/bin/env bash
# What `action.yml` does: reads the inputs from the environment, refuses what it does not know, finds or
# installs crisplint, and runs it. Ends as crisplint ends, or with 2 if it could not complete the run.
set -Eeuo pipefail

# `%` and line breaks have a meaning in workflow commands.
refuse() {
  local text=$1
  trap - ERR
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  printf '::error title=crisplint::%s\n' "$text"
  printf 'exit-code=2\n' >>"${GITHUB_OUTPUT:-/dev/null}" || true
  exit 2
}

# 1 means findings, and a command that fails here has found none.
trap 'refuse "the action failed in line $LINENO of its script"' ERR

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

# our_own INPUT FILE: takes away what an earlier run has left there, so that nobody takes it for what this run
# found. What the run reads, or what is no such output, is never an output.
our_own() {
  local input=$1 file=$2 read
  if [ -L "$file" ]; then refuse "\`$input\` is a link: \`$file\`; name the file itself"; fi
  if [ ! -e "$file" ]; then return; fi
  if [ ! -f "$file" ]; then refuse "\`$input\` is not a file: \`$file\`; give it another name"; fi
  for read in ${inputs[@]+"${inputs[@]}"}; do
    if [ "$file" -ef "$read" ]; then
      refuse "\`$input\` is read by this run: \`$file\`; give it another name"
    fi
  done
  case $file in
    *.[Ss][Aa][Rr][Ii][Ff] | "$summary") ;;
    *)
      if ! head -c 1000 -- "$file" | grep -q 'sarif-schema-2\.1\.0'; then
        refuse "\`$input\` is there already and is not SARIF: \`$file\`; give it another name"
      fi
      ;;
  esac
  rm -f -- "$file" || refuse "\`$input\` cannot be replaced: \`$file\`"
}

# What the inputs say, as options.

inputs=()

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
  inputs+=("$config")
fi
each_line matrix "${INPUT_MATRIX:-}"
for file in ${lines[@]+"${lines[@]}"}; do
  options+=("--matrix=$file")
  inputs+=("$file")
done

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
inputs+=("${lines[@]}")

if [[ -n $version && ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([abrc.-][0-9a-z.-]*)?$ ]]; then
  refuse "\`version\` is a version such as \`0.1.0\`, not \`$version\`"
fi

our_own 'the summary' "$summary"
if [ -n "$sarif" ]; then our_own sarif "$sarif"; fi

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

code=0
"$tool" "${options[@]}" || code=$?
# Any other end, by a signal for example, means that the run was not completed.
if [ "$code" -gt 2 ]; then code=2; fi

# A summary larger than 1 MiB would be thrown away whole.
if [ ! -s "$summary" ]; then
  printf 'crisplint could not complete the run; see the log.\n' >>"$GITHUB_STEP_SUMMARY"
elif [ "$(wc -c <"$summary")" -lt 1000000 ]; then
  cat -- "$summary" >>"$GITHUB_STEP_SUMMARY"
else
  printf 'crisplint: the summary is too long to be shown here; see the log.\n' >>"$GITHUB_STEP_SUMMARY"
fi
printf 'exit-code=%s\n' "$code" >>"$GITHUB_OUTPUT"
# What a run found that was not completed would close the alerts of all that it did not look at.
if [ "$code" -lt 2 ] && [ -n "$sarif" ] && [ -s "$sarif" ]; then printf 'sarif=%s\n' "$sarif" >>"$GITHUB_OUTPUT"; fi
exit "$code"
