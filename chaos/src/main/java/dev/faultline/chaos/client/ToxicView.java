package dev.faultline.chaos.client;

import java.util.SortedMap;

/**
 * A toxic as a server shows it.
 *
 * @param attributes by name, with the numbers as the server writes them
 */
public record ToxicView(
    String name,
    String type,
    String stream,
    double toxicity,
    SortedMap<String, String> attributes) {}
