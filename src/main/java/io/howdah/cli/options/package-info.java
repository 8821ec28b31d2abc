/** What verbs are given: options, their texts in the help, and what they may be. */
package io.howdah.cli.options;
