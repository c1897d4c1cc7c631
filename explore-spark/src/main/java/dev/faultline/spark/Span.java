package dev.faultline.spark;

import java.io.Serializable;

/**
 * Worlds to run, numbers {@code from} up to {@code to}, {@code to} excluded.
 *
 * @param number of the span, in the order in which they are cut
 * @param recipe what the campaign's search says of these worlds; empty where there is none
 */
record Span(int number, int from, int to, byte[] recipe) implements Serializable {
  /** Of worlds of which nothing has to be known. */
  Span(int number, int from, int to) {
    this(number, from, to, new byte[0]);
  }
}
