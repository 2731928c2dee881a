#!/usr/bin/env bash
# Brings a fresh machine to where the program runs: packaging/setup.sh run | test
#
# Installs the Debian packages that are missing (as root, or where sudo asks nothing; else names them), makes .venv with
# a Python of 3.11 or later, and installs exactly what uv.lock names, each file checked against its hash. uv itself comes
# from uv.lock too. When nothing has changed since the last time, this takes a blink.
set -euo pipefail

purpose=${1:-run}
case $purpose in run | test) ;; *) echo "usage: packaging/setup.sh run|test" >&2; exit 2 ;; esac

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
venv=$root/.venv
stamp=$venv/.setup-stamp

say() { printf 'setup: %s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# Installs those of the named Debian packages that are missing. Without the right to do so it names them and goes on:
# what is really needed then says so itself. On other systems there is nothing to do.
need_packages() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0
    local installed missing=() package
    # A package that only provides the name counts as well (libglib2.0-0t64 for libglib2.0-0 on later systems).
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}, ${Provides}\n' |
        sed -n 's/^installed //p' | sed 's/([^)]*)//g' | tr ', ' '\n\n' | sort -u)
    for package in "$@"; do
        grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! can_be_root; then
        say "missing; please run: sudo apt-get install --no-install-recommends ${missing[*]}"
        return 0
    fi
    say "installing ${missing[*]}"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0
        -o APT::Sandbox::User=root install --no-install-recommends "${missing[@]}")
    # The lists of a fresh machine are empty, those of an old one may name files that are gone: fetch them only then.
    as_root "${install[@]}" >/dev/null 2>&1 && return 0
    as_root apt-get -qq -o APT::Sandbox::User=root update >&2 || true
    as_root "${install[@]}" >/dev/null || say "could not install ${missing[*]}"
}

packages_in() { sed 's/#.*//' "$@" | tr '\n' ' '; }

# The first Python of 3.11 or later that can make a virtual environment. The system comes first: distributions build theirs
# with profiles, and one that was compiled by hand is often a third slower. PYTHON=… names another.
find_python() {
    local candidate
    for candidate in ${PYTHON:-} /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# What the installed state depends on; the Python is named because an environment does not outlive it.
fingerprint() {
    { cat uv.lock pyproject.toml packaging/setup.sh; echo "$root"; "$venv/bin/python" -VV 2>&1; } | sha256sum | cut -d ' ' -f 1
}

# The pinned uv's line for pip, with the hashes that uv.lock holds.
uv_requirement() {
    "$1" - <<'PYTHON'
import tomllib

with open("uv.lock", "rb") as lock:
    (uv,) = [package for package in tomllib.load(lock)["package"] if package["name"] == "uv"]
print(f"uv=={uv['version']}", *(f"--hash={wheel['hash']}" for wheel in uv["wheels"]))
PYTHON
}

install_uv() {
    local requirement system=/etc/ssl/certs/ca-certificates.crt
    requirement=$(mktemp)
    uv_requirement "$venv/bin/python" >"$requirement"
    local install=("$venv/bin/python" -m pip --disable-pip-version-check --no-cache-dir --quiet install
        --require-hashes --only-binary :all: --no-deps --requirement "$requirement")
    # Where an authority of the house's own signs, only the system's store knows it, and pip does not look there by itself.
    if ! "${install[@]}" && ! { [ -r "$system" ] && "${install[@]}" --cert "$system"; }; then
        rm -f "$requirement"
        say "could not install uv: is there a network, and does it reach the package index?"
        exit 1
    fi
    rm -f "$requirement"
}

mapfile -t lists < <(printf '%s\n' packaging/debian-run.txt; [ "$purpose" = run ] || echo packaging/debian-test.txt)
# shellcheck disable=SC2046 # one word per package is meant
need_packages $(packages_in "${lists[@]}")

if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]; then
    exit 0
fi

python=$(find_python) || { need_packages python3 python3-venv && python=$(find_python); } ||
    { say "no Python of 3.11 or later with venv was found; on Debian: sudo apt-get install python3 python3-venv"; exit 1; }

if ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "making .venv with $("$python" -V) ($python)"
    "$python" -m venv --clear "$venv"
fi
"$venv/bin/uv" --version >/dev/null 2>&1 || install_uv

export UV_PROJECT_ENVIRONMENT=$venv
export UV_PYTHON_DOWNLOADS=never                      # the machine's own Python, never one from elsewhere
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"     # the system's store; SSL_CERT_FILE still comes first
export UV_COMPILE_BYTECODE=1                          # the first start is as quick as the second
cache=$("$venv/bin/uv" cache dir 2>/dev/null || true)
if [ -z "$cache" ] || ! mkdir -p "$cache" 2>/dev/null || ! [ -w "$cache" ]; then
    export UV_CACHE_DIR=$venv/.cache
fi

say "installing what uv.lock names into .venv"
# In two steps: the project is built by the locked back end, which must be there first.
"$venv/bin/uv" sync --frozen --quiet --no-install-project
"$venv/bin/uv" sync --frozen --quiet
fingerprint >"$stamp"
say "ready"
