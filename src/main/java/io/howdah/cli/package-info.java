/** One class per verb: reads its options, calls the rest, prints what came of it. */
package io.howdah.cli;
