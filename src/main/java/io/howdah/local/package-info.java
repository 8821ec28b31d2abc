/** The embedded runtime: HBase and ZooKeeper in one JVM. */
package io.howdah.local;
