#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# source_package.sh NAME DIRECTORY: unpacks the source of a Debian package there, with no change to the machine's lists.
set -euo pipefail

name=$1
directory=$(realpath -m "$2")
apt=$(mktemp -d)
trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/parts" "$apt/lists/partial"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
  [ ! -f "$file" ] || sed -e 's/^Types:.*/Types: deb-src/' -e 's/^deb /deb-src /' "$file" > "$apt/parts/${file##*/}"
done
options=(-q -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/parts" -o "Dir::State::lists=$apt/lists"
  -o APT::Sandbox::User=root)
apt-get "${options[@]}" update
cd "$apt"
apt-get "${options[@]}" --download-only source "$name"
mkdir -p "$directory"
rm -f ./*.asc
tar -xf ./*.orig.tar.* -C "$directory" --strip-components 1
