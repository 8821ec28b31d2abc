/** One class a verb; wires the rest. */
package io.howdah.cli;
