#!/usr/bin/env bash
# Make everything that the product needs; what is there already is left alone.
#   setup/setup.sh run     for the site and the command
#   setup/setup.sh test    for the tests, too
#   setup/setup.sh bench   for the measurements, too
# System packages come from setup/packages.txt, Python packages from uv.lock.
set -euo pipefail
cd "$(dirname "$0")/.."

level=${1:-run}
case "$level" in
  run)   kinds="run";      groups="" ;;
  test)  kinds="run test"; groups="--group dev" ;;
  bench) kinds="run test"; groups="--group dev --group bench" ;;
  *) echo "usage: setup/setup.sh run|test|bench" >&2; exit 2 ;;
esac

UV=uv==0.13.9
PYTHON=${PYTHON:-python3}
FONTS=.venv/share/lianming/fonts

say() { echo "setup: $*"; }
stop() { # the first line says what is wrong, the others what to do
  printf 'setup: %s\n' "$1" >&2
  printf '%s\n' "${@:2}" >&2
  exit 1
}

stop_fetching() {
  stop "Python packages could not be fetched; look at the network and try again."
}

list_packages() { # the names of a kind
  awk -v kind="$1" '$1 == kind { print $2 }' setup/packages.txt
}

list_missing() {
  local name
  for kind in $kinds; do
    for name in $(list_packages "$kind"); do
      [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
    done
  done
}

as_root() { # empty when we are root; "sudo -n" when that works without asking; else fails
  if [ "$(id -u)" = 0 ]; then echo "env"
  elif sudo -n true 2>/dev/null; then echo "sudo -n env"
  else return 1
  fi
}

install_packages() {
  local missing root
  [ -z "${SKIP_PACKAGES:-}" ] || return 0
  command -v dpkg-query >/dev/null || stop \
    "this set-up installs packages on Debian and its kin only. Install the counterparts of these:" \
    "  $(for kind in $kinds; do list_packages "$kind"; done | tr '\n' ' ')" \
    "(and the fonts that setup/packages.txt names, into $FONTS), then run with SKIP_PACKAGES=1."
  missing=$(list_missing | tr '\n' ' ')
  [ -z "$missing" ] && return
  root=$(as_root) || stop "Debian packages are missing and installing them needs root. Please run" \
    "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing" \
    "and then the same command again."
  say "installing Debian packages: $missing"
  case " $missing" in *" postgresql "*) keep_postgresql_still "$root" ;; esac
  { $root apt-get -q update >/dev/null &&
    # shellcheck disable=SC2086  # a list of names
    $root DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null
  } || stop "Debian packages could not be installed; see above, look at the network and try again."
}

# Debian's postgresql makes a database cluster and starts a server when it is installed. The tests
# start one of their own, so a note in its configuration prevents that; it goes when we are done.
keep_postgresql_still() {
  local root=$1 folder=/etc/postgresql-common/createcluster.d
  # shellcheck disable=SC2064  # the values of now
  trap "$root rm -f $folder/lianming.conf" EXIT
  $root mkdir -p "$folder"
  echo "create_main_cluster = false" | $root tee "$folder/lianming.conf" >/dev/null
}

check_python() {
  { "$PYTHON" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; } 2>/dev/null ||
    stop "Python 3.11, 3.12 or 3.13 is needed; $PYTHON is not one of them." \
      "Name another one in PYTHON, like this: PYTHON=/usr/bin/python3.11 make run"
}

install_python_packages() {
  local stamp=.venv/.setup-$level wanted
  wanted=$(cat pyproject.toml uv.lock setup/setup.sh | sha256sum | cut -d' ' -f1)
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
  check_python
  [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || {
    say "making .venv with $("$PYTHON" --version)"
    "$PYTHON" -m venv --clear .venv
  }
  say "installing Python packages"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "$UV" || stop_fetching
  # shellcheck disable=SC2086  # none, or several words
  .venv/bin/uv sync --quiet --system-certs --frozen --inexact --no-default-groups $groups ||
    stop_fetching
  echo "$wanted" > "$stamp"
}

unpack_fonts() { # only the named files: the packages hold far more than a letter uses
  local package files file
  while read -r _ package files; do
    for file in $files; do
      [ -s "$FONTS/$file" ] && continue
      say "fetching fonts: $files"
      fetch_fonts "$package" "$files"
      break
    done
  done < <(grep '^font ' setup/packages.txt)
}

fetch_fonts() ( # in a subshell, so that its scratch folder goes whatever happens
  package=$1 files=$2
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  chmod 755 "$scratch" # apt fetches as a user of its own
  cd "$scratch"
  if ! apt-get -q download "$package" >apt.log 2>&1 </dev/null; then
    root=$(as_root) || stop "$package could not be fetched: $(tail -n 1 apt.log)" \
      "Look at the network; if the list of packages is missing or old, run" \
      "  sudo apt-get update" "and then the same command again."
    $root apt-get -q update >/dev/null || true
    apt-get -q download "$package" >apt.log 2>&1 || {
      cat apt.log >&2
      stop "$package could not be fetched; look at the network and try again."
    }
  fi
  dpkg-deb --extract ./*.deb tree
  cd "$OLDPWD"
  mkdir -p "$FONTS"
  for file in $files; do
    found=$(find "$scratch/tree" -name "$file" -type f | head -n 1)
    [ -n "$found" ] || stop "$package no longer holds $file; mend setup/packages.txt."
    cp "$found" "$FONTS/.$file" && mv "$FONTS/.$file" "$FONTS/$file"
  done
)

compile_translations() {
  local source made
  for source in translations/*/LC_MESSAGES/messages.po; do
    made=${source%.po}.mo
    [ "$made" -nt "$source" ] || .venv/bin/pybabel -q compile -i "$source" -o "$made"
  done
}

install_packages
install_python_packages
unpack_fonts
compile_translations
