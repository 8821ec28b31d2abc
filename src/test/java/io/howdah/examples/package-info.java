/** How the models and the data of {@code src/examples} were made. */
package io.howdah.examples;
