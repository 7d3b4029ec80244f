#!/usr/bin/env bash
# Deploys every artifact to target/repository and builds and runs packaging/consumer from it alone, in a local repository in which
# nothing of this project was installed:  packaging/check.sh   (from the root, after mvn verify)
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf target/repository
mvn -q -B -T 1C deploy -Prelease -DskipTests -Dcheckstyle.skip -Dspotless.check.skip -Dcyclonedx.skip \
  -DaltDeploymentRepository="local::file://$PWD/target/repository"
# The SBOM of one module stands for all: each takes a quarter of a minute.
rm -f emotion-core/target/bom.json
mvn -q -B -pl emotion-core package -Prelease -DskipTests -Dcheckstyle.skip -Dspotless.check.skip -Dmaven.javadoc.skip
test -s emotion-core/target/bom.json
# What a company gets with the permissive artifact must contain no GPL.
# The list of emotion-audio, which has TarsosDSP, says whether the licence would be found.
licences=target/generated-sources/license/THIRD-PARTY.txt
grep -q '(GPL-3.0)' "emotion-audio/$licences"
test -s "packaging/audio-permissive/$licences"
if grep '(GPL-3.0)' "packaging/audio-permissive/$licences"; then
  echo "emotion-audio-permissive has a dependency under the GPL" >&2
  exit 1
fi
picture=$PWD/emotion-app/src/main/resources/io/github/emotion4j/app/media/astronaut.png
mvn -q -B -U -f packaging/consumer/pom.xml compile exec:java -Dexec.args="$picture" |
  tee target/consumer.txt
grep -q '^whole: Optional\[HAPPINESS\]' target/consumer.txt
# The same application on the module path, with a picture and a sound. Natives are modules that nothing requires, hence ALL-MODULE-PATH.
lib=$PWD/packaging/consumer/target/lib
mvn -q -B -f packaging/consumer/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DincludeScope=runtime -DincludeTypes=jar -DoutputDirectory="$lib"
for input in "$picture" emotion-audio/src/test/resources/io/github/emotion4j/audio/spoken/high.wav; do
  java -p "packaging/consumer/target/classes:$lib" --add-modules ALL-MODULE-PATH -m consumer/consumer.Main "$input" |
    tee target/consumer-modules.txt
  grep -q '^whole: Optional' target/consumer-modules.txt
done

# The Kotlin of the documentation: its second block is a program, its third stands where there is an estimate.
kotlin=packaging/consumer-kotlin/target/kotlin
mkdir -p "$kotlin"
block() { awk -v n="$2" '/^```/ { inside = !inside; i += inside; next } inside && i == n' "$1"; }
block docs/gradle-kotlin.md 2 >"$kotlin/Main.kt"
{ printf 'import io.github.emotion4j.core.*\nfun tell(estimate: EmotionEstimate) {\n'; block docs/gradle-kotlin.md 3; echo '}'; } >"$kotlin/Tell.kt"
mvn -q -B -U -f packaging/consumer-kotlin/pom.xml compile exec:java -Dexec.args="$picture" | tee target/consumer-kotlin.txt
grep -q '^HAPPINESS' target/consumer-kotlin.txt
# The program as one jar: a picture, and the server, which tells its address once it answers, with the requests of its page.
mvn -q -B -pl emotion-app -am package -Pjar -DskipTests -Dcheckstyle.skip -Dspotless.check.skip
jar=emotion-app/target/jar/emotion4j.jar
java -jar "$jar" analyze --out target/jar-report "$picture" | tee target/jar.txt
grep -q ' happiness ' target/jar.txt
java -jar "$jar" serve --port 0 >target/serve.txt &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
until grep -q '^Description: http' target/serve.txt; do
  kill -0 "$server" # Fails the check if the server ended.
  sleep 1
done
requests=target/requests
mkdir -p "$requests"
cp "$picture" "$requests/group.jpg"
cp emotion-audio/src/test/resources/io/github/emotion4j/audio/speaking.mp4 "$requests/visit.mp4"
cp emotion-app/src/main/resources/io/github/emotion4j/app/media/wristband.csv "$requests"
address=$(sed -n 's|^Description: http://\([^/]*\)/.*|\1|p' target/serve.txt)
TOKEN=$(sed -n 's/^Programs: Authorization: Bearer //p' target/serve.txt)
export TOKEN
block emotion-app/README.md 1 | sed "s|127.0.0.1:7070|$address|; s|^curl|curl -sSf|" >"$requests/requests.sh"
(cd "$requests" && bash -eu requests.sh) >target/requests.txt
for answer in '"summary"' '"body"' '"landmarks"' F0semitoneFrom27.5Hz; do
  grep -q "$answer" target/requests.txt
done
