/** Paths as users name them, files that people read, temporary files, and what a machine lacks. */
package io.howdah.files;
