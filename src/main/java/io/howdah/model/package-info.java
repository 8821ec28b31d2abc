/** Locates, verifies and loads a model artifact safely; its card. */
package io.howdah.model;
