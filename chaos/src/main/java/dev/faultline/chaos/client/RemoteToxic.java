package dev.faultline.chaos.client;

import dev.faultline.chaos.toxic.ToxicSpec;

/**
 * A toxic of a server that runs elsewhere, as it was when it was asked for.
 *
 * @param spec what it is
 * @param applications on how many connections it has taken effect
 */
public record RemoteToxic(ToxicSpec spec, long applications) {}
