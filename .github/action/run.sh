#!/usr/bin/env bash
# Runs authconform with ARGS, one argument a line, into OUT; gives the step its summary and its outputs, and ends as it did.
set -uo pipefail
program=$1
args=()
while IFS= read -r line; do
	line=${line#"${line%%[![:space:]]*}"}
	[ -n "$line" ] && args+=("$line")
done <<<"${ARGS:-}"
rm -rf "${OUT:?}/summary.md"
"$program" run --no-progress --out "$OUT" ${args[@]+"${args[@]}"}
code=$?
case $code in
0) verdict=conformant ;;
1) verdict=nonconformant ;;
3) verdict=inconclusive ;;
*) verdict=usage ;;
esac
{
	echo "verdict=$verdict"
	echo "exit-code=$code"
} >>"${GITHUB_OUTPUT:-/dev/null}"
if [ -f "$OUT/summary.md" ]; then
	cat "$OUT/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
fi
exit $code
