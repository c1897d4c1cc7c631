package dev.faultline.chaos.client;

import dev.faultline.chaos.toxic.ToxicSpec;

/**
 * A toxic of a remote server, as it was at the time of the request.
 *
 * @param spec its definition
 * @param applications on how many connections it has taken effect
 */
public record RemoteToxic(ToxicSpec spec, long applications) {}
