#!/usr/bin/env bash
# Makes target/site-of-pages: every page of the documentation and one Javadoc of all modules:  packaging/site.sh   (from the root; needs npm)
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B javadoc:aggregate -pl '!benchmarks,!examples,!fuzzing'
npm install --silent --no-package-lock --no-save --prefix packaging/site
apidocs=$(find target -maxdepth 3 -type d -name apidocs | head -1)
node packaging/site/build.mjs "$apidocs" target/site-of-pages
