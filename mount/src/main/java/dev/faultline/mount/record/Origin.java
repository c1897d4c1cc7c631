package dev.faultline.mount.record;

/**
 * How something is made.
 *
 * @param path for a reader
 */
public record Origin(String path, long permissions, long user, long group) {}
