# Sourced by bin/howdah.
# export JAVA_HOME=/usr/lib/jvm/java-17
# export HOWDAH_HEAPSIZE=2g         # heap of the command itself (default 1g)
# export HOWDAH_LOCAL_DIR=...       # data of the embedded runtime (default ~/.howdah/local)
# export HOWDAH_LOG_DIR=...         # logs (default ~/.howdah/logs)
