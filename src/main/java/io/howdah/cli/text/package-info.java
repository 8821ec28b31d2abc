/** What verbs print for people. */
package io.howdah.cli.text;
