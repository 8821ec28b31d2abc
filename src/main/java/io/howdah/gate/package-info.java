/** What a finished run must pass to be published, and what its tasks count to judge it by. */
package io.howdah.gate;
