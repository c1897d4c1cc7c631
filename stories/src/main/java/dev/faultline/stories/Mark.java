package dev.faultline.stories;

/**
 * Something that happens during a run from outside: the fault.
 *
 * @param from seconds from the start of the run
 * @param to when it is over; the same as {@code from} for something without length
 * @param text what happens
 */
public record Mark(double from, double to, String text) {}
