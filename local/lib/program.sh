# shellcheck shell=bash
# Programs of ours that are run as a plain class path: benches and experiments. Reads `root`, the checkout; sets JAVA_HOME.

JAVA_HOME=$("$root/local/java-home")
export JAVA_HOME

# program_compile MODULE: builds a module's folder, without tests; stale libraries go first
program_compile() {
  rm -rf "$root/$1/target/lib"
  (cd "$root" && mvn --batch-mode --no-transfer-progress --quiet -Dmaven.test.skip=true -pl "$1" -am package)
}

# program_java MODULE [OPTION...] MAIN [ARGUMENT...]: runs a class of a module that was compiled, in the checkout
program_java() (
  cd "$root"
  target=$root/$1/target
  "$JAVA_HOME/bin/java" -cp "$(compgen -G "$target/aegis-*.jar"):$target/lib/*" "${@:2}"
)
