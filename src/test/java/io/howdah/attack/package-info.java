/** Runs, streams, servers and brokers that die while readers check every answer. */
package io.howdah.attack;
