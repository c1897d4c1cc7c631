package dev.faultline.spark;

import java.io.Serializable;

/**
 * Worlds to run, numbers {@code from} up to {@code to}, {@code to} excluded.
 *
 * @param number of the span, in the order in which they are cut
 */
record Span(int number, int from, int to) implements Serializable {}
