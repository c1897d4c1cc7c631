package dev.faultline.explore;

/**
 * Something that the user of a scenario may choose with {@code --set name=value}.
 *
 * @param name such as {@code voters}
 * @param defaultValue as text
 * @param description one line, for people
 */
public record Setting(String name, String defaultValue, String description) {}
