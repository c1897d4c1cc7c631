package dev.faultline.core;

/**
 * A message that arrived at a blocking node.
 *
 * @param from the sender; the node itself for a timer that fired
 * @param message what was sent, or the tag of the timer
 */
public record Datagram(Address from, Object message) {}
