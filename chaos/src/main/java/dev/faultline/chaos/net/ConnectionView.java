package dev.faultline.chaos.net;

import java.util.List;

/**
 * A snapshot of a connection.
 *
 * @param number which of the proxy's connections it is, counted from 1
 * @param client its address
 * @param state {@code waiting} for a slow connect, {@code dialling}, {@code held} if the server is
 *     never dialled, {@code open}
 * @param connecting the names of the toxics that affected it while it was being set up
 * @param upstream the names of the toxics that affect the client's data, in their order
 * @param downstream the names of the toxics that affect the server's data, in their order
 * @param heldBytes how many bytes are held back
 */
public record ConnectionView(
    long number,
    String client,
    String state,
    List<String> connecting,
    List<String> upstream,
    List<String> downstream,
    long heldBytes) {}
