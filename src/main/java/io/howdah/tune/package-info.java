/** Measures engines, threads and mini-batch sizes, and keeps what is best for a model and a CPU. */
package io.howdah.tune;
