/** One class per verb; wires the rest. */
package io.howdah.cli;
