package dev.faultline.chaos.client;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A toxic as a server shows it.
 *
 * @param attributes by name, with numbers as the server writes them and lists separated by commas
 * @param words the same by name, as command-line words: a list of texts has one word for each text,
 *     and an empty list has none
 */
public record ToxicView(
    String name,
    String type,
    String stream,
    double toxicity,
    SortedMap<String, String> attributes,
    List<Map.Entry<String, String>> words) {}
