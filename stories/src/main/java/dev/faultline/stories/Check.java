package dev.faultline.stories;

/**
 * Something that has to come out of a story, and whether it did.
 *
 * @param expected in words
 * @param found what came out
 * @param holds whether that is as expected
 */
public record Check(String expected, String found, boolean holds) {}
