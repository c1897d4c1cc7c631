package dev.faultline.chaos.client;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A toxic as a server shows it.
 *
 * @param attributes by name, with the numbers as the server writes them, and lists with commas
 *     between their parts
 * @param words the same by name, as the command line takes them: a list of texts has a word for
 *     each of them, and an empty list none
 */
public record ToxicView(
    String name,
    String type,
    String stream,
    double toxicity,
    SortedMap<String, String> attributes,
    List<Map.Entry<String, String>> words) {}
