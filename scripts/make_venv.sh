#!/bin/sh
# Makes an environment from a hashed lock: make_venv.sh FOLDER LOCK [--editable]
# uv does it where it is there and can; else Python's own venv and pip; else the message says what to install.
# --editable installs this project into it too, with the build tools of the lock.
set -eu

folder=$1 lock=$2 editable=${3:-}

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; }
python=
for name in ${PYTHON:-} python3.11 python3.12 python3 python; do
    if fits "$name"; then python=$name; break; fi
done

with_uv() {
    [ -x "$folder/bin/python" ] || uv venv --quiet --python "${python:-3.11}" "$folder" || return 1
    uv pip install --quiet --python "$folder/bin/python" --require-hashes -r "$lock" || return 1
    [ -z "$editable" ] || uv pip install --quiet --python "$folder/bin/python" --no-build-isolation --no-deps -e .
}

with_pip() {
    [ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
    "$folder/bin/python" -m pip --version >/dev/null 2>&1 || "$folder/bin/python" -m ensurepip --upgrade >/dev/null
    pip="$folder/bin/python -m pip --quiet --disable-pip-version-check --no-input"
    $pip install --require-hashes -r "$lock"
    [ -z "$editable" ] || $pip install --no-build-isolation --no-deps -e .
}

echo "Setting up $folder from $lock (once, a minute or two)"
if command -v uv >/dev/null 2>&1; then
    if with_uv; then exit 0; fi
    echo "uv could not; trying Python's own venv and pip" >&2
fi
if [ -z "$python" ]; then
    echo "Tidings needs Python 3.11 or 3.12 and found neither. Install one (on Debian and Ubuntu:" >&2
    echo "apt-get install python3.11 python3.11-venv), or install uv, and run make again." >&2
    exit 1
fi
if [ ! -x "$folder/bin/python" ] && ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$python has no venv module. Install it (on Debian and Ubuntu: apt-get install python$version-venv)," >&2
    echo "or install uv, and run make again." >&2
    exit 1
fi
with_pip
