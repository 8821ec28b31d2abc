/** The benchmark: what Howdah promises, measured against what a user would otherwise write. */
package io.howdah.bench;
