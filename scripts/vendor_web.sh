#!/bin/sh
# Make src/tidings/web/static/vendor again from the npm packages that its VENDORED.md names: sh scripts/vendor_web.sh
#
# The table there is the only place where versions and checksums stand. To take a newer version, change its version in
# the table and run with --accept, which prints each file with its new checksum instead of refusing it; read what
# changed, then put the checksums into the table. npm's own setting says which registry is asked.
set -eu
cd "$(dirname "$0")/.."
folder=$PWD/src/tidings/web/static/vendor
accept=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Rows look like: | file | package | version | licence | path in the package | sha256 |
awk -F'|' 'NF == 8 && $7 ~ /^ [0-9a-f]+ $/ {
    for (k = 2; k <= 7; k++) { gsub(/^ +| +$/, "", $k) }
    print $2, $3, $4, $6, $7 }' "$folder/VENDORED.md" >"$work/files"
[ -s "$work/files" ] || { echo "no rows in $folder/VENDORED.md; wanted | file | package | version | ..." >&2; exit 1; }

while read -r file package version path sum; do
    unpacked=$work/$(echo "$package" | tr '@/' '__')-$version
    if [ ! -d "$unpacked" ]; then
        mkdir -p "$unpacked"
        (cd "$work" && npm pack --silent --ignore-scripts "$package@$version" >"$unpacked.name")
        tar -xzf "$work/$(tail -n 1 "$unpacked.name")" -C "$unpacked"
    fi
    got=$(sha256sum "$unpacked/package/$path" | cut -d ' ' -f 1)
    if [ "$accept" = --accept ]; then
        echo "$file $version $got"
    elif [ "$got" != "$sum" ]; then
        echo "$file: $package $version has the checksum $got, VENDORED.md wants $sum; nothing was replaced" >&2
        exit 1
    fi
    cp "$unpacked/package/$path" "$work/$file"
    echo "$file" >>"$work/copied"
done <"$work/files"

while read -r file; do cp "$work/$file" "$folder/$file"; done <"$work/copied"
