#!/usr/bin/env bash
# Fetches the page's third-party assets anew, at pinned versions, and checks what came against pinned hashes.
# Needs npm and a network; nothing else in the project does. To take a newer version: change version and hash, run
# `make test`, and say in docs/web.md what was taken.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
vendor=$PWD/twosource/web/static/vendor
tests=$PWD/tests/assets
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$vendor" "$tests"

fetch() { # package@version, sha256 of its tarball, folder
  local tarball
  tarball=$(cd "$work" && npm pack "$1" --silent)
  echo "$2  $work/$tarball" | sha256sum --check --quiet
  mkdir -p "$work/$3"
  tar -xzf "$work/$tarball" -C "$work/$3" --strip-components=1
}

fetch leaflet@1.9.4 84c65a256e50657896f54c33bd857b6849ebe94c817803be818bf32a3dde0b77 leaflet   # BSD-2-Clause
fetch htmx.org@2.0.4 a34988d1b9f005a458d593aa8d7486537cb878b8ac3b82703db1268983123ecc htmx     # 0BSD
fetch axe-core@4.10.2 9ea2d2d6917da998122bdacfd3b473e31ead53f4b87146c716a12edf89158100 axe     # MPL-2.0, for tests only

# The source maps are not shipped, so no browser is told to ask for them.
grep -v '^//# sourceMappingURL' "$work/leaflet/dist/leaflet.js" > "$vendor/leaflet.js"
cp "$work/leaflet/dist/leaflet.css" "$vendor/leaflet.css"
cp "$work/leaflet/LICENSE" "$vendor/leaflet-LICENSE.txt"
cp "$work/htmx/dist/htmx.min.js" "$vendor/htmx.min.js"
cp "$work/htmx/LICENSE" "$vendor/htmx-LICENSE.txt"
cp "$work/axe/axe.min.js" "$tests/axe.min.js"
cp "$work/axe/LICENSE" "$tests/axe-LICENSE.txt"
(cd "$vendor" && sha256sum leaflet.js leaflet.css htmx.min.js > SHA256SUMS.txt)
