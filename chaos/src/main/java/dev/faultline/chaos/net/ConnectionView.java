package dev.faultline.chaos.net;

import java.util.List;

/**
 * A connection as it is at a moment.
 *
 * @param number which of the proxy's connections it is, counted from 1
 * @param client its address
 * @param state {@code waiting} for a slow connect, {@code dialling}, {@code held} where the server
 *     is never dialled, {@code open}
 * @param connecting the names of the toxics that struck it while it was made
 * @param upstream the names of the toxics that bite what the client sends, in their order
 * @param downstream those that bite what the server sends
 * @param heldBytes how much is held back
 */
public record ConnectionView(
    long number,
    String client,
    String state,
    List<String> connecting,
    List<String> upstream,
    List<String> downstream,
    long heldBytes) {}
