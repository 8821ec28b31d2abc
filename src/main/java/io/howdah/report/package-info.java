/** Draws what a run did: a page, a JSON object, and lines for a terminal. */
package io.howdah.report;
