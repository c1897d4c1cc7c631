package dev.faultline.chaos.net;

import java.util.List;

/**
 * A connection as it is at a moment.
 *
 * @param number which of the proxy's connections it is, counted from 1
 * @param client its address
 * @param upstream the names of the toxics that bite what the client sends, in their order
 * @param downstream those that bite what the server sends
 */
public record ConnectionView(
    long number, String client, List<String> upstream, List<String> downstream) {}
