#!/usr/bin/env bash
# Puts authconform into a directory: the release VERSION, held against SHA256 or the release's own checksums, or, without VERSION,
# what SOURCES build. RELEASES is where releases are.
set -euo pipefail
to=$1
mkdir -p "$to"
if [ -z "${VERSION:-}" ]; then
	(cd "$SOURCES" && CGO_ENABLED=0 go build -trimpath -o "$to/authconform" ./runner/authconform)
	exit
fi
case "$(uname -s)" in
Linux) os=linux ending=tar.gz ;;
Darwin) os=darwin ending=tar.gz ;;
FreeBSD) os=freebsd ending=tar.gz ;;
*) os=windows ending=zip ;;
esac
case "$(uname -m)" in
arm64 | aarch64) arch=arm64 ;;
*) arch=amd64 ;;
esac
archive=authconform_${VERSION}_${os}_$arch.$ending
from=${RELEASES:-https://github.com/authconform/authconform/releases/download}/v$VERSION
curl -fsSL --retry 3 -o "$to/$archive" "$from/$archive"
if [ -z "${SHA256:-}" ]; then
	SHA256=$(curl -fsSL --retry 3 "$from/checksums.txt" | awk -v name="$archive" '$2 == name { print $1 }')
fi
if [ -z "$SHA256" ]; then
	echo "::error::checksums.txt of $VERSION names no $archive" >&2
	exit 2
fi
found=$(sha256sum "$to/$archive" 2>/dev/null || shasum -a 256 "$to/$archive")
if [ "${found%% *}" != "$SHA256" ]; then
	echo "::error::$archive: wanted the SHA-256 $SHA256, found ${found%% *}" >&2
	exit 2
fi
case "$ending" in
zip) unzip -oq "$to/$archive" authconform.exe -d "$to" && mv "$to/authconform.exe" "$to/authconform" ;;
*) tar -xzf "$to/$archive" -C "$to" authconform ;;
esac
