#!/usr/bin/env bash
# Builds all published artifacts twice and fails if any jar differs:  packaging/reproducible.sh   (from the root; ends with a clean build)
set -euo pipefail
cd "$(dirname "$0")/.."
build() {
  mvn -q -B clean package -Prelease -pl '!benchmarks,!examples,!emotion-app' -DskipTests -Dcheckstyle.skip -Dspotless.check.skip
  find . -path '*/target/*.jar' -o -path '*/target/bom.json' | sort | xargs sha256sum
}
first=$(build)
second=$(build)
diff <(echo "$first") <(echo "$second") && echo "$(echo "$first" | wc -l) files, equal in two builds"
